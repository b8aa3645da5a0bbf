import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Cancellation } from '../../src/async/cancellation.js';
import { expired, pause, withDeadline, withinDeadline } from '../../src/async/deadline.js';
import { TimeoutError } from '../../src/errors.js';
import { deferred } from '../appservice/ask.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Work that ends when it is cancelled, and only so. */
const endless = (cancellation: Cancellation): Promise<never> =>
  new Promise((_, reject) => {
    cancellation.onCancel(() => {
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- a caller's reason may be anything
      reject(cancellation.reason);
    });
  });

describe('withDeadline', () => {
  it('gives what the work gives, and leaves no timer running (S6)', async () => {
    expect(await withDeadline(1000, undefined, () => Promise.resolve('done'))).toBe('done');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('passes on what the work fails with, and leaves no timer running (S6)', async () => {
    const error = new Error('failed');
    await expect(withDeadline(1000, undefined, () => Promise.reject(error))).rejects.toBe(error);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends the work with a TimeoutError when the time is up, not before (rule N8)', async () => {
    let cancellation: Cancellation | undefined;
    const result = withDeadline(1000, undefined, (given) => endless((cancellation = given)));
    const expected = expect(result).rejects.toEqual(new TimeoutError(1000));
    vi.advanceTimersByTime(999);
    expect(cancellation?.cancelled).toBe(false);
    vi.advanceTimersByTime(1);
    await expected;
  });

  it("ends the work with the reason of the caller's signal, and leaves no timer", async () => {
    const caller = new AbortController();
    const reason = { any: 'thing' };
    const expected = expect(withDeadline(1000, caller.signal, endless)).rejects.toBe(reason);
    caller.abort(reason);
    await expected;
    expect(vi.getTimerCount()).toBe(0);
  });

  it("does not begin the work when the caller's signal is aborted already", async () => {
    const work = vi.fn(endless);
    await expect(withDeadline(1000, AbortSignal.abort('early'), work)).rejects.toBe('early');
    expect(work).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('takes a deadline that is too long for a timer for the longest one', async () => {
    const work = (cancellation: Cancellation): Promise<boolean> => {
      vi.advanceTimersByTime(1_000_000_000);
      return Promise.resolve(cancellation.cancelled);
    };
    expect(await withDeadline(Infinity, undefined, work)).toBe(false);
  });
});

describe('withinDeadline', () => {
  it('gives what the work gives, and leaves no timer behind (S6)', async () => {
    expect(await withinDeadline(Promise.resolve(7), 1000)).toBe(7);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('rejects as the work rejects, and leaves no timer behind (S6)', async () => {
    await expect(withinDeadline(Promise.reject(new Error('broken')), 1000)).rejects.toThrow('broken');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('says that the time is up when it is, and not a millisecond before (A4)', async () => {
    const work = deferred();
    const outcome = vi.fn();
    const waiting = withinDeadline(work.promise, 1000).then(outcome);
    await vi.advanceTimersByTimeAsync(999);
    expect(outcome).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await waiting;
    expect(outcome).toHaveBeenCalledWith(expired);
  });

  it('lets nobody hear of work that fails after the deadline', async () => {
    const work = deferred();
    const waiting = withinDeadline(work.promise, 1000);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await waiting).toBe(expired);
    work.reject(new Error('late')); // vitest fails a run with an unhandled rejection
    await vi.advanceTimersByTimeAsync(0);
  });

  it('waits for weeks where the deadline is longer than a timer can be', async () => {
    const work = deferred<string>();
    const waiting = withinDeadline(work.promise, Infinity);
    await vi.advanceTimersByTimeAsync(7 * 24 * 3600 * 1000);
    work.resolve('done');
    expect(await waiting).toBe('done');
  });
});

describe('pause', () => {
  it('ends when the time is over, not before, and leaves no timer running (S6)', async () => {
    let over = false;
    const paused = pause(1000, new Cancellation()).then(() => (over = true));
    await vi.advanceTimersByTimeAsync(999);
    expect(over).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await paused;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('rejects with the reason as soon as it is cancelled, also before it begins', async () => {
    const cancellation = new Cancellation();
    const paused = pause(1000, cancellation);
    cancellation.cancel('enough');
    await expect(paused).rejects.toBe('enough');
    await expect(pause(1000, cancellation)).rejects.toBe('enough');
    expect(vi.getTimerCount()).toBe(0);
  });
});
