import { describe, expect, it, vi } from 'vitest';
import { Cancellation } from '../../src/client/cancellation.js';

describe('Cancellation', () => {
  it('does once what was to be done when the call is over, but for what was called off', () => {
    const cancellation = new Cancellation();
    const [first, second, off] = [vi.fn(), vi.fn(), vi.fn()];
    cancellation.onCancel(first);
    cancellation.onCancel(second);
    cancellation.onCancel(off)();
    cancellation.throwIfCancelled();
    expect(cancellation.cancelled).toBe(false);
    cancellation.cancel('first reason');
    cancellation.cancel('second reason');
    expect(first).toHaveBeenCalledOnce();
    expect(second).toHaveBeenCalledOnce();
    expect(off).not.toHaveBeenCalled();
    expect(cancellation).toMatchObject({ cancelled: true, reason: 'first reason' });
    expect(() => {
      cancellation.throwIfCancelled();
    }).toThrow('first reason');
  });

  it('has a signal that is aborted with the same reason, made before or afterwards', () => {
    const [before, afterwards] = [new Cancellation(), new Cancellation()];
    const { signal } = before;
    expect(signal.aborted).toBe(false);
    for (const cancellation of [before, afterwards]) cancellation.cancel('reason');
    expect(signal).toMatchObject({ aborted: true, reason: 'reason' });
    expect(afterwards.signal).toMatchObject({ aborted: true, reason: 'reason' });
    expect(before.signal).toBe(signal);
  });
});
