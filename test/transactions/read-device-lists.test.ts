import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/findings.js';
import { readDeviceLists } from '../../src/transactions/read-device-lists.js';

function read(lists: Record<string, unknown>): { lists: unknown; codes: string[] } {
  const findings: Finding[] = [];
  const result = readDeviceLists(lists, '/at', findings);
  return { lists: result, codes: findings.map(({ code, pointer }) => `${code} ${pointer}`) };
}

describe('readDeviceLists', () => {
  it('keeps the difference between an absent list and an empty one (rule T3)', () => {
    expect(read({}).lists).toEqual({});
    expect(read({ changed: [] }).lists).toEqual({ changed: [] });
    expect(read({ left: [], changed: ['@a:x'] }).lists).toEqual({ left: [], changed: ['@a:x'] });
  });

  it('takes removed for left (rule T4)', () => {
    expect(read({ removed: ['@a:x'] })).toEqual({ lists: { left: ['@a:x'] }, codes: ['unstable-name /at/removed'] });
  });

  it('takes left where removed is there too, and reports a difference (T1 T4)', () => {
    expect(read({ removed: ['@a:x'], left: [] })).toEqual({
      lists: { left: [] },
      codes: ['contradictory-names /at/removed'],
    });
    expect(read({ removed: ['@a:x'], left: ['@a:x'] })).toEqual({ lists: { left: ['@a:x'] }, codes: [] });
  });

  it('leaves out members that are not strings, and reports each where it stood (T6)', () => {
    expect(read({ changed: [1, '@a:x', null], removed: [{}] })).toEqual({
      lists: { changed: ['@a:x'], left: [] },
      codes: [
        'unstable-name /at/removed',
        'malformed-entry /at/changed/0',
        'malformed-entry /at/changed/2',
        'malformed-entry /at/removed/0',
      ],
    });
  });

  it('reads a list of the wrong type as absent (T1)', () => {
    expect(read({ changed: {}, left: null })).toEqual({
      lists: {},
      codes: ['malformed-field /at/changed', 'malformed-field /at/left'],
    });
  });
});
