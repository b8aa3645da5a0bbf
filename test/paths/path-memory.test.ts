import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  BackingOffError,
  ConnectionError,
  MatrixHttpError,
  TimeoutError,
  UnrecognizedEndpointError,
} from '../../src/errors.js';
import { restoreEntries } from '../../src/paths/path-memory-snapshot.js';
import { createPathMemory, type PathMemory, type PathOutcome } from '../../src/paths/path-memory.js';

const minutes = 60_000;
const keyQuery = {
  operationId: 'queryKeys',
  paths: ['/unstable', '/v1'],
  stablePath: '/v1',
  unstablePath: '/unstable',
};
const keyClaim = { ...keyQuery, operationId: 'claimKeys' };

type Outcome = 'works' | 'unknown' | Error;

/** A memory with a clock that is set by hand, and one appservice that serves the paths it is told to. */
function setUp({ random = 0, snapshot }: { random?: number; snapshot?: unknown } = {}) {
  const clock = { nowMs: 1_000_000_000_000 };
  const memory = createPathMemory({ now: () => clock.nowMs, random: () => random, snapshot });
  const ask = async (
    known: readonly string[],
    { registrationId = 'bridge', operation = keyQuery, prefer }: Partial<Parameters<PathMemory['negotiate']>[0]> = {},
  ): Promise<string[]> => {
    const asked: string[] = [];
    await memory.negotiate({ registrationId, operation, prefer, pauseAfterFailures: true }, (path) => {
      asked.push(path);
      const outcome: PathOutcome<string> = known.includes(path)
        ? { unknownRoute: false, answer: path }
        : { unknownRoute: true };
      return Promise.resolve(outcome);
    });
    return asked;
  };
  const fail = (error: Error): Promise<unknown> =>
    memory.negotiate({ registrationId: 'bridge', operation: keyQuery, pauseAfterFailures: true }, () =>
      Promise.reject(error),
    );
  /** A request whose outcome is decided later. It asks on one path only. */
  const hang = (): { settle: (outcome: Outcome) => Promise<unknown> } => {
    // A request that is refused never asks: it has nothing to settle.
    let settle = (_outcome: Outcome): void => undefined;
    const operation = { ...keyQuery, paths: ['/v1'] };
    const done = memory.negotiate(
      { registrationId: 'bridge', operation, pauseAfterFailures: true },
      () =>
        new Promise<PathOutcome<string>>((resolve, reject) => {
          settle = (outcome) => {
            if (outcome instanceof Error) reject(outcome);
            else resolve(outcome === 'works' ? { unknownRoute: false, answer: '' } : { unknownRoute: true });
          };
        }),
    );
    const settled = done.catch((error: unknown) => error);
    return {
      settle: (outcome) => {
        settle(outcome);
        return settled;
      },
    };
  };
  return { clock, memory, ask, fail, hang };
}

describe('a clock that is passed in', () => {
  it.each([NaN, Infinity, -Infinity])(
    'ends every wait while it says %d, and has one caller probe (S8)',
    async (nowMs) => {
      const { clock, memory, ask, hang } = setUp();
      clock.nowMs = nowMs;
      for (let round = 0; round < 2; round++) await expect(ask([])).rejects.toThrow(UnrecognizedEndpointError);
      const probe = hang();
      await expect(ask(['/v1'])).rejects.toThrow('will not be asked for now');
      await probe.settle(new TimeoutError(1));
      expect(restoreEntries(JSON.parse(JSON.stringify(memory.snapshot())))).toEqual([]);
      clock.nowMs = 1_000_000_000_000;
      expect(await ask(['/v1'])).toEqual(['/unstable', '/v1']);
    },
  );

  it('may be beyond what a date can hold (S8)', async () => {
    const { clock, ask } = setUp();
    clock.nowMs = 9e15;
    await expect(ask([])).rejects.toThrow(UnrecognizedEndpointError);
    await expect(ask(['/v1'])).rejects.toThrow(new BackingOffError(9e15 + 5 * minutes));
    clock.nowMs += 5 * minutes;
    expect(await ask(['/v1'])).toEqual(['/unstable', '/v1']);
  });
});

