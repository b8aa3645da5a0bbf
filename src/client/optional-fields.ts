import { isJsonObject, own, type JsonObject } from '../json-objects.js';
import { crossSigningMaps } from '../keys/cross-signing-maps.js';

/** The fields of a user's devices that hold cross-signing keys. */
export const userCrossSigningKeys: readonly string[] = ['master_key', 'self_signing_key'];

/** Removes maps that are null from another homeserver's answer to a key query (S4). */
export function withoutNullMaps(answer: JsonObject): JsonObject {
  return withoutNulls(answer, crossSigningMaps);
}

/**
 * Removes cross-signing keys and display names that are null from an answer about a user's devices: Synapse writes null
 * for "none" (S4). Signed objects stay as they came.
 */
export function withoutNullKeys(answer: JsonObject): JsonObject {
  const list = withoutNulls(answer, userCrossSigningKeys);
  const devices = own(list, 'devices');
  if (!Array.isArray(devices)) return list;
  return {
    ...list,
    devices: devices.map((device: unknown) => (isJsonObject(device) ? withoutNullName(device) : device)),
  };
}

function withoutNullName(device: JsonObject): JsonObject {
  return withoutNulls(device, ['device_display_name']);
}

/** Returns the object itself if none of these fields is null. */
function withoutNulls(object: JsonObject, names: readonly string[]): JsonObject {
  if (!names.some((name) => own(object, name) === null)) return object;
  return Object.fromEntries(Object.entries(object).filter(([name, value]) => value !== null || !names.includes(name)));
}
