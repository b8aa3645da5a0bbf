import { once } from 'node:events';
import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
  type Server,
  type ServerResponse,
} from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import {
  createAppserviceHandler,
  type AppserviceHandlerOptions,
  type AppserviceHandlers,
} from '../../src/appservice/index.js';
import { createNodeListener, type NodeListenerOptions } from '../../src/node/listener.js';
import { deferred, hsToken } from '../appservice/ask.js';
import { eventually } from '../helpers/eventually.js';

const pingPath = '/_matrix/app/v1/ping';
const transactionPath = '/_matrix/app/v1/transactions/';
const authorization = `Bearer ${hsToken}`;

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Setup extends NodeListenerOptions {
  readonly handlers?: AppserviceHandlers;
  readonly options?: Partial<AppserviceHandlerOptions>;
}

/** Listens on a free loopback port until the test is over. */
async function listen({ handlers = {}, options = {}, fallback }: Setup = {}): Promise<Server> {
  const handler = createAppserviceHandler(handlers, { hsToken, ...options });
  const server = createServer(createNodeListener(handler, { fallback }));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

interface Reply {
  readonly status: number | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
}

interface CallOptions extends RequestOptions {
  readonly headers?: Record<string, string>;
}

/** Sends one request with Node's own client: by default an authenticated ping. */
function call(server: Server, options: CallOptions, body?: string | Buffer): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      {
        port: portOf(server),
        host: '127.0.0.1',
        method: 'POST',
        path: pingPath,
        ...options,
        headers: { authorization, ...options.headers },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('error', reject);
        response.on('end', () => {
          resolve({ status: response.statusCode, headers: response.headers, text });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** A bare connection, which shows what arrived on it so far. */
async function dial(
  server: Server,
  options: { allowHalfOpen?: boolean } = {},
): Promise<{ socket: Socket; received: () => string }> {
  const socket = connect({ port: portOf(server), host: '127.0.0.1', ...options });
  closers.push(() => socket.destroy());
  let received = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => (received += chunk));
  await once(socket, 'connect');
  return { socket, received: () => received };
}

function head(method: string, path: string, ...headers: readonly string[]): string {
  return [`${method} ${path} HTTP/1.1`, 'host: x', `authorization: ${authorization}`, ...headers, '', ''].join('\r\n');
}

async function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => {
      if (error) reject(error);
      else resolve(count);
    });
  });
}

it('answers with status, content type, length and body', async () => {
  const reply = await call(await listen(), {}, '{}');
  expect(reply).toMatchObject({ status: 200, text: '{}' });
  expect(reply.headers).toMatchObject({ 'content-type': 'application/json', 'content-length': '2' });
});

it('counts the length in bytes, not in characters', async () => {
  const queryKeys = (): object => ({ failures: { 'é💌': {} } });
  const server = await listen({ handlers: { queryKeys } });
  const reply = await call(server, { path: '/_matrix/app/v1/keys/query' }, '{}');
  expect(reply.text).toBe('{"failures":{"é💌":{}}}');
  expect(reply.headers['content-length']).toBe(String(Buffer.byteLength(reply.text)));
});

it.each([64 * 1024, 64 * 1024 + 1, 3_000_000])('takes in a transaction of more than %i bytes whole', async (size) => {
  const transaction = vi.fn<NonNullable<AppserviceHandlers['transaction']>>();
  const server = await listen({ handlers: { transaction } });
  const event = { type: 'm', room_id: '!r', sender: '@a:b', event_id: '$e', origin_server_ts: 1 };
  const body = JSON.stringify({ events: [{ ...event, content: { text: 'x'.repeat(size) } }] });
  const reply = await call(server, { method: 'PUT', path: `${transactionPath}1` }, body);
  expect(reply).toMatchObject({ status: 200, text: '{}' });
  expect(transaction.mock.calls[0]?.[0].events[0]?.content).toEqual({ text: 'x'.repeat(size) });
});

it('takes in a body that comes in chunks of unknown number', async () => {
  const ping = vi.fn();
  const { socket, received } = await dial(await listen({ handlers: { ping } }));
  socket.write(head('POST', pingPath, 'transfer-encoding: chunked'));
  for (const part of ['{"transaction', '_id":', '"x"}']) socket.write(`${part.length.toString(16)}\r\n${part}\r\n`);
  socket.write('0\r\n\r\n');
  await eventually(() => {
    expect(received()).toMatch(/^HTTP\/1\.1 200 /);
  });
  expect(ping).toHaveBeenCalledWith('x');
});

