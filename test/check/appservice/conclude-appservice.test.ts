import { expect, it } from 'vitest';
import { concludeAppservice } from '../../../src/check/appservice/conclude-appservice.js';
import type { CheckResult, CheckVerdict } from '../../../src/check/check.js';
import { aCheck, aResult } from '../reports.js';

const row = (id: string, verdict: CheckVerdict, seen?: string): CheckResult =>
  aResult(verdict, { check: aCheck(id), seen });
const interrupted = row('b', 'not-tested', 'the run was interrupted');
const both = [row('key-query-unstable', 'works'), row('key-claim-unstable', 'works')];

it.each<[what: string, results: readonly CheckResult[], deliver: boolean, said: RegExp]>([
  [
    'was interrupted, without transactions',
    [row('a', 'works'), interrupted],
    false,
    /^It was interrupted after 1 of 2 checks\. Requests sent: 3; none of them changes anything\.$/,
  ],
  [
    'was interrupted, with transactions',
    [interrupted],
    true,
    /after 0 of 1 checks\. Requests sent: 3; transactions among them: 2\.$/,
  ],
  [
    'has no answer',
    [row('server-answers', 'broken')],
    true,
    /since no server answers\. Whether it serves keys was not tested\.$/,
  ],
  [
    'refuses its token',
    [row('ping', 'broken'), row('key-query-unstable', 'not-tested'), row('key-claim-unstable', 'not-tested')],
    true,
    /see “ping”\. Whether it serves keys was not tested\.$/,
  ],
  ['has no routes for keys', [row('key-query-unstable', 'missing')], true, /\. Homeservers cannot ask it for keys/],
  ['has one fault', [row('a', 'broken'), ...both], true, /see “a”\. Homeservers can ask it for keys/],
  ['has two faults', [row('a', 'broken'), row('b', 'missing')], true, /see “a” and one more\./],
  ['has three faults', ['a', 'b', 'c'].map((id) => row(id, 'broken')), true, /see “a” and 2 more\./],
  ['sent no transactions', both, false, /but transactions were not tested\./],
  ['tested everything', both, true, /^An encrypted bridge has all that it needs of this appservice\./],
  ['could not test all', [...both, row('a', 'not-tested')], true, /: 1 row could not be tested\./],
  [
    'knows queries alone',
    [row('key-query-unstable', 'works')],
    true,
    /It answers key queries only, so it has to upload/,
  ],
  ['knows claims alone', [row('key-claim-unstable', 'works')], true, /It answers key claims only, so it has to upload/],
])('the conclusion of a run that %s says so', (_, results, deliver, said) => {
  expect(concludeAppservice(results, { deliver, sent: { requests: 3, transactions: 2 } })).toMatch(said);
});
