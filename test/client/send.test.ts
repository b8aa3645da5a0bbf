import { describe, expect, it, vi } from 'vitest';
import { Cancellation } from '../../src/async/cancellation.js';
import type { Fetch } from '../../src/client/fetch.js';
import type { ClientRequest } from '../../src/client/request.js';
import { send } from '../../src/client/send.js';
import { BodyTooLargeError, ConnectionError, InvalidAnswerError } from '../../src/errors.js';

const request: ClientRequest = { url: 'http://appservice.test/path', method: 'POST', headers: {}, body: '{}' };

function sendWith(fetch: Fetch, cancellation = new Cancellation()): ReturnType<typeof send> {
  return send(request, { fetch, cancellation, maxBodyBytes: 100 });
}

/** A body that never ends by itself, and tells when it is let go of. */
function openBody(firstBytes = 1): { body: ReadableStream<Uint8Array>; cancelled: Promise<unknown> } {
  let cancel: (reason: unknown) => void = () => undefined;
  const cancelled = new Promise((resolve) => (cancel = resolve));
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(new Uint8Array(firstBytes));
    },
    cancel: (reason) => {
      cancel(reason);
    },
  });
  return { body, cancelled };
}

const withCode = (code: unknown, fields: object = {}): Error =>
  Object.assign(new Error('syt_secret'), { code, ...fields });

