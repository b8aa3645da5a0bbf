import type { CheckDescription, CheckOutcome, CheckResult } from './check.js';

/** A check with its action. `World` is what the action needs, and what earlier checks left to it. */
export interface Check<World> extends CheckDescription {
  /** Finds out. An error that it throws makes the verdict `not-tested`. */
  run(world: World): Promise<CheckOutcome>;
}

/** The settings of a run. */
interface RunOptions {
  /** Monotonic clock, in milliseconds. */
  readonly now: () => number;
  /** Writes an error of a check in one line, without secrets. */
  readonly explain: (error: unknown) => string;
  /** Hears of each result at once. */
  readonly onResult?: ((result: CheckResult) => void) | undefined;
  /** Ends the run: the checks that are left are `not-tested`. */
  readonly signal?: AbortSignal | undefined;
}

/** Runs checks one after the other, in the order of the list. A check that throws stops none of the others. */
export async function runChecks<World>(
  checks: readonly Check<World>[],
  world: World,
  { now, explain, onResult, signal }: RunOptions,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) {
    const start = now();
    const outcome = signal?.aborted === true ? interrupted : await outcomeOf(check, world, explain);
    const result = { check: describe(check), ...outcome, durationMs: now() - start };
    results.push(result);
    onResult?.(result);
  }
  return results;
}

const interrupted: CheckOutcome = { verdict: 'not-tested', seen: 'the run was interrupted' };

async function outcomeOf<World>(
  check: Check<World>,
  world: World,
  explain: RunOptions['explain'],
): Promise<CheckOutcome> {
  try {
    return await check.run(world);
  } catch (error) {
    return { verdict: 'not-tested', seen: explain(error) };
  }
}

/** Returns the description of a check, without its action. */
export function describe(check: CheckDescription): CheckDescription {
  const { id, title, topic, rules, proposal, does, expects, needed } = check;
  return { id, title, topic, rules, proposal, does, expects, needed };
}
