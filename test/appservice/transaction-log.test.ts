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

it('remembers the last ids, and forgets older ones in time', async () => {
  const log = createMemoryTransactionLog(2);
  for (const id of ['a', 'b', 'c']) await log.add(id);
  expect(['b', 'c'].map((id) => log.has(id))).toEqual([true, true]);
  for (const id of ['d', 'e']) await log.add(id);
  expect(['a', 'b', 'c', 'd', 'e'].map((id) => log.has(id))).toEqual([false, false, true, true, true]);
});

it('counts an id that is added again as new', async () => {
  const log = createMemoryTransactionLog(2);
  for (const id of ['a', 'b', 'c', 'a', 'd', 'e']) await log.add(id);
  expect(['a', 'b', 'c', 'd', 'e'].map((id) => log.has(id))).toEqual([true, false, true, true, true]);
});

it('remembers 10,000 ids by default, and never more than twice as many', async () => {
  const log = createMemoryTransactionLog();
  const remembered = (ids: number): number =>
    Array.from({ length: ids }, (_, id) => log.has(String(id))).filter(Boolean).length;
  for (let id = 0; id < 35_000; id++) await log.add(String(id));
  expect(remembered(35_000)).toBeGreaterThanOrEqual(10_000);
  expect(remembered(35_000)).toBeLessThanOrEqual(20_000);
  expect(log.has('25000')).toBe(true);
});