describe('send', () => {
  it('hands the request to fetch, and gives status, headers and bytes of any answer', async () => {
    const fetch = vi.fn<Fetch>(() => Promise.resolve(new Response('text', { status: 418, headers: { 'x-a': 'b' } })));
    const { status, headers, body } = await sendWith(fetch);
    const [sent] = fetch.mock.calls[0] ?? [];
    expect(fetch).toHaveBeenCalledOnce();
    expect(sent).toBeInstanceOf(Request);
    expect(sent).toMatchObject({ url: request.url, method: 'POST', redirect: 'manual' });
    expect(await sent?.text()).toBe('{}');
    expect(status).toBe(418);
    expect(headers.get('x-a')).toBe('b');
    expect(new TextDecoder().decode(body)).toBe('text');
  });

  it('reads an answer without a body as an empty one', async () => {
    const { body } = await sendWith(() => Promise.resolve(new Response(null, { status: 204 })));
    expect(body).toHaveLength(0);
  });

  it('sends nothing when it is cancelled already', async () => {
    const fetch = vi.fn<Fetch>();
    const cancellation = new Cancellation();
    cancellation.cancel('early');
    await expect(sendWith(fetch, cancellation)).rejects.toBe('early');
    expect(fetch).not.toHaveBeenCalled();
  });

  it('ends when it is cancelled even if fetch takes no notice, and lets go of an answer that comes late (N8)', async () => {
    const cancellation = new Cancellation();
    const { body, cancelled } = openBody();
    let answer: (response: Response) => void = () => undefined;
    const result = sendWith(() => new Promise((resolve) => (answer = resolve)), cancellation);
    cancellation.cancel('late');
    await expect(result).rejects.toBe('late');
    answer(new Response(body));
    await cancelled;
  });

  it('ends when it is cancelled in the middle of a body, and lets go of it, even if fetch takes no notice (N8)', async () => {
    const cancellation = new Cancellation();
    const { body, cancelled } = openBody();
    const result = sendWith(() => Promise.resolve(new Response(body)), cancellation);
    setTimeout(() => {
      cancellation.cancel('late');
    });
    await expect(result).rejects.toBe('late');
    expect(await cancelled).toBe('late');
  });

  it('throws the reason of the cancellation, and not what the runtime makes of it', async () => {
    const cancellation = new Cancellation();
    const result = sendWith(() => {
      cancellation.cancel('stop');
      return Promise.reject(withCode('ECONNRESET'));
    }, cancellation);
    await expect(result).rejects.toBe('stop');
  });

  it.each([
    ['a permanent redirect', { status: 301, headers: { location: '/elsewhere' } }],
    ['a temporary redirect', { status: 307, headers: { location: '/elsewhere' } }],
    ['a redirect without a target', { status: 302 }],
  ])('refuses %s unread, and lets go of the body (N8)', async (_, init) => {
    const { body, cancelled } = openBody();
    await expect(sendWith(() => Promise.resolve(new Response(body, init)))).rejects.toMatchObject({
      name: 'InvalidAnswerError',
      reason: 'redirect',
    });
    await cancelled;
  });

  it.each(['opaqueredirect', 'redirected'] as const)(
    'refuses what fetch marks as a redirect: %s (N8)',
    async (mark) => {
      const marked = mark === 'redirected' ? { redirected: { value: true } } : { type: { value: 'opaqueredirect' } };
      const response = Object.defineProperties(new Response('{}'), marked);
      await expect(sendWith(() => Promise.resolve(response))).rejects.toMatchObject({ reason: 'redirect' });
    },
  );

  it.each(['gzip', 'br', 'GZIP', 'x-unknown', 'identity, gzip'])(
    'refuses an answer with the encoding %s unread, and lets go of the body (S2)',
    async (encoding) => {
      const { body, cancelled } = openBody();
      const response = new Response(body, { headers: { 'content-encoding': encoding } });
      const error: unknown = await sendWith(() => Promise.resolve(response)).catch((error: unknown) => error);
      expect(error).toBeInstanceOf(InvalidAnswerError);
      expect(error).toMatchObject({ reason: 'compressed' });
      await cancelled;
    },
  );

  it.each(['', 'identity', ' Identity '])('reads an answer with the encoding %j', async (encoding) => {
    const response = new Response('{}', { headers: { 'content-encoding': encoding } });
    expect((await sendWith(() => Promise.resolve(response))).body).toHaveLength(2);
  });

  it('reads a body up to exactly the limit, and lets go of a larger one (S2)', async () => {
    const response = new Response(new Uint8Array(100));
    expect((await sendWith(() => Promise.resolve(response))).body).toHaveLength(100);
    const { body, cancelled } = openBody(101);
    await expect(sendWith(() => Promise.resolve(new Response(body)))).rejects.toEqual(new BodyTooLargeError(100));
    await cancelled;
  });

  it('does not read a body that says itself that it is too large (S9)', async () => {
    const { body, cancelled } = openBody();
    const response = new Response(body, { headers: { 'content-length': '101' } });
    await expect(sendWith(() => Promise.resolve(response))).rejects.toEqual(new BodyTooLargeError(100));
    await cancelled;
    const fitting = new Response('{}', { headers: { 'content-length': '2' } });
    expect((await sendWith(() => Promise.resolve(fitting))).body).toHaveLength(2);
  });

  it('does not wait for a body whose cancellation never settles', async () => {
    const body = new ReadableStream({ cancel: () => new Promise(() => undefined) });
    await expect(sendWith(() => Promise.resolve(new Response(body, { status: 302 })))).rejects.toThrow('redirect');
  });

  it.each([
    ['its own', withCode('ECONNREFUSED'), 'ECONNREFUSED'],
    ["its cause's", new TypeError('syt_secret', { cause: withCode('ENOTFOUND') }), 'ENOTFOUND'],
    ['that of the first of several', new AggregateError([withCode('ECONNREFUSED'), withCode('EPIPE')]), 'ECONNREFUSED'],
    [
      'that of the first of several in its cause',
      new TypeError('syt_secret', { cause: new AggregateError([withCode('EHOSTUNREACH')]) }),
      'EHOSTUNREACH',
    ],
    ['none that is known', withCode('syt_secret'), 'CONNECTION_FAILED'],
    ['a number', withCode(20), 'CONNECTION_FAILED'],
    ['none', new Error('syt_secret'), 'CONNECTION_FAILED'],
    ['none, being no error', 'syt_secret' as unknown as Error, 'CONNECTION_FAILED'],
  ])('keeps nothing of a runtime error but its code: %s (S5)', async (_, failure, code) => {
    const expected = new ConnectionError(code);
    const throwing: Fetch = () => {
      throw failure;
    };
    const broken = new ReadableStream({
      pull: (controller) => {
        controller.error(failure);
      },
    });
    for (const fetch of [throwing, () => Promise.reject(failure), () => Promise.resolve(new Response(broken))]) {
      const error: unknown = await sendWith(fetch).catch((error: unknown) => error);
      expect(error).toEqual(expected);
      expect(error).not.toHaveProperty('cause');
    }
  });
});
