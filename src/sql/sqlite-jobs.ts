/** A transaction that waits for its turn. */
export interface SqliteJob {
  readonly kind: SqliteJobKind;
  /** Returns a promise, or the result itself. The caller is told once the batch is committed. */
  readonly run: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** A transaction of the caller's runs once. The calls of a store read, or write, and may be repeated. */
export type SqliteJobKind = 'transaction' | 'write' | 'read';

/** The result of a job that has run, or its failure. */
export type JobOutcome = { readonly value: unknown } | { readonly error: unknown };

async function finish(running: unknown): Promise<JobOutcome> {
  try {
    return { value: await running };
  } catch (error) {
    return { error };
  }
}

/** Runs a job, in one go where it can. Never throws or rejects. */
export function outcomeOf({ run }: SqliteJob): JobOutcome | Promise<JobOutcome> {
  try {
    const value = run();
    return value instanceof Promise ? finish(value) : { value };
  } catch (error) {
    return { error };
  }
}

/** Tells the caller of a job what came of it. */
export function tell({ resolve, reject }: SqliteJob, outcome: JobOutcome): void {
  if ('error' in outcome) reject(outcome.error);
  else resolve(outcome.value);
}