describe('without pauseAfterFailures', () => {
  it('a failure changes nothing, and a pause that another began is not heeded (N6)', async () => {
    const { memory, fail } = setUp();
    await expect(fail(new TimeoutError(1))).rejects.toThrow(TimeoutError);
    const target = { registrationId: 'bridge', operation: keyQuery };
    await expect(memory.negotiate(target, () => Promise.reject(new TimeoutError(2)))).rejects.toThrow('2 ms');
    await expect(memory.negotiate(target, () => Promise.reject(new TimeoutError(3)))).rejects.toThrow('3 ms');
    await expect(fail(new TimeoutError(4))).rejects.toThrow(BackingOffError);
  });
});

describe('negotiate', () => {
  it('gives the first answer, and asks on no path after it (N3)', async () => {
    const { memory } = setUp();
    const asked: string[] = [];
    const answer = await memory.negotiate({ registrationId: 'bridge', operation: keyQuery }, (path) => {
      asked.push(path);
      return Promise.resolve({ unknownRoute: false, answer: { from: path } });
    });
    expect(answer).toEqual({ from: '/unstable' });
    expect(asked).toEqual(['/unstable']);
  });

  it('tries the other path after an unknown route, and goes straight there next time (N3, N4)', async () => {
    const { ask } = setUp();
    expect(await ask(['/v1'])).toEqual(['/unstable', '/v1']);
    expect(await ask(['/v1'])).toEqual(['/v1']);
  });

  it('tries the other path within the same request when the remembered one becomes unknown (N4)', async () => {
    const { ask } = setUp();
    await ask(['/v1']);
    expect(await ask(['/unstable'])).toEqual(['/v1', '/unstable']);
    expect(await ask(['/unstable'])).toEqual(['/unstable']);
  });

  it('obeys a preference only while nothing is remembered (N1, N4)', async () => {
    const { ask } = setUp();
    expect(await ask(['/v1', '/unstable'], { prefer: 'stable' })).toEqual(['/v1']);
    expect(await ask(['/v1', '/unstable'], { prefer: 'unstable' })).toEqual(['/v1']);
  });

  it('remembers per appservice and per operation (rule N4)', async () => {
    const { ask } = setUp();
    await ask(['/v1']);
    expect(await ask(['/v1'], { registrationId: 'other' })).toEqual(['/unstable', '/v1']);
    expect(await ask(['/v1'], { operation: keyClaim })).toEqual(['/unstable', '/v1']);
  });

  it('keeps apart ids such as __proto__ and constructor (M6)', async () => {
    const { ask } = setUp();
    for (const registrationId of ['__proto__', 'constructor', 'toString']) {
      const target = { registrationId, operation: { ...keyQuery, operationId: '__proto__' } };
      expect(await ask(['/v1'], target)).toEqual(['/unstable', '/v1']);
      expect(await ask(['/v1'], target)).toEqual(['/v1']);
    }
  });

  it('passes on what goes wrong, tries no other path, and changes nothing (rule N3)', async () => {
    const { ask, fail } = setUp();
    const error = new Error('timeout');
    await ask(['/v1']);
    await expect(fail(error)).rejects.toBe(error);
    expect(await ask(['/v1'])).toEqual(['/v1']);
  });
});

