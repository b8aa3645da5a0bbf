import type { AppserviceRequest } from '../../appservice/request-target.js';
import { encodeBase64 } from '../../federation/base64.js';
import { TimeoutError } from '../../errors.js';
import { createSecretHider } from '../../hide-secrets.js';
import type { HttpResponse } from '../../http/matrix-response.js';
import type { HomeserverSoftware } from '../../registration/lint-registration.js';
import type { AppserviceRegistration } from '../../types.js';
import type { CheckDescription, CheckReport, CheckSelection } from '../check.js';
import { type Check, chosen, descriptionOf, failuresIn, runChecks } from '../run-checks.js';
import { checkUsersOf } from './check-registration.js';
import { type CheckSurroundings, explainWith, reachedSoftware, softwareIn, tokensOf } from './check-surroundings.js';
import { concludeHomeserver } from './conclude-homeserver.js';
import { connectionChecks } from './checks/connection-checks.js';
import { deliveryChecks } from './checks/delivery-checks.js';
import { deviceChecks } from './checks/device-checks.js';
import { failingAnswerChecks } from './checks/failing-answer-checks.js';
import { type AskHomeserver, createHomeserverAsk } from './homeserver-ask.js';
import { type CheckTimes, type HomeserverWorld, type SecondAppservice } from './homeserver-world.js';
import { NotTestedError } from '../outcomes.js';
import { keyClaimChecks } from './checks/key-claim-checks.js';
import { keyQueryChecks } from './checks/key-query-checks.js';
import { knownFactsOf } from './known-facts.js';
import { mixedAnswerChecks } from './checks/mixed-answer-checks.js';
import { mixedClaimChecks } from './checks/mixed-claim-checks.js';
import { pushChecks } from './checks/push-checks.js';
import { sweepUser } from './sweep-user.js';
import { uploadChecks } from './checks/upload-checks.js';
import { createWatchedAppservice, type WatchedAppservice } from './watched-appservice.js';

/** Serves an appservice at the URL of its registration. Resolves, once it listens, with what ends that. */
export type ServeAppservice = (
  registration: AppserviceRegistration,
  handle: (request: AppserviceRequest) => Promise<HttpResponse>,
) => Promise<() => unknown>;

/** Options of {@link checkHomeserver}. */
export interface CheckHomeserverOptions extends CheckSurroundings, CheckSelection {
  readonly homeserverUrl: string;
  readonly serverName: string;
  /** Registration for checks alone, which the homeserver has loaded. */
  readonly registration: AppserviceRegistration;
  /** Another one, for the checks that need two. */
  readonly second?: AppserviceRegistration | undefined;
  readonly serve: ServeAppservice;
  /** Name and version of the homeserver. Default: what it says itself. */
  readonly software?: HomeserverSoftware | undefined;
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
  ...mixedClaimChecks,
  ...mixedAnswerChecks,
  ...failingAnswerChecks,
];

/** The checks of a homeserver, in the order in which they are made. */
export const homeserverChecks: readonly CheckDescription[] = /*@__PURE__*/ allChecks.map(descriptionOf);

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
 * @throws {TypeError} for the ID of a check that does not exist.
 * @throws The rejection of `serve`.
 */
export async function checkHomeserver(options: CheckHomeserverOptions): Promise<CheckReport> {
  const { registration, second, homeserverUrl, serverName, serve, randomBytes, now, delay, signal } = options;
  const wanted = chosen(allChecks, options);
  const hide = createSecretHider([registration, ...(second ? [second] : [])].flatMap(tokensOf));
  const askWith = (asToken: string): AskHomeserver =>
    createHomeserverAsk({ url: homeserverUrl, asToken, fetch: options.fetch, now, delay, signal });
  const watch = ({ hs_token: hsToken }: AppserviceRegistration): WatchedAppservice =>
    createWatchedAppservice({ hsToken, now, delay, signal });
  const ask = askWith(registration.as_token);
  const software = await reachedSoftware(ask, options.software);
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
    staying: new Set(),
    unique: () => `${run}${(count += 1).toString()}`,
    names: 'both',
    unanswered: 0,
  };
  const stops = [await serve(registration, world.appservice.handle)];
  try {
    if (world.second) stops.push(await serve(world.second.registration, world.second.appservice.handle));
    const results = await runChecks(wanted.map(unlessStopped), world, {
      now,
      explain: explainWith(hide),
      onCheck: options.onCheck,
      signal,
    });
    const remains: string[] = [];
    const { sender, one, two, three } = world.users;
    for (const userId of [sender, one, two, three]) remains.push(...(await sweepUser(ask, userId, hide)));
    return {
      url: hide(homeserverUrl),
      software: softwareIn(software, hide),
      results,
      failures: failuresIn(results, () => true),
      conclusion: concludeHomeserver(results, allChecks.length),
      remains: [...remains, ...world.staying],
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

/** Makes a check, unless an earlier one found out why the others make no sense. */
function unlessStopped(check: Check<HomeserverWorld>): Check<HomeserverWorld> {
  return {
    ...check,
    async run(world) {
      if (world.stopped !== undefined) throw new NotTestedError(world.stopped);
      try {
        const outcome = await check.run(world);
        world.unanswered = 0;
        return outcome;
      } catch (error) {
        world.unanswered = error instanceof TimeoutError ? world.unanswered + 1 : 0;
        // Each timeout takes half a minute.
        if (world.unanswered >= mostUnanswered) world.stopped = 'the homeserver has stopped answering';
        throw error;
      }
    },
  };
}

const mostUnanswered = 3;
