import { type CheckResult, type CheckVerdict, isFailure } from '../check.js';
import { interruptionOf } from '../run-checks.js';
import type { Prober } from './prober.js';

/** Says what the results of an appservice mean for an encrypted bridge, in two sentences. */
export function concludeAppservice(
  results: readonly CheckResult[],
  { deliver, sent }: Pick<Prober, 'sent'> & { readonly deliver: boolean },
): string {
  const interruption = interruptionOf(results);
  if (interruption !== undefined) {
    const { requests, transactions } = sent;
    const acted = deliver ? `transactions among them: ${transactions}` : 'none of them changes anything';
    return `${interruption} Requests sent: ${requests}; ${acted}.`;
  }
  return `${verdictOn(results, deliver)} ${keysOf(results)}`;
}

function verdictOn(results: readonly CheckResult[], deliver: boolean): string {
  const failures = results.filter(isFailure).map(({ check }) => check.title);
  const [first, ...others] = failures;
  if (results.some(({ check, verdict }) => check.id === 'server-answers' && verdict !== 'works')) {
    return 'Nothing can be said of the appservice, since no server answers.';
  }
  if (first !== undefined) {
    const rest = others.length === 0 ? '' : others.length === 1 ? ' and one more' : ` and ${others.length} more`;
    return `An encrypted bridge will fail with this appservice, or lose messages: see “${first}”${rest}.`;
  }
  if (!deliver) return 'Nothing that an encrypted bridge needs is missing here, but transactions were not tested.';
  const untested = results.filter(({ check, verdict }) => check.needed && verdict === 'not-tested').length;
  if (untested === 0) return 'An encrypted bridge has all that it needs of this appservice.';
  const rows = untested === 1 ? '1 row' : `${untested} rows`;
  return `An encrypted bridge has all that it needs, as far as that can be seen: ${rows} could not be tested.`;
}

function keysOf(results: readonly CheckResult[]): string {
  const [queries = untested, claims = untested] = ['key-query-unstable', 'key-claim-unstable'].map(
    (id) => results.find(({ check }) => check.id === id)?.verdict,
  );
  if (queries === untested && claims === untested) return 'Whether it serves keys was not tested.';
  const [answersQueries, answersClaims] = [queries, claims].map((verdict) => verdict === 'works');
  if (answersQueries && answersClaims) return 'Homeservers can ask it for keys, so it may serve or upload them.';
  if (answersQueries || answersClaims)
    return `It answers key ${answersQueries ? 'queries' : 'claims'} only, so it has to upload its other keys.`;
  return 'Homeservers cannot ask it for keys, so it has to upload them.';
}

const untested: CheckVerdict = 'not-tested';
