import { ConnectionError, isMatrixAppserviceError } from '../errors.js';
import type { Finding } from '../findings.js';
import type { KeyOperation } from './key-proxy-options.js';
import type { Observers } from './observers.js';

/** One appservice's part of a request. */
export interface KeyCall<Answer> {
  readonly registrationId: string;
  readonly operation: KeyOperation;
  /** Asks; rejects with an error of this package, or with the reason of `signal`. */
  readonly ask: () => Promise<unknown>;
  /** Cuts an answer down to what was asked (M3, C4). */
  readonly restrict: (answer: unknown) => { readonly answer: Answer; readonly findings: readonly Finding[] };
  /** What no finding may repeat, should the appservice send it back (S5). */
  readonly secrets: readonly string[];
  /** Ends the call. That is not the appservice's fault, and not reported. */
  readonly signal: AbortSignal;
}

/** Asks one appservice for its part. Never rejects: whatever fails is reported and means "no information", `undefined` (N7). */
export async function askAppservice<Answer>(
  { registrationId, operation, ask, restrict, secrets, signal }: KeyCall<Answer>,
  now: () => number,
  observers: Observers,
): Promise<Answer | undefined> {
  const startedMs = now();
  try {
    const { answer, findings } = restrict(await ask());
    observers.reportAnswer(now() - startedMs);
    const reported = findings.map((finding) => withoutSecrets(finding, secrets));
    observers.reportFindings(reported, { registrationId, operation });
    return answer;
  } catch (reason) {
    if (!signal.aborted) {
      // Anything else is a fault in what was passed in, and its message may quote a token (S5).
      const error = isMatrixAppserviceError(reason) ? reason : new ConnectionError(undefined);
      observers.reportFailure({ registrationId, operation, error, durationMs: now() - startedMs });
    }
    return undefined;
  }
}

function withoutSecrets(finding: Finding, secrets: readonly string[]): Finding {
  const cut = (text: string): string =>
    secrets.reduce((rest, secret) => (secret === '' ? rest : rest.replaceAll(secret, '…')), text);
  return { ...finding, pointer: cut(finding.pointer), message: cut(finding.message) };
}
