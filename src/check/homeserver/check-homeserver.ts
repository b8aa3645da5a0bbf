import type { AppserviceRequest } from '../../appservice/request-target.js';
import { encodeBase64 } from '../../federation/base64.js';
import { isMatrixAppserviceError } from '../../errors.js';
import { createSecretHider } from '../../hide-secrets.js';
import type { Fetch } from '../../client/fetch.js';
import type { HttpResponse } from '../../http/matrix-response.js';
import type { HomeserverSoftware } from '../../registration/lint-registration.js';
import type { AppserviceRegistration } from '../../types.js';
import type { CheckDescription, CheckReport } from '../check.js';
import { type Check, describe as describeCheck, runChecks } from '../run-checks.js';
import { checkUsersOf } from './check-registration.js';
import { concludeHomeserver, concludeLive } from './conclude.js';
import { connectionChecks } from './connection-checks.js';
import { deliveryChecks } from './delivery-checks.js';
import { deviceChecks } from './device-checks.js';
import { failingAnswerChecks } from './failing-answer-checks.js';
import { findSoftware } from './find-software.js';
import { type AskHomeserver, createHomeserverAsk } from './homeserver-ask.js';
import { type CheckTimes, type HomeserverWorld, NotTestedError, type SecondAppservice } from './homeserver-world.js';
import { keyClaimChecks } from './key-claim-checks.js';
import { keyQueryChecks } from './key-query-checks.js';
import { knownFactsOf } from './known-facts.js';
import { checksOfLiveHomeserver, type LiveWorld } from './live-checks.js';
import { mixedAnswerChecks } from './mixed-answer-checks.js';
import { pushChecks } from './push-checks.js';
import { createRemovals } from './removals.js';
import { uploadChecks } from './upload-checks.js';
import { createWatchedAppservice, type WatchedAppservice } from './watched-appservice.js';

/** Serves an appservice at the URL of its registration. Resolves, once it listens, with what ends that. */
export type ServeAppservice = (
  registration: AppserviceRegistration,
  handle: (request: AppserviceRequest) => Promise<HttpResponse>,
) => Promise<() => unknown>;

