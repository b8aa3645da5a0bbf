import { isJsonObject, own, type JsonObject } from '../json-objects.js';
import { crossSigningMaps } from '../keys/cross-signing-maps.js';
import type { KeyQuery } from '../types.js';
import { userCrossSigningKeys } from './optional-fields.js';

/** The number of devices, cross-signing keys and one-time keys in an answer (S2). */
export interface EntryCount {
  /** All entries. A name without any counts as one itself, so there can't be more names than entries. */
  readonly all: number;
  /** Entries of users who were asked for, or of devices in a claim (S9). */
  readonly asked: number;
}

/** Counts the entries of an answer. Stops soon after it has counted more than `most`. */
export type EntryCounter = (answer: JsonObject, most: number) => EntryCount;

/** A key claim of either side: for each device a list of algorithms, or a single one. */
export type AnyKeyClaim = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** Makes a counter of devices and cross-signing keys, for the answer to a key query. */
export function keyCounter(query: KeyQuery): EntryCounter {
  return (answer, most) => {
    let all = 0;
    let asked = 0;
    forEachName(own(answer, 'device_keys'), (devices, userId) => {
      const count = Math.max(1, countNames(devices));
      all += count;
      if (Object.hasOwn(query, userId)) asked += count;
      return all <= most;
    });
    for (const map of crossSigningMaps) {
      forEachName(own(answer, map), (_, userId) => {
        all += 1;
        if (Object.hasOwn(query, userId)) asked += 1;
        return all <= most;
      });
    }
    return { all, asked };
  };
}

/** Makes a counter of one-time keys, for the answer to a key claim. */
export function oneTimeKeyCounter(claim: AnyKeyClaim): EntryCounter {
  return (answer, most) => {
    let all = 0;
    let asked = 0;
    forEachName(answer, (devices, userId) => {
      const before = all;
      forEachName(devices, (keys, deviceId) => {
        const count = Math.max(1, countNames(keys));
        all += count;
        if (own(own(claim, userId), deviceId) !== undefined) asked += count;
        return all <= most;
      });
      if (all === before) all += 1;
      return all <= most;
    });
    return { all, asked };
  };
}

/** Makes a counter of one-time keys, for another homeserver's answer to a key claim. */
export function claimedKeyCounter(claim: AnyKeyClaim): EntryCounter {
  const count = oneTimeKeyCounter(claim);
  return (answer, most) => {
    const keys = own(answer, 'one_time_keys');
    return isJsonObject(keys) ? count(keys, most) : { all: 0, asked: 0 };
  };
}

/** Counts the devices and cross-signing keys in an answer about a user's devices. */
export function countUserDevices(answer: JsonObject): EntryCount {
  const devices = own(answer, 'devices');
  const crossSigningKeys = userCrossSigningKeys.filter((name) => isJsonObject(own(answer, name)));
  const all = (Array.isArray(devices) ? devices.length : 0) + crossSigningKeys.length;
  return { all, asked: all };
}

/** Iterates over a map, if it is one, until the callback returns `false`. */
function forEachName(map: unknown, goOn: (value: unknown, name: string) => boolean): void {
  if (!isJsonObject(map)) return;
  for (const name in map) if (!goOn(map[name], name)) return;
}

function countNames(map: unknown): number {
  return isJsonObject(map) ? Object.keys(map).length : 0;
}
