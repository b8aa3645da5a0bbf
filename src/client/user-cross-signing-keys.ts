import type { JsonObject } from '../json-objects.js';

/** Where an answer with a user's devices has the user's cross-signing keys. */
export const userCrossSigningKeys: readonly string[] = ['master_key', 'self_signing_key'];

/** An answer with a user's devices, without the cross-signing keys that are `null`: that is how Synapse says "none" (S4). */
export function withoutNullKeys(answer: JsonObject): JsonObject {
  const isNullKey = ([name, value]: [string, unknown]): boolean =>
    value === null && userCrossSigningKeys.includes(name);
  return Object.fromEntries(Object.entries(answer).filter((entry) => !isNullKey(entry)));
}
