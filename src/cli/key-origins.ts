import { crossSigningMaps } from '../keys/cross-signing-maps.js';
import { isJsonObject, own } from '../json-objects.js';
import type { KeyQueryResponse } from '../types.js';

/** The origin of one device or cross-signing key of a merged answer. */
export interface KeyOrigin {
  readonly user: string;
  /** Kind of key: `device`, or the map of a cross-signing key, such as `master_keys`. */
  readonly kind: string;
  /** Device ID; absent for a cross-signing key. */
  readonly device?: string;
  readonly from: 'homeserver' | 'appservice';
  /** Tells whether the appservice's key replaced one of the homeserver (M1). */
  readonly replaced: boolean;
  /**
   * Part that the viewer gets (M7): all, all but some signatures or the display name, or nothing. Absent without a
   * viewer.
   */
  readonly visible?: 'whole' | 'cut' | 'hidden';
}

/** The input and the results of a merge. */
export interface MergeSteps {
  readonly homeserver: KeyQueryResponse;
  /** Appservice's answer, cut down to the query (M3). */
  readonly appservice: KeyQueryResponse;
  readonly merged: KeyQueryResponse;
  /** Answer for the viewer, if there is one. */
  readonly visible?: KeyQueryResponse | undefined;
}

/** Finds the origin of each device and cross-signing key of a merged answer: user by user, devices first. */
export function keyOriginsOf(steps: MergeSteps): KeyOrigin[] {
  const users = ['device_keys' as const, ...crossSigningMaps].flatMap((map) => namesIn(steps.merged[map]));
  return [...new Set(users)].flatMap((user) => [
    ...namesIn(at(steps.merged, 'device_keys', user)).map((device) =>
      originOf({ user, kind: 'device', device }, steps, (response) => at(response, 'device_keys', user, device)),
    ),
    ...crossSigningMaps
      .filter((map) => at(steps.merged, map, user) !== undefined)
      .map((map) => originOf({ user, kind: map }, steps, (response) => at(response, map, user))),
  ]);
}

function originOf(
  about: Pick<KeyOrigin, 'user' | 'kind' | 'device'>,
  { homeserver, appservice, merged, visible }: MergeSteps,
  entryOf: (response: KeyQueryResponse) => unknown,
): KeyOrigin {
  const isAppservices = entryOf(appservice) !== undefined && entryOf(merged) === entryOf(appservice);
  const replaced = isAppservices && entryOf(homeserver) !== undefined;
  const from = isAppservices ? 'appservice' : 'homeserver';
  if (visible === undefined) return { ...about, from, replaced };
  const seen = entryOf(visible);
  // Uncut entries are shared (M5), so identity tells.
  return {
    ...about,
    from,
    replaced,
    visible: seen === undefined ? 'hidden' : seen === entryOf(merged) ? 'whole' : 'cut',
  };
}

function at(response: unknown, ...names: readonly string[]): unknown {
  let found = response;
  for (const name of names) found = isJsonObject(found) ? own(found, name) : undefined;
  return found;
}

function namesIn(map: unknown): string[] {
  return isJsonObject(map) ? Object.keys(map) : [];
}
