import { isCrossSigningKey, isDeviceKeys } from '../../generated/validators/index.js';
import { FindingCollector, jsonPointer, nullField, type Finding, type FindingSink } from '../findings.js';
import { isUserId } from '../identifiers.js';
import { withoutImpersonator } from '../impersonator.js';
import { isJsonObject, own, type JsonObject } from '../json-objects.js';
import type { CrossSigningKey, DeviceKeys, KeyQuery, KeyQueryResponse } from '../types.js';
import { reportIgnoredImpersonator } from './ignored-impersonators.js';
import { crossSigningMaps, crossSigningUsages, type CrossSigningMap } from './cross-signing-maps.js';
import { Dropped, entryWithNulls, restrictEntries } from './restrict-entries.js';

/** A key query's answer that was cut down, with a finding for each dropped entry. */
export interface RestrictedKeyQuery {
  /** The entries that stayed. */
  readonly answer: KeyQueryResponse;
  /** The entries that were dropped, with the reasons. */
  readonly findings: Finding[];
}

/**
 * Cuts an appservice's answer to a key query down to what that appservice was asked. This is the security boundary
 * (M3).
 *
 * Drops users who are not in the query, devices that are not in the user's list (`[]` asks for all), and malformed
 * entries. Also drops entries that name another user or device than the one they are filed under, and cross-signing
 * keys whose `usage` lacks the map's role (M4). Each dropped entry gets a finding with a pointer to it. Fields beside
 * the four maps are ignored without one.
 *
 * Null counts as absent where a map or a field is optional, and is reported; the entry stays as it is (S4). An
 * impersonator that does not count is reported too, and its device stays (M7a).
 *
 * Never throws: an answer that is not a JSON object counts as `{}` (finding `not-an-object`). The answer is not
 * changed. Entries that stay are shared with it, never rebuilt, since signatures cover fields that we do not know (W4).
 *
 * @example
 * ```ts
 * const query = { '@ann:example.org': [] };
 * const { findings } = restrictKeyQuery({ device_keys: { '@eve:example.org': {} } }, query);
 * findings[0]?.pointer; // '/device_keys/@eve:example.org'
 * ```
 * @see https://github.com/matrix-org/matrix-spec-proposals/pull/3984
 * @rule M3
 */
export function restrictKeyQuery(answer: unknown, query: KeyQuery): RestrictedKeyQuery {
  return restrictKeyQueryInto(answer, query, new FindingCollector());
}

/** Does the work of {@link restrictKeyQuery} with a collector that may know secrets. */
export function restrictKeyQueryInto(answer: unknown, query: KeyQuery, findings: FindingCollector): RestrictedKeyQuery {
  const restricted: KeyQueryResponse = {};
  if (!isJsonObject(answer)) {
    const message = 'the answer to the key query is not a JSON object';
    findings.push({ code: 'not-an-object', severity: 'error', pointer: '', message });
    return { answer: restricted, findings: findings.list() };
  }
  const deviceKeys = mapOf(answer, 'device_keys', findings);
  if (deviceKeys !== undefined) {
    restricted.device_keys = restrictEntries(deviceKeys, ['device_keys'], findings, (devices, userId) =>
      restrictDevices(devices, userId, query, findings),
    );
  }
  for (const name of crossSigningMaps) {
    const keys = mapOf(answer, name, findings);
    if (keys !== undefined) {
      restricted[name] = restrictEntries(keys, [name], findings, (key, userId) =>
        restrictCrossSigningKey(key, name, userId, query, findings),
      );
    }
  }
  return { answer: restricted, findings: findings.list() };
}

function mapOf(answer: JsonObject, name: keyof KeyQueryResponse, findings: FindingSink): JsonObject | undefined {
  const map = own(answer, name);
  if (map === undefined || isJsonObject(map)) {
    return map;
  }
  const pointer = jsonPointer(name);
  findings.push(
    map === null
      ? nullField(pointer)
      : { code: 'malformed-entry', severity: 'error', pointer, message: 'is not a map of users' },
  );
  return undefined;
}

function restrictDevices(
  devices: unknown,
  userId: string,
  query: KeyQuery,
  findings: FindingCollector,
): Record<string, DeviceKeys> | Dropped {
  const asked = devicesAsked(query, userId);
  if (asked === undefined) {
    return userNotAsked;
  }
  if (!isJsonObject(devices)) {
    return new Dropped('malformed-entry', 'not a map of devices');
  }
  const wanted = asked.length === 0 ? undefined : new Set(asked);
  return restrictEntries(devices, ['device_keys', userId], findings, (device, deviceId) =>
    wanted === undefined || wanted.has(deviceId) ? restrictDevice(device, userId, deviceId, findings) : deviceNotAsked,
  );
}

function restrictDevice(
  given: unknown,
  userId: string,
  deviceId: string,
  findings: FindingCollector,
): DeviceKeys | Dropped {
  const device = isDeviceKeys(given) ? given : faultyDevice(given, ['device_keys', userId, deviceId], findings);
  if (device instanceof Dropped) {
    return device;
  }
  if (device.user_id !== userId) {
    return new Dropped('mismatched-id', 'user_id is not the user whom these device keys are filed under');
  }
  if (device.device_id !== deviceId) {
    return new Dropped('mismatched-id', 'device_id is not the device that these keys are filed under');
  }
  reportIgnoredImpersonator(device, ['device_keys', userId, deviceId], findings);
  return device;
}

/** Decides on a device that the guard refuses: nulls (S4) and its impersonator (M7a) do not cost it its place. */
function faultyDevice(given: unknown, steps: readonly string[], findings: FindingCollector): DeviceKeys | Dropped {
  const device = entryWithNulls(isDeviceKeys, given, steps, findings);
  if (!(device instanceof Dropped) || !isJsonObject(given)) {
    return device;
  }
  const rest = entryWithNulls(isDeviceKeys, withoutImpersonator(given), steps, findings);
  return rest instanceof Dropped ? rest : (given as unknown as DeviceKeys); // except for the impersonator and nulls
}

function restrictCrossSigningKey(
  given: unknown,
  map: CrossSigningMap,
  userId: string,
  query: KeyQuery,
  findings: FindingCollector,
): CrossSigningKey | Dropped {
  if (devicesAsked(query, userId) === undefined) {
    return userNotAsked;
  }
  const key = isCrossSigningKey(given) ? given : entryWithNulls(isCrossSigningKey, given, [map, userId], findings);
  if (key instanceof Dropped) {
    return key;
  }
  if (key.user_id !== userId) {
    return new Dropped('mismatched-id', 'user_id is not the user whom this key is filed under');
  }
  const usage = crossSigningUsages[map];
  return key.usage.includes(usage) ? key : new Dropped('mismatched-id', `usage does not include "${usage}"`);
}

/** Returns a user's device list; `undefined` for a user who is not in the query, or whose name is no user ID (W5). */
function devicesAsked(query: KeyQuery, userId: string): readonly string[] | undefined {
  return isUserId(userId) ? own(query, userId) : undefined;
}

const userNotAsked = new Dropped('user-not-asked', 'this user was not in the query');
const deviceNotAsked = new Dropped('device-not-asked', 'this device was not in the query');