describe('the back-off', () => {
  it('tells which paths were tried, then refuses without asking for 5 minutes (rule N5)', async () => {
    const { ask, clock } = setUp();
    await expect(ask([])).rejects.toEqual(new UnrecognizedEndpointError(['/unstable', '/v1']));
    const retryAtMs = clock.nowMs + 5 * minutes;
    clock.nowMs = retryAtMs - 1;
    await expect(ask(['/v1'])).rejects.toEqual(new BackingOffError(retryAtMs));
    clock.nowMs = retryAtMs;
    expect(await ask(['/v1'])).toEqual(['/unstable', '/v1']);
  });

  it('is lengthened by jitter (N5)', async () => {
    const { ask, clock } = setUp({ random: 0.5 });
    await expect(ask([])).rejects.toThrow(UnrecognizedEndpointError);
    await expect(ask([])).rejects.toEqual(new BackingOffError(clock.nowMs + 5.5 * minutes));
  });

  it('doubles when the probe finds all paths unknown, and begins anew after a success (N5)', async () => {
    const { ask, clock } = setUp();
    for (const expected of [5, 10, 20]) {
      await expect(ask([])).rejects.toThrow(UnrecognizedEndpointError);
      await expect(ask([])).rejects.toEqual(new BackingOffError(clock.nowMs + expected * minutes));
      clock.nowMs += expected * minutes;
    }
    await ask(['/v1']);
    expect(await ask(['/v1'])).toEqual(['/v1']);
    await expect(ask([])).rejects.toEqual(new UnrecognizedEndpointError(['/v1', '/unstable']));
    await expect(ask([])).rejects.toEqual(new BackingOffError(clock.nowMs + 5 * minutes));
  });

  it('holds for one operation of one appservice (N5)', async () => {
    const { ask } = setUp();
    await expect(ask([])).rejects.toThrow(UnrecognizedEndpointError);
    expect(await ask(['/v1'], { operation: keyClaim })).toEqual(['/unstable', '/v1']);
    expect(await ask(['/v1'], { registrationId: 'other' })).toEqual(['/unstable', '/v1']);
  });

  it('lets one request probe when it has passed, and refuses those beside it (N5)', async () => {
    const { ask, clock, hang } = setUp();
    await expect(ask([])).rejects.toThrow(UnrecognizedEndpointError);
    clock.nowMs += 5 * minutes;
    const probe = hang();
    await expect(ask(['/v1'])).rejects.toThrow(BackingOffError);
    await probe.settle('works');
    expect(await ask(['/v1'])).toEqual(['/v1']);
  });

  it('lets the next request probe after one that failed otherwise, and keeps its length (N5, N6)', async () => {
    const { ask, clock, fail, hang } = setUp();
    await expect(ask([])).rejects.toThrow(UnrecognizedEndpointError);
    clock.nowMs += 5 * minutes;
    await hang().settle(new Error('timeout'));
    await expect(fail(new Error('aborted'))).rejects.toThrow('aborted');
    await expect(ask([])).rejects.toThrow(UnrecognizedEndpointError);
    await expect(ask([])).rejects.toEqual(new BackingOffError(clock.nowMs + 10 * minutes));
  });

  it('counts requests that find all paths unknown side by side as one step (N5)', async () => {
    const { ask, clock, hang } = setUp();
    const requests = Array.from({ length: 5 }, hang);
    for (const request of requests) expect(await request.settle('unknown')).toBeInstanceOf(UnrecognizedEndpointError);
    await expect(ask([])).rejects.toEqual(new BackingOffError(clock.nowMs + 5 * minutes));
  });

  it('is ended by a success of a request that began before it (N5)', async () => {
    const { ask, hang } = setUp();
    const early = hang();
    await expect(ask([])).rejects.toThrow(UnrecognizedEndpointError);
    await early.settle('works');
    expect(await ask(['/v1'])).toEqual(['/v1']);
  });

  it('is not begun by a request that began before another one succeeded (N5)', async () => {
    const { ask, hang } = setUp();
    const early = hang();
    await ask(['/v1']);
    await early.settle('unknown');
    expect(await ask(['/v1'])).toEqual(['/v1']);
  });
});

