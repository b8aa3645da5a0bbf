import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { expired, withinDeadline } from '../../src/appservice/deadline.js';
import { deferred } from './ask.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

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