/** The parts of the surroundings that checks use. */
export interface CheckSurroundings {
  readonly fetch: Fetch;
  /** Monotonic clock, in milliseconds. */
  readonly now: () => number;
  /** Waits. Rejects when the signal is aborted. */
  readonly delay: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly randomBytes: (count: number) => Uint8Array;
  /** Hears of each check before it is made. */
  readonly onCheck?: ((check: CheckDescription, done: number, all: number) => void) | undefined;
  /** Ends the checks. What they made is removed all the same. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of {@link checkHomeserver}. */
export interface CheckHomeserverOptions extends CheckSurroundings {
  readonly homeserverUrl: string;
  readonly serverName: string;
  /** Registration for checks alone, which the homeserver has loaded. */
  readonly registration: AppserviceRegistration;
  /** Another one, for the checks that need two. */
  readonly second?: AppserviceRegistration | undefined;
  readonly serve: ServeAppservice;
  /** Name and version of the homeserver. Default: what it says itself. */
  readonly software?: HomeserverSoftware | undefined;
  /** IDs of the checks to make; those need no others. Default: all. */
  readonly only?: readonly string[] | undefined;
  /** Times to wait. Default: 8 s for what comes at once, 30 s for repeats, 15 s for a homeserver that waits itself. */
  readonly times?: Partial<CheckTimes> | undefined;
}

const defaultTimes: CheckTimes = { push: 8000, repeat: 30_000, hang: 15_000 };

const allChecks: readonly Check<HomeserverWorld>[] = [
  ...connectionChecks,
  ...deviceChecks,
  ...uploadChecks,
  ...pushChecks,
  ...deliveryChecks,
  ...keyQueryChecks,
  ...keyClaimChecks,
  ...mixedAnswerChecks,
  ...failingAnswerChecks,
];

/** The checks of a homeserver, in the order in which they are made. */
export const homeserverChecks: readonly CheckDescription[] = allChecks.map(describeCheck);

/**
 * Finds out what a homeserver does for encrypted appservices, by doing it: on a registration of its own (see
 * `createCheckRegistration`), since it provokes failures that would lose messages of a bridge.
 *
 * It removes the devices and rooms that it makes. Users remain, and a next run uses them again.
 *
 * @example
 * ```ts
 * declare const options: CheckHomeserverOptions;
 * const { results } = await checkHomeserver(options);
 * const missing = results.filter(({ check, verdict }) => check.needed && verdict === 'missing');
 * ```
 * @throws {MatrixAppserviceError} if the homeserver cannot be reached at all.
 * @throws The rejection of `serve`.
 */
export async function checkHomeserver(options: CheckHomeserverOptions): Promise<CheckReport> {
  const { registration, second, homeserverUrl, serverName, serve, only, randomBytes, now, delay, signal } = options;
  const hide = createSecretHider([registration, ...(second ? [second] : [])].flatMap(tokensOf));
  const askWith = (asToken: string): AskHomeserver =>
    createHomeserverAsk({ url: homeserverUrl, asToken, fetch: options.fetch, now, delay, signal });
  const watch = ({ hs_token: hsToken }: AppserviceRegistration): WatchedAppservice =>
    createWatchedAppservice({ hsToken, now, delay, signal });
  const ask = askWith(registration.as_token);
  const software = options.software ?? (await findSoftware(ask));
  const removals = createRemovals(hide);
  const run = encodeBase64(randomBytes(6))
    .replace(/[^A-Za-z0-9]/g, 'x')
    .toUpperCase();
  let count = 0;
  const world: HomeserverWorld = {
    registration,
    serverName,
    users: checkUsersOf(registration, serverName),
    ask,
    appservice: watch(registration),
    second: second && secondAppservice(second, serverName, watch(second), askWith(second.as_token)),
    facts: knownFactsOf(registration, software),
    times: { ...defaultTimes, ...options.times },
    now,
    randomBytes,
    hide,
    remove: removals,
    unique: () => `${run}${(count += 1).toString()}`,
    names: 'both',
  };
  const wanted = allChecks.filter(({ id }) => only?.includes(id) ?? true);
  const stops = [await serve(registration, world.appservice.handle)];
  try {
    if (world.second) stops.push(await serve(world.second.registration, world.second.appservice.handle));
    const results = await runChecks(
      watchedChecks(wanted, options, (each) => each.stopped),
      world,
      {
        now,
        explain: explainWith(hide),
        signal,
      },
    );
    const remains = await removals.removeAll();
    return {
      url: hide(homeserverUrl),
      software: softwareIn(software),
      results,
      conclusion: concludeHomeserver(results, allChecks.length),
      remains,
    };
  } finally {
    for (const stop of stops) await stop();
  }
}

function secondAppservice(
  registration: AppserviceRegistration,
  serverName: string,
  appservice: WatchedAppservice,
  ask: AskHomeserver,
): SecondAppservice {
  return { registration, users: checkUsersOf(registration, serverName), ask, appservice };
}

/** Reports each check before it is made, and makes none after one that found out why the others make no sense. */
function watchedChecks<World>(
  checks: readonly Check<World>[],
  { onCheck }: CheckSurroundings,
  whyStopped: (world: World) => string | undefined = () => undefined,
): Check<World>[] {
  return checks.map((check, i) => ({
    ...check,
    run: async (world) => {
      const why = whyStopped(world);
      if (why !== undefined) throw new NotTestedError(why);
      onCheck?.(describeCheck(check), i, checks.length);
      return check.run(world);
    },
  }));
}

function explainWith(hide: (text: string) => string): (error: unknown) => string {
  return (error) => {
    if (error instanceof NotTestedError) return error.message;
    if (isMatrixAppserviceError(error)) return hide(error.message);
    // Anything else may quote a token.
    return error instanceof DOMException && error.name === 'AbortError'
      ? 'it was interrupted'
      : 'it failed within this program';
  };
}

function tokensOf({ as_token: asToken, hs_token: hsToken }: AppserviceRegistration): string[] {
  return [asToken, hsToken];
}

function softwareIn(software: HomeserverSoftware | undefined): CheckReport['software'] {
  return software?.version === undefined ? undefined : { name: software.name, version: software.version };
}

/** The checks of a registration in use. */
export const liveHomeserverChecks: readonly CheckDescription[] = checksOfLiveHomeserver.map(describeCheck);

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
  const software = options.software ?? (await findSoftware(ask));
  const world: LiveWorld = {
    ask,
    hide,
    facts: knownFactsOf(registration, software),
    registrationId: registration.id,
    senderLocalpart: registration.sender_localpart,
    userId,
  };
  const results = await runChecks(watchedChecks(checksOfLiveHomeserver, options), world, {
    now,
    explain: explainWith(hide),
    signal,
  });
  return {
    url: hide(homeserverUrl),
    software: softwareIn(software),
    results,
    conclusion: concludeLive(results),
    remains: [],
  };
}
