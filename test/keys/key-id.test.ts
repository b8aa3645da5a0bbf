import { describe, expect, it } from 'vitest';
import { algorithmOf, isFallbackKey } from '../../src/keys/key-id.js';

describe('algorithmOf', () => {
  it.each([
    ['signed_curve25519:AAAAHg', 'signed_curve25519'],
    ['signed:AAAAHg', 'signed'],
    ['a:b:c', 'a'],
    ['a:', 'a'],
    [':b', ''],
    ['signed_curve25519', undefined],
    ['', undefined],
  ])('takes %j up to its first colon (rule C2)', (keyId, algorithm) => {
    expect(algorithmOf(keyId)).toBe(algorithm);
  });
});

describe('isFallbackKey', () => {
  it.each([
    [{ key: 'x', signatures: {}, fallback: true }, true],
    [{ key: 'x', signatures: {}, fallback: false }, false],
    [{ key: 'x', signatures: {} }, false],
    ['fallback', false],
  ])('says of %j: %j (C2)', (key, expected) => {
    expect(isFallbackKey(key)).toBe(expected);
  });

  it('does not look at what a key inherits (M6)', () => {
    expect(isFallbackKey(Object.create({ fallback: true }) as { key: string; signatures: object })).toBe(false);
  });
});
