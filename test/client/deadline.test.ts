import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Cancellation } from '../../src/client/cancellation.js';
import { withDeadline } from '../../src/client/deadline.js';
import { TimeoutError } from '../../src/errors.js';

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
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a caller's reason may be anything
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

  it('ends the work with a TimeoutError when the time is up, not before (N8)', async () => {
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
