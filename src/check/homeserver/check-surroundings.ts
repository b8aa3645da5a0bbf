import type { Fetch } from '../../client/fetch.js';
import { isMatrixAppserviceError } from '../../errors.js';
import type { HideSecrets } from '../../hide-secrets.js';
import type { HomeserverSoftware } from '../../registration/lint-registration.js';
import type { AppserviceRegistration } from '../../types.js';
import type { CheckReport } from '../check.js';
import type { OnCheck } from '../run-checks.js';
import type { AskHomeserver } from './homeserver-ask.js';
import { findSoftware } from './find-software.js';
import { NotTestedError } from '../outcomes.js';

/** The parts of the surroundings that checks use. */
export interface CheckSurroundings {
  readonly fetch: Fetch;
  /** Monotonic clock, in milliseconds. */
  readonly now: () => number;
  /** Waits. Rejects when the signal is aborted. */
  readonly delay: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly randomBytes: (count: number) => Uint8Array;
  /** Hears of each check before it is made. */
  readonly onCheck?: OnCheck | undefined;
  /** Ends the checks. What they made is removed all the same. */
  readonly signal?: AbortSignal | undefined;
}

/** Explains errors of checks, without secrets. */
export function explainWith(hide: HideSecrets): (error: unknown) => string {
  return (error) => {
    if (error instanceof NotTestedError) return error.message;
    if (isMatrixAppserviceError(error)) return hide(error.message);
    // Anything else may quote a token.
    return error instanceof DOMException && error.name === 'AbortError'
      ? 'it was interrupted'
      : 'it failed within this program';
  };
}

/** Lists the secrets of a registration. */
export function tokensOf({ as_token: asToken, hs_token: hsToken }: AppserviceRegistration): string[] {
  return [asToken, hsToken];
}

/** Writes name and version for a report, where both are known. The homeserver may have said anything. */
export function softwareIn(software: HomeserverSoftware | undefined, hide: HideSecrets): CheckReport['software'] {
  const { name = '', version } = software ?? {};
  return version === undefined ? undefined : { name: hide(name), version: hide(version) };
}

/**
 * Returns name and version of a homeserver: those that are given, or else those that it says itself.
 *
 * @throws {MatrixAppserviceError} if it cannot be reached at all.
 */
export async function reachedSoftware(
  ask: AskHomeserver,
  given: HomeserverSoftware | undefined,
): Promise<HomeserverSoftware | undefined> {
  await ask('GET', '/_matrix/client/versions');
  return given ?? findSoftware(ask);
}
