import {
  createKeyProxy,
  type FederationViewer,
  type KeyProxyMetrics,
  type KeyProxyOptions,
  type LocalKeys,
} from '../homeserver/index.js';
import { filterKeys } from '../homeserver/claim-maps.js';
import { decodeJson } from '../http/decode-json.js';
import { parseXMatrixHeaders } from '../federation/x-matrix.js';
import { isJsonObject, own, type JsonObject } from '../json-objects.js';
import { changeEntries } from '../keys/change-entries.js';
import { crossSigningMaps } from '../keys/cross-signing-maps.js';
import { algorithmOf, isFallbackKey } from '../keys/key-id.js';
import { unsignedCrossSigningKeys } from '../keys/unsigned-cross-signing-keys.js';
import { createNamespaces } from '../registration/namespaces.js';
import { isCalled } from '../registration/registration-fields.js';
import type { AppserviceRegistration, KeyClaimResponse, KeyQueryResponse, OneTimeKey, UserId } from '../types.js';
import type { KeyRoute } from './key-routes.js';

/** A request for keys that the homeserver has answered with a 200. */
export interface AnsweredRequest {
  readonly route: KeyRoute;
  /** Body of the request; empty for a device list. */
  readonly requestBody: Uint8Array;
  readonly answerBody: Uint8Array;
  /** Finds the user who sent it; called for key queries of clients alone. */
  readonly viewer: () => Promise<UserId | undefined>;
  /** `Authorization` headers of the request, which name a homeserver that sent it. */
  readonly authorization: readonly string[];
  /** Aborted when the sender is gone. */
  readonly signal: AbortSignal;
}

/** Options of {@link createAnswerMerger}. */
export type AnswerMergerOptions = Pick<
  KeyProxyOptions,
  'serverName' | 'registrations' | 'fetch' | 'now' | 'random' | 'onFailure' | 'onFinding' | 'timeoutMs'
>;

/** Merges the keys of appservices into answers of their homeserver. */
export interface AnswerMerger {
  /**
   * Returns the answer with the appservices' keys, or `undefined` if it stays as it came: no appservice owns a user of
   * the request, none has a key to add, or request or answer cannot be read.
   */
  merge(answered: AnsweredRequest): Promise<string | undefined>;
  /** Replaces all registrations. @throws {RegistrationError} The old ones then stay. */
  setRegistrations(registrations: readonly AppserviceRegistration[]): void;
  metrics(): KeyProxyMetrics;
}

/**
 * Takes the place of the homeserver's store. Of what is claimed it tells, since only missing keys are claimed elsewhere
 * (C1). Of all else it has nothing: the homeserver's entries are cut for their viewer already, and stay as they came.
 */
const answered: LocalKeys<KeyClaimResponse> = {
  queryKeys: () => Promise.resolve({}),
  claimKeys: (_claim, { context }) => Promise.resolve(filterKeys(context, (key) => !isFallbackKey(key))),
  fallbackKeys: (_claim, { context }) => Promise.resolve(filterKeys(context, isFallbackKey)),
  userDevices: (userId) => Promise.resolve({ user_id: userId, stream_id: 0, devices: [] }),
};

/**
 * Creates the part of the key proxy that works on a homeserver's answers, for homeservers that ask no appservice.
 *
 * Appservices are asked after the homeserver, and only for users of their own. Their entries replace the homeserver's
 * whole (M1). All others stay as they came. A fallback key of the homeserver gives way to a key of the appservice (C1), but the homeserver has marked
 * it as used by then.
 */
