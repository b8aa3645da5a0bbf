import { isJsonObject, own, type JsonObject } from '../json-objects.js';

/** How many devices and cross-signing keys the answer to a key query has, whatever is in them (S2). */
export function countKeyQueryEntries(answer: JsonObject): number {
  const crossSigningKeys = ['master_keys', 'self_signing_keys', 'user_signing_keys'].map((map) =>
    sizeOf(own(answer, map)),
  );
  return sum([sumOver(own(answer, 'device_keys'), sizeOf), ...crossSigningKeys]);
}

/** How many one-time keys the answer to a key claim has, whatever is in them (S2). */
export function countKeyClaimEntries(answer: JsonObject): number {
  return sumOver(answer, (devices) => sumOver(devices, sizeOf));
}

function sizeOf(map: unknown): number {
  return isJsonObject(map) ? Object.keys(map).length : 0;
}

function sumOver(map: unknown, count: (value: unknown) => number): number {
  return isJsonObject(map) ? sum(Object.values(map).map(count)) : 0;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