it('serves one request after the other on a connection that is kept alive', async () => {
  const server = await listen();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  closers.push(() => {
    agent.destroy();
  });
  const connections = vi.fn();
  server.on('connection', connections);
  // Small bodies that nobody reads do not end the connection either: they have come in whole.
  const questions = [
    [{}, 200],
    [{ path: '/nowhere' }, 404],
    [{ headers: { authorization: 'Bearer wrong' } }, 403],
    [{}, 200],
  ] as const;
  for (const [options, status] of questions) {
    expect(await call(server, { agent, ...options }, '{}')).toMatchObject({ status });
  }
  expect(connections).toHaveBeenCalledOnce();
});

it('answers pipelined requests in the order in which they came', async () => {
  const first = deferred();
  const order: string[] = [];
  const server = await listen({
    handlers: {
      transaction: async (_, { id }) => {
        if (id === '1') await first.promise;
        order.push(id);
        if (id === '2') first.resolve(undefined);
      },
    },
  });
  const { socket, received } = await dial(server);
  const body = '{"events":[]}';
  const put = (id: string): string => head('PUT', transactionPath + id, `content-length: ${body.length}`) + body;
  socket.write(put('1') + put('2') + head('GET', pingPath) + head('GET', '/nowhere') + put('3'));
  await eventually(() => {
    expect(received().match(/HTTP\/1\.1 \d+/g)).toEqual(
      ['200', '200', '405', '404', '200'].map((status) => `HTTP/1.1 ${status}`),
    );
  });
  expect(order.indexOf('2')).toBeLessThan(order.indexOf('1'));
});

