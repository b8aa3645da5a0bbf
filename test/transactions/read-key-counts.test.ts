import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/findings.js';
import { type KeyCountsByShape, readKeyCounts } from '../../src/transactions/read-key-counts.js';
import { deepFreeze } from '../helpers/deep-freeze.js';

function read(text: string): { counts: KeyCountsByShape; codes: string[] } {
  const findings: Finding[] = [];
  const counts = readKeyCounts(deepFreeze(JSON.parse(text) as Record<string, unknown>), '/at', findings);
  return { counts, codes: findings.map(({ code, pointer }) => `${code} ${pointer}`) };
}

/** Compared as text, so that `__proto__` counts as what it is. */
function expectCounts(text: string, expected: string): void {
  expect(JSON.stringify(read(text).counts)).toBe(expected);
}

describe('readKeyCounts', () => {
  it('gives out counts of devices, the empty ones too (T3)', () => {
    const text = '{"@a:x":{"A":{"signed_curve25519":5},"B":{}},"@b:x":{}}';
    expectCounts(text, `{"devices":${text}}`);
    expect(read(text).codes).toEqual([]);
    expectCounts('{}', '{"devices":{}}');
  });

  it('gives out numbers at the second level as counts of the user, and says so once per user (T2)', () => {
    const text = '{"@a:x":{"curve25519":10,"signed_curve25519":20},"@b:x":{"curve25519":0}}';
    expectCounts(text, `{"users":${text}}`);
    expect(read(text).codes).toEqual(['older-count-shape /at/@a:x', 'older-count-shape /at/@b:x']);
  });

  it('tells the shapes apart user by user, and within one user (rule T2)', () => {
    expectCounts(
      '{"@a:x":{"s":1},"@b:x":{"B":{"s":2}},"@c:x":{"s":3,"C":{"s":4}}}',
      '{"devices":{"@b:x":{"B":{"s":2}},"@c:x":{"C":{"s":4}}},"users":{"@a:x":{"s":1},"@c:x":{"s":3}}}',
    );
  });

  it.each(['-1', '1.5', '"5"', 'null', '1e400', '{}', '[]', 'true'])(
    'drops a device whole when one of its counts is %s, and no other device (T3 T6)',
    (count) => {
      const { counts, codes } = read(`{"@a:x":{"A":{"good":1,"bad":${count}},"B":{"good":1}}}`);
      expect(counts).toEqual({ devices: { '@a:x': { B: { good: 1 } } } });
      expect(codes).toEqual(['malformed-entry /at/@a:x/A']);
    },
  );

  it.each(['-1', '1.5', '"5"', 'null', '1e400', '[]', 'true'])(
    'drops all counts of a user in the older shape when one of them is %s, and no other user (T2 T6)',
    (count) => {
      const { counts, codes } = read(`{"@a:x":{"good":1,"bad":${count}},"@b:x":{"good":1}}`);
      expect(counts).toEqual({ users: { '@b:x': { good: 1 } } });
      expect(codes).toEqual(['older-count-shape /at/@a:x', 'malformed-entry /at/@a:x', 'older-count-shape /at/@b:x']);
    },
  );

  it('leaves a user out of whose devices none is usable: an entry without devices would be another thing to say', () => {
    expect(read('{"@a:x":{"A":null}}')).toEqual({
      counts: { devices: {} },
      codes: ['malformed-entry /at/@a:x/A'],
    });
  });

  it.each(['null', '5', '[]', '"x"'])('drops a user whose entry is %s (T6)', (entry) => {
    const { counts, codes } = read(`{"@a:x":${entry},"@b:x":{"B":{}}}`);
    expect(counts).toEqual({ devices: { '@b:x': { B: {} } } });
    expect(codes).toEqual(['malformed-entry /at/@a:x']);
  });

  it('drops names that are no user IDs, and reports them (W5)', () => {
    const { counts, codes } = read('{"a/b":{"A":{"s":1}},"__proto__":{"s":1}}');
    expect(counts).toEqual({ devices: {} });
    expect(codes).toEqual(['malformed-entry /at/a~1b', 'malformed-entry /at/__proto__']);
  });

  it('keeps devices and algorithms with names that mean something to JavaScript as own data (M6)', () => {
    const devices = '{"@a:x":{"__proto__":{"__proto__":1},"constructor":{"toString":2}}}';
    expectCounts(devices, `{"devices":${devices}}`);
    const users = '{"@a:x":{"__proto__":1,"constructor":2}}';
    expectCounts(users, `{"users":${users}}`);
  });
});
