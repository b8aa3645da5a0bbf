import { expect, it, vi } from 'vitest';
import { createMemoryStore } from '../../../src/appservice/memory-store.js';
import type { AppserviceStore } from '../../../src/appservice/store.js';
import type { Machines } from '../../../src/encryption/machine/machines.js';
import { type Care, createPoisonGuard, type PoisonGuard } from '../../../src/encryption/receiving/poison-guard.js';
import { takeTerm } from '../../helpers/terms.js';

/** The guard of a new process. */
async function startGuard(store: AppserviceStore): Promise<PoisonGuard> {
  const term = await takeTerm(store);
  const guard = createPoisonGuard({ store, machines: { term: () => term } as Machines }); // nothing else of them is called
  guard.begin();
  return guard;
}

/** Gives messages of a transaction until the process ends at one. Returns those that were let through and dropped. */
async function give(care: Care | undefined, messages: readonly string[], poison: readonly string[]): Promise<string[]> {
  const outcome: string[] = [];
  for (const message of messages) {
    if (care && !(await care(message))) {
      outcome.push(`drops ${message}`);
      continue;
    }
    if (poison.includes(message)) return [...outcome, `ends at ${message}`];
    outcome.push(message);
  }
  return outcome;
}

it('a message that ends the process each time is dropped, and no other', async () => {
  const store = createMemoryStore();
  const outcomes: string[][] = [];
  for (let start = 0; start < 7; start++) {
    const guard = await startGuard(store);
    outcomes.push(await give(await guard.careFor(7), ['a', 'b', 'c', 'd'], ['b', 'd']));
  }
  expect(outcomes).toEqual([
    ['a', 'ends at b'],
    ['a', 'ends at b'],
    ['a', 'ends at b'],
    ['a', 'drops b', 'c', 'ends at d'],
    ['a', 'drops b', 'c', 'ends at d'],
    ['a', 'drops b', 'c', 'drops d'],
    ['a', 'drops b', 'c', 'drops d'],
  ]);
});

it('a message that was kept and ends the process each time is dropped as well, whichever transaction lets it go', async () => {
  const store = createMemoryStore();
  const outcomes: string[][] = [];
  for (let start = 0; start < 5; start++) {
    const guard = await startGuard(store);
    outcomes.push(await give(await guard.careForKept(), ['a', 'b', 'c', 'd'], ['b', 'd']));
  }
  expect(outcomes).toEqual([
    ['a', 'ends at b'],
    ['a', 'ends at b'],
    ['a', 'drops b', 'c', 'ends at d'],
    ['a', 'drops b', 'c', 'ends at d'],
    ['a', 'drops b', 'c', 'drops d'],
  ]);
});

it('a message that was kept is not dropped where the database fails behind it', async () => {
  const guard = await startGuard(createMemoryStore());
  for (let attempt = 0; attempt < 5; attempt++) {
    expect(await give(await guard.careForKept(), ['a', 'b'], [])).toEqual(['a', 'b']);
  }
  for (const outcome of [['a'], ['a'], ['drops a']]) {
    guard.noteSilence(7);
    expect(await give(await guard.careForKept(), ['a'], [])).toEqual(outcome);
  }
});

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
