import { expect, it, vi } from 'vitest';
import { createMemoryStore } from '../../../src/appservice/memory-store.js';
import type { AppserviceStore } from '../../../src/appservice/store.js';
import type { Machines } from '../../../src/encryption/machine/machines.js';
import { type Care, createPoisonGuard, type PoisonGuard } from '../../../src/encryption/receiving/poison-guard.js';
import { createRowReader } from '../../../src/encryption/row-reader.js';
import { takeTerm } from '../../helpers/terms.js';

/** The guard of a new process. */
async function startGuard(store: AppserviceStore, failures: string[] = []): Promise<PoisonGuard> {
  const term = await takeTerm(store);
  const machines = { term: () => term } as Machines; // nothing else of them is called
  const readRow = createRowReader(({ message }) => void failures.push(message));
  const guard = createPoisonGuard({ store, machines }, readRow);
  guard.begin();
  return guard;
}

/** Gives messages until the process ends at one, or after all. Returns those that were let through and dropped. */
async function give(care: Care | undefined, messages: readonly string[], poison: readonly string[]): Promise<string[]> {
  const outcome: string[] = [];
  for (const message of messages) {
    if (care && !(await care.start(message))) {
      outcome.push(`drops ${message}`);
      continue;
    }
    if (poison.includes(message)) return [...outcome, `ends at ${message}`];
    outcome.push(message);
  }
  await care?.end();
  return outcome;
}

it('a message that ends the process each time is dropped, and no other', async () => {
  const store = createMemoryStore();
  const outcomes: string[][] = [];
  for (let start = 0; start < 9; start++) {
    const guard = await startGuard(store);
    outcomes.push(await give(await guard.careFor(7), ['a', 'b', 'c', 'd'], ['b', 'd']));
  }
  expect(outcomes).toEqual([
    // All are given together.
    ['a', 'ends at b'],
    ...Array.from({ length: 3 }, () => ['a', 'ends at b']),
    ...Array.from({ length: 3 }, () => ['a', 'drops b', 'c', 'ends at d']),
    ['a', 'drops b', 'c', 'drops d'],
    ['a', 'drops b', 'c', 'drops d'],
  ]);
});

it('a message that was kept and ends the process each time is dropped as well, whichever transaction lets it go', async () => {
  const store = createMemoryStore();
  const outcomes: string[][] = [];
  for (let start = 0; start < 7; start++) {
    const guard = await startGuard(store);
    outcomes.push(await give(guard.care, ['a', 'b', 'c', 'd'], ['b', 'd']));
  }
  expect(outcomes).toEqual([
    ...Array.from({ length: 3 }, () => ['a', 'ends at b']),
    ...Array.from({ length: 3 }, () => ['a', 'drops b', 'c', 'ends at d']),
    ['a', 'drops b', 'c', 'drops d'],
  ]);
});

it('a message that the library came to an end with is never dropped, however often the process ends after that', async () => {
  const store = createMemoryStore();
  for (let start = 0; start < 6; start++) {
    const guard = await startGuard(store);
    expect(await give(await guard.careFor(7), ['a', 'b'], [])).toEqual(['a', 'b']);
  }
});

it('a message at which the library is silent each time is dropped', async () => {
  const guard = await startGuard(createMemoryStore());
  const outcomes: string[][] = [];
  for (let attempt = 0; attempt < 4; attempt++) {
    guard.noteSilence(7);
    outcomes.push(await give(await guard.careFor(7), ['a', 'b'], ['b']));
  }
  expect(outcomes).toEqual([...Array.from({ length: 3 }, () => ['a', 'ends at b']), ['a', 'drops b']]);
});

it.each(['no JSON', '[]', '{"seq":"7","attempts":{"a":5}}', '{"seq":7,"attempts":[["a"],["b","5"]]}'])(
  'a note that is damaged or odd drops nothing: %s',
  async (text) => {
    const store = createMemoryStore();
    const term = await takeTerm(store);
    await store.transaction(({ inbox }) => inbox.writeNote('suspects', text), { fence: term.fence });
    const failures: string[] = [];
    const guard = await startGuard(store, failures);
    expect(await give(guard.care, ['a', 'b'], [])).toEqual(['a', 'b']);
    expect(failures).toEqual(
      text.startsWith('{') ? [] : [expect.stringContaining('the messages at which the process may have ended')],
    );
  },
);

it('nothing is written for transactions that come after the first of a term', async () => {
  const store = createMemoryStore();
  const guard = await startGuard(store);
  await guard.careFor(7);
  const transaction = vi.spyOn(store, 'transaction');
  expect(await guard.careFor(8)).toBeUndefined();
  expect(transaction).not.toHaveBeenCalled();
  guard.noteSilence(8);
  expect(await guard.careFor(8)).toBeDefined();
  expect(await guard.careFor(9)).toBeUndefined();
});
