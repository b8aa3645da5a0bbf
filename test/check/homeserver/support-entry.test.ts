import { expect, it } from 'vitest';
import { supportEntryOf } from '../../../src/check/homeserver/support-entry.js';
import { supportYaml } from '../../../src/cli/print/support-yaml.js';
import { render } from '../../../src/cli/print/text.js';
import { aCheck, aReport, aResult } from '../reports.js';
import { checkRegistration } from './fake-world.js';

const source = 'seen by check-homeserver: give the link to its report here';
const results = [
  aResult('works', { check: aCheck('ephemeral') }),
  aResult('missing', { check: aCheck('to-device'), seen: 'none came' }),
  aResult('broken', { check: aCheck('device-lists') }),
  aResult('other-name', { check: aCheck('key-query'), seen: 'the draft’s' }),
];

it('the entry of a homeserver that nothing is known of has what was seen, and what was not is unknown', () => {
  const report = aReport(results, { software: { name: 'new one', version: '0.3-beta' } });
  const { name, newest, facts, configuration } = supportEntryOf(report, checkRegistration());
  expect([name, newest, configuration]).toEqual(['new one', '0.3', undefined]);
  expect(facts).toEqual([
    { of: ['ephemeral', 'keyQuery'], from: '0.3', works: 'yes', source },
    { of: ['toDevice'], from: '0.3', works: 'no', note: 'none came', source },
    { of: ['deviceLists'], from: '0.3', works: 'no', source },
    expect.objectContaining({ works: 'unknown', of: expect.arrayContaining(['keyCounts', 'keyClaim']) as string[] }),
  ]);
});

it('the entry of a report without software has no name, and is still written as YAML', () => {
  const entry = supportEntryOf(aReport(results), checkRegistration());
  expect([entry.name, entry.newest]).toEqual(['unknown', '0']);
  const text = supportYaml({ ...entry, name: 'new one', facts: [{ of: ['toDevice'], works: 'unknown', source }] });
  expect(text.map((line) => render(line, { colours: false }))).toEqual([
    "  - name: 'new one'",
    "    newest: '0'",
    '    facts:',
    '      - of: [toDevice]',
    '        works: unknown',
    `        source: '${source}'`,
  ]);
});
