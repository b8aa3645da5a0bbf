import type { Cancellation } from '../async/cancellation.js';
import type { Clock } from '../clock.js';
import { ConnectionError, isMatrixAppserviceError } from '../errors.js';
import type { Finding } from '../findings.js';
import type { KeyOperation } from './key-proxy-options.js';
import type { LostKeys } from './lost-keys.js';
import type { Observers } from './observers.js';

/** An appservice's answer after it was cut down, with the findings about the rest. */
export interface CheckedAnswer<Answer> {
  readonly answer: Answer;
  readonly findings: readonly Finding[];
}

/** One appservice's part of a request. */
export interface KeyCall<Answer> {
  readonly registrationId: string;
  readonly operation: KeyOperation;
  /**
   * Asks, and cuts the answer down to the request (M3, C4). Rejects with an error of this package, or the reason of
   * `caller`.
   */
  readonly ask: () => Promise<CheckedAnswer<Answer>>;
  /** Returns the keys that a failure may have cost. */
  readonly lostBy?: ((reason: unknown) => LostKeys | undefined) | undefined;
  /** Ends the call. That is not the appservice's fault, and is reported only if it may have cost keys. */
  readonly caller: Cancellation;
}

/**
 * Asks one appservice for its part. Never rejects: every failure is reported and means "no information", `undefined`
 * (N7).
 * @rule N7
 */
export async function askAppservice<Answer>(
  { registrationId, operation, ask, lostBy, caller }: KeyCall<Answer>,
  clock: Clock,
  observers: Observers,
): Promise<Answer | undefined> {
  const startedMs = clock.now();
  try {
    const { answer, findings } = await ask();
    const durationMs = clock.elapsedMs(startedMs);
    observers.reportAnswer(durationMs);
    observers.reportFindings(findings, { registrationId, operation, durationMs });
    return answer;
  } catch (reason) {
    const durationMs = clock.elapsedMs(startedMs);
    if (!caller.cancelled) {
      // Any other error comes from a function of the host, and its message may quote a token (S5).
      const error = isMatrixAppserviceError(reason) ? reason : new ConnectionError(undefined);
      observers.reportFailure({ registrationId, operation, error, durationMs });
    }
    const lost = lostBy?.(reason);
    if (lost !== undefined) observers.reportLostKeys(lost, { registrationId, operation, durationMs });
    return undefined;
  }
}
