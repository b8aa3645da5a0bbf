import { expect, it, vi } from 'vitest';
import type { Answer } from '../../src/client/answer.js';
import { Cancellation } from '../../src/async/cancellation.js';
import { createDirectFetch, createWatchedFetch, dispatchOf, type Fetch } from '../../src/client/fetch.js';
import type { ClientRequest } from '../../src/client/request.js';

const request: ClientRequest = { url: 'http://a.test/b', method: 'PUT', headers: { 'x-a': 'b' }, body: '{}' };
const answer: Answer = {
  status: 200,
  headers: new Headers(),
  redirected: false,
  read: () => Promise.resolve(new Uint8Array(0)),
  discard: () => undefined,
};

it('a fetch is given a real Request, with the signal of the call', async () => {
  const fetch = vi.fn<Fetch>(() => Promise.resolve(new Response('text')));
  const cancellation = new Cancellation();
  const { status } = await dispatchOf(fetch)(request, cancellation);
  expect(status).toBe(200);
  const [sent] = fetch.mock.calls[0] ?? [];
  expect(sent).toBeInstanceOf(Request);
  expect(sent).toMatchObject({ url: request.url, method: 'PUT', redirect: 'manual' });
  expect(sent?.headers.get('x-a')).toBe('b');
  expect(await sent?.text()).toBe('{}');
  cancellation.cancel('over');
  expect(sent?.signal.aborted).toBe(true);
});

it('a direct fetch is taken by its short way, and a watched one is told of each request, whichever way it goes', async () => {
  const long = vi.fn<Fetch>(() => Promise.resolve(new Response('{}')));
  const short = vi.fn(() => Promise.resolve(answer));
  const direct = createDirectFetch(long, short);
  const onRequest = vi.fn();
  const watched = createWatchedFetch(direct, onRequest);
  expect(await dispatchOf(direct)(request, new Cancellation())).toBe(answer);
  expect(await dispatchOf(watched)(request, new Cancellation())).toBe(answer);
  expect(long).not.toHaveBeenCalled();
  expect(onRequest).toHaveBeenCalledTimes(1);
  await watched(new Request(request.url));
  await dispatchOf(createWatchedFetch(long, onRequest))(request, new Cancellation());
  expect(long).toHaveBeenCalledTimes(2);
  expect(onRequest).toHaveBeenCalledTimes(3);
});
