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
import { isFallbackKey } from '../keys/key-id.js';
import { createNamespaces } from '../registration/namespaces.js';
import { isCalled } from '../registration/registration-fields.js';
import type { AppserviceRegistration, KeyClaimResponse, KeyQueryResponse, UserDevices, UserId } from '../types.js';
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
   * the request, or request or answer cannot be read.
   */
  merge(answered: AnsweredRequest): Promise<string | undefined>;
  /** Replaces all registrations. @throws {RegistrationError} The old ones then stay. */
  setRegistrations(registrations: readonly AppserviceRegistration[]): void;
  metrics(): KeyProxyMetrics;
}

/** The homeserver's own answer, for the key proxy to add to. */
interface HomeserverAnswer {
  readonly keys?: KeyQueryResponse;
  readonly claimed?: KeyClaimResponse;
  readonly devices?: UserDevices;
}

/** Takes the place of the homeserver's store: each answer is already there. */
const answered: LocalKeys<HomeserverAnswer> = {
  queryKeys: (_query, { context }) => Promise.resolve(context.keys ?? {}),
  claimKeys: (_claim, { context }) => Promise.resolve(filterKeys(context.claimed ?? {}, (key) => !isFallbackKey(key))),
  fallbackKeys: (_claim, { context }) => Promise.resolve(filterKeys(context.claimed ?? {}, isFallbackKey)),
  userDevices: (userId, { context }) =>
    Promise.resolve(context.devices ?? { user_id: userId, stream_id: 0, devices: [] }),
};

/**
 * Creates the part of the key proxy that works on a homeserver's answers, for homeservers that ask no appservice.
 *
 * Appservices are asked after the homeserver, and only for users of their own. What the answer says of all others stays
 * as it came. A fallback key of the homeserver gives way to a key of the appservice (C1), but the homeserver has marked
 * it as used by then.
 */
export function createAnswerMerger(options: AnswerMergerOptions): AnswerMerger {
  const { serverName } = options;
  const proxy = createKeyProxy<HomeserverAnswer>({ ...options, local: answered });
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
    // Only TypeScript vouches for what a store gives: the key proxy looks at each entry of these maps itself.
    const keys: KeyQueryResponse = Object.fromEntries(queryMaps.map((map) => [map, served(own(answer, map))]));
    const merged = await proxy.queryKeys(query, seenBy, { signal, context: { keys } });
    for (const map of queryMaps) addEntries(answer, map, merged[map]);
    return true;
  }

  async function mergeClaim(request: JsonObject, answer: JsonObject, exchange: AnsweredRequest): Promise<boolean> {
    const claim = changeEntries(served(own(request, 'one_time_keys')), claimedDevices);
    if (Object.keys(claim).length === 0) return false;
    const { route, signal } = exchange;
    // As above, but for the maps.
    const claimed = changeEntries(served(own(answer, 'one_time_keys')), mapsOf) as KeyClaimResponse;
    const keys = await proxy.claimKeys(claim, { signal, context: { claimed }, includeFallback: route.several });
    addEntries(answer, 'one_time_keys', keys);
    return true;
  }

  async function mergeDevices(answer: JsonObject, exchange: AnsweredRequest): Promise<boolean> {
    const { route, signal } = exchange;
    const { userId = '' } = route;
    if (!isServed(userId) || own(answer, 'user_id') !== userId) return false;
    // As above.
    const devices = answer as unknown as UserDevices;
    Object.assign(answer, await proxy.userDevices(userId, viewingServer(exchange), { signal, context: { devices } }));
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

const queryMaps = ['device_keys', ...crossSigningMaps] as const;

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

/** Adds entries to a map of an answer, which is made where it is missing and something is to be added. */
function addEntries(answer: JsonObject, name: string, entries: JsonObject = {}): void {
  const before = own(answer, name);
  if (Object.keys(entries).length > 0) answer[name] = { ...(isJsonObject(before) ? before : {}), ...entries };
}
