import { describe, expect, it } from 'vitest';
import { appserviceChecks } from '../../../src/check/index.js';
import type { AppserviceHandler } from '../../../src/appservice/index.js';
import { checkedRegistration, checkHandler, createOwnApplication, createOwnHandler } from './check-own-handler.js';
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

  const { hs_token: hsToken, as_token: asToken } = checkedRegistration;
  it.each([
    ['an empty token', 'Bearer '],
    ['other letters', `Bearer ${hsToken.toUpperCase()}`],
    ['the as_token', `Bearer ${asToken}`],
  ])('that accepts %s is found by the row of wrong tokens', async (_, accepted) => {
    const mutate: Mutant['mutate'] = ({ handle }) => ({
      handle: (request) =>
        handle({
          ...request,
          header: (name) => {
            const value = request.header(name);
            return name === 'authorization' && value?.trim() === accepted.trim() ? `Bearer ${hsToken}` : value;
          },
          readBody: (limit) => request.readBody(limit),
        }),
    });
    expect(await verdictsWith([{ mutate, found: {} }])).toEqual({ 'wrong-token': 'broken' });
  });

  it('that needs no token for transactions gets no good row without --deliver', async () => {
    const application = createOwnApplication();
    const { handle } = createOwnHandler(application);
    const open: Pick<AppserviceHandler, 'handle'> = {
      handle: (request) =>
        handle({
          ...request,
          header: (name) =>
            name === 'authorization' && request.target.includes('/transactions/')
              ? `Bearer ${hsToken}`
              : request.header(name),
          readBody: (limit) => request.readBody(limit),
        }),
    };
    const rowsOf = async (deliver: boolean): Promise<Record<string, string>> => {
      const { results } = await checkHandler(open, application, {
        deliver,
        except: ['large-transaction', 'slow-body'],
      });
      const tokens = results.filter(({ check }) => ['no-token', 'wrong-token'].includes(check.id));
      return Object.fromEntries(tokens.map(({ check, verdict, seen = '' }) => [check.id, `${verdict}: ${seen}`]));
    };
    const unseen = expect.stringMatching(/^not-tested: transactions: 400 .*--deliver shows/) as string;
    expect(await rowsOf(false)).toEqual({ 'no-token': unseen, 'wrong-token': unseen });
    const found = expect.stringMatching(/^broken: transactions: 200/) as string;
    expect(await rowsOf(true)).toEqual({ 'no-token': found, 'wrong-token': found });
  });

  it('is found by each check that is needed', () => {
    const found = new Set(mutants.flatMap((mutant) => Object.keys(mutant.found)));
    const needed = appserviceChecks.filter((check) => check.needed).map(({ id }) => id);
    // Without these nothing else is tested, as other tests have it.
    const first = ['server-answers', 'registration-token', 'transactions', 'events'];
    expect(needed.filter((id) => !found.has(id))).toEqual(first);
    expect(alone.length).toBeGreaterThanOrEqual(10);
  });
});
