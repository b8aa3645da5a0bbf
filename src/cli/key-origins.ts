import { crossSigningMaps } from '../keys/cross-signing-maps.js';
import { isJsonObject, own } from '../json-objects.js';
import type { KeyQueryResponse } from '../types.js';

/** Where one device or cross-signing key of a merged answer came from. */
export interface KeyOrigin {
  readonly user: string;
  /** `device`, or the map of a cross-signing key: `master_keys`. */
  readonly kind: string;
  /** The device's ID; absent of a cross-signing key. */
  readonly device?: string;
  readonly from: 'homeserver' | 'appservice';
  /** Whether the homeserver holds one too, in whose place the appservice's was put (M1). */
  readonly replaced: boolean;
  /** What the viewer gets of it (M7): all, all but some signatures or the display name, nothing. Absent without a viewer. */
  readonly visible?: 'whole' | 'cut' | 'hidden';
}

/** The answers that a merge was made of, and what came of it. */
export interface MergeSteps {
  readonly homeserver: KeyQueryResponse;
  /** Cut down to what was asked (M3). */
  readonly appservice: KeyQueryResponse;
  readonly merged: KeyQueryResponse;
  /** What the viewer gets, if there is one. */
  readonly visible?: KeyQueryResponse | undefined;
}

/** Where each device and each cross-signing key of a merged answer came from: user by user, devices first. */
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
  // What needs no cut is shared (M5), so that identity tells.
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
