import { afterEach, describe, expect, it, vi } from 'vitest';
import { Cancellation } from '../../src/async/cancellation.js';
import { createSharedQueries } from '../../src/homeserver/shared-queries.js';
import { withResolvers } from '../helpers/with-resolvers.js';

const never = new Cancellation();

afterEach(() => {
  vi.useRealTimers();
});

/** A place where queries are shared, with a clock that is set by hand, and requests that are answered by hand. */
function setUp(lifetimeMs = 1000) {
  const clock = { nowMs: 5000 };
  let shared = 0;
  const queries = createSharedQueries<{ of: string[] }>({
    clock: { now: () => clock.nowMs },
    lifetimeMs,
    onShared: () => (shared += 1),
  });
  const requests: { cancellation: Cancellation; answer: (value: { of: string[] } | undefined) => void }[] = [];
  const ask = (identity = 'a', caller = never) =>
    queries.ask(identity, caller, (cancellation) => {
      const { promise, resolve } = withResolvers<{ of: string[] } | undefined>();
      requests.push({ cancellation, answer: resolve });
      return promise;
    });
  return { clock, queries, requests, ask, sharedCount: () => shared };
}

describe('createSharedQueries', () => {
  it('sends one request for those who ask the same at the same time, and one each for others (G4)', async () => {
    const { ask, requests, sharedCount } = setUp();
    const answers = [ask('a'), ask('a'), ask('b')];
    expect(requests).toHaveLength(2);
    requests[0]?.answer({ of: ['a'] });
    requests[1]?.answer({ of: ['b'] });
    expect(await Promise.all(answers)).toEqual([{ of: ['a'] }, { of: ['a'] }, { of: ['b'] }]);
    expect(sharedCount()).toBe(1);
  });

  it('gives everybody a copy: what one does to it reaches nobody else', async () => {
    const { ask, requests } = setUp();
    const answers = [ask(), ask()];
    requests[0]?.answer({ of: ['a'] });
    const [first, second] = await Promise.all(answers);
    first?.of.push('changed');
    second?.of.push('changed too');
    const third = await ask();
    expect([first, second, third]).toEqual([{ of: ['a', 'changed'] }, { of: ['a', 'changed too'] }, { of: ['a'] }]);
    third?.of.push('changed');
    expect(await ask()).toEqual({ of: ['a'] });
  });

  it('gives no two the same objects either where no answer is kept', async () => {
    const { ask, requests } = setUp(0);
    const answers = [ask(), ask(), ask()];
    requests[0]?.answer({ of: ['a'] });
    const given = await Promise.all(answers);
    expect(given).toEqual(Array(3).fill({ of: ['a'] }));
    expect(new Set(given.map((answer) => answer?.of)).size).toBe(3);
    void ask();
    expect(requests).toHaveLength(2);
  });

  it('uses an answer again for less than a second after it came, by the clock that was passed in (G4)', async () => {
    const { ask, clock, requests, sharedCount } = setUp();
    const first = ask();
    clock.nowMs += 700;
    requests[0]?.answer({ of: [] });
    await first;
    clock.nowMs += 999;
    expect(await ask()).toEqual({ of: [] });
    expect([requests.length, sharedCount()]).toEqual([1, 1]);
    clock.nowMs += 1;
    void ask();
    expect(requests).toHaveLength(2);
  });

  it('does not use an answer again when the clock was set back, or when told to drop it', async () => {
    const { ask, clock, queries, requests } = setUp();
    const first = ask();
    requests[0]?.answer({ of: [] });
    await first;
    clock.nowMs -= 1;
    const second = ask();
    requests[1]?.answer({ of: [] });
    await second;
    queries.clear();
    void ask();
    expect(requests).toHaveLength(3);
  });

  it('drops an answer when its time is over, though nobody asks, and leaves no timer (G4, S6)', async () => {
    vi.useFakeTimers();
    const { ask, requests } = setUp(20);
    const given = { of: ['a'] };
    const answer = ask();
    requests[0]?.answer(given);
    await answer;
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(20);
    expect(vi.getTimerCount()).toBe(0);
    // The clock that was passed in stands still: nothing but the timer has dropped it.
    void ask();
    expect(requests).toHaveLength(2);
  });

  it('keeps no timer of an answer that is dropped before its time, nor drops a later answer by it', async () => {
    vi.useFakeTimers();
    const { ask, clock, queries, requests } = setUp(20);
    const first = ask();
    requests[0]?.answer({ of: ['first'] });
    await first;
    vi.advanceTimersByTime(15);
    clock.nowMs += 20;
    const second = ask();
    requests[1]?.answer({ of: ['second'] });
    await second;
    vi.advanceTimersByTime(15);
    expect(await ask()).toEqual({ of: ['second'] });
    queries.clear();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not keep that there was no information', async () => {
    const { ask, requests } = setUp();
    const first = ask();
    requests[0]?.answer(undefined);
    expect(await first).toBeUndefined();
    void ask();
    expect(requests).toHaveLength(2);
  });

  it('goes on for the others when one stops waiting, and ends the request when nobody waits any more', async () => {
    const { ask, requests } = setUp();
    const [one, two] = [new Cancellation(), new Cancellation()];
    const answers = [ask('a', one), ask('a', two)];
    one.cancel(undefined);
    expect(await answers[0]).toBeUndefined();
    expect(requests[0]?.cancellation.cancelled).toBe(false);
    two.cancel('enough');
    expect(requests[0]?.cancellation.reason).toBe('enough');
    expect(await answers[1]).toBeUndefined();
  });

  it('lets nobody join a request that was abandoned, and keeps no answer of it', async () => {
    const { ask, requests } = setUp();
    const caller = new Cancellation();
    const abandoned = ask('a', caller);
    caller.cancel(undefined);
    const next = ask();
    requests[0]?.answer({ of: ['late'] });
    await abandoned;
    const beside = ask();
    requests[1]?.answer({ of: ['a'] });
    expect(await Promise.all([next, beside, ask()])).toEqual([{ of: ['a'] }, { of: ['a'] }, { of: ['a'] }]);
    expect(requests).toHaveLength(2);
  });

  it('asks nothing for who has stopped waiting already', async () => {
    const { ask, requests } = setUp();
    const cancelled = new Cancellation();
    cancelled.cancel('enough');
    expect(await ask('a', cancelled)).toBeUndefined();
    expect(requests).toEqual([]);
  });

  it('keeps a limited number of answers, the latest', async () => {
    const { ask, requests } = setUp();
    for (let i = 0; i < 257; i++) {
      const answer = ask(String(i));
      requests[i]?.answer({ of: [] });
      await answer;
    }
    await ask('1');
    expect(requests).toHaveLength(257);
    void ask('0');
    expect(requests).toHaveLength(258);
  });
});
