import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameJson } from '../../src/json-objects.js';
import { halfSipHash, jsonDigest } from '../../src/transactions/json-digest.js';

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

describe('jsonDigest', () => {
  it('is made of 16 hexadecimal digits, and is the same in every process', () => {
    expect(jsonDigest({ type: 'm.room_key', content: { a: [1, null, true] } })).toBe('65f6d0c588420910');
  });

  it.each([
    ['{"a":1,"b":{"c":2,"d":3}}', '{"b":{"d":3,"c":2},"a":1}'],
    ['{"a":"\\u0041"}', '{"a":"A"}'],
    ['[1.0,1e2]', '[1,100]'],
    ['{"a":1,"a":2}', '{"a":2}'],
  ])('is the same for %s and %s', (one, other) => {
    expect(jsonDigest(JSON.parse(one))).toBe(jsonDigest(JSON.parse(other)));
  });

  it.each([
    ['[1,2]', '[2,1]'],
    ['["a","b"]', '["ab"]'],
    ['["1"]', '[1]'],
    ['["null"]', '[null]'],
    ['[]', '{}'],
    ['[]', '[[]]'],
    ['[[],[]]', '[[[]]]'],
    ['{"a":{},"b":1}', '{"a":{"b":1}}'],
    ['{"__proto__":{"a":1}}', '{}'],
    ['{"a":"b"}', '{"b":"a"}'],
    ['["1 [0 "]', '["",[]]'],
    ['1', '12'],
  ])('differs for %s and %s', (one, other) => {
    expect(jsonDigest(JSON.parse(one))).not.toBe(jsonDigest(JSON.parse(other)));
  });

  it('is the same where two values say the same, and only there', () => {
    const value = fc.json({ maxDepth: 3 }).map((text): unknown => JSON.parse(text));
    fc.assert(
      fc.property(value, value, (one, other) => {
        expect(jsonDigest(one) === jsonDigest(other)).toBe(isSameJson(one, other));
        expect(jsonDigest(structuredClone(one))).toBe(jsonDigest(one));
      }),
    );
  });

  it('is made of what nests a hundred thousand levels deep, and of long lists (S2)', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(100_000)}1${']'.repeat(100_000)}`);
    expect(jsonDigest(deep)).not.toBe(jsonDigest([deep]));
    expect(jsonDigest(Array.from({ length: 300_000 }, () => 0))).toHaveLength(16);
  });
});

describe('halfSipHash', () => {
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
});
