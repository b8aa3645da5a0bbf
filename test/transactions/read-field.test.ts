import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/findings.js';
import { type FoundField, readField } from '../../src/transactions/read-field.js';

const names = { unstable: ['org.example.first', 'org.example.second'], accepted: ['older'] };
const isNumber = (value: unknown): value is number => typeof value === 'number';

function read(object: Record<string, unknown>): { field: FoundField<number> | undefined; codes: string[] } {
  const findings: Finding[] = [];
  const field = readField(object, 'field', names, isNumber, '/at', findings);
  return { field, codes: findings.map(({ code, severity, pointer }) => `${severity} ${code} ${pointer}`) };
}

describe('readField', () => {
  it('gives out nothing, and reports nothing, where no name is present (T1)', () => {
    expect(read({ other: 1 })).toEqual({ field: undefined, codes: [] });
  });

  it('takes the first name that is present, in the order stable, unstable, accepted (rule T1)', () => {
    const all = { older: 1, 'org.example.second': 1, 'org.example.first': 1, field: 1 };
    expect(read(all).field?.pointer).toBe('/at/field');
    expect(read({ ...all, field: null }).field?.pointer).toBe('/at/org.example.first');
    expect(read({ older: 1, 'org.example.second': 1 }).field?.pointer).toBe('/at/org.example.second');
    expect(read({ older: 1 }).field).toEqual({ value: 1, pointer: '/at/older' });
  });

  it('says when another name than the stable one counts (T1)', () => {
    expect(read({ field: 1 }).codes).toEqual([]);
    expect(read({ older: 1 }).codes).toEqual(['info unstable-name /at/older']);
    expect(read({ field: 1, 'org.example.first': 1 }).codes).toEqual([]);
  });

  it('lets the first of two values win and reports each that differs, at its own place (T1)', () => {
    const { field, codes } = read({ field: 0, 'org.example.first': 0, 'org.example.second': 2, older: 3 });
    expect(field?.value).toBe(0);
    expect(codes).toEqual([
      'warning contradictory-names /at/org.example.second',
      'warning contradictory-names /at/older',
    ]);
  });

  it.each([null, '1', [], {}, true])(
    'reads %j as absent, so that the next name counts, and reports it (T1)',
    (wrong) => {
      const malformed = `${wrong === null ? 'info' : 'warning'} malformed-field /at/field`;
      expect(read({ field: wrong, older: 5 })).toEqual({
        field: { value: 5, pointer: '/at/older' },
        codes: [malformed, 'info unstable-name /at/older'],
      });
      expect(read({ field: wrong })).toEqual({ field: undefined, codes: [malformed] });
    },
  );

  it('looks at own properties alone', () => {
    expect(read(Object.create({ field: 1 }) as Record<string, unknown>).field).toBeUndefined();
  });
});
