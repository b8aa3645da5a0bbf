import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findNewParts, type NewParts } from '../../src/transactions/new-parts.js';
import type { Transaction } from '../../src/types.js';

/** Events whose type is a letter: those with a capital have it as their ID too. */
function transactionOf(events: string[], ephemeral?: string[], messages?: string[]): Transaction {
  const part = (type: string): object => ({ type, content: {}, ...(/[A-Z]/.test(type) && { event_id: `$${type}` }) });
  const parts = {
    events: events.map(part),
    ...(ephemeral && { ephemeral: ephemeral.map(part) }),
    ...(messages && { to_device: messages.map(part) }),
  };
  return parts as Transaction;
}

function newParts(transaction: Transaction, earlier: readonly string[]): NewParts {
  const steps = findNewParts(transaction, earlier);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

it('can be left for others after each event and message (S9)', () => {
  const steps = [...findNewParts(transactionOf(['A', 'b'], ['c'], ['d', 'd']), [])];
  expect(steps).toHaveLength(5);
});

it('leaves a transaction as it is where nothing came before (T7)', () => {
  const transaction = transactionOf(['A', 'b', 'b'], ['c'], ['c']);
  const { transaction: left, parts, overlaps } = newParts(transaction, []);
  expect(left).toBe(transaction);
  expect(overlaps).toBe(false);
  expect(parts).toHaveLength(5);
  expect(parts[0]).toBe('$A');
  expect(new Set(parts).size).toBe(4);
});

it('leaves out what came before, keeps absent what is absent, and changes nothing else (T7, T3)', () => {
  const { parts: earlier } = newParts(transactionOf(['A', 'b'], ['c'], []), []);
  const transaction = { ...transactionOf(['b', 'A', 'd'], ['c']), device_lists: { left: ['@a:b'] } };
  const before = structuredClone(transaction);
  expect(newParts(transaction, earlier)).toEqual({
    transaction: { ...transactionOf(['d'], []), device_lists: { left: ['@a:b'] } },
    parts: [expect.stringMatching(/^event [\da-f]{16}$/)],
    overlaps: true,
  });
  expect(transaction).toEqual(before);
});

it('gives out everything once, however it is spread over repetitions (T7)', () => {
  const letters = fc.array(fc.constantFrom('A', 'B', 'C', 'd', 'e', 'f'), { maxLength: 8 });
  const bodies = fc.array(fc.tuple(letters, letters, letters), { maxLength: 5 });
  fc.assert(
    fc.property(bodies, (repetitions) => {
      const earlier: string[] = [];
      const given: string[][] = [];
      for (const repetition of repetitions) {
        const { transaction, parts, overlaps } = newParts(transactionOf(...repetition), earlier);
        const lists = [transaction.events, transaction.ephemeral ?? [], transaction.to_device ?? []];
        lists.forEach((list, kind) => (given[kind] = [...(given[kind] ?? []), ...list.map(({ type }) => type)]));
        expect(overlaps).toBe(lists.flat().length < repetition.flat().length);
        earlier.push(...parts);
      }
      given.forEach((types, kind) => {
        const most = (type: string): number =>
          Math.max(...repetitions.map((repetition) => repetition[kind]?.filter((each) => each === type).length ?? 0));
        // An event with an ID comes as often as in the first transaction that has it.
        const counted = kind === 0 ? types.filter((type) => /[a-z]/.test(type)) : types;
        for (const type of counted) expect(types.filter((each) => each === type)).toHaveLength(most(type));
      });
      expect(newParts(transactionOf(...(repetitions[0] ?? [[], [], []])), earlier).parts).toEqual([]);
    }),
  );
});
