import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/findings.js';
import { readFallbackKeyTypes } from '../../src/transactions/read-fallback-key-types.js';
import { deepFreeze } from '../helpers/deep-freeze.js';

function read(text: string): { types: string; codes: string[] } {
  const findings: Finding[] = [];
  const types = readFallbackKeyTypes(deepFreeze(JSON.parse(text) as Record<string, unknown>), '/at', findings);
  return { types: JSON.stringify(types), codes: findings.map(({ code, pointer }) => `${code} ${pointer}`) };
}

describe('readFallbackKeyTypes', () => {
  it.each(['{}', '{"@a:x":{}}', '{"@a:x":{"A":[],"B":["signed_curve25519"],"__proto__":["__proto__"]}}'])(
    'gives out %s as it is (T3)',
    (text) => {
      expect(read(text)).toEqual({ types: text, codes: [] });
    },
  );

  it.each(['null', '"s"', '{}', '["s",1]', '[null]'])(
    'drops a device whose entry is %s, and no other: a shorter list would say that keys are used (T3 T6)',
    (entry) => {
      expect(read(`{"@a:x":{"A":${entry},"B":["s"]}}`)).toEqual({
        types: '{"@a:x":{"B":["s"]}}',
        codes: ['malformed-entry /at/@a:x/A'],
      });
    },
  );

  it('drops a user of whose devices none is usable', () => {
    expect(read('{"@a:x":{"A":5}}')).toEqual({ types: '{}', codes: ['malformed-entry /at/@a:x/A'] });
  });

  it('drops users whose entry is no object, and names that are no user IDs (W5)', () => {
    expect(read('{"@a:x":["s"],"b":{"B":[]}}')).toEqual({
      types: '{}',
      codes: ['malformed-entry /at/@a:x', 'malformed-entry /at/b'],
    });
  });
});
