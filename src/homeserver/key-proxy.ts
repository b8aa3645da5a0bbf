import { entriesPerTurn, nextTurn } from '../async/turns.js';
import { clientSettings } from '../client/options.js';
import { createWatchedFetch } from '../client/fetch.js';
import { createClock } from '../clock.js';
import { createSecretHider } from '../hide-secrets.js';
import { usersOnly } from '../identifiers.js';
import { keyQueryResponseOf } from '../keys/devices-of.js';
import { ignoredImpersonators } from '../keys/ignored-impersonators.js';
import { mergeIntoKeyQuery, mergeKeyQuery } from '../keys/merge-key-query.js';
import { mergeUserDevices } from '../keys/merge-user-devices.js';
import { unsignedCrossSigningKeys } from '../keys/unsigned-cross-signing-keys.js';
import { visibleKeyQuery, type FederationViewer, type KeyQueryViewer } from '../keys/visible-key-query.js';
import { numberOption } from '../number-options.js';
import { createPathMemory } from '../paths/path-memory.js';
import type {
  AppserviceRegistration,
  KeyClaim,
  KeyClaimResponse,
  KeyQuery,
  KeyQueryResponse,
  UserDevices,
  UserId,
} from '../types.js';
import { answerRequest } from './answer-request.js';
import type { AppserviceContext } from './asked-appservice.js';
import { createAppservices, type Parts } from './asked-appservices.js';
import { claimInOrder, type HeldKeys } from './claim-in-order.js';
import { createDeviceVerifier } from './device-verifier.js';
import {
  clientOptionsOf,
  type ClaimKeysOptions,
  type KeyProxyOptions,
  type OptionsArgument,
  type QueryKeysOptions,
} from './key-proxy-options.js';
import { createMetrics, type KeyProxyMetrics } from './metrics.js';
import { createObservers } from './observers.js';
import { refuseLargeClaim, refuseLargeQuery, refuseUsersOfOthers } from './refuse-request.js';
import { createRequestGates } from './request-gate.js';
import { usersAsked } from './query-chunks.js';

/**
 * The homeserver side of MSC3984 and MSC3983.
 *
 * @typeParam Context The host's data about a request, for its own store. Default: none.
 */
export interface KeyProxy<Context = undefined> {
  /**
   * Answers a key query from the homeserver's store and the users' appservices, cut for its viewer (M1 to M7).
   *
   * @throws {MatrixHttpError} 400 `M_INVALID_PARAM` if another server asks for users of other servers (M10), and for
   *   more than 50,000 users or 100,000 listed devices (S9).
   * @throws The rejection of `local.queryKeys`.
   */
  queryKeys(
    query: KeyQuery,
    viewer: KeyQueryViewer,
    ...options: OptionsArgument<QueryKeysOptions<Context>>
  ): Promise<KeyQueryResponse>;
  /**
   * Answers another server's `GET /user/devices/{userId}` from the homeserver's store and the user's appservice (M9).
   *
   * @throws {MatrixHttpError} 400 `M_INVALID_PARAM` if the user is not of this server (M10).
   * @throws The rejection of `local.userDevices`.
   */
  userDevices(
    userId: string,
    viewer: FederationViewer,
    ...options: OptionsArgument<QueryKeysOptions<Context>>
  ): Promise<UserDevices>;
  /**
   * Claims one-time keys in the order of C1. With `includeFallback`, each algorithm gets a fallback key as well (C5).
   *
   * Keys that an appservice gave, or may have given, but that do not reach the caller are reported to `onFinding` as
   * `claimed-key-lost`, unless another finding about its answer says why.
   * @throws {MatrixHttpError} 400 `M_INVALID_PARAM` for more than 50,000 users or 100,000 keys (S9).
   * @throws The rejection of any method of `local`; keys that were claimed by then are lost.
   */
  claimKeys(claim: KeyClaim, ...options: OptionsArgument<ClaimKeysOptions<Context>>): Promise<KeyClaimResponse>;
  /** Forgets an appservice's paths and back-offs. Call it when the appservice was reloaded or has pinged (N5, N6). */
  forget(registrationId: string): void;
  /**
   * Replaces all registrations; requests in flight keep the old ones. Forgets appservices that changed or disappeared.
   *
   * @throws {RegistrationError} like `createKeyProxy`; the old registrations then stay.
   */
  setRegistrations(registrations: readonly AppserviceRegistration[]): void;
  /** Returns the proxy's counters so far; `prometheusText` writes them for Prometheus. */
  metrics(): KeyProxyMetrics;
}

/**
 * Creates the part of a homeserver that sends key queries and key claims to the appservices that own the users.
 *
 * Both proposals are drafts that may be closed. An appservice that answers neither is soon no longer asked (N5). The
 * proxy never rejects for an appservice's fault: an error, a timeout or a malformed answer means that this appservice
 * has no information, and goes to `onFailure` or `onFinding` (N7).
 *
 * @example
 * ```ts
 * declare const local: LocalKeys; // the homeserver's own key store
 * const proxy = createKeyProxy({ serverName: 'example.org', registrations: [], local });
 * const answer = await proxy.queryKeys({ '@ann:example.org': [] }, { userId: '@bob:example.org' });
 * ```
 * @throws {RegistrationError} if a registration is not plain data (G8), is unusable, or repeats an `id` or `as_token`.
 * @throws {RangeError} for a number that is not allowed (S8), and a `TypeError` for an option of an unknown name.
 * @see https://github.com/matrix-org/matrix-spec-proposals/pull/3984
 * @see https://github.com/matrix-org/matrix-spec-proposals/pull/3983
 */
