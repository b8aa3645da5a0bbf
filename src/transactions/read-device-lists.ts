import { fieldNames } from '../../generated/names.js';
import type { FindingSink } from '../findings.js';
import type { JsonObject } from '../json-objects.js';
import type { DeviceLists } from '../types.js';
import { malformedEntry, type Where } from './read-map.js';
import { readField } from './read-field.js';
import { readList } from './read-list.js';

/**
 * Reads the users whose devices changed, and those who left (T4).
 *
 * Each list is absent where none of its names was found. Members that are not strings are left out and reported.
 *
 * @param at JSON pointer to `lists`
 * @rule T4
 */
export function readDeviceLists(lists: JsonObject, at: string, findings: FindingSink): DeviceLists {
  const changed = readField(lists, 'changed', { unstable: [], accepted: [] }, isArray, at, findings);
  const left = readField(lists, 'left', fieldNames.DeviceLists.left, isArray, at, findings);
  return {
    ...(changed && { changed: readList(changed.value, changed.pointer, findings, readUser) }),
    ...(left && { left: readList(left.value, left.pointer, findings, readUser) }),
  };
}

function readUser(user: unknown, where: Where, findings: FindingSink): string | undefined {
  if (typeof user === 'string') return user;
  findings.push(malformedEntry(where(), 'it is not a string'));
  return undefined;
}

function isArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
