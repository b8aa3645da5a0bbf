import type { Finding, FindingSink } from '../findings.js';
import type { UserId } from '../identifiers.js';
import { everyEntry, isJsonObject, type JsonObject, setOwn } from '../json-objects.js';
import type { KeyCounts } from '../types.js';
import { isUserDeviceMap, malformedEntry, readMap, readUserMap, type Where } from './read-map.js';

/** One-time key counts, told apart by the shape in which they came (T2). */
export interface KeyCountsByShape {
  /** User → device → algorithm → count; absent where all that came had the older shape. */
  readonly devices?: Record<UserId, Record<string, KeyCounts>>;
  /** User → algorithm → count, the older shape; absent where nothing usable came in it. */
  readonly users?: Record<UserId, KeyCounts>;
}

/**
 * Reads one-time key counts, telling the two shapes apart user by user: a number where a device's counts would be is the
 * older shape's count of an algorithm (T2). That is reported once per user.
 *
 * A count is an integer from zero up. Where one is not, all the counts beside it are left out with it, since a missing
 * algorithm would be read as zero, and a missing entry says nothing (T3).
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

/** A user's devices without the malformed ones; `undefined` where there were some and none is left. */
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

/** A user's counts by algorithm, all of them or none; what may be a device's counts is passed over. */
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
  const message = 'these counts are of the user and not of a device, as the first draft had them';
  return { code: 'older-count-shape', severity: 'info', pointer, message };
}
