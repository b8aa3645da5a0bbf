import { fieldNames } from '../generated/names.js';
import { isImpersonator } from '../generated/validators/index.js';
import { firstFault } from './lenient-check.js';
import { isJsonObject, isSameJson, own, type JsonObject } from './json-objects.js';
import type { Impersonator } from './types.js';

/** The names of the field that holds an impersonator; the stable one comes first. */
const names: readonly string[] = ['impersonator', ...fieldNames.DeviceKeys.impersonator.unstable];

/** The impersonator named in device keys. */
export interface NamedImpersonator {
  /** Name of the field. */
  readonly field: string;
  /** Impersonator; `undefined` if it does not count. */
  readonly impersonator: Impersonator | undefined;
  /** Reason why it does not count; `undefined` if it does. */
  readonly fault: ImpersonatorFault | undefined;
}

/** The reason why an impersonator does not count. */
export interface ImpersonatorFault {
  /** JSON pointer to the fault inside the embedded object. */
  readonly place: string;
  /** Message in our own words: no part of it comes from outside. */
  readonly message: string;
}

/**
 * Reads which device encrypts in the name of this one; `undefined` if the device keys name none (M7a).
 *
 * It counts only if the device itself has no algorithms and no keys, the embedded object is a whole device keys object
 * without `signatures`, and all names of the field hold the same. `null` counts as absent (S4). The impersonator's
 * signature on the device is not checked.
 *
 * @see https://github.com/matrix-org/matrix-spec-proposals/pull/4350
 * @rule M7a
 */
export function readImpersonator(device: JsonObject): NamedImpersonator | undefined {
  // Nearly all devices name none, and there are many of them.
  if (!names.some((name) => Object.hasOwn(device, name))) return undefined;
  const [field, ...others] = names.filter((name) => isThere(device, name));
  if (field === undefined) return undefined;
  const embedded = device[field];
  const differing = others.find((name) => !isSameJson(device[name], embedded));
  if (differing !== undefined) return ignored(field, `${differing}, another name of this field, holds something else`);
  if (!hasNoKeys(device)) return ignored(field, 'the device has algorithms or keys of its own');
  if (!isImpersonator(embedded)) {
    const { pointer, message } = firstFault(isImpersonator, embedded);
    return ignored(field, message, pointer);
  }
  if (isThere(embedded, 'signatures')) return ignored(field, 'must not be there', '/signatures');
  return { field, impersonator: embedded, fault: undefined };
}

/** Removes any impersonator from device keys, to check the rest of them. Their signatures do not cover the result. */
export function withoutImpersonator(device: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(device).filter(([name]) => !names.includes(name)));
}

function ignored(field: string, message: string, place = ''): NamedImpersonator {
  return { field, impersonator: undefined, fault: { place, message } };
}

function isThere(object: JsonObject, name: string): boolean {
  return (own(object, name) ?? null) !== null;
}

/**
 * Tells whether a device has no keys: "The `algorithms` and `keys` fields [...] MUST be an empty list and an empty
 * object respectively" (MSC4350).
 */
function hasNoKeys(device: JsonObject): boolean {
  const algorithms = own(device, 'algorithms');
  const keys = own(device, 'keys');
  return Array.isArray(algorithms) && algorithms.length === 0 && isJsonObject(keys) && Object.keys(keys).length === 0;
}