export function createKeyProxy<Context = undefined>(options: KeyProxyOptions<Context>): KeyProxy<Context> {
  const { serverName, local, now, random, verifyDevices = false, ed25519 } = options;
  const maxConcurrent = numberOption('maxConcurrent', options.maxConcurrent, 50, { whole: true });
  const reuseMs = numberOption('reuseMs', options.reuseMs, 0, { zero: true });
  const clock = createClock(now);
  const merge = options.ownsLocalAnswers === true ? mergeIntoKeyQuery : mergeKeyQuery;
  const { fetch, timeoutMs } = clientSettings(options);
  const paths = options.paths ?? createPathMemory({ now, random });
  const metrics = createMetrics();
  const observers = createObservers(options, metrics);
  const gates = createRequestGates(maxConcurrent);
  const countedFetch = createWatchedFetch(fetch, () => {
    metrics.countRequest();
  });
  const context: AppserviceContext = {
    client: { ...clientOptionsOf(options), fetch: countedFetch, paths },
    timeoutMs,
    reuseMs: Math.min(reuseMs, 1000),
    clock,
    verifyDevices: verifyDevices ? createDeviceVerifier({ ed25519 }) : undefined,
    gateOf: (registrationId) => gates.of(registrationId),
    observers,
  };

  /**
   * Reports cross-signing broken by the merge (M8), and impersonators of the homeserver's devices that do not count
   * (M7a). Those of the answers have been reported.
   */
  function reportFaults(
    merged: KeyQueryResponse,
    answers: KeyQueryResponse,
    parts: Parts<KeyQuery>,
    startedMs: number,
  ): void {
    for (const [{ id, as_token: asToken, hs_token: hsToken }, part] of parts) {
      const hide = createSecretHider([asToken, hsToken]);
      const userIds = Object.keys(part) as UserId[];
      const findings = [
        ...unsignedCrossSigningKeys(merged, userIds, hide),
        ...ignoredImpersonators(merged, answers, userIds, hide),
      ];
      const context = { registrationId: id, operation: 'queryKeys', durationMs: clock.elapsedMs(startedMs) } as const;
      observers.reportFindings(findings, context);
    }
  }

  // Replaced, never changed: a request keeps using the one it began with.
  let appservices = createAppservices(options.registrations, serverName, context);
  appservices.reportSharedUsers();

  return {
    async queryKeys(query, viewer, ...[given]) {
      const startedMs = clock.now();
      refuseLargeQuery(query);
      const wanted = usersOnly(query);
      if ('serverName' in viewer) refuseUsersOfOthers(wanted, serverName);
      const asked = appservices;
      const isLarge = Object.keys(wanted).length > entriesPerTurn;
      return answerRequest(given, async (forLocal, caller) => {
        const parts = isLarge ? await asked.splitInTurns(wanted) : asked.split(wanted);
        const asking = asked.queryKeys(parts, caller);
        const homeserver = usersAsked(await local.queryKeys(wanted, forLocal({ viewer })), wanted);
        const answers = await asking;
        const merged = merge(homeserver, answers);
        if (isLarge) await nextTurn();
        reportFaults(merged, answers, parts, startedMs);
        if (isLarge) await nextTurn();
        return visibleKeyQuery(merged, viewer);
      });
    },

    async userDevices(userId, viewer, ...[given]) {
      const startedMs = clock.now();
      refuseUsersOfOthers({ [userId]: [] }, serverName);
      return answerRequest(given, async (forLocal, caller) => {
        const parts = appservices.split({ [userId]: [] });
        const asked = appservices.queryKeys(parts, caller);
        // It has a server name, so it is a user ID.
        const homeserver = await local.userDevices(userId as UserId, forLocal({ viewer }));
        const answers = await asked;
        const merged = mergeUserDevices(homeserver, answers, { displayNames: viewer.displayNames });
        reportFaults(keyQueryResponseOf(merged), answers, parts, startedMs);
        return merged;
      });
    },

    claimKeys(claim, ...[given]) {
      const asked = appservices;
      return answerRequest(given, (forLocal, caller) => {
        const held: HeldKeys = {
          claimKeys: (wanted) => local.claimKeys(wanted, forLocal({})),
          fallbackKeys: (wanted, options) => local.fallbackKeys(wanted, forLocal(options)),
        };
        refuseLargeClaim(claim);
        return claimInOrder(usersOnly(claim), given?.includeFallback === true, held, {
          claimKeys: (missing) => asked.claimKeys(missing, caller),
          reportLostKeys: (keys, why) => {
            asked.reportLostKeys(keys, why);
          },
        });
      });
    },

    forget(registrationId) {
      paths.forget(registrationId);
      appservices.dropAnswers();
    },

    setRegistrations(registrations) {
      // Everything that can fail happens here, before anything changes.
      const next = createAppservices(registrations, serverName, context);
      const { texts: before } = appservices;
      appservices = next;
      for (const [id, text] of before) if (next.texts.get(id) !== text) paths.forget(id);
      gates.keepOnly(new Set(next.texts.keys()));
      next.reportSharedUsers();
    },

    metrics: () => metrics.read(),
  };
}
