import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isSameJson } from '../../src/json-objects.js';
import { jsonDigest } from '../../src/transactions/json-digest.js';

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
