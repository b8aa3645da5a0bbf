import { expect } from 'vitest';
import type { KeyClaimResponse, KeyQueryResponse, UserDevices, UserId } from '../../src/types.js';
import { impersonatorFields } from './impersonated.js';

const maps = ['device_keys', 'master_keys', 'self_signing_keys', 'user_signing_keys'] as const;

/** A device or a cross-signing key of an answer to a key query. */
export interface KeyEntry {
  /** Tells it from all others. */
  readonly place: string;
  readonly map: (typeof maps)[number];
  readonly userId: UserId;
  /** Empty for a cross-signing key. */
  readonly deviceId: string;
  readonly value: Record<string, unknown>;
}

/** Every device and cross-signing key of an answer, sorted by its place. */
export function entriesOf(answer: KeyQueryResponse): KeyEntry[] {
  const entries = maps.flatMap((map) =>
    Object.entries<Record<string, unknown>>(answer[map] ?? {}).flatMap(([name, value]) => {
      const userId = name as UserId;
      const found = map === 'device_keys' ? Object.entries(value) : [['', value] as const];
      return found.map(([deviceId, entry]): KeyEntry => {
        const place = JSON.stringify([map, userId, deviceId]);
        return { place, map, userId, deviceId, value: entry as Record<string, unknown> };
      });
    }),
  );
  return entries.sort((a, b) => (a.place < b.place ? -1 : 1));
}

/** A one-time or fallback key of an answer to a key claim. */
export interface ClaimedKey {
  readonly place: string;
  readonly userId: UserId;
  readonly deviceId: string;
  readonly algorithm: string;
  readonly isFallback: boolean;
  readonly value: unknown;
}

/** Every key of an answer to a key claim. */
export function keysOf(answer: KeyClaimResponse): ClaimedKey[] {
  return Object.entries(answer).flatMap(([userId, devices]) =>
    Object.entries(devices).flatMap(([deviceId, keys]) =>
      Object.entries(keys).map(([keyId, value]) => ({
        place: JSON.stringify([userId, deviceId, keyId]),
        userId: userId as UserId,
        deviceId,
        algorithm: keyId.slice(0, keyId.indexOf(':')),
        isFallback: typeof value === 'object' && value.fallback === true,
        value,
      })),
    ),
  );
}

/** Expects an answer to hold nothing but what another server may see, and `device_keys` in any case (M7). */
export function expectFederationSees(answer: KeyQueryResponse, { displayNames }: { displayNames: boolean }): void {
  const { device_keys, ...others } = answer;
  expect(device_keys).toBeTypeOf('object');
  expectNamesAmong(others, ['master_keys', 'self_signing_keys']);
  for (const { userId, map, value } of entriesOf(answer)) {
    expect(userId).toMatch(/^@/);
    expectSignedBy(map === 'device_keys' ? signersOf(value, userId) : [userId], value);
    if (map === 'device_keys' && !displayNames) expectNoDisplayName(value);
  }
}

/** The same for the answer to `/user/devices` (M9). */
export function expectFederationSeesDevices(list: UserDevices, { displayNames }: { displayNames: boolean }): void {
  const { user_id: userId, master_key, self_signing_key } = list;
  expectNamesAmong(list, ['user_id', 'stream_id', 'devices', 'master_key', 'self_signing_key']);
  for (const device of list.devices) {
    expectNamesAmong(device, ['device_id', 'keys', ...(displayNames ? ['device_display_name'] : [])]);
    expectSignedBy(signersOf(device.keys, userId), device.keys);
    expectNoDisplayName(device.keys);
  }
  for (const key of [master_key, self_signing_key]) {
    // Null is never written (S4).
    expect(key).not.toBeNull();
    if (key) expectSignedBy([userId], key);
  }
}

function expectNamesAmong(object: object, names: readonly string[]): void {
  expect(Object.keys(object).filter((name) => !names.includes(name))).toEqual([]);
}

function expectSignedBy(signers: readonly string[], entry: object): void {
  const { signatures } = entry as { signatures?: object };
  expectNamesAmong(signatures ?? {}, signers);
}

/** The owner of a device and, of one without keys, the impersonator that it names (M7a). */
function signersOf(device: object, owner: string): string[] {
  const fields = new Map(Object.entries(device) as [string, unknown][]);
  const hasKeys = JSON.stringify([fields.get('algorithms'), fields.get('keys')]) !== '[[],{}]';
  const impersonators = impersonatorFields.map((field) => fields.get(field) as { user_id?: string } | null | undefined);
  return hasKeys ? [owner] : [owner, ...impersonators.flatMap((impersonator) => impersonator?.user_id ?? [])];
}

function expectNoDisplayName(device: object): void {
  const { unsigned } = device as { unsigned?: object };
  expect(Object.keys(unsigned ?? {})).not.toContain('device_display_name');
}
