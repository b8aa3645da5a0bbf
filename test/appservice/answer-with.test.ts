import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { answerWith } from '../../src/appservice/answer-with.js';
import { settingsOf } from '../../src/appservice/settings.js';
import { TimeoutError } from '../../src/errors.js';
import { deferred, hsToken } from './ask.js';

const context = { operation: 'queryKeys' } as const;
const onError = vi.fn();
const settings = settingsOf({ hsToken, deadlineMs: 1000, onError });

beforeEach(() => {
  vi.useFakeTimers();
  onError.mockReset();
});
afterEach(() => {
  vi.useRealTimers();
});

it('answers with the JSON object that the handler gives, at once or later', async () => {
  expect(await answerWith(() => ({ a: 1 }), context, settings)).toMatchObject({ status: 200, body: '{"a":1}' });
  expect(await answerWith(() => Promise.resolve({}), context, settings)).toMatchObject({ status: 200, body: '{}' });
  expect(onError).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});

const cyclic: Record<string, unknown> = {};
cyclic['itself'] = cyclic;

it.each<[string, () => unknown]>([
  ['nothing', () => undefined],
  ['null', () => null],
  ['text', () => '{}'],
  ['a number', () => 1],
  ['an array', () => [{}]],
  ['a function', () => () => ({})],
  ['a date', () => new Date(0)],
  ['a cycle', () => cyclic],
  ['a bigint', () => ({ count: 1n })],
])('answers 500 where the handler gives %s, and tells onError (A4)', async (_, handler) => {
  const answer = await answerWith(handler, context, settings);
  expect([answer.status, JSON.parse(answer.body)]).toEqual([
    500,
    { errcode: 'M_UNKNOWN', error: 'the application service failed to handle the request' },
  ]);
  expect(onError).toHaveBeenCalledExactlyOnceWith(expect.any(TypeError), context);
});

it.each<[string, (error: Error) => unknown]>([
  [
    'throws',
    (error) => {
      throw error;
    },
  ],
  ['rejects', (error) => Promise.reject(error)],
])('answers 500 where the handler %s, without a word of the error (A4)', async (_, handler) => {
  const error = new Error('database at /var/lib/secret');
  let signal: AbortSignal | undefined;
  const answer = await answerWith(
    ({ signal: given }) => {
      signal = given;
      return handler(error);
    },
    context,
    settings,
  );
  expect(answer.status).toBe(500);
  expect(answer.body).not.toMatch(/secret|at /);
  expect(onError).toHaveBeenCalledExactlyOnceWith(error, context);
  expect(signal?.aborted).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

it('answers 500, and not 504, where the handler itself fails with a TimeoutError (A4)', async () => {
  const answer = await answerWith(() => Promise.reject(new TimeoutError(5)), context, settings);
  expect(answer.status).toBe(500);
});

it('answers 504 after the deadline, aborts the signal and tells onError (rule A4)', async () => {
  let signal: AbortSignal | undefined;
  const work = deferred();
  const answering = answerWith(
    ({ signal: given }) => {
      signal = given;
      return work.promise;
    },
    context,
    settings,
  );
  await vi.advanceTimersByTimeAsync(999);
  expect(signal?.aborted).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  const answer = await answering;
  expect([answer.status, JSON.parse(answer.body)]).toMatchObject([504, { errcode: 'M_UNKNOWN' }]);
  expect(signal?.aborted).toBe(true);
  expect(signal?.reason).toBeInstanceOf(TimeoutError);
  expect(onError).toHaveBeenCalledExactlyOnceWith(new TimeoutError(1000), context);
  work.reject(new Error('late'));
  await vi.advanceTimersByTimeAsync(0);
  expect(onError).toHaveBeenCalledOnce();
});

it.each<[string, () => unknown]>([
  [
    'throws',
    () => {
      throw new Error('broken logger');
    },
  ],
  ['rejects', () => Promise.reject(new Error('broken logger'))],
])('answers all the same where onError %s (A4)', async (_, report) => {
  const answer = await answerWith(() => undefined, context, settingsOf({ hsToken, onError: report }));
  expect(answer.status).toBe(500);
});
