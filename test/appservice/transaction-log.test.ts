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

it('remembers the parts of an id, and adds to them', async () => {
  const log = createMemoryTransactionLog();
  await log.add('1', ['$a', '$a']);
  await log.add('1', ['$b']);
  await log.add('__proto__');
  expect(['1', '__proto__', '2'].map((id) => log.partsOf?.(id))).toEqual([['$a', '$a', '$b'], [], undefined]);
});

it('counts an id that was added again from then on', async () => {
  const log = createMemoryTransactionLog(2);
  for (const id of ['a', 'b', 'a', 'c']) await log.add(id, ['$1']);
  expect(['a', 'b', 'c'].map((id) => log.has(id))).toEqual([true, false, true]);
  expect(log.partsOf?.('a')).toEqual(['$1', '$1']);
});

it('remembers fewer ids where they come with more than 20 times as many parts, and always the last one', async () => {
  const parts = (count: number): string[] => Array.from({ length: count }, (_, n) => `$${n}`);
  const log = createMemoryTransactionLog(10);
  for (let id = 0; id < 9; id++) await log.add(String(id), parts(40));
  expect(Array.from({ length: 9 }, (_, id) => log.has(String(id)))).toEqual([
    ...Array<boolean>(4).fill(false),
    ...Array<boolean>(5).fill(true),
  ]);
  await log.add('large', parts(1000));
  expect([log.has('8'), log.has('large'), (await log.partsOf?.('large'))?.length]).toEqual([false, true, 1000]);
  await log.add('small', parts(1));
  expect([log.has('large'), log.has('small')]).toEqual([false, true]);
});

it('keeps each part once, however often an ID comes again with a little more (S9)', async () => {
  const log = createMemoryTransactionLog();
  const startedMs = performance.now();
  for (let n = 0; n < 600; n++) {
    await log.add(
      '1',
      Array.from({ length: 300 }, (_, m) => `$${n}.${m}`),
    );
  }
  expect(performance.now() - startedMs).toBeLessThan(2000);
  expect((await log.partsOf?.('1'))?.length).toBe(180_000);
});

it('remembers the last parts of an ID that came with more than all IDs together may (S9)', async () => {
  const log = createMemoryTransactionLog(1);
  await log.add('1', ['$first']);
  await log.add('1', Array<string>(9999).fill('$more'));
  expect((await log.partsOf?.('1'))?.[0]).toBe('$first');
  await log.add('1', ['$last']);
  const parts = await log.partsOf?.('1');
  expect([parts?.length, parts?.[0], parts?.at(-1)]).toEqual([10_000, '$more', '$last']);
  await log.add('2', ['$other']);
  expect([log.has('1'), log.has('2')]).toEqual([false, true]);
});
