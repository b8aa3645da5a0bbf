import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cancellation } from '../../src/async/cancellation.js';
import { QueueFullError } from '../../src/errors.js';
import { createRequestGate, createRequestGates } from '../../src/homeserver/request-gate.js';
import { withResolvers } from '../helpers/with-resolvers.js';

/** Work that ends when it is told to. */
function openWork() {
  const { promise, resolve } = withResolvers<string>();
  let begun = false;
  const work = (): Promise<string> => {
    begun = true;
    return promise;
  };
  const finish = (): void => {
    resolve('done');
  };
  return { work, finish, isBegun: () => begun };
}

const never = new Cancellation();
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('createRequestGate', () => {
  it('lets so many through at once, and the others in the order in which they came', async () => {
    const gate = createRequestGate(2);
    const works = Array.from({ length: 4 }, openWork);
    const results = works.map(({ work }) => gate.run(never, work));
    await settled();
    expect(works.map(({ isBegun }) => isBegun())).toEqual([true, true, false, false]);
    works[1]?.finish();
    await settled();
    expect(works.map(({ isBegun }) => isBegun())).toEqual([true, true, true, false]);
    for (const { finish } of works) finish();
    expect(await Promise.all(results)).toEqual(['done', 'done', 'done', 'done']);
  });

  it('refuses at once when ten wait for each place', async () => {
    const gate = createRequestGate(1);
    const works = Array.from({ length: 11 }, openWork);
    const results = works.map(({ work }) => gate.run(never, work));
    await expect(gate.run(never, openWork().work)).rejects.toEqual(new QueueFullError(10));
    for (const { finish } of works) finish();
    await Promise.all(results);
    await expect(gate.run(never, () => Promise.resolve('free again'))).resolves.toBe('free again');
  });

  it('lets go of who does not want to wait any longer, with the reason of the cancellation', async () => {
    const gate = createRequestGate(1);
    const cancellation = new Cancellation();
    const [first, second, third] = [openWork(), openWork(), openWork()];
    const results = [gate.run(never, first.work)];
    const waiting = gate.run(cancellation, second.work);
    results.push(gate.run(never, third.work));
    cancellation.cancel('enough');
    await expect(waiting).rejects.toBe('enough');
    await expect(gate.run(cancellation, second.work)).rejects.toBe('enough');
    first.finish();
    third.finish();
    await Promise.all(results);
    expect(second.isBegun()).toBe(false);
  });

  it('gives the place of work that failed to the next', async () => {
    const gate = createRequestGate(1);
    const failing = gate.run(never, () => Promise.reject(new Error('failed')));
    const next = gate.run(never, () => Promise.resolve('next'));
    await expect(failing).rejects.toThrow('failed');
    expect(await next).toBe('next');
  });

  it('never lets more through than it has places, and in the end everybody who stays, in any order of events', async () => {
    const events = fc.array(fc.record({ fails: fc.boolean(), leaves: fc.boolean(), finishNow: fc.boolean() }), {
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3 }), events, async (places, each) => {
        const gate = createRequestGate(places);
        let running = 0;
        let most = 0;
        const open: (() => void)[] = [];
        const outcomes = each.map(async ({ fails, leaves, finishNow }) => {
          const cancellation = new Cancellation();
          const outcome = gate.run(cancellation, async () => {
            running += 1;
            most = Math.max(most, running);
            await new Promise<void>((resolve) => {
              open.push(resolve);
              if (finishNow) resolve();
            });
            running -= 1;
            if (fails) throw new Error('failed');
          });
          if (leaves) cancellation.cancel(new Error('left'));
          await outcome.catch(() => undefined);
        });
        const all = Promise.all(outcomes);
        for (let i = 0; i <= each.length; i++) {
          await settled();
          for (const finish of open.splice(0)) finish();
        }
        await all;
        expect(most).toBeLessThanOrEqual(places);
        expect(running).toBe(0);
        await expect(gate.run(never, () => Promise.resolve('free'))).resolves.toBe('free');
      }),
      { numRuns: 50 },
    );
  });
});

describe('createRequestGates', () => {
  it('has one gate for each appservice, until that is gone', () => {
    const gates = createRequestGates(1);
    const [irc, xmpp] = [gates.of('irc'), gates.of('__proto__')];
    expect(irc).not.toBe(xmpp);
    gates.keepOnly(new Set(['irc']));
    expect(gates.of('irc')).toBe(irc);
    expect(gates.of('__proto__')).not.toBe(xmpp);
  });
});
