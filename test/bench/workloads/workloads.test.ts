import { describe, expect, it } from 'vitest';
import { keyQueryResponse } from './key-query.js';
import { transactionBody } from './transaction.js';

describe('a workload', () => {
  it.each([
    ['key query 1×1', () => keyQueryResponse({ users: 1, devices: 1 }), 1900],
    ['key query 100×3', () => keyQueryResponse({ users: 100, devices: 3 }), 312_000],
    ['key query 10,000×3', () => keyQueryResponse({ users: 10_000, devices: 3 }), 31_500_000],
    ['key query 1×5,000', () => keyQueryResponse({ users: 1, devices: 5000 }), 3_300_000],
    ['transaction of 1 event', () => transactionBody({ events: 1 }), 340],
    ['transaction of 100 events', () => transactionBody({ events: 100 }), 60_000],
    ['largest transaction', () => transactionBody({ events: 1000, toDevice: 1000, counts: 10_000 }), 3_600_000],
  ])('has the size that the figures claim, to 3 percent: %s', { timeout: 60_000 }, (_, make, bytes) => {
    const { length } = JSON.stringify(make());
    expect(Math.abs(length / bytes - 1)).toBeLessThan(0.03);
  });

  it('is the same in every run, and another one for another seed', () => {
    const text = (seed: number): string => JSON.stringify(keyQueryResponse({ users: 3, devices: 2 }, seed));
    expect(text(1)).toBe(text(1));
    expect(text(1)).not.toBe(text(2));
  });

  it('has users, devices and keys as real ones are: unpadded base64 of 32 and 64 bytes, three cross-signing keys', () => {
    const { device_keys, master_keys, self_signing_keys, user_signing_keys } = keyQueryResponse({
      users: 2,
      devices: 3,
    });
    const userId = '@_bridge_user00001:example.org';
    const devices = Object.values(device_keys[userId] ?? {});
    expect(Object.keys(device_keys)).toHaveLength(2);
    expect(devices).toHaveLength(3);
    for (const { keys, signatures } of devices) {
      expect(Object.values(keys).map((key) => key.length)).toEqual([43, 43]);
      expect(Object.values(signatures[userId] ?? {}).map((signature) => signature.length)).toEqual([86, 86]);
    }
    expect([master_keys, self_signing_keys, user_signing_keys].map((keys) => keys[userId]?.usage)).toEqual([
      ['master'],
      ['self_signing'],
      ['user_signing'],
    ]);
  });
});
