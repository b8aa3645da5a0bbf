import type { MatrixAppserviceError } from '../errors.js';
import type { Finding } from '../findings.js';
import type { KeyOperation } from './key-proxy-options.js';
import type { Observers } from './observers.js';

/** One appservice's part of a request. */
export interface KeyCall<Answer> {
  readonly registrationId: string;
  readonly operation: KeyOperation;
  /** Asks; rejects with nothing but an error of this package, or with the reason of `signal`. */
  readonly ask: () => Promise<unknown>;
  /** Cuts an answer down to what was asked (M3, C4). */
  readonly restrict: (answer: unknown) => { readonly answer: Answer; readonly findings: readonly Finding[] };
  /** Ends the call. That is not the appservice's fault, and not reported. */
  readonly signal: AbortSignal;
}

/**
 * Asks one appservice for its part. Never rejects: whatever fails is reported and means "no information", which is what
 * `restrict` makes of `{}` (N7).
 */
export async function askAppservice<Answer>(
  { registrationId, operation, ask, restrict, signal }: KeyCall<Answer>,
  now: () => number,
  observers: Observers,
): Promise<Answer> {
  const startedMs = now();
  try {
    const { answer, findings } = restrict(await ask());
    observers.reportFindings(findings, { registrationId, operation });
    return answer;
  } catch (reason) {
    if (!signal.aborted) {
      // The client rejects with nothing else.
      const error = reason as MatrixAppserviceError;
      observers.reportFailure({ registrationId, operation, error, durationMs: now() - startedMs });
    }
    return restrict({}).answer;
  }
}