describe('the pause after failures', () => {
  const down = new ConnectionError('ECONNREFUSED');

  it.each([new TimeoutError(1), new MatrixHttpError(500), new MatrixHttpError(403), down])(
    'begins with %o, and refuses without asking for 2 seconds (N6)',
    async (error) => {
      const { ask, clock, fail } = setUp();
      await expect(fail(error)).rejects.toBe(error);
      const retryAtMs = clock.nowMs + 2000;
      clock.nowMs = retryAtMs - 1;
      await expect(ask(['/v1'])).rejects.toEqual(new BackingOffError(retryAtMs, 'failing'));
      clock.nowMs = retryAtMs;
      expect(await ask(['/v1'])).toEqual(['/unstable', '/v1']);
    },
  );

  it('doubles with each failure in a row up to 8 minutes, never turns into the long back-off, and ends with a success (rule N6)', async () => {
    const { ask, clock, fail } = setUp();
    for (const seconds of [2, 4, 8, 16, 32, 64, 128, 256, 480, 480, 480, 480]) {
      await expect(fail(down)).rejects.toBe(down);
      await expect(ask([])).rejects.toEqual(new BackingOffError(clock.nowMs + seconds * 1000, 'failing'));
      clock.nowMs += seconds * 1000;
    }
    await ask(['/v1']);
    await expect(fail(down)).rejects.toBe(down);
    await expect(ask([])).rejects.toEqual(new BackingOffError(clock.nowMs + 2000, 'failing'));
  });

  it('keeps the path that worked (N4, N6)', async () => {
    const { ask, clock, fail } = setUp();
    await ask(['/v1']);
    await expect(fail(down)).rejects.toBe(down);
    clock.nowMs += 2000;
    expect(await ask(['/v1'])).toEqual(['/v1']);
  });

  it('holds for one operation of one appservice (N6)', async () => {
    const { ask, fail } = setUp();
    await expect(fail(down)).rejects.toBe(down);
    expect(await ask(['/v1'], { operation: keyClaim })).toEqual(['/unstable', '/v1']);
    expect(await ask(['/v1'], { registrationId: 'other' })).toEqual(['/unstable', '/v1']);
  });

  it('is not begun by what is not the appservice’s fault: the reason of a signal, a fault in the program (N6)', async () => {
    const { ask, fail } = setUp();
    for (const error of [new DOMException('aborted', 'AbortError'), new TypeError('a bug')]) {
      await expect(fail(error)).rejects.toBe(error);
      expect(await ask(['/v1'])).toContain('/v1');
    }
  });

  it('lets one request probe when it has passed, and refuses those beside it (N6)', async () => {
    const { ask, clock, fail, hang } = setUp();
    await expect(fail(down)).rejects.toBe(down);
    clock.nowMs += 2000;
    const probe = hang();
    await expect(ask(['/v1'])).rejects.toEqual(new BackingOffError(clock.nowMs, 'failing'));
    await probe.settle(down);
    await expect(ask(['/v1'])).rejects.toEqual(new BackingOffError(clock.nowMs + 4000, 'failing'));
  });

  it('counts failures side by side as one, and none of a request that began before another one succeeded (N6)', async () => {
    const { ask, clock, hang } = setUp();
    const requests = Array.from({ length: 5 }, hang);
    for (const request of requests) expect(await request.settle(down)).toBe(down);
    await expect(ask([])).rejects.toEqual(new BackingOffError(clock.nowMs + 2000, 'failing'));
    clock.nowMs += 2000;
    await ask(['/v1']);
    const early = hang();
    await ask(['/v1']);
    await early.settle(down);
    expect(await ask(['/v1'])).toEqual(['/v1']);
  });

  it('ends with an unknown route, which begins the long back-off (N5, N6)', async () => {
    const { ask, clock, fail } = setUp();
    await expect(fail(down)).rejects.toBe(down);
    clock.nowMs += 2000;
    await expect(ask([])).rejects.toThrow(UnrecognizedEndpointError);
    await expect(ask([])).rejects.toEqual(new BackingOffError(clock.nowMs + 5 * minutes));
    clock.nowMs += 5 * minutes;
    await expect(fail(down)).rejects.toBe(down);
    await expect(ask([])).rejects.toEqual(new BackingOffError(clock.nowMs + 2000, 'failing'));
  });

  it('holds up the probe of a long back-off, and leaves that its length (N5, N6)', async () => {
    const { ask, clock, fail } = setUp();
    await expect(ask([])).rejects.toThrow(UnrecognizedEndpointError);
    clock.nowMs += 5 * minutes;
    await expect(fail(down)).rejects.toBe(down);
    await expect(ask([])).rejects.toEqual(new BackingOffError(clock.nowMs + 2000, 'failing'));
    clock.nowMs += 2000;
    await expect(ask([])).rejects.toThrow(UnrecognizedEndpointError);
    await expect(ask([])).rejects.toEqual(new BackingOffError(clock.nowMs + 10 * minutes));
  });

  it('is over when the clock was set back', async () => {
    const { ask, clock, fail } = setUp();
    await expect(fail(down)).rejects.toBe(down);
    clock.nowMs -= 60 * minutes;
    expect(await ask(['/v1'])).toContain('/v1');
  });

  it('is forgotten with the rest, and in no snapshot (N5)', async () => {
    const { ask, fail, memory } = setUp();
    await ask(['/v1']);
    await expect(fail(down)).rejects.toBe(down);
    expect(memory.snapshot()).toEqual({
      entries: [{ registrationId: 'bridge', operationId: 'queryKeys', path: '/v1' }],
    });
    memory.forget('bridge');
    expect(await ask(['/v1'])).toEqual(['/unstable', '/v1']);
  });
});

