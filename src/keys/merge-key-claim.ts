import { isUserId } from '../identifiers.js';
import type { KeyClaimResponse, OneTimeKey } from '../types.js';
import { mergeMaps } from './merge-maps.js';

type KeysById = Record<string, OneTimeKey>;

/**
 * Joins two answers to a key claim: a union by user, device and key ID.
 *
 * A key of `first` stays whatever `next` has under the same ID. Keys are not counted: cut `next` down with
 * `restrictKeyClaim` first. Users of `next` whose name does not begin with `@` (W5), and users and devices that are not
 * objects, are skipped. Neither argument is changed; the result shares everything that it did not have to join (M5).
 *
 * @example
 * ```ts
 * const first = { '@ann:example.org': { PHONE: { 'curve25519:A': 'one' } } };
 * const next = { '@ann:example.org': { PHONE: { 'curve25519:A': 'other', 'curve25519:B': 'two' } } };
 * mergeKeyClaim(first, next); // { '@ann:example.org': { PHONE: { 'curve25519:A': 'one', 'curve25519:B': 'two' } } }
 * ```
 * @see https://github.com/matrix-org/matrix-spec-proposals/pull/3983
 */
export function mergeKeyClaim(first: KeyClaimResponse, next: KeyClaimResponse): KeyClaimResponse {
  // A new object even where nothing changed (M5).
  return { ...mergeMaps(first, next, mergeDevices, { accepts: isUserId }) };
}

function mergeDevices(first: Record<string, KeysById>, next: Record<string, KeysById>): Record<string, KeysById> {
  return mergeMaps(first, next, mergeKeys);
}

function mergeKeys(first: KeysById, next: KeysById): KeysById {
  if (Object.keys(next).every((keyId) => Object.hasOwn(first, keyId))) return first;
  // `first` stands twice: once for the order of its keys, once for their values.
  return { ...first, ...next, ...first };
}
