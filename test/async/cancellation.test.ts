import { getEventListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { Cancellation, untilCancelled } from '../../src/async/cancellation.js';
import { eventually } from '../helpers/eventually.js';

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

  it('has one signal, aborted with the first reason, whether it is looked at before or afterwards', () => {
    const [before, afterwards] = [new Cancellation(), new Cancellation()];
    const { signal } = before;
    expect(signal.aborted).toBe(false);
    for (const cancellation of [before, afterwards]) {
      cancellation.cancel('reason');
      cancellation.cancel('second reason');
      expect(cancellation.signal).toMatchObject({ aborted: true, reason: 'reason' });
      expect(cancellation.signal).toBe(cancellation.signal);
    }
    expect(before.signal).toBe(signal);
  });

  it('ends with another, be it over already, until that is called off', () => {
    const other = new Cancellation();
    const [ending, calledOff, late] = [new Cancellation(), new Cancellation(), new Cancellation()];
    ending.follow(other);
    calledOff.follow(other)();
    other.cancel('over');
    late.follow(other);
    expect([ending, calledOff, late].map(({ reason }) => reason)).toEqual(['over', undefined, 'over']);
  });

  it('follows a signal, be it aborted already, until that is called off', () => {
    const caller = new AbortController();
    const [following, calledOff, late] = [new Cancellation(), new Cancellation(), new Cancellation()];
    following.follow(caller.signal);
    calledOff.follow(caller.signal)();
    expect(following.cancelled).toBe(false);
    caller.abort('over');
    late.follow(caller.signal)();
    expect([following.reason, late.reason]).toEqual(['over', 'over']);
    expect(calledOff.cancelled).toBe(false);
    expect(getEventListeners(caller.signal, 'abort')).toEqual([]);
  });
});

describe('untilCancelled', () => {
  it('gives what the work gives, or what it fails with', async () => {
    const cancellation = new Cancellation();
    expect(await untilCancelled(cancellation, () => Promise.resolve('done'))).toBe('done');
    const failing = untilCancelled(cancellation, () => Promise.reject(new Error('failed')));
    await expect(failing).rejects.toThrow('failed');
  });

  it('ends with the reason at once, and lets go of a result that comes too late', async () => {
    const cancellation = new Cancellation();
    let finish: (result: string) => void = () => undefined;
    const discarded = vi.fn();
    const waiting = untilCancelled(cancellation, () => new Promise<string>((resolve) => (finish = resolve)), discarded);
    cancellation.cancel('over');
    await expect(waiting).rejects.toBe('over');
    finish('late');
    await eventually(() => {
      expect(discarded).toHaveBeenCalledWith('late');
    });
  });

  it('begins nothing when the call is over already', async () => {
    const cancellation = new Cancellation();
    cancellation.cancel('early');
    const work = vi.fn(() => Promise.resolve());
    await expect(untilCancelled(cancellation, work)).rejects.toBe('early');
    expect(work).not.toHaveBeenCalled();
  });
});
