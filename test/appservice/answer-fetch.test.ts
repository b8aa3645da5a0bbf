import { expect, it, vi } from 'vitest';
import { createAppserviceHandler } from '../../src/appservice/index.js';
import { hsToken } from './ask.js';

const origin = 'https://bridge.example.org';
const headers = { authorization: `Bearer ${hsToken}` };

it('answers a Request with a Response', async () => {
  const transaction = vi.fn();
  const handler = createAppserviceHandler({ transaction }, { hsToken });
  const body = JSON.stringify({ events: [] });
  const target = `${origin}/_matrix/app/v1/transactions/a%2Fb`;
  const response = await handler.fetch(new Request(target, { method: 'PUT', headers, body }));
  expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
    200,
    'application/json',
    '{}',
  ]);
  expect(transaction).toHaveBeenCalledWith({ events: [] }, expect.objectContaining({ id: 'a/b' }));
});

it('can be passed on as a function of its own', async () => {
  const { fetch } = createAppserviceHandler({}, { hsToken });
  expect((await fetch(new Request(`${origin}/`))).status).toBe(401);
});

it('takes the token from the query of a URL where the option says so (A1)', async () => {
  const handler = createAppserviceHandler({}, { hsToken, queryToken: true });
  const target = `${origin}/_matrix/app/v1/ping?access_token=${hsToken}`;
  expect((await handler.fetch(new Request(target, { method: 'POST', body: '{}' }))).status).toBe(200);
});

it('serves a path behind two slashes (A2)', async () => {
  const handler = createAppserviceHandler({ transaction: () => undefined }, { hsToken });
  const target = `${origin}//_matrix/app/v1/transactions/1`;
  expect((await handler.fetch(new Request(target, { method: 'PUT', headers, body: '{"events":[]}' }))).status).toBe(
    200,
  );
});

it('takes no body for an empty one (A3)', async () => {
  const handler = createAppserviceHandler({}, { hsToken });
  const response = await handler.fetch(new Request(`${origin}/_matrix/app/v1/ping`, { method: 'POST', headers }));
  expect([response.status, await response.json()]).toMatchObject([400, { errcode: 'M_NOT_JSON' }]);
});

it('stops reading at the limit, and leaves the connection to the runtime (A3)', async () => {
  const handler = createAppserviceHandler({}, { hsToken, limits: { keyRequestBytes: 5000 } });
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      controller.enqueue(new Uint8Array(1000));
      sent += 1000;
    },
  });
  const init = { method: 'POST', headers, body, duplex: 'half' };
  const request = new Request(`${origin}/_matrix/app/v1/ping`, init);
  const response = await handler.fetch(request);
  expect([response.status, response.headers.get('connection')]).toEqual([413, null]);
  expect(sent).toBeLessThan(10_000);
});

it.each([
  ['refuses, unread, a body that says it is too large (A3)', { 'content-length': '5001' }, 413, 0],
  ['reads in one piece a body that says its length', { 'content-length': '2' }, 200, 1],
  ['refuses a body that is larger than it said (S2)', { 'content-length': '3' }, 413, 1, 'x'.repeat(5001)],
  ['counts a body that may have been unpacked since', { 'content-length': '2', 'content-encoding': 'gzip' }, 200, 0],
  ['counts a body that came in chunks', { 'content-length': '2', 'transfer-encoding': 'chunked' }, 200, 0],
  ['counts a body whose content-length is no length', { 'content-length': '-1' }, 200, 0],
])('%s', async (_, more, status, wholeReads, body = '{}') => {
  const handler = createAppserviceHandler({}, { hsToken, limits: { keyRequestBytes: 5000 } });
  const init = { method: 'POST', headers: { ...headers, ...more }, body };
  const request = new Request(`${origin}/_matrix/app/v1/ping`, init);
  const readWhole = vi.spyOn(request, 'arrayBuffer');
  expect((await handler.fetch(request)).status).toBe(status);
  expect(readWhole).toHaveBeenCalledTimes(wholeReads);
});

it('lets go of a body that says it is too large', async () => {
  const handler = createAppserviceHandler({}, { hsToken, limits: { keyRequestBytes: 5000 } });
  const cancel = vi.fn();
  const init = { method: 'POST', body: new ReadableStream({ cancel }), duplex: 'half' };
  const request = new Request(`${origin}/_matrix/app/v1/ping`, {
    ...init,
    headers: { ...headers, 'content-length': '5001' },
  });
  expect((await handler.fetch(request)).status).toBe(413);
  expect(cancel).toHaveBeenCalledOnce();
});

it('stops waiting for a body of unknown length when its request is aborted', async () => {
  const handler = createAppserviceHandler({}, { hsToken });
  const controller = new AbortController();
  const init = { method: 'POST', headers, body: new ReadableStream(), duplex: 'half' };
  const request = new Request(`${origin}/_matrix/app/v1/ping`, { ...init, signal: controller.signal });
  const answer = handler.fetch(request);
  controller.abort();
  expect((await answer).status).toBe(400);
});

it('answers 400 where the body of a Request was read before (A3)', async () => {
  const handler = createAppserviceHandler({}, { hsToken });
  const request = new Request(`${origin}/_matrix/app/v1/ping`, { method: 'POST', headers, body: '{}' });
  await request.text();
  expect((await handler.fetch(request)).status).toBe(400);
});
