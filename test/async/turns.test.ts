import { expect, it } from 'vitest';
import { isTurnOver, nextTurn } from '../../src/async/turns.js';

it('a turn is over after each thousand entries (S9)', () => {
  expect([0, 1, 999, 1000, 1001, 1999, 2000].filter(isTurnOver)).toEqual([1000, 2000]);
});

it('nextTurn lets timers go first that were due before', async () => {
  const order: string[] = [];
  setTimeout(() => order.push('other'));
  await nextTurn();
  order.push('next');
  expect(order).toEqual(['other', 'next']);
});