describe('refusal', () => {
  const target = { registrationId: 'bridge', operation: keyQuery, pauseAfterFailures: true };

  it('is undefined for who would be asked: an unknown appservice, one that works, one whose wait is over', async () => {
    const { clock, memory, ask, fail } = setUp();
    expect(memory.refusal(target)).toBeUndefined();
    await ask(['/v1']);
    expect(memory.refusal(target)).toBeUndefined();
    await expect(fail(new TimeoutError(1))).rejects.toThrow();
    clock.nowMs += 2000;
    expect(memory.refusal(target)).toBeUndefined();
  });

  it('is what negotiate throws while a wait lasts (N5, N6)', async () => {
    const { clock, memory, ask, fail } = setUp();
    await expect(fail(new TimeoutError(1))).rejects.toThrow();
    expect(memory.refusal(target)).toEqual(new BackingOffError(clock.nowMs + 2000, 'failing'));
    expect(memory.refusal({ ...target, pauseAfterFailures: false })).toBeUndefined();
    expect(memory.refusal({ ...target, operation: keyClaim })).toBeUndefined();
    clock.nowMs += 2000;
    await expect(ask([])).rejects.toThrow(UnrecognizedEndpointError);
    const refusal = memory.refusal(target);
    expect(refusal).toEqual(new BackingOffError(clock.nowMs + 5 * minutes, 'unknown-route'));
    await expect(ask(['/v1'])).rejects.toBe(refusal);
  });

  it('is there while another probes, and begins no probe itself', async () => {
    const { clock, memory, fail, hang } = setUp();
    await expect(fail(new TimeoutError(1))).rejects.toThrow();
    clock.nowMs += 2000;
    expect([memory.refusal(target), memory.refusal(target)]).toEqual([undefined, undefined]);
    const probe = hang();
    expect(memory.refusal(target)).toEqual(new BackingOffError(clock.nowMs, 'failing'));
    await probe.settle('works');
    expect(memory.refusal(target)).toBeUndefined();
  });
});

describe('forget', () => {
  it('resets all operations of one appservice, and of no other (N5)', async () => {
    const { ask, memory } = setUp();
    await expect(ask([])).rejects.toThrow(UnrecognizedEndpointError);
    await ask(['/v1'], { operation: keyClaim });
    await ask(['/v1'], { registrationId: 'other' });
    memory.forget('bridge');
    expect(await ask(['/unstable'])).toEqual(['/unstable']);
    expect(await ask(['/unstable'], { operation: keyClaim })).toEqual(['/unstable']);
    expect(await ask(['/v1'], { registrationId: 'other' })).toEqual(['/v1']);
  });

  it('also resets the length (N5)', async () => {
    const { ask, clock, memory } = setUp();
    await expect(ask([])).rejects.toThrow(UnrecognizedEndpointError);
    memory.forget('bridge');
    await expect(ask([])).rejects.toThrow(UnrecognizedEndpointError);
    await expect(ask([])).rejects.toEqual(new BackingOffError(clock.nowMs + 5 * minutes));
  });

  it('leaves a request that was under way its own error', async () => {
    const { memory, hang } = setUp();
    const request = hang();
    memory.forget('bridge');
    expect(await request.settle('unknown')).toBeInstanceOf(UnrecognizedEndpointError);
  });

  it('outlives requests that were under way: what they find unknown was so before (N5)', async () => {
    const { ask, clock, hang, memory } = setUp();
    const first = hang();
    memory.forget('bridge');
    await first.settle('unknown');
    expect(await ask(['/unstable'])).toEqual(['/unstable']);

    memory.forget('bridge');
    await expect(ask([])).rejects.toThrow(UnrecognizedEndpointError);
    clock.nowMs += 5 * minutes;
    const probe = hang();
    memory.forget('bridge');
    await probe.settle('unknown');
    expect(await ask(['/unstable'])).toEqual(['/unstable']);
  });
});

