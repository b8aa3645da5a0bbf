import { isOneTimeKey } from '../../generated/validators/index.js';
import { FindingCollector, type Finding } from '../findings.js';
import { isUserId } from '../identifiers.js';
import { isJsonObject, own } from '../json-objects.js';
import type { KeyClaim, KeyClaimResponse, OneTimeKey } from '../types.js';
import { algorithmOf, isFallbackKey } from './key-id.js';
import { Dropped, entryWithNulls, restrictEntries } from './restrict-entries.js';

/** A key claim's answer that was cut down, with a finding for each dropped entry. */
export interface RestrictedKeyClaim {
  /** The entries that stayed. */
  readonly answer: KeyClaimResponse;
  /** The entries that were dropped, with the reasons. */
  readonly findings: Finding[];
}

type KeysById = Record<string, OneTimeKey>;

/**
 * Cuts an appservice's answer to a key claim down to what that appservice was asked (C4).
 *
 * Drops users and devices that are not in the claim, malformed keys, and keys of another algorithm or of none (an ID
 * without a colon). One-time keys beyond the count are dropped too; the first ones stay. Each dropped entry gets a
 * finding with a pointer to it. A key with `fallback: true` is outside the count (C2), and one per requested algorithm
 * stays. A key with null in an optional field stays as it is, with a finding (S4).
 *
 * Never throws: an answer that is not a JSON object counts as `{}` (finding `not-an-object`). The answer is not
 * changed. Keys that stay are shared with it, never rebuilt, since signatures cover fields that we do not know (W4).
 *
 * @example
 * ```ts
 * const claim = { '@ann:example.org': { PHONE: ['curve25519'] } };
 * const { findings } = restrictKeyClaim({ '@eve:example.org': {} }, claim);
 * findings.map(({ code }) => code); // ['user-not-asked']
 * ```
 * @see https://github.com/matrix-org/matrix-spec-proposals/pull/3983
 * @rule C4
 */
export function restrictKeyClaim(answer: unknown, claim: KeyClaim): RestrictedKeyClaim {
  return restrictKeyClaimInto(answer, claim, new FindingCollector());
}

/** Does the work of {@link restrictKeyClaim} with a collector that may know secrets. */
export function restrictKeyClaimInto(answer: unknown, claim: KeyClaim, findings: FindingCollector): RestrictedKeyClaim {
  if (!isJsonObject(answer)) {
    const message = 'the answer to the key claim is not a JSON object';
    findings.push({ code: 'not-an-object', severity: 'error', pointer: '', message });
    return { answer: {}, findings: findings.list() };
  }
  const restricted = restrictEntries(answer, [], findings, (devices, userId) =>
    restrictDevices(devices, userId, claim, findings),
  );
  // A new object even where nothing changed (M5).
  return { answer: { ...restricted }, findings: findings.list() };
}

function restrictDevices(
  devices: unknown,
  userId: string,
  claim: KeyClaim,
  findings: FindingCollector,
): Record<string, KeysById> | Dropped {
  const asked = isUserId(userId) ? own(claim, userId) : undefined;
  if (asked === undefined) {
    return new Dropped('user-not-asked', 'this user was not in the claim');
  }
  if (!isJsonObject(devices)) {
    return new Dropped('malformed-entry', 'not a map of devices');
  }
  return restrictEntries(devices, [userId], findings, (keys, deviceId) => {
    const algorithms = own(asked, deviceId);
    if (algorithms === undefined) {
      return new Dropped('device-not-asked', 'this device was not in the claim');
    }
    if (!isJsonObject(keys)) {
      return new Dropped('malformed-entry', 'not a map of keys');
    }
    const room = roomFor(algorithms);
    const steps = [userId, deviceId];
    return restrictEntries(keys, steps, findings, (key, keyId) => restrictKey(key, keyId, room, steps, findings));
  });
}

function restrictKey(
  given: unknown,
  keyId: string,
  room: ReadonlyMap<string, Room>,
  steps: readonly string[],
  findings: FindingCollector,
): OneTimeKey | Dropped {
  const algorithm = algorithmOf(keyId);
  if (algorithm === undefined) {
    return new Dropped('malformed-entry', 'the key ID names no algorithm');
  }
  const left = room.get(algorithm);
  if (left === undefined) {
    return new Dropped('key-not-asked', 'this algorithm was not in the claim');
  }
  const key = isOneTimeKey(given) ? given : entryWithNulls(isOneTimeKey, given, [...steps, keyId], findings);
  if (key instanceof Dropped) {
    return key;
  }
  const kind = isFallbackKey(key) ? 'fallbackKeys' : 'oneTimeKeys';
  if (left[kind] === 0) {
    return new Dropped('key-beyond-count', beyondCount[kind]);
  }
  left[kind] -= 1;
  return key;
}

const beyondCount = {
  oneTimeKeys: 'more one-time keys of this algorithm than were claimed',
  fallbackKeys: 'a second fallback key of this algorithm',
};

/** The number of keys of an algorithm that may still stay. */
interface Room {
  oneTimeKeys: number;
  fallbackKeys: number;
}

/**
 * Counts the keys that may stay: one one-time key for each mention of an algorithm, and one fallback key beside them.
 */
function roomFor(algorithms: readonly string[]): Map<string, Room> {
  const room = new Map<string, Room>();
  for (const algorithm of algorithms) {
    const oneTimeKeys = (room.get(algorithm)?.oneTimeKeys ?? 0) + 1;
    room.set(algorithm, { oneTimeKeys, fallbackKeys: 1 });
  }
  return room;
}
