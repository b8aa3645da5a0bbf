import { isOneTimeKey } from '../../generated/validators/index.js';
import { FindingCollector, type Finding } from '../findings.js';
import { isUserId } from '../identifiers.js';
import { isJsonObject, own } from '../json-objects.js';
import type { KeyClaim, KeyClaimResponse, OneTimeKey } from '../types.js';
import { algorithmOf, isFallbackKey } from './key-id.js';
import { Dropped, entryWithNulls, restrictEntries } from './restrict-entries.js';

/** What is left of an answer to a key claim, and a finding for each entry that is not. */
export interface RestrictedKeyClaim {
  /** What is left of the answer. */
  readonly answer: KeyClaimResponse;
  /** What was dropped, and why. */
  readonly findings: Finding[];
}

type KeysById = Record<string, OneTimeKey>;

/**
 * Cuts an appservice's answer to a key claim down to what that appservice was asked (C4).
 *
 * Dropped alone, each with a finding that points to the entry: users and devices that are not in the claim, keys of
 * another algorithm or of none (an ID without a colon), malformed keys, and one-time keys beyond the count; the first
 * ones stay. A key with `fallback: true` is outside the count (C2), and one per algorithm that was asked for stays. Where a
 * field that may be absent is null, the key stays as it is, with a finding (S4).
 *
 * Never throws: an answer that is not a JSON object counts as `{}` (finding `not-an-object`). The answer is not changed;
 * the keys that stay are shared with it, never rebuilt, since signatures cover fields that we do not know (W4).
 *
 * @see https://github.com/matrix-org/matrix-spec-proposals/pull/3983
 * @rule C4
 */
export function restrictKeyClaim(answer: unknown, claim: KeyClaim): RestrictedKeyClaim {
  return restrictKeyClaimInto(answer, claim, new FindingCollector());
}

/** Does the same with a collector that may know secrets. */
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
    return new Dropped('malformed-entry', 'the key id names no algorithm');
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

/** How many more keys of an algorithm may stay. */
interface Room {
  oneTimeKeys: number;
  fallbackKeys: number;
}

/** A repeated algorithm asks for that many one-time keys; a fallback key has a place of its own. */
function roomFor(algorithms: readonly string[]): Map<string, Room> {
  const room = new Map<string, Room>();
  for (const algorithm of algorithms) {
    const oneTimeKeys = (room.get(algorithm)?.oneTimeKeys ?? 0) + 1;
    room.set(algorithm, { oneTimeKeys, fallbackKeys: 1 });
  }
  return room;
}