it('answers HEAD with the head alone, and keeps the connection', async () => {
  const { socket, received } = await dial(await listen());
  socket.write(head('HEAD', pingPath) + head('POST', pingPath, 'content-length: 2') + '{}');
  await eventually(() => {
    expect(received()).toMatch(/^HTTP\/1\.1 405 [^{]*\r\n\r\nHTTP\/1\.1 200 [^{]*\r\n\r\n\{\}$/);
  });
  expect(received()).toMatch(/allow: POST/);
});

it('refuses a declared length beyond the limit before it reads, and closes without waiting for the body (A3)', async () => {
  const { socket, received } = await dial(await listen());
  const ended = once(socket, 'end');
  socket.write(head('POST', pingPath, 'content-length: 1048577'));
  await ended;
  expect(received()).toMatch(/^HTTP\/1\.1 413 /);
  expect(received()).toMatch(/\r\nconnection: close\r\n/i);
  expect(received()).toContain('"M_TOO_LARGE"');
});

it('refuses a body of unknown length as soon as it is beyond the limit (A3)', async () => {
  const { socket, received } = await dial(await listen({ options: { limits: { keyRequestBytes: 1000 } } }));
  const ended = once(socket, 'end');
  socket.write(head('POST', pingPath, 'transfer-encoding: chunked'));
  socket.write(`400\r\n${'x'.repeat(1024)}\r\n`);
  await ended;
  expect(received()).toMatch(/^HTTP\/1\.1 413 /);
});

it.each(['content-length: 500000000', 'transfer-encoding: chunked'])(
  'lets a 413 reach a client that is still sending, and then closes (A3; %s)',
  async (framing) => {
    const server = await listen({ options: { limits: { keyRequestBytes: 100_000 } } });
    const { socket, received } = await dial(server, { allowHalfOpen: true });
    const failures: unknown[] = [];
    socket.on('error', (error) => failures.push(error));
    const block = Buffer.alloc(65_536, 'x');
    const chunk = Buffer.concat([Buffer.from('10000\r\n'), block, Buffer.from('\r\n')]);
    let sending = true;
    const pump = (): void => {
      if (sending) socket.write(framing.startsWith('c') ? block : chunk, pump);
    };
    socket.write(head('POST', pingPath, framing));
    pump();
    await once(socket, 'end');
    expect(received()).toMatch(/^HTTP\/1\.1 413 [^]*"M_TOO_LARGE"[^]*\}$/);
    // The answer is there, and the client was still sending without an error when it came.
    expect(failures).toEqual([]);
    sending = false;
    socket.end();
    await eventually(async () => {
      expect(await connectionsOf(server)).toBe(0);
    });
  },
);

it("gives Node's own client the 413 while it is uploading (A3)", async () => {
  const server = await listen({ options: { limits: { transactionBytes: 1000 } }, handlers: { transaction: vi.fn() } });
  const reply = await call(server, { method: 'PUT', path: `${transactionPath}1` }, Buffer.alloc(20_000_000, 'x'));
  expect(reply).toMatchObject({ status: 413, headers: { connection: 'close' } });
});

it('destroys the socket of a client that neither sends on nor closes (A3)', async () => {
  const server = await listen();
  const { socket } = await dial(server, { allowHalfOpen: true });
  socket.write(head('POST', pingPath, 'content-length: 99999999'));
  await once(socket, 'end');
  await eventually(async () => {
    expect(await connectionsOf(server)).toBe(0);
  });
});

it('closes the connection where it refuses a request whose body is still to come', async () => {
  const { socket, received } = await dial(await listen());
  const ended = once(socket, 'end');
  socket.write(head('POST', '/nowhere', 'content-length: 10'));
  await ended;
  expect(received()).toMatch(/^HTTP\/1\.1 404 [^]*connection: close/i);
});

it('closes the connection after the head where it refuses a HEAD whose body is still to come', async () => {
  const { socket, received } = await dial(await listen());
  const closed = once(socket, 'close');
  socket.write(head('HEAD', '/nowhere', 'content-length: 10'));
  await closed;
  expect(received()).toMatch(/^HTTP\/1\.1 404 [^{]*\r\n\r\n$/);
});

it('looks at no request behind the one that ended the connection', async () => {
  const transaction = vi.fn();
  const server = await listen({ handlers: { transaction } });
  const { socket, received } = await dial(server, { allowHalfOpen: true });
  socket.write(head('POST', '/nowhere', 'content-length: 10'));
  await once(socket, 'end');
  const seen = once(server, 'request');
  const body = '{"events":[]}';
  socket.write(`0123456789${head('PUT', `${transactionPath}1`, `content-length: ${body.length}`)}${body}`);
  await seen;
  socket.end();
  await eventually(async () => {
    expect(await connectionsOf(server)).toBe(0);
  });
  expect(transaction).not.toHaveBeenCalled();
  expect(received().match(/HTTP\/1\.1/g)).toHaveLength(1);
});

it('survives a client that goes away in the middle of its body, and leaves no listeners behind', async () => {
  const onError = vi.fn();
  const transaction = vi.fn();
  const server = await listen({ handlers: { transaction }, options: { onError } });
  const requested = once(server, 'request');
  const { socket } = await dial(server);
  socket.write(`${head('PUT', `${transactionPath}1`, 'content-length: 1000')}{"events":[`);
  const [request] = (await requested) as Parameters<ReturnType<typeof createNodeListener>>;
  const closed = new Promise((resolve) => request.once('close', resolve));
  socket.destroy();
  await closed;
  expect(['data', 'end', 'error', 'close'].map((name) => request.listenerCount(name))).toEqual([0, 0, 0, 0]);
  expect(transaction).not.toHaveBeenCalled();
  expect(onError).not.toHaveBeenCalled();
  expect(await call(server, {}, '{}')).toMatchObject({ status: 200 });
});

it('survives a client that goes away while the handler works', async () => {
  const work = deferred();
  const called = deferred();
  const server = await listen({
    handlers: {
      transaction: async () => {
        called.resolve(undefined);
        await work.promise;
      },
    },
  });
  const requested = once(server, 'request');
  const { socket } = await dial(server);
  const body = '{"events":[]}';
  socket.write(head('PUT', `${transactionPath}1`, `content-length: ${body.length}`) + body);
  const [, response] = (await requested) as Parameters<ReturnType<typeof createNodeListener>>;
  await called.promise;
  const closed = once(response, 'close');
  socket.destroy();
  await closed;
  work.resolve(undefined);
  const retry = await call(server, { method: 'PUT', path: `${transactionPath}1` }, body);
  expect(retry).toMatchObject({ status: 200 });
  expect(response.headersSent).toBe(false);
});

it('gives a request that may be spread, as whoever wraps a handler does', async () => {
  const handler = createAppserviceHandler({}, { hsToken });
  const targets: string[] = [];
  const server = createServer(
    createNodeListener({
      handle: (request) => {
        targets.push(request.target);
        return handler.handle({ ...request });
      },
    }),
  );
  server.listen(0, '127.0.0.1');
  closers.push(() => server.close());
  await once(server, 'listening');
  const reply = await call(server, {}, '{}');
  expect([targets, reply.status]).toEqual([[pingPath], 200]);
});

it('asks a function that was put in place of `handle`, and not the one behind it', async () => {
  const handler = createAppserviceHandler({}, { hsToken });
  const handle = vi.fn<typeof handler.handle>((request) => handler.handle(request));
  const server = createServer(createNodeListener({ ...handler, handle })).listen(0, '127.0.0.1');
  closers.push(() => server.close());
  await once(server, 'listening');
  expect(await call(server, {}, '{}')).toMatchObject({ status: 200 });
  expect(handle).toHaveBeenCalledOnce();
});

it('destroys the connection where a handler of another make rejects', async () => {
  const server = createServer(
    createNodeListener({ handle: () => Promise.reject(new Error('broken')), serves: () => true }),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close());
  await expect(call(server, {}, '{}')).rejects.toThrow('socket hang up');
});

it('answers 400 where the body was read before it got here', async () => {
  const handler = createAppserviceHandler({}, { hsToken });
  const listener = createNodeListener(handler);
  const server = createServer((request, response) => {
    request.resume().once('close', () => {
      listener(request, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  expect(await call(server, {}, '{}')).toMatchObject({ status: 400 });
});

it('gives what is under no route of ours to the fallback, unread and without asking for a token (rule A5)', async () => {
  const server = await listen({
    fallback: (request, response) => {
      let text = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      request.on('end', () => response.end(`${request.method ?? ''} ${request.url ?? ''} ${text}`));
    },
  });
  const headers = { authorization: 'Basic abc' };
  const reply = await call(server, { path: '/health%zz?x=1', headers }, 'hello');
  expect(reply).toMatchObject({ status: 200, text: 'POST /health%zz?x=1 hello' });
  // An operation without a handler is not ours either.
  expect(await call(server, { path: '/_matrix/app/v1/keys/query' }, '{}')).toMatchObject({ status: 200 });
  expect(await call(server, { path: '/_matrix/app/v1/transactions/1', method: 'PUT' })).toMatchObject({ status: 200 });
});

it('gives nothing under our routes to the fallback, not even with a wrong method, token or encoding (A5)', async () => {
  const fallback = vi.fn();
  const server = await listen({ handlers: { transaction: vi.fn() }, fallback });
  expect(await call(server, { method: 'GET' })).toMatchObject({ status: 405 });
  expect(await call(server, { headers: { authorization: 'Bearer wrong' } }, '{}')).toMatchObject({ status: 403 });
  expect(await call(server, { method: 'PUT', path: `${transactionPath}%zz` }, '{}')).toMatchObject({ status: 400 });
  expect(fallback).not.toHaveBeenCalled();
});

it('serves a path behind several slashes, and gives it to no fallback (A2, A5)', async () => {
  const transaction = vi.fn();
  const fallback = vi.fn();
  const server = await listen({ handlers: { transaction }, fallback });
  for (const [id, before] of ['/', '//', `http://127.0.0.1:${portOf(server)}/`].entries()) {
    const path = `${before}${transactionPath}${id}?access_token=${hsToken}`;
    expect(await call(server, { method: 'PUT', path }, '{"events":[]}')).toMatchObject({ status: 200, text: '{}' });
  }
  expect(transaction).toHaveBeenCalledTimes(3);
  expect(fallback).not.toHaveBeenCalled();
});

it('knows the routes of the API itself where a handler does not say which it serves (A5)', async () => {
  const fallback = vi.fn((_request: IncomingMessage, response: ServerResponse) => response.end('other'));
  const { handle } = createAppserviceHandler({}, { hsToken: 'token' });
  const server = createServer(createNodeListener({ handle }, { fallback }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect((await fetch(`${url}/_matrix/app/v1/keys/query`)).status).toBe(401);
  expect(await (await fetch(`${url}/health`)).text()).toBe('other');
  expect(fallback).toHaveBeenCalledOnce();
  server.closeAllConnections();
  server.close();
});

it('answers 404, or 401 without a token, to what is under no route of ours where there is no fallback (A5)', async () => {
  const server = await listen();
  expect(await call(server, { path: '/health' })).toMatchObject({ status: 404 });
  expect(await call(server, { path: '/health', headers: { authorization: '' } })).toMatchObject({ status: 401 });
});
