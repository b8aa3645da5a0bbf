import { createSecretHider } from '../../hide-secrets.js';
import type { HomeserverSoftware } from '../../registration/lint-registration.js';
import type { AppserviceRegistration } from '../../types.js';
import type { CheckDescription, CheckReport } from '../check.js';
import { descriptionOf, failuresIn, runChecks } from '../run-checks.js';
import { type CheckSurroundings, explainWith, reachedSoftware, softwareIn, tokensOf } from './check-surroundings.js';
import { concludeLive } from './conclude-homeserver.js';
import { createHomeserverAsk } from './homeserver-ask.js';
import { knownFactsOf } from './known-facts.js';
import { checksOfLiveHomeserver, type LiveWorld } from './checks/live-checks.js';

/** The checks of a registration in use. */
export const liveHomeserverChecks: readonly CheckDescription[] =
  /*@__PURE__*/ checksOfLiveHomeserver.map(descriptionOf);

/** Options of {@link checkLiveHomeserver}. */
export interface CheckLiveHomeserverOptions extends CheckSurroundings {
  readonly homeserverUrl: string;
  /** Registration of a bridge that is in use. */
  readonly registration: AppserviceRegistration;
  /** User of the bridge whose devices are looked at. */
  readonly userId?: string | undefined;
  readonly software?: HomeserverSoftware | undefined;
}

/**
 * Makes the few checks of a registration in use that change nothing: nothing is listened to, acknowledged or refused.
 *
 * @example
 * ```ts
 * declare const options: CheckLiveHomeserverOptions;
 * const { conclusion } = await checkLiveHomeserver({ ...options, userId: '@irc_ann:example.org' });
 * ```
 * @throws {MatrixAppserviceError} if the homeserver cannot be reached at all.
 */
export async function checkLiveHomeserver(options: CheckLiveHomeserverOptions): Promise<CheckReport> {
  const { registration, homeserverUrl, fetch, now, delay, signal, userId } = options;
  const hide = createSecretHider(tokensOf(registration));
  const ask = createHomeserverAsk({ url: homeserverUrl, asToken: registration.as_token, fetch, now, delay, signal });
  const software = await reachedSoftware(ask, options.software);
  const world: LiveWorld = {
    ask,
    hide,
    facts: knownFactsOf(registration, software),
    registrationId: registration.id,
    url: registration.url ?? null,
    senderLocalpart: registration.sender_localpart,
    userId,
  };
  const results = await runChecks(checksOfLiveHomeserver, world, {
    now,
    explain: explainWith(hide),
    onCheck: options.onCheck,
    signal,
  });
  return {
    url: hide(homeserverUrl),
    software: softwareIn(software, hide),
    results,
    // The others need a user.
    failures: failuresIn(results, ({ id }) => userId !== undefined || id === 'live-as-token'),
    conclusion: concludeLive(results),
    remains: [],
  };
}
