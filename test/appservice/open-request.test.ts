import { describe, expect, it, vi } from 'vitest';
import { stepsOf } from '../../src/appservice/open-request.js';
import { createAppserviceHandler, type AppserviceHandlers } from '../../src/appservice/index.js';
import type { HttpResponse } from '../../src/http/matrix-response.js';
import { bytesOf, deferred, hsToken } from './ask.js';

const event = (id: string): object => ({
  type: 'm.room.message',
  event_id: id,
  room_id: '!room:example.org',
  sender: '@bob:example.org',
  origin_server_ts: 1,
  content: {},
});

/** Sends a transaction through the steps of a handler, and returns what the second one does. */
function sender(handlers: AppserviceHandlers, onError?: (error: unknown) => void) {
  const steps = stepsOf(createAppserviceHandler(handlers, { hsToken, onError }).handle) ?? expect.fail('no steps');
  return (id: string, ...eventIds: string[]): HttpResponse | Promise<HttpResponse> => {
    const opened = steps.open({
      method: 'PUT',
      target: `/_matrix/app/v1/transactions/${id}`,
      header: () => `Bearer ${hsToken}`,
    });
    if (!opened.ok) return opened.refusal;
    return opened.value.answer(bytesOf({ events: eventIds.map(event) }));
  };
}

describe('the steps of a handler', () => {
  it('answer without a promise where the application returns none, and deliver once (T7)', () => {
    const onEvent = vi.fn();
    const send = sender({ onEvent });
    expect(send('1', '$a', '$b')).toMatchObject({ status: 200, body: '{}' });
    expect(send('1', '$a', '$b')).toMatchObject({ status: 200 });
    expect(send('1', '$b', '$c')).toMatchObject({ status: 200 });
    expect(onEvent.mock.calls.map(([{ event_id: id }]) => id as string)).toEqual(['$a', '$b', '$c']);
  });

  it('answer 500 at once where a callback throws, and then deliver the whole again (T7, A4)', () => {
    const onError = vi.fn();
    const onEvent = vi
      .fn()
      .mockReturnValueOnce(undefined)
      .mockImplementationOnce(() => {
        throw new Error('down');
      });
    const send = sender({ onEvent }, onError);
    expect(send('1', '$a', '$b')).toMatchObject({ status: 500 });
    expect(onError).toHaveBeenCalledOnce();
    expect(send('1', '$a', '$b')).toMatchObject({ status: 200 });
    expect(onEvent).toHaveBeenCalledTimes(4);
  });

  it('wait for a callback that returns a promise, and let the next request of the ID wait with it (T7)', async () => {
    const { promise, resolve } = deferred();
    const onEvent = vi.fn().mockReturnValueOnce(promise);
    const send = sender({ onEvent });
    const answers = [send('1', '$a', '$b'), send('1', '$a', '$b')];
    for (const answer of answers) expect(answer).toBeInstanceOf(Promise);
    expect(send('2', '$c')).toMatchObject({ status: 200 });
    resolve(undefined);
    for (const answer of answers) expect(await answer).toMatchObject({ status: 200 });
    expect(onEvent).toHaveBeenCalledTimes(3);
    expect(send('1', '$a')).not.toBeInstanceOf(Promise);
  });

  it('give other requests a turn within a long transaction (S9)', async () => {
    const send = sender({ onEvent: vi.fn() });
    const answer = send('1', ...Array.from({ length: 1500 }, (_, index) => `$${index}`));
    expect(answer).toBeInstanceOf(Promise);
    expect(await answer).toMatchObject({ status: 200 });
  });

  it('report the failure of a step, and answer 500', () => {
    const onError = vi.fn();
    const steps = stepsOf(createAppserviceHandler({}, { hsToken, onError }).handle);
    expect(steps?.fail(new Error('a fault of ours'))).toMatchObject({ status: 500 });
    expect(onError).toHaveBeenCalledOnce();
  });

  it('belong to its own function alone', () => {
    const { handle } = createAppserviceHandler({}, { hsToken });
    expect(stepsOf((request) => handle(request))).toBeUndefined();
  });
});
