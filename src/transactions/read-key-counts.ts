import type { Finding, FindingSink } from '../findings.js';
import type { UserId } from '../identifiers.js';
import { everyEntry, isJsonObject, type JsonObject, setOwn } from '../json-objects.js';
import type { KeyCounts } from '../types.js';
import { isUserDeviceMap, malformedEntry, readMap, readUserMap, type Where } from './read-map.js';

/** One-time key counts by the shape in which they came (T2). */
export interface KeyCountsByShape {
  /** User → device → algorithm → count; absent where everything came in the older shape. */
  readonly devices?: Record<UserId, Record<string, KeyCounts>>;
  /** User → algorithm → count, the older shape; absent where nothing usable came in it. */
  readonly users?: Record<UserId, KeyCounts>;
}

/**
 * Reads one-time key counts of both shapes, told apart user by user (T2).
 *
 * In the older shape there is a number, the count of an algorithm, in place of a device's counts. This is reported once
 * per user.
 *
 * A count is a whole number from zero up. Where one is not, all counts beside it are left out too: a missing algorithm
 * would be read as zero, but a missing entry says nothing (T3).
 *
 * @param at JSON pointer to `map`
 * @rule T2
 */
export function readKeyCounts(map: JsonObject, at: string, findings: FindingSink): KeyCountsByShape {
  if (isUserDeviceMap(map, isCounts)) return { devices: map };
  const users: Record<UserId, KeyCounts> = {};
  const usersInOlderShape = new Set<UserId>();
  const devices = readUserMap(map, at, findings, (entry, where, userId) => {
    if (!isOlderShape(entry)) return readDevices(entry, where, findings);
    usersInOlderShape.add(userId);
    findings.push(olderShape(where()));
    const counts = readCountsOfUser(entry, where, findings);
    if (counts !== undefined) setOwn(users, userId, counts);
    const rest = Object.entries(entry).filter(([, value]) => isJsonObject(value));
    return rest.length === 0 ? undefined : readDevices(Object.fromEntries(rest), where, findings);
  });
  return {
    ...(usersInOlderShape.size > 0 && Object.keys(devices).length === 0 ? {} : { devices }),
    ...(Object.keys(users).length === 0 ? {} : { users }),
  };
}

function isCounts(value: unknown): value is KeyCounts {
  return isJsonObject(value) && everyEntry(value, isCount);
}

function isOlderShape(entry: JsonObject): boolean {
  return Object.values(entry).some((value) => typeof value === 'number');
}

/** Returns a user's devices without the malformed ones; `undefined` where none of them is left. */
function readDevices(
  entry: JsonObject,
  whereUser: Where,
  findings: FindingSink,
): Record<string, KeyCounts> | undefined {
  const devices = readMap(entry, whereUser, (counts, where) => {
    if (isJsonObject(counts) && Object.values(counts).every(isCount)) return counts as KeyCounts;
    findings.push(malformedEntry(where(), 'it is not a map of counts'));
    return undefined;
  });
  return devices !== entry && Object.keys(devices).length === 0 ? undefined : devices;
}

/** Reads a user's counts by algorithm, all of them or none; entries that may be a device's counts are skipped. */
function readCountsOfUser(entry: JsonObject, where: Where, findings: FindingSink): KeyCounts | undefined {
  const counts: KeyCounts = {};
  for (const [algorithm, count] of Object.entries(entry)) {
    if (isJsonObject(count)) continue;
    if (!isCount(count)) {
      findings.push(malformedEntry(where(), "one of the user's counts is not a whole number from zero up"));
      return undefined;
    }
    setOwn(counts, algorithm, count);
  }
  return counts;
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}

function olderShape(pointer: string): Finding {
  const message = 'these counts are per user and not per device, as in the first draft';
  return { code: 'older-count-shape', severity: 'info', pointer, message };
}
