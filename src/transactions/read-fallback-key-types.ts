import type { FindingSink } from '../findings.js';
import type { UserId } from '../identifiers.js';
import type { JsonObject } from '../json-objects.js';
import { isUserDeviceMap, malformedEntry, readMap, readUserMap } from './read-map.js';

/**
 * Reads the unused fallback key types: user → device → algorithms.
 *
 * A device whose entry is not a list of strings is left out as a whole and reported. A shortened list would say that
 * fallback keys are used up; a missing entry says nothing (T3). A user with no device left is left out too.
 *
 * @param at JSON pointer to `map`
 */
export function readFallbackKeyTypes(
  map: JsonObject,
  at: string,
  findings: FindingSink,
): Record<UserId, Record<string, string[]>> {
  if (isUserDeviceMap(map, isStrings)) return map;
  return readUserMap(map, at, findings, (entry, whereUser) => {
    const devices = readMap(entry, whereUser, (types, where) => {
      if (isStrings(types)) return types;
      findings.push(malformedEntry(where(), 'it is not a list of strings'));
      return undefined;
    });
    return devices !== entry && Object.keys(devices).length === 0 ? undefined : devices;
  });
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((member) => typeof member === 'string');
}
