import fc from 'fast-check';
import { expect, it } from 'vitest';
import { halfSipHash } from '../../src/transactions/half-sip-hash.js';

/** The reference's vectors for inputs of 0, 2, 4 … bytes, which are 0, 1, 2 …: two words of each, the first byte the lowest. */
const vectors = [
  '591f8d21c83cb8b9',
  'ef394f0657eb507c',
  '178ae7d5a12ee55b',
  '35913ece25bca28a',
  '20e8feed8c85e4bc',
  '9f46b095eef2a606',
  '9f1fc77b99c7f5ae',
  '70a8b13b58e6e8ea',
  'd2aa3673b5f37b5f',
];

it.each(vectors.map((hash, length) => [length, hash] as const))(
  'hashes %i characters as the reference does',
  (length, hash) => {
    const text = Array.from({ length }, (_, i) => String.fromCharCode(i * 2 + ((i * 2 + 1) << 8))).join('');
    expect(halfSipHash(text)).toBe(hash);
  },
);

it('tells any two texts apart', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, other) => {
      expect(halfSipHash(one) === halfSipHash(other)).toBe(one === other);
    }),
  );
});

it('is 16 digits long, and has no collision among 300,000 texts that are nearly the same', () => {
  const hashes = new Set(Array.from({ length: 300_000 }, (_, n) => halfSipHash(`message ${n}`)));
  expect(hashes.size).toBe(300_000);
  for (const hash of hashes) if (!/^[\da-f]{16}$/.test(hash)) throw new Error(hash);
});
