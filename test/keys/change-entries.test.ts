import { describe, expect, it } from 'vitest';
import { changeEntries } from '../../src/keys/change-entries.js';
import { deepFreeze } from '../helpers/deep-freeze.js';
import { awkwardNames } from '../helpers/key-arbitraries.js';

describe('changeEntries', () => {
  it('returns the map itself where nothing changes', () => {
    const map = deepFreeze({ a: 1, b: 2 });

    expect(changeEntries(map, (value) => value)).toBe(map);
  });

  it('replaces what is changed, drops what is undefined, and leaves the map alone', () => {
    const map = deepFreeze({ a: 1, b: 2, c: 3 });

    const changed = changeEntries(map, (value, name) => (name === 'b' ? undefined : value === 3 ? 30 : value));

    expect(changed).toEqual({ a: 1, c: 30 });
  });

  it('drops a value that was undefined already', () => {
    expect('a' in changeEntries<number | undefined, number>({ a: undefined }, (value) => value)).toBe(false);
  });

  it.each(awkwardNames)('keeps %j as an own property (M6)', (name) => {
    const map = Object.fromEntries([
      [name, 'kept'],
      ['other', 'dropped'],
    ]);

    const changed = changeEntries(map, (value) => (value === 'kept' ? value : undefined));

    expect(Object.entries(changed)).toEqual([[name, 'kept']]);
    expect(Object.getPrototypeOf(changed)).toBe(Object.prototype);
  });
});
