import type { MatrixAppserviceError } from '../errors.js';
import type { Finding } from '../findings.js';

/** Why an appservice gave no information. */
export interface KeyProxyFailure extends FindingContext {
  /** A typed error of this package, or what the caller's signal was aborted with. */
  readonly error: MatrixAppserviceError | Error;
  /** From the call to the failure, in milliseconds. */
  readonly durationMs: number;
}

export type KeyOperation = 'queryKeys' | 'claimKeys';

/** Which appservice was asked, and what. */
export interface FindingContext {
  readonly registrationId: string;
  readonly operation: KeyOperation;
}

/** An answer, cut down to what was asked, and what was cut off. */
export interface Restricted<Answer> {
  readonly answer: Answer;
  readonly findings: readonly Finding[];
}

/** Who is told of what went wrong, and the clock. */
export interface Observers {
  readonly now: () => number;
  readonly onFailure: ((failure: KeyProxyFailure) => void) | undefined;
  readonly onFinding: ((finding: Finding, context: FindingContext) => void) | undefined;
}

/**
 * Asks one appservice, and cuts what it answers down to what it was asked (M3, C4).
 *
 * Never rejects: whatever fails is reported and means "no information", which is what `restrict` makes of `{}` (N7).
 */
export async function askAppservice<Answer>(
  call: FindingContext,
  ask: () => Promise<unknown>,
  restrict: (answer: unknown) => Restricted<Answer>,
  observers: Observers,
): Promise<Answer> {
  const startedMs = observers.now();
  try {
    const { answer, findings } = restrict(await ask());
    reportFindings(findings, call, observers);
    return answer;
  } catch (reason) {
    const error = reason instanceof Error ? reason : new Error('the request was aborted');
    tell(() => observers.onFailure?.({ ...call, error, durationMs: observers.now() - startedMs }));
    return restrict({}).answer;
  }
}

/** Tells the observer of findings, one by one. */
export function reportFindings(findings: readonly Finding[], call: FindingContext, observers: Observers): void {
  for (const finding of findings) tell(() => observers.onFinding?.(finding, call));
}

/** An observer that throws must not cost the answer. */
function tell(observer: () => void): void {
  try {
    observer();
  } catch {
    // Its own fault, and nobody else's to handle.
  }
}
