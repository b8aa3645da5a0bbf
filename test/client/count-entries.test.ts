import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countKeyClaimEntries, countKeyQueryEntries } from '../../src/client/count-entries.js';
import type { KeyClaimResponse } from '../../src/types.js';
import { readExample } from '../helpers/read-example.js';

describe('countKeyQueryEntries', () => {
  it('counts devices and cross-signing keys (S2)', () => {
    const answer = {
      device_keys: { '@a:b': { A: {}, B: {} }, '@c:d': { A: {} }, '@e:f': {} },
      master_keys: { '@a:b': {} },
      self_signing_keys: { '@a:b': {}, '@c:d': {} },
      user_signing_keys: { '@a:b': null },
      failures: { 'example.org': {} },
      other: { '@a:b': { A: {} } },
    };
    expect(countKeyQueryEntries(answer)).toBe(7);
  });

  it('counts own properties alone (M6)', () => {
    const answer: object = JSON.parse('{"device_keys":{"__proto__":{"__proto__":{},"constructor":{}}}}') as object;
    expect(countKeyQueryEntries({ ...answer })).toBe(2);
    expect(countKeyQueryEntries(Object.create({ master_keys: { '@a:b': {} } }) as Record<string, unknown>)).toBe(0);
  });
});

describe('countKeyClaimEntries', () => {
  it('counts the keys of the example (S2)', () => {
    const answer = readExample('key-claim-response') as KeyClaimResponse;
    const keys = Object.values(answer).flatMap((devices) =>
      Object.values(devices).flatMap((device) => Object.keys(device)),
    );
    expect(countKeyClaimEntries(answer)).toBe(keys.length);
  });

  it('counts one-time keys (S2)', () => {
    const answer = {
      '@a:b': { A: { 'signed_curve25519:1': {}, 'signed_curve25519:2': {} }, B: {} },
      '@c:d': { A: { x: 'y' } },
    };
    expect(countKeyClaimEntries(answer)).toBe(3);
  });
});

describe('both', () => {
  it('count nothing where the shape is wrong, and never throw (S2)', () => {
    for (const value of [null, [], [{ a: { b: 1 } }], 'text', 1]) {
      expect(countKeyQueryEntries({ device_keys: value, master_keys: value })).toBe(0);
      expect(countKeyClaimEntries({ '@a:b': value })).toBe(0);
    }
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (answer) => {
        expect(countKeyQueryEntries({ device_keys: answer })).toBeGreaterThanOrEqual(0);
        expect(countKeyClaimEntries(answer)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
