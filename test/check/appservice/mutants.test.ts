import { describe, expect, it } from 'vitest';
import { appserviceChecks } from '../../../src/check/index.js';
import { checkHandler } from './check-own-handler.js';
import { createMutant, type Mutant, mutants } from './mutants.js';

const alone = mutants.filter(({ group }) => group === undefined);
const groups = [...new Set(mutants.flatMap(({ group }) => group ?? []))].map((number) =>
  mutants.filter(({ group }) => group === number),
);

/** Checks our handler with some faults, and returns the verdicts that are not `works`. */
async function verdictsWith(faults: readonly Pick<Mutant, 'mutate' | 'found'>[]): Promise<Record<string, string>> {
  const [handler, application] = createMutant(faults);
  // Most of the time would go into these.
  const except = ['large-transaction', 'slow-body'].filter((id) => !faults.some(({ found }) => id in found));
  const { results } = await checkHandler(handler, application, { except });
  const found = results.filter(({ verdict }) => verdict !== 'works');
  return Object.fromEntries(found.map(({ check, verdict }) => [check.id, verdict]));
}

describe('our own handler with a fault', () => {
  it.each(alone.map((mutant): [string, Mutant] => [mutant.fault, mutant]))(
    'that %s is found by the right checks, and by no other',
    async (_, mutant) => {
      expect(await verdictsWith([mutant])).toEqual(mutant.found);
    },
  );

  it.each(groups.map((group): [string, Mutant[]] => [group.map(({ fault }) => fault).join(', '), group]))(
    'that %s is found by the right checks, and by no other',
    async (_, group) => {
      const found = group.map((mutant) => Object.entries(mutant.found)).flat();
      expect(new Set(found.map(([id]) => id)).size).toBe(found.length);
      expect(await verdictsWith(group)).toEqual(Object.fromEntries(found));
    },
  );

  it('is found by each check that is needed', () => {
    const found = new Set(mutants.flatMap((mutant) => Object.keys(mutant.found)));
    const needed = appserviceChecks.filter((check) => check.needed).map(({ id }) => id);
    // Without these nothing else is tested, as other tests have it.
    const first = ['server-answers', 'registration-token', 'transactions'];
    expect(needed.filter((id) => !found.has(id))).toEqual(first);
    expect(alone.length).toBeGreaterThanOrEqual(10);
  });
});
