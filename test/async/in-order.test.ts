import { expect, it } from 'vitest';
import { createInOrder } from '../../src/async/in-order.js';
import { withResolvers } from '../helpers/with-resolvers.js';

it('runs work of one name one after the other, and lets work of another name pass', async () => {
  const inOrder = createInOrder();
  const order: string[] = [];
  const first = withResolvers<string>();
  const working = inOrder('a', () => first.promise);
  const next = inOrder('a', () => Promise.resolve(order.push('a')));
  await inOrder('__proto__', () => Promise.resolve(order.push('other')));
  expect(order).toEqual(['other']);
  first.resolve('result');
  expect(await working).toBe('result');
  await next;
  expect(order).toEqual(['other', 'a']);
});

it('goes on after work that failed', async () => {
  const inOrder = createInOrder();
  const failing = inOrder('a', () => Promise.reject(new Error('no')));
  const next = inOrder('a', () => Promise.resolve('yes'));
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('yes');
  expect(await inOrder('a', () => Promise.resolve('again'))).toBe('again');
});
