import { expect, it } from 'vitest';
import { LateAbort } from '../../src/http/late-abort.js';

it('aborts the signal that was looked at, with the first reason', () => {
  const work = new LateAbort();
  const { signal } = work;
  expect(signal.aborted).toBe(false);
  work.abort('first');
  work.abort('second');
  expect([signal.aborted, signal.reason]).toEqual([true, 'first']);
});

it('shows a signal that is looked at later as aborted, with the first reason', () => {
  const work = new LateAbort();
  work.abort('first');
  work.abort('second');
  expect([work.signal.aborted, work.signal.reason]).toEqual([true, 'first']);
});

it('has one signal, however often it is looked at', () => {
  const work = new LateAbort();
  expect(work.signal).toBe(work.signal);
});