export function createAnswerMerger(options: AnswerMergerOptions): AnswerMerger {
  const { serverName } = options;
  const proxy = createKeyProxy<KeyClaimResponse>({ ...options, local: answered });
  let { ownerOf } = createNamespaces(options.registrations, serverName);

  function isServed(userId: string): userId is UserId {
    const owner = ownerOf(userId);
    return owner !== undefined && isCalled(owner.url);
  }

  /** Keeps the users of a map that an appservice may be asked about. */
  function served(users: unknown): Record<UserId, unknown> {
    if (!isJsonObject(users)) return {};
    return changeEntries(users, (value, userId) => (isServed(userId) ? value : undefined));
  }

  async function mergeQuery(request: JsonObject, answer: JsonObject, exchange: AnsweredRequest): Promise<boolean> {
    const query = changeEntries(served(own(request, 'device_keys')), (list) => (isTextList(list) ? list : undefined));
    if (Object.keys(query).length === 0) return false;
    const { route, viewer, signal } = exchange;
    const seenBy = route.side === 'client' ? { userId: (await viewer()) ?? unknownViewer } : viewingServer(exchange);
    const { device_keys: added = {}, ...keys } = await proxy.queryKeys(query, seenBy, { signal, context: {} });
    const before = own(answer, 'device_keys');
    const devices = changeEntries<JsonObject, JsonObject>(added, (each, userId) =>
      Object.keys(each).length === 0 ? undefined : { ...objectOf(own(objectOf(before), userId)), ...each },
    );
    const isChanged = [
      addEntries(answer, 'device_keys', devices),
      ...crossSigningMaps.map((map) => addEntries(answer, map, keys[map])),
    ].includes(true);
    reportHalves(answer, keys);
    return isChanged;
  }

  /** Reports cross-signing broken by the merge (M8), where each side has a half of it. The proxy has looked at the rest. */
  function reportHalves(answer: JsonObject, added: KeyQueryResponse): void {
    const isAdded = (map: (typeof crossSigningMaps)[number], userId: UserId): boolean =>
      own(added[map], userId) !== undefined;
    const users = new Set(crossSigningMaps.flatMap((map) => Object.keys({ ...added[map] }) as UserId[]));
    for (const userId of users) {
      const halves = crossSigningMaps.filter((map) => isAdded(map, userId) !== isAdded('master_keys', userId));
      const pair = Object.fromEntries(['master_keys', ...halves].map((map) => [map, own(answer, map)]));
      for (const finding of unsignedCrossSigningKeys(pair, [userId])) {
        options.onFinding?.(finding, {
          registrationId: ownerOf(userId)?.id ?? '',
          operation: 'queryKeys',
          durationMs: 0,
        });
      }
    }
  }

  async function mergeClaim(request: JsonObject, answer: JsonObject, exchange: AnsweredRequest): Promise<boolean> {
    const claim = changeEntries(served(own(request, 'one_time_keys')), claimedDevices);
    if (Object.keys(claim).length === 0) return false;
    const { route, signal } = exchange;
    // Only TypeScript vouches for what a store gives: the key proxy looks at each key of these maps itself.
    const claimed = changeEntries(served(own(answer, 'one_time_keys')), mapsOf) as KeyClaimResponse;
    const keys = await proxy.claimKeys(claim, { signal, context: claimed, includeFallback: route.several });
    const changed = changeEntries(keys, (devices, userId) => {
      const before = own(claimed, userId) ?? {};
      const added = changeEntries(devices, (given, deviceId) => withAdded(own(before, deviceId) ?? {}, given));
      return Object.keys(added).length === 0 ? undefined : { ...before, ...added };
    });
    return addEntries(answer, 'one_time_keys', changed);
  }

  async function mergeDevices(answer: JsonObject, exchange: AnsweredRequest): Promise<boolean> {
    const { route, signal } = exchange;
    const { userId = '' } = route;
    if (!isServed(userId) || own(answer, 'user_id') !== userId) return false;
    const added = await proxy.userDevices(userId, viewingServer(exchange), { signal, context: {} });
    const { devices, master_key: masterKey, self_signing_key: selfSigningKey } = added;
    const keys = {
      ...(masterKey && { master_key: masterKey }),
      ...(selfSigningKey && { self_signing_key: selfSigningKey }),
    };
    if (devices.length === 0 && Object.keys(keys).length === 0) return false;
    const ids = new Set<unknown>(devices.map(({ device_id }) => device_id));
    const before = own(answer, 'devices');
    const kept = (Array.isArray(before) ? (before as unknown[]) : []).filter(
      (each) => !ids.has(own(objectOf(each), 'device_id')),
    );
    Object.assign(answer, { ...keys, devices: [...kept, ...devices] });
    return true;
  }

  return {
    async merge(exchange) {
      const answer = objectIn(exchange.answerBody);
      if (answer === undefined) return undefined;
      const { operation } = exchange.route;
      if (operation === 'userDevices')
        return (await mergeDevices(answer, exchange)) ? JSON.stringify(answer) : undefined;
      const request = objectIn(exchange.requestBody);
      if (request === undefined) return undefined;
      const merge = operation === 'queryKeys' ? mergeQuery : mergeClaim;
      return (await merge(request, answer, exchange)) ? JSON.stringify(answer) : undefined;
    },

    setRegistrations(registrations) {
      const next = createNamespaces(registrations, serverName);
      proxy.setRegistrations(registrations);
      ({ ownerOf } = next);
    },

    metrics: () => proxy.metrics(),
  };
}

/** A viewer who owns nothing: sees what any other user of the homeserver does (M7). */
const unknownViewer = '';

function objectIn(body: Uint8Array): JsonObject | undefined {
  const json = decodeJson(body);
  return json.ok && isJsonObject(json.value) ? json.value : undefined;
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

/** Reads the devices of a claim: one algorithm each, or a list (W3). `undefined` where there is none. */
function claimedDevices(devices: unknown): Record<string, string[]> | undefined {
  if (!isJsonObject(devices)) return undefined;
  const lists = changeEntries(devices, (claimed) => {
    const list = typeof claimed === 'string' ? [claimed] : claimed;
    return isTextList(list) ? list : undefined;
  });
  return Object.keys(lists).length === 0 ? undefined : lists;
}

/** Keeps the maps in a map. */
function mapsOf(map: unknown): Record<string, JsonObject> {
  return isJsonObject(map) ? changeEntries(map, (each) => (isJsonObject(each) ? each : undefined)) : {};
}

/** The homeserver has checked one of the signatures, and to every other server the same is shown. */
function viewingServer({ authorization }: AnsweredRequest): FederationViewer {
  return { serverName: parseXMatrixHeaders(authorization)[0]?.origin ?? '' };
}

/**
 * Adds keys to those that the homeserver gave of a device. `undefined` if there are none to add. A fallback key of the
 * homeserver gives way to a key of its algorithm (C1).
 */
function withAdded(before: Record<string, OneTimeKey>, given: Record<string, OneTimeKey>): typeof given | undefined {
  const added = Object.keys(given).filter((keyId) => !Object.hasOwn(before, keyId));
  if (added.length === 0) return undefined;
  const algorithms = new Set(added.map(algorithmOf));
  const kept = changeEntries(before, (key, keyId) =>
    (typeof key === 'string' || isJsonObject(key)) && !(isFallbackKey(key) && algorithms.has(algorithmOf(keyId)))
      ? key
      : undefined,
  );
  return { ...kept, ...given };
}

/** Adds entries to a map of an answer, which is made where it is missing. Returns whether there are any. */
function addEntries(answer: JsonObject, name: string, entries: JsonObject = {}): boolean {
  if (Object.keys(entries).length === 0) return false;
  answer[name] = { ...objectOf(own(answer, name)), ...entries };
  return true;
}

/** Returns an object as it is, and an empty one for anything else. */
function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}
