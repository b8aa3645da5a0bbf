import { createAppserviceClient, type AppserviceClient } from '../client/appservice-client.js';
import { MatrixHttpError } from '../errors.js';
import { serverNameOf, usersOnly } from '../identifiers.js';
import { mergeKeyClaim } from '../keys/merge-key-claim.js';
import { mergeKeyQuery } from '../keys/merge-key-query.js';
import { restrictKeyClaim } from '../keys/restrict-key-claim.js';
import { restrictKeyQuery } from '../keys/restrict-key-query.js';
import { unsignedCrossSigningKeys } from '../keys/unsigned-cross-signing-keys.js';
import { visibleKeyQuery, type KeyQueryViewer } from '../keys/visible-key-query.js';
import { createPathMemory } from '../paths/path-memory.js';
import type {
  AppserviceRegistration,
  KeyClaim,
  KeyClaimResponse,
  KeyQuery,
  KeyQueryResponse,
  UserId,
} from '../types.js';
import { askAppservice, type KeyCall } from './ask-appservice.js';
import { claimInOrder } from './claim-in-order.js';
import type { ClaimKeysOptions, KeyProxyOptions, QueryKeysOptions } from './key-proxy-options.js';
import { createObservers } from './observers.js';
import { createOwners } from './owners.js';
import { usersAsked } from './users-asked.js';

/** The homeserver side of MSC3984 and MSC3983. */
export interface KeyProxy {
  /**
   * Answers a key query from the homeserver's own store and from the appservices that own the users, as `viewer` may see
   * it (M1 to M7).
   *
   * @throws {MatrixHttpError} 400 `M_INVALID_PARAM` if another server asks for users who are not of this server (M10).
   * @throws whatever `local.queryKeys` rejects with.
   */
  queryKeys(query: KeyQuery, viewer: KeyQueryViewer, options?: QueryKeysOptions): Promise<KeyQueryResponse>;
  /**
   * Claims one-time keys in the order of C1. With `includeFallback` a fallback key per algorithm comes beside them (C5).
   *
   * @throws whatever a method of `local` rejects with; keys that were claimed by then are lost.
   */
  claimKeys(claim: KeyClaim, options?: ClaimKeysOptions): Promise<KeyClaimResponse>;
  /** Forgets which paths an appservice knows, and any back-off: for when it was loaded anew or has pinged (N5). */
  forget(registrationId: string): void;
}

/**
 * Makes the part of a homeserver that puts key queries and key claims to the appservices that own the users.
 *
 * It never rejects for an appservice's fault: an error, a timeout or a malformed answer means that this appservice has no
 * information, and goes to `onFailure` or `onFinding` (N7).
 *
 * @throws {RegistrationError} if a registration cannot be used, or two have the same `id` or `as_token`.
 * @see https://github.com/matrix-org/matrix-spec-proposals/pull/3984
 * @see https://github.com/matrix-org/matrix-spec-proposals/pull/3983
 */
export function createKeyProxy(options: KeyProxyOptions): KeyProxy {
  const { serverName, registrations, local, now = Date.now, random } = options;
  const paths = options.paths ?? createPathMemory({ now, random });
  const observers = createObservers(options);
  const owners = createOwners(registrations, serverName, observers);
  const clients = new Map<AppserviceRegistration, AppserviceClient>();

  function clientOf(registration: AppserviceRegistration): AppserviceClient {
    const client = clients.get(registration) ?? createAppserviceClient(registration, { ...options, paths });
    clients.set(registration, client);
    return client;
  }
  // All of them now, so that a registration that cannot be used is refused at once.
  registrations.forEach(clientOf);

  /** Asks all owners at once, each for its own part of the request. */
  function askOwners<Part, Answer>(
    parts: ReadonlyMap<AppserviceRegistration, Part>,
    callOf: (client: AppserviceClient, part: Part) => Omit<KeyCall<Answer>, 'registrationId' | 'secrets'>,
  ): Promise<Answer[]> {
    const answers = [...parts].map(([registration, part]) => {
      const { id, as_token: asToken, hs_token: hsToken } = registration;
      const call = { registrationId: id, secrets: [asToken, hsToken], ...callOf(clientOf(registration), part) };
      return askAppservice(call, now, observers);
    });
    return Promise.all(answers);
  }

  /** What the merge may have torn apart can be told once it is done (M8). */
  function reportUnsignedKeys(merged: KeyQueryResponse, parts: ReadonlyMap<AppserviceRegistration, KeyQuery>): void {
    for (const [{ id }, part] of parts) {
      const findings = unsignedCrossSigningKeys(merged, Object.keys(part) as UserId[]);
      observers.reportFindings(findings, { registrationId: id, operation: 'queryKeys' });
    }
  }

  return {
    async queryKeys(query, viewer, { signal } = {}) {
      const wanted = usersOnly(query);
      if ('serverName' in viewer) refuseUsersOfOthers(wanted, serverName);
      return abortOnFailure(signal, async (abort) => {
        const parts = owners.split(wanted);
        const answers = askOwners(parts, (client, part) => ({
          operation: 'queryKeys',
          ask: () => client.queryKeys(part, { signal: abort }),
          restrict: (answer) => restrictKeyQuery(answer, part),
          signal: abort,
        }));
        const homeserver = usersAsked(await local.queryKeys(wanted), wanted);
        // The owners' answers have no user in common; joined first, the homeserver's maps are copied once (M2).
        const merged = mergeKeyQuery(homeserver, (await answers).reduce(mergeKeyQuery, {}));
        reportUnsignedKeys(merged, parts);
        return visibleKeyQuery(merged, viewer);
      });
    },

    claimKeys(claim, { includeFallback = false, signal } = {}) {
      return abortOnFailure(signal, (abort) =>
        claimInOrder(usersOnly(claim), includeFallback, local, async (missing) => {
          const answers = await askOwners(owners.split(missing), (client, part) => ({
            operation: 'claimKeys',
            ask: () => client.claimKeys(part, { signal: abort }),
            restrict: (answer) => restrictKeyClaim(answer, part),
            signal: abort,
          }));
          return answers.reduce(mergeKeyClaim, {});
        }),
      );
    },

    forget(registrationId) {
      paths.forget(registrationId);
    },
  };
}

/** "Requested users must be local to the receiving homeserver" (federation `/user/keys/query`; M10). */
function refuseUsersOfOthers(query: KeyQuery, serverName: string): void {
  const other = Object.keys(query).find((userId) => serverNameOf(userId) !== serverName);
  if (other === undefined) return;
  throw new MatrixHttpError(400, 'M_INVALID_PARAM', { message: `${other} is not a user of ${serverName}` });
}

/** Runs `work` with a signal that follows the caller's, and is aborted when `work` fails: nothing is left running. */
async function abortOnFailure<T>(
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  try {
    return await work(signal ? AbortSignal.any([signal, controller.signal]) : controller.signal);
  } catch (error) {
    controller.abort(error);
    throw error;
  }
}
