import { type CheckResult, type CheckVerdict, isFailure } from '../check.js';
import { interruptionOf } from '../run-checks.js';

/**
 * Says in two sentences what the results mean for an encrypted bridge.
 *
 * @param all Number of checks that there are.
 */
export function concludeHomeserver(results: readonly CheckResult[], all: number): string {
  const interruption = interruptionOf(results);
  if (interruption !== undefined || results.length < all) {
    const faults = results.filter(({ verdict }) => verdict === 'missing' || verdict === 'broken');
    const first = interruption ?? `Only ${results.length.toString()} of ${all.toString()} checks were made.`;
    return faults.length === 0 ? first : `${first} Not as it should be: ${titlesOf(faults)}.`;
  }
  const verdictOf = (id: string): CheckVerdict => results.find(({ check }) => check.id === id)?.verdict ?? 'not-tested';
  const isThere = (id: string): boolean => ['works', 'other-name'].includes(verdictOf(id));
  const failures = results.filter(isFailure);
  const untested = results.filter(({ check, verdict }) => check.needed && verdict === 'not-tested');
  return `${firstSentence(failures, untested, isThere)} ${servedKeys(verdictOf, isThere)}`;
}

const pushed = ['to-device', 'device-lists', 'key-counts', 'fallback-key-types'];

function firstSentence(
  failures: readonly CheckResult[],
  untested: readonly CheckResult[],
  isThere: (id: string) => boolean,
): string {
  if (failures.length === 0) {
    if (untested.length === 0) return 'An encrypted bridge that uploads its keys works here.';
    return `Nothing speaks against an encrypted bridge, but these rows were not tested: ${titlesOf(untested)}.`;
  }
  const others = failures.filter(({ check }) => !pushed.includes(check.id));
  if (others.length === 0 && isThere('to-device-sync')) {
    return `An encrypted bridge works here if it fetches messages with /sync (\`receive: 'sync'\`), or once these rows work: ${titlesOf(failures)}.`;
  }
  return `An encrypted bridge does not work here until these rows do: ${titlesOf(failures)}.`;
}

function servedKeys(verdictOf: (id: string) => CheckVerdict, isThere: (id: string) => boolean): string {
  if (isThere('key-query') && isThere('key-claim')) return 'It may serve its one-time keys instead of uploading them.';
  if (verdictOf('key-query') === 'not-tested' && verdictOf('key-claim') === 'not-tested') {
    return 'Whether it could serve its keys was not tested.';
  }
  return 'It has to upload its keys, since the homeserver does not ask for them.';
}

function titlesOf(results: readonly CheckResult[]): string {
  return listOf(results.map(({ check }) => check.title));
}

function listOf(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

/** Says what the results of the checks of a registration in use mean. */
export function concludeLive(results: readonly CheckResult[]): string {
  const interruption = interruptionOf(results);
  if (interruption !== undefined) return interruption;
  const faults = results.filter(({ verdict }) => verdict === 'missing' || verdict === 'broken');
  const first =
    faults.length === 0
      ? 'Nothing is wrong with what could be seen without disturbing the bridge.'
      : `This is wrong: ${faults.map(({ check }) => check.title).join(', ')}.`;
  return `${first} Transactions and keys need a registration of their own: --new-registration.`;
}
