import { type CheckDescription, type CheckOutcome, type CheckResult, type CheckSelection, isFailure } from './check.js';

/** A check with its action. `World` is what the action needs, and what earlier checks left to it. */
export interface Check<World> extends CheckDescription {
  /** Finds out. An error that it throws makes the verdict `not-tested`. */
  run(world: World): CheckOutcome | Promise<CheckOutcome>;
}

/** Hears of a check that is about to be made, of the number that are done, and of that of all. */
export type OnCheck = (check: CheckDescription, done: number, all: number) => void;

/** The settings of a run. */
interface RunOptions {
  /** Monotonic clock, in milliseconds. */
  readonly now: () => number;
  /** Writes an error of a check in one line, without secrets. */
  readonly explain: (error: unknown) => string;
  /** Hears of each check before it is made. */
  readonly onCheck?: OnCheck | undefined;
  /** Hears of each result at once. */
  readonly onResult?: ((result: CheckResult) => void) | undefined;
  /** Ends the run: the checks that are left are `not-tested`. */
  readonly signal?: AbortSignal | undefined;
}

/** Returns the chosen checks of a list, in its order. @throws {TypeError} for an ID that none of them has. */
export function chosen<T extends CheckDescription>(checks: readonly T[], { only, except = [] }: CheckSelection): T[] {
  const unknown = [...(only ?? []), ...except].find((wanted) => !checks.some(({ id }) => id === wanted));
  if (unknown !== undefined) throw new TypeError(`there is no check with the ID “${unknown}”`);
  return checks.filter(({ id }) => (only?.includes(id) ?? true) && !except.includes(id));
}

/** Runs checks one after the other, in the order of the list. A check that throws stops none of the others. */
export async function runChecks<World>(
  checks: readonly Check<World>[],
  world: World,
  { now, explain, onCheck, onResult, signal }: RunOptions,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  async function outcomeUnlessInterrupted(check: Check<World>): Promise<CheckOutcome> {
    if (isAborted(signal)) return interrupted;
    onCheck?.(descriptionOf(check), results.length, checks.length);
    const outcome = await outcomeOf(check, world, explain);
    // A check that was cut short may have taken that for a fault of the other side.
    return isAborted(signal) ? interrupted : outcome;
  }
  for (const check of checks) {
    const start = now();
    const outcome = await outcomeUnlessInterrupted(check);
    const result = { check: descriptionOf(check), ...outcome, durationMs: now() - start };
    results.push(result);
    onResult?.(result);
  }
  return results;
}

/** Writes how far a run came that was interrupted; `undefined` for any other. */
export function interruptionOf(results: readonly CheckOutcome[]): string | undefined {
  const cut = results.filter(isInterrupted).length;
  if (cut === 0) return undefined;
  return `It was interrupted after ${results.length - cut} of ${results.length} checks.`;
}

/** The most characters of what was seen. */
const mostSeen = 400;

/** Writes a text, which may quote the other side, in one short line. */
function shortened(seen: string): string {
  const line = seen.replace(/\s+/g, ' ');
  return line.length > mostSeen ? `${line.slice(0, mostSeen)}…` : line;
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

const interrupted: CheckOutcome = { verdict: 'not-tested', seen: 'the run was interrupted' };

/** Tells whether the run ended before a check did. */
export function isInterrupted({ verdict, seen }: CheckOutcome): boolean {
  return verdict === interrupted.verdict && seen === interrupted.seen;
}

/**
 * Returns the results that make a check fail: what a bridge needs and does not work, and what an interrupted run left.
 *
 * @param needsProof Tells whether a needed capability also fails where it was not tested.
 */
export function failuresIn(
  results: readonly CheckResult[],
  needsProof: (check: CheckDescription) => boolean,
): CheckResult[] {
  return results.filter((result) => {
    const { check, verdict } = result;
    const isUnproven = verdict === 'not-tested' && check.needed && needsProof(check);
    return isFailure(result) || isUnproven || isInterrupted(result);
  });
}

async function outcomeOf<World>(
  check: Check<World>,
  world: World,
  explain: RunOptions['explain'],
): Promise<CheckOutcome> {
  try {
    const { seen, ...outcome } = await check.run(world);
    return seen === undefined ? outcome : { ...outcome, seen: shortened(seen) };
  } catch (error) {
    return { verdict: 'not-tested', seen: explain(error) };
  }
}

/** Returns the description of a check, without its action. */
export function descriptionOf(check: CheckDescription): CheckDescription {
  const { id, title, topic, rules, proposal, does, expects, needed } = check;
  return { id, title, topic, rules, proposal, does, expects, needed };
}
