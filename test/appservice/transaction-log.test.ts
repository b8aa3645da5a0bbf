import { expect, it } from 'vitest';
import { createTransactionLog, type TransactionLog } from '../../src/appservice/transaction-log.js';
import { processorMs } from '../helpers/processor-time.js';

function knows(log: TransactionLog, id: string): boolean {
  return log.partsOf(id) !== undefined;
}

it('remembers the ids that were added, and no others (T7)', () => {
  const log = createTransactionLog();
  log.add('1', []);
  expect(knows(log, '1')).toBe(true);
  expect(knows(log, '2')).toBe(false);
});

it.each(['__proto__', 'constructor', 'toString', ''])('takes %j for an id like any other (T7)', (id) => {
  const log = createTransactionLog();
  expect(knows(log, id)).toBe(false);
  log.add(id, []);
  expect(knows(log, id)).toBe(true);
});

it('forgets the oldest id first when it is full', () => {
  const log = createTransactionLog(2);
  for (const id of ['a', 'b', 'b', 'c']) log.add(id, []);
  expect(['a', 'b', 'c'].map((id) => knows(log, id))).toEqual([false, true, true]);
});

it('remembers 10,000 ids by default', () => {
  const log = createTransactionLog();
  for (let id = 0; id <= 10_000; id++) log.add(String(id), []);
  expect(knows(log, '0')).toBe(false);
  expect(knows(log, '1')).toBe(true);
});

it('remembers the parts of an id, and adds to them', () => {
  const log = createTransactionLog();
  log.add('1', ['$a', '$a']);
  log.add('1', ['$b']);
  log.add('__proto__', []);
  expect(['1', '__proto__', '2'].map((id) => log.partsOf(id))).toEqual([['$a', '$a', '$b'], [], undefined]);
});

it('counts an id that was added again from then on', () => {
  const log = createTransactionLog(2);
  for (const id of ['a', 'b', 'a', 'c']) log.add(id, ['$1']);
  expect(['a', 'b', 'c'].map((id) => knows(log, id))).toEqual([true, false, true]);
  expect(log.partsOf('a')).toEqual(['$1', '$1']);
});

it('remembers fewer ids where they come with more than 20 times as many parts, and always the last one', () => {
  const parts = (count: number): string[] => Array.from({ length: count }, (_, n) => `$${n}`);
  const log = createTransactionLog(10);
  for (let id = 0; id < 9; id++) log.add(String(id), parts(40));
  expect(Array.from({ length: 9 }, (_, id) => knows(log, String(id)))).toEqual([
    ...Array<boolean>(4).fill(false),
    ...Array<boolean>(5).fill(true),
  ]);
  log.add('large', parts(1000));
  expect([knows(log, '8'), knows(log, 'large'), log.partsOf('large')?.length]).toEqual([false, true, 1000]);
  log.add('small', parts(1));
  expect([knows(log, 'large'), knows(log, 'small')]).toEqual([false, true]);
});

it('keeps each part once, however often an ID comes again with a little more (S9)', () => {
  const log = createTransactionLog();
  const startedMs = processorMs();
  for (let n = 0; n < 600; n++) {
    log.add(
      '1',
      Array.from({ length: 300 }, (_, m) => `$${n}.${m}`),
    );
  }
  expect(processorMs() - startedMs).toBeLessThan(2000);
  expect(log.partsOf('1')?.length).toBe(180_000);
});

it('remembers the last parts of an ID that came with more than all IDs together may (S9)', () => {
  const log = createTransactionLog(1);
  log.add('1', ['$first']);
  log.add('1', Array<string>(9999).fill('$more'));
  expect(log.partsOf('1')?.[0]).toBe('$first');
  log.add('1', ['$last']);
  const parts = log.partsOf('1');
  expect([parts?.length, parts?.[0], parts?.at(-1)]).toEqual([10_000, '$more', '$last']);
  log.add('2', ['$other']);
  expect([knows(log, '1'), knows(log, '2')]).toEqual([false, true]);
});
