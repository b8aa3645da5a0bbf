import { expect, it } from 'vitest';
import { turns } from './turns.js';

it('gives everybody one turn in every round, and each the first in turn', () => {
  expect([...turns(['a', 'b', 'c'], 4)].join('')).toBe('abcbcacababc');
  expect([...turns([], 2)]).toEqual([]);
});
