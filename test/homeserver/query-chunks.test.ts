import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { queryChunks, queryIdentity } from '../../src/homeserver/query-chunks.js';
import type { KeyQuery } from '../../src/types.js';
import { keyQuery } from '../helpers/key-arbitraries.js';

const queryFor = (count: number): KeyQuery =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`@u${i}:example.org`, [`D${i}`]]));

describe('queryChunks', () => {
  it.each([
    [0, [0]],
    [500, [500]],
    [501, [500, 1]],
    [1000, [500, 500]],
    [1201, [500, 500, 201]],
  ])('cuts a query for %i users into parts of at most 500 (G4)', (count, sizes) => {
    const query = queryFor(count);
    const chunks = [...queryChunks(query)];
    expect(chunks.map((chunk) => Object.keys(chunk).length)).toEqual(sizes);
    expect(Object.assign({}, ...chunks)).toEqual(query);
  });
});

describe('queryIdentity', () => {
  it('is the same in whatever order users and devices stand', () => {
    const query: KeyQuery = { '@b:x': ['2', '1'], '@a:x': [] };
    expect(queryIdentity(query)).toBe(queryIdentity({ '@a:x': [], '@b:x': ['1', '2'] }));
    expect(query).toEqual({ '@b:x': ['2', '1'], '@a:x': [] });
  });

  it('differs for queries that differ in more than the order', () => {
    const sorted = (query: KeyQuery) =>
      Object.entries(query)
        .map(([user, devices]) => [user, [...devices].sort()])
        .sort();
    fc.assert(
      fc.property(keyQuery, keyQuery, (a, b) => {
        expect(queryIdentity(a) === queryIdentity(b)).toBe(JSON.stringify(sorted(a)) === JSON.stringify(sorted(b)));
      }),
    );
  });
});