describe('snapshot', () => {
  it('carries paths and back-offs over to another process, as JSON', async () => {
    const { ask, clock, memory } = setUp();
    await ask(['/v1']);
    await expect(ask([], { operation: keyClaim })).rejects.toThrow(UnrecognizedEndpointError);

    const restored = setUp({ snapshot: JSON.parse(JSON.stringify(memory.snapshot())) as unknown });
    expect(restored.memory.snapshot()).toEqual(memory.snapshot());
    expect(await restored.ask(['/v1'])).toEqual(['/v1']);
    await expect(restored.ask([], { operation: keyClaim })).rejects.toEqual(
      new BackingOffError(clock.nowMs + 5 * minutes),
    );
    restored.clock.nowMs += 5 * minutes;
    await expect(restored.ask([], { operation: keyClaim })).rejects.toThrow(UnrecognizedEndpointError);
    await expect(restored.ask([], { operation: keyClaim })).rejects.toEqual(
      new BackingOffError(restored.clock.nowMs + 10 * minutes),
    );
  });

  it('holds nothing of appservices of which nothing is known', async () => {
    const { fail, memory } = setUp();
    await expect(fail(new Error('timeout'))).rejects.toThrow('timeout');
    expect(memory.snapshot()).toEqual({ entries: [] });
  });

  it('ignores what is malformed in it, and keeps the rest', async () => {
    const good = { registrationId: 'bridge', operationId: 'queryKeys', path: '/v1' };
    const backOff = { lengthMs: 5 * minutes, retryAtMs: 1 };
    const malformed = [
      null,
      'text',
      {},
      { ...good, registrationId: 1 },
      { ...good, operationId: undefined },
      { ...good, path: 1 },
      { ...good, path: undefined, backOff: null },
      { ...good, path: undefined, backOff: { ...backOff, lengthMs: 0 } },
      { ...good, path: undefined, backOff: { ...backOff, lengthMs: 1e20 } },
      { ...good, path: undefined, backOff: { ...backOff, lengthMs: `${backOff.lengthMs}` } },
      { ...good, path: undefined, backOff: { ...backOff, retryAtMs: '1' } },
      { ...good, path: undefined, backOff: { ...backOff, retryAtMs: Infinity } },
    ];
    for (const entry of malformed) {
      expect(setUp({ snapshot: { entries: [entry] } }).memory.snapshot()).toEqual({ entries: [] });
    }
    expect(await setUp({ snapshot: { entries: [...malformed, good] } }).ask(['/v1'])).toEqual(['/v1']);
    expect(restoreEntries({ entries: 'text' })).toEqual([]);
  });

  it('keeps back-offs of the greatest length, and to the last moment that a date can hold', () => {
    const longest = { lengthMs: 24 * 60 * minutes, retryAtMs: 8.64e15 };
    const entries = [{ registrationId: 'bridge', operationId: 'queryKeys', backOff: longest }];
    expect(restoreEntries({ entries })).toEqual(entries);
  });

  it('takes a back-off that would end later than it can for one that is over: the clock was set back since (S8)', async () => {
    const { clock } = setUp();
    const backOff = { lengthMs: 5 * minutes, retryAtMs: clock.nowMs + 6 * minutes };
    const entry = { registrationId: 'bridge', operationId: 'queryKeys', backOff };
    const soon = setUp({ snapshot: { entries: [entry] } });
    await expect(soon.ask([])).rejects.toEqual(new BackingOffError(backOff.retryAtMs));
    const later = { ...entry, backOff: { ...backOff, retryAtMs: backOff.retryAtMs + 1 } };
    const over = setUp({ snapshot: { entries: [later] } });
    expect(over.memory.snapshot()).toEqual({
      entries: [{ ...entry, backOff: { ...backOff, retryAtMs: clock.nowMs } }],
    });
    expect(await over.ask(['/unstable'])).toEqual(['/unstable']);
  });

  it('never throws for any JSON', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.record({ entries: fc.jsonValue() })), (snapshot) => {
        expect(createPathMemory({ snapshot }).snapshot().entries).toBeInstanceOf(Array);
      }),
    );
  });
});

