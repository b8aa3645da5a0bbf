import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hasMoreClaimedKeysThan,
  hasMoreKeysThan,
  hasMoreOneTimeKeysThan,
  hasMoreUserDevicesThan,
} from '../../src/client/count-entries.js';
import type { JsonObject } from '../../src/json-objects.js';
import { readExample } from '../helpers/read-example.js';

/** How many entries a check counts: it says yes to one less, and no to that many. */
function counted(hasMoreThan: (most: number, answer: JsonObject) => boolean, answer: unknown): number {
  let most = 0;
  while (hasMoreThan(most, answer as JsonObject)) most += 1;
  return most;
}

describe('hasMoreKeysThan', () => {
  it('counts devices and cross-signing keys (S2)', () => {
    const answer = {
      device_keys: { '@a:b': { A: {}, B: {} }, '@c:d': { A: {} } },
      master_keys: { '@a:b': {} },
      self_signing_keys: { '@a:b': {}, '@c:d': {} },
      user_signing_keys: { '@a:b': null },
      failures: { 'example.org': {} },
      other: { '@a:b': { A: {} } },
    };
    expect(counted(hasMoreKeysThan, answer)).toBe(7);
  });

  it('counts a user who has no devices, or something else in their place, as one (S2)', () => {
    expect(counted(hasMoreKeysThan, { device_keys: { '@a:b': {}, '@c:d': 0, '@e:f': [1, 2], g: null } })).toBe(4);
  });

  it('counts own properties alone (M6)', () => {
    const answer: unknown = JSON.parse('{"device_keys":{"__proto__":{"__proto__":{},"constructor":{}}}}');
    expect(counted(hasMoreKeysThan, answer)).toBe(2);
    expect(counted(hasMoreKeysThan, Object.create({ master_keys: { '@a:b': {} } }))).toBe(0);
  });
});

describe('hasMoreOneTimeKeysThan', () => {
  it('counts the keys of the example (S2)', () => {
    const answer = readExample('key-claim-response') as Record<string, Record<string, object>>;
    const keys = Object.values(answer).flatMap((devices) =>
      Object.values(devices).flatMap((device) => Object.keys(device)),
    );
    expect(counted(hasMoreOneTimeKeysThan, answer)).toBe(keys.length);
  });

  it('counts one-time keys, and names that lead to none as one each (S2)', () => {
    const answer = {
      '@a:b': { A: { 'signed_curve25519:1': {}, 'signed_curve25519:2': {} }, B: {} },
      '@c:d': { A: { x: 'y' } },
      '@e:f': {},
      '@g:h': 0,
    };
    expect(counted(hasMoreOneTimeKeysThan, answer)).toBe(6);
  });
});

describe('hasMoreClaimedKeysThan', () => {
  it('counts the one-time keys of an answer over federation, and nothing beside them (S2)', () => {
    const answer = { one_time_keys: { '@a:b': { A: { x: 1, y: 2 }, B: {} }, '@c:d': {} }, failures: { a: { b: {} } } };
    expect(counted(hasMoreClaimedKeysThan, answer)).toBe(4);
    expect(counted(hasMoreClaimedKeysThan, {})).toBe(0);
  });
});

describe('hasMoreUserDevicesThan', () => {
  it.each([
    [{}, 0],
    [{ devices: [] }, 0],
    [{ devices: [{}, null, 1] }, 3],
    [{ devices: { length: 3 } }, 0],
    [{ devices: [{}], master_key: {}, self_signing_key: {}, user_signing_key: {} }, 3],
    [{ devices: [{}], master_key: null, self_signing_key: 1 }, 1],
    [Object.create({ master_key: {} }), 0],
  ])('counts devices and cross-signing keys: %j (S2)', (answer, count) => {
    expect(counted(hasMoreUserDevicesThan, answer)).toBe(count);
  });
});

describe('all of them', () => {
  it('never throw, whatever comes (S2)', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (answer) => {
        expect(hasMoreKeysThan(100_000, { device_keys: answer })).toBe(false);
        expect(hasMoreOneTimeKeysThan(100_000, answer)).toBe(false);
        expect(hasMoreClaimedKeysThan(100_000, { one_time_keys: answer })).toBe(false);
        expect(hasMoreUserDevicesThan(100_000, answer)).toBe(false);
      }),
    );
  });
});
