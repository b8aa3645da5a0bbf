import { isUserId } from '../identifiers.js';
import { isJsonObject } from '../json-objects.js';
import type { KeyQueryResponse } from '../types.js';
import { crossSigningMaps } from './cross-signing-maps.js';
import { mergeMaps } from './merge-maps.js';

/**
 * Merges an appservice's answer to a key query onto the homeserver's own.
 *
 * Per user and device, and per user in each cross-signing map, an entry of the appservice replaces the homeserver's as
 * a whole. Where it has none, the homeserver's stays: `{}` and an empty map delete nothing (M1). Merge the answers of
 * several appservices in turn, each into the result so far (M2). Other top-level fields, such as `failures`, are the
 * homeserver's (M4). Users whose name does not begin with `@` (W5), and maps or users that are not objects, are
 * ignored.
 *
 * The answer is trusted: cut it down with `restrictKeyQuery` first. Neither argument is changed; the result shares
 * every untouched map, user and device with them (M5).
 *
 * @example
 * ```ts
 * const homeserver = { device_keys: {}, failures: { 'remote.example': {} } };
 * const { answer } = restrictKeyQuery({ device_keys: { '@irc_ann:example.org': {} } }, { '@irc_ann:example.org': [] });
 * mergeKeyQuery(homeserver, answer); // { device_keys: { '@irc_ann:example.org': {} }, failures: { 'remote.example': {} } }
 * ```
 * @see https://github.com/matrix-org/matrix-spec-proposals/pull/3984
 * @rule M1
 */
export function mergeKeyQuery(homeserver: KeyQueryResponse, appservice: KeyQueryResponse): KeyQueryResponse {
  const merged: KeyQueryResponse = { ...homeserver };
  addAnswer(merged, appservice, 'none');
  return merged;
}

/**
 * Merges like {@link mergeKeyQuery}, but in place: the homeserver's answer must be the caller's own, with no object in
 * two places.
 *
 * New entries are shared with the appservice's answer, which is not changed. A second merge into the result might
 * therefore write into the first appservice's maps: join several answers first.
 */
export function mergeIntoKeyQuery(homeserver: KeyQueryResponse, appservice: KeyQueryResponse): KeyQueryResponse {
  addAnswer(homeserver, appservice, 'all');
  return homeserver;
}

/**
 * Joins answers to key queries as successive calls of {@link mergeKeyQuery} would (M2), but copies each map only once.
 *
 * @rule M2
 */
export function joinKeyQueries(answers: readonly KeyQueryResponse[]): KeyQueryResponse {
  const joined: KeyQueryResponse = {};
  // `mergeMaps` makes a map where `joined` has none yet, so each map at the top of `joined` is ours to change.
  for (const answer of answers) addAnswer(joined, answer, 'top');
  return joined;
}

/** The maps of a response that its caller may change: none, those at its top, or those of each user too. */
type OwnMaps = 'none' | 'top' | 'all';

/**
 * Adds an answer's entries to `response`, which is changed: "merged on top of any details the homeserver currently
 * holds, up to the device level" (MSC3984).
 */
function addAnswer(response: KeyQueryResponse, answer: KeyQueryResponse, ownMaps: OwnMaps): void {
  const ofUsers = { accepts: isUserId, ownsBase: ownMaps !== 'none' };
  const ofDevices = { ownsBase: ownMaps === 'all' };
  const { device_keys: devices } = answer;
  if (isJsonObject(devices)) {
    response.device_keys = mergeMaps(
      response.device_keys,
      devices,
      (before, added) => mergeMaps(before, added, takeAppservices, ofDevices),
      ofUsers,
    );
  }
  for (const name of crossSigningMaps) {
    const keys = answer[name];
    if (isJsonObject(keys)) response[name] = mergeMaps(response[name], keys, takeAppservices, ofUsers);
  }
}

function takeAppservices<T>(_homeserver: T, appservice: T): T {
  return appservice;
}
