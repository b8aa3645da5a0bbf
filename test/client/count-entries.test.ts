import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  claimedKeyCounter,
  countUserDevices,
  keyCounter,
  oneTimeKeyCounter,
  type EntryCounter,
} from '../../src/client/count-entries.js';
import type { JsonObject } from '../../src/json-objects.js';
import type { KeyQuery } from '../../src/types.js';
import { readExample } from '../helpers/read-example.js';

/** The number of all entries of anything, and of those that were asked for. */
function counted(count: EntryCounter, answer: unknown): [all: number, asked: number] {
  const { all, asked } = count(answer as JsonObject, Infinity);
  return [all, asked];
}

describe('keyCounter', () => {
  const query: KeyQuery = { '@a:b': [], '@c:d': ['A', 'B'] };

  it('counts devices and cross-signing keys, and those of users who were asked for (S2, S9)', () => {
    const answer = {
      device_keys: { '@a:b': { A: {}, B: {} }, '@c:d': { A: {} }, '@e:f': { A: {}, B: {} } },
      master_keys: { '@a:b': {} },
      self_signing_keys: { '@a:b': {}, '@c:d': {}, '@e:f': {} },
      user_signing_keys: { '@a:b': null },
      failures: { 'example.org': {} },
      other: { '@a:b': { A: {} } },
    };
    expect(counted(keyCounter(query), answer)).toEqual([10, 7]);
  });

  it('counts a user who has no devices, or something else in their place, as one (S2)', () => {
    const answer = { device_keys: { '@a:b': {}, '@c:d': 0, '@e:f': [1, 2], g: null } };
    expect(counted(keyCounter(query), answer)).toEqual([4, 2]);
    expect(counted(keyCounter(query), { device_keys: [{}], master_keys: 1 })).toEqual([0, 0]);
  });

  it('counts own properties alone (M6)', () => {
    const answer: unknown = JSON.parse('{"device_keys":{"__proto__":{"__proto__":{},"constructor":{}}}}');
    expect(counted(keyCounter({}), answer)).toEqual([2, 0]);
    expect(counted(keyCounter(query), Object.create({ master_keys: { '@a:b': {} } }))).toEqual([0, 0]);
  });
});

describe('oneTimeKeyCounter', () => {
  it('counts the keys of the example (S2)', () => {
    const answer = readExample('key-claim-response') as Record<string, Record<string, object>>;
    const keys = Object.values(answer).flatMap((devices) =>
      Object.values(devices).flatMap((device) => Object.keys(device)),
    );
    expect(counted(oneTimeKeyCounter({}), answer)).toEqual([keys.length, 0]);
  });

  it('counts one-time keys, and names that lead to none as one each (S2)', () => {
    const answer = {
      '@a:b': { A: { 'signed_curve25519:1': {}, 'signed_curve25519:2': {} }, B: {} },
      '@c:d': { A: { x: 'y' } },
      '@e:f': {},
      '@g:h': 0,
    };
    expect(counted(oneTimeKeyCounter({}), answer)).toEqual([6, 0]);
  });

  it('counts the keys of devices that are in the claim (S9)', () => {
    const keys = { 'a:1': 'x', 'a:2': 'x', 'a:3': 'x' };
    const claim = { '@a:b': { A: ['a'], B: ['a', 'a'] }, '@c:d': { A: 'a' } };
    const answer = { '@a:b': { A: keys, B: keys, C: keys }, '@c:d': { A: keys }, '@e:f': { A: keys } };
    expect(counted(oneTimeKeyCounter(claim), answer)).toEqual([15, 9]);
  });
});

describe('claimedKeyCounter', () => {
  it('counts the one-time keys of an answer over federation, and nothing beside them (S2, S9)', () => {
    const answer = { one_time_keys: { '@a:b': { A: { x: 1, y: 2 }, B: {} }, '@c:d': {} }, failures: { a: { b: {} } } };
    expect(counted(claimedKeyCounter({ '@a:b': { A: 'x' } }), answer)).toEqual([4, 2]);
    expect(counted(claimedKeyCounter({}), {})).toEqual([0, 0]);
    expect(counted(claimedKeyCounter({}), { one_time_keys: [1] })).toEqual([0, 0]);
  });
});

describe('countUserDevices', () => {
  it.each([
    [{}, 0],
    [{ devices: [] }, 0],
    [{ devices: [{}, null, 1] }, 3],
    [{ devices: { length: 3 } }, 0],
    [{ devices: [{}], master_key: {}, self_signing_key: {}, user_signing_key: {} }, 3],
    [{ devices: [{}], master_key: null, self_signing_key: 1 }, 1],
    [Object.create({ master_key: {} }), 0],
  ])('counts devices and cross-signing keys: %j (S2)', (answer, count) => {
    expect(counted(countUserDevices, answer)).toEqual([count, count]);
  });
});

describe('all of them', () => {
  it('stop soon after the most that there may be (S9)', () => {
    const devices = { D: { 'a:1': {}, 'a:2': {}, 'a:3': {} } };
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [String(i), devices]));
    expect(oneTimeKeyCounter({})(many, 5).all).toBe(6);
    expect(claimedKeyCounter({})({ one_time_keys: many }, 5).all).toBe(6);
    expect(oneTimeKeyCounter({})({ '@a:b': { ...many } }, 5).all).toBe(6);
    expect(keyCounter({})({ device_keys: many, master_keys: many }, 5).all).toBe(7);
    expect(keyCounter({})({ master_keys: many }, 5).all).toBe(6);
  });

  it('never throw, whatever comes (S2)', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (answer) => {
        expect(keyCounter({})({ device_keys: answer }, 100_000).all).toBeLessThan(100_000);
        expect(oneTimeKeyCounter({})(answer, 100_000).all).toBeLessThan(100_000);
        expect(claimedKeyCounter({})({ one_time_keys: answer }, 100_000).all).toBeLessThan(100_000);
        expect(countUserDevices(answer).all).toBeLessThan(100_000);
      }),
    );
  });
});
