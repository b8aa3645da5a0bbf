import { expect, it } from 'vitest';
import { createMemoryTransactionLog } from '../../src/appservice/transaction-log.js';

it('remembers the ids that were added, and no others (T7)', async () => {
  const log = createMemoryTransactionLog();
  await log.add('1');
  expect(await log.has('1')).toBe(true);
  expect(await log.has('2')).toBe(false);
});

it.each(['__proto__', 'constructor', 'toString', ''])('takes %j for an id like any other (T7)', async (id) => {
  const log = createMemoryTransactionLog();
  expect(await log.has(id)).toBe(false);
  await log.add(id);
  expect(await log.has(id)).toBe(true);
});

it('forgets the oldest id first when it is full', async () => {
  const log = createMemoryTransactionLog(2);
  for (const id of ['a', 'b', 'b', 'c']) await log.add(id);
  expect(['a', 'b', 'c'].map((id) => log.has(id))).toEqual([false, true, true]);
});

it('remembers 10,000 ids by default', async () => {
  const log = createMemoryTransactionLog();
  for (let id = 0; id <= 10_000; id++) await log.add(String(id));
  expect(await log.has('0')).toBe(false);
  expect(await log.has('1')).toBe(true);
});