describe('under any order of events', () => {
  type Event =
    | { readonly do: 'ask'; readonly known: boolean }
    | { readonly do: 'hang' }
    | { readonly do: 'settle'; readonly as: 'works' | 'unknown' | 'fails' }
    | { readonly do: 'wait'; readonly minutes: number }
    | { readonly do: 'forget' };
  const event: fc.Arbitrary<Event> = fc.oneof(
    fc.record({ do: fc.constant('ask' as const), known: fc.boolean() }),
    fc.record({ do: fc.constant('hang' as const) }),
    fc.record({
      do: fc.constant('settle' as const),
      as: fc.constantFrom('works' as const, 'unknown' as const, 'fails' as const),
    }),
    fc.record({ do: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 2000 }) }),
    fc.record({ do: fc.constant('forget' as const) }),
  );

  it('a refusal names a time within 24 hours, a success ends every refusal, and 24 hours later somebody is let through (N5)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 30 }), async (events) => {
        const { ask, clock, hang, memory } = setUp({ random: 0.9 });
        const hanging: ReturnType<typeof hang>[] = [];
        for (const next of events) {
          if (next.do === 'hang') hanging.push(hang());
          if (next.do === 'wait') clock.nowMs += next.minutes * minutes;
          if (next.do === 'forget') memory.forget('bridge');
          if (next.do === 'settle') {
            await hanging.shift()?.settle(next.as === 'fails' ? new Error('failed') : next.as);
          }
          if (next.do === 'ask') {
            const error = await ask(next.known ? ['/v1'] : []).then(
              () => undefined,
              (error: unknown) => error,
            );
            if (error instanceof BackingOffError) {
              expect(error.retryAtMs - clock.nowMs).toBeLessThanOrEqual(24 * 60 * minutes);
              expect(memory.snapshot().entries).toMatchObject([{ backOff: { retryAtMs: error.retryAtMs } }]);
            } else if (next.known) {
              expect(memory.snapshot().entries).toMatchObject([{ path: '/v1' }]);
            }
          }
        }
        for (const request of hanging) await request.settle(new Error('failed'));
        clock.nowMs += 24 * 60 * minutes;
        expect(await ask(['/v1'])).toContain('/v1');
      }),
    );
  });
});

describe('without a clock of its own', () => {
  const hours = 60 * minutes;
  const target = { registrationId: 'bridge', operation: keyQuery, pauseAfterFailures: true };
  const unknown = (): Promise<PathOutcome<never>> => Promise.resolve({ unknownRoute: true });

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'], now: 1_000_000_000_000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    ['back', -6 * hours],
    ['forward', 6 * hours],
  ])(
    'a wait lasts as long when the time of the system is set %s, and its end is told by that time (S8)',
    async (_, byMs) => {
      const memory = createPathMemory({ random: () => 0 });
      await expect(memory.negotiate(target, unknown)).rejects.toThrow(UnrecognizedEndpointError);
      expect(memory.refusal(target)).toEqual(new BackingOffError(Date.now() + 5 * minutes));
      vi.setSystemTime(Date.now() + byMs);
      expect(memory.refusal(target)).toEqual(new BackingOffError(Date.now() + 5 * minutes));
      vi.advanceTimersByTime(5 * minutes - 1);
      expect(memory.refusal(target)).toEqual(new BackingOffError(Date.now() + 1));
      vi.advanceTimersByTime(1);
      expect(memory.refusal(target)).toBeUndefined();

      const failed = new TimeoutError(1);
      await expect(memory.negotiate(target, () => Promise.reject(failed))).rejects.toBe(failed);
      vi.setSystemTime(Date.now() + byMs);
      vi.advanceTimersByTime(1999);
      expect(memory.refusal(target)).toEqual(new BackingOffError(Date.now() + 1, 'failing'));
      vi.advanceTimersByTime(1);
      expect(memory.refusal(target)).toBeUndefined();
    },
  );

  it('a snapshot has the time of the system, in the process that takes it and in the next one (S8)', async () => {
    const memory = createPathMemory({ random: () => 0 });
    await expect(memory.negotiate(target, unknown)).rejects.toThrow(UnrecognizedEndpointError);
    vi.setSystemTime(Date.now() - 6 * hours);
    const backOff = { lengthMs: 5 * minutes, retryAtMs: Date.now() + 5 * minutes };
    expect(memory.snapshot()).toEqual({ entries: [{ registrationId: 'bridge', operationId: 'queryKeys', backOff }] });
    const next = createPathMemory({ snapshot: memory.snapshot() });
    vi.advanceTimersByTime(5 * minutes - 1);
    expect(next.refusal(target)).toEqual(new BackingOffError(backOff.retryAtMs));
    vi.advanceTimersByTime(1);
    expect(next.refusal(target)).toBeUndefined();
  });

  it('makes one error for all who are refused, as long as it says the same', async () => {
    const memory = createPathMemory();
    await expect(memory.negotiate(target, unknown)).rejects.toThrow(UnrecognizedEndpointError);
    const refusal = memory.refusal(target);
    vi.advanceTimersByTime(0.4);
    expect(memory.refusal(target)).toBe(refusal);
  });
});
