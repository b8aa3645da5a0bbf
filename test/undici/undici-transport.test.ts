import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Agent, Client, interceptors, Pool, RetryAgent } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { createAppserviceClient } from '../../src/client/index.js';
import { createUndiciTransport, type UndiciDispatcher, type UndiciHandler } from '../../src/undici/index.js';
import { registrationOf } from '../helpers/appservices.js';
import { reasonOf } from '../helpers/reason-of.js';
import { temporaryFolder } from '../node/temporary-folder.js';

const inFolder = temporaryFolder();

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Serves on a free port, or a socket, until the test is over. */
async function serve(answer: RequestListener, socketPath?: string) {
  const sockets: Socket[] = [];
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method ?? ''} ${request.url ?? ''}`);
    answer(request, response);
  });
  server.on('connection', (socket: Socket) => sockets.push(socket));
  server.listen(socketPath === undefined ? { port: 0, host: '127.0.0.1' } : { path: socketPath });
  await once(server, 'listening');
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sockets, seen };
}

function agentOf(options?: Agent.Options): Agent {
  const agent = new Agent(options);
  closers.push(() => agent.destroy());
  return agent;
}

const ok: RequestListener = (request, response) => {
  request.resume().on('end', () => response.end('{}'));
};

describe('createUndiciTransport', () => {
  it('takes every plain dispatcher of undici, by its shape', () => {
    const agent: UndiciDispatcher = agentOf();
    const pool: UndiciDispatcher = new Pool('http://127.0.0.1:1');
    const client: UndiciDispatcher = new Client('http://127.0.0.1:1');
    for (const dispatcher of [agent, pool, client]) expect(createUndiciTransport(dispatcher)).toBeTypeOf('function');
  });

  const repeating: readonly (readonly [what: string, make: () => UndiciDispatcher])[] = [
    ['a RetryAgent', () => new RetryAgent(agentOf())],
    ['a composed one that retries', () => agentOf().compose(interceptors.retry())],
    ['a composed one that follows redirects', () => agentOf().compose(interceptors.redirect({ maxRedirections: 3 }))],
  ];
  it.each(repeating)('refuses %s, which may send a request more than once (N3)', (_, dispatcher) => {
    expect(() => createUndiciTransport(dispatcher())).toThrow('sends each request once');
  });

  it('refuses what is no dispatcher, and options of unknown names', () => {
    // @ts-expect-error -- it is none
    expect(() => createUndiciTransport({})).toThrow('needs a dispatcher of undici');
    // @ts-expect-error -- there is no such option
    expect(() => createUndiciTransport(agentOf(), { socket: 1 })).toThrow(TypeError);
  });

  it('fails where a dispatcher begins a request once more, and ends that one unsent (N3)', async () => {
    const aborted: Error[] = [];
    const controller = { abort: (reason: Error) => aborted.push(reason), pause: () => 0, resume: () => 0 };
    const repeating = {
      dispatch: (_: unknown, handler: UndiciHandler) => {
        handler.onRequestStart(controller);
        handler.onRequestStart(controller);
      },
    };
    const client = createAppserviceClient(registrationOf('irc'), { fetch: createUndiciTransport(repeating) });
    expect(await reasonOf(client.ping())).toMatchObject({ code: 'ECONNRESET' });
    expect(aborted.length).toBeGreaterThan(0);
  });

  it('does not send a request that is cancelled while it waits for a connection', async () => {
    const answers: (() => void)[] = [];
    const { url, seen } = await serve((_, response) => answers.push(() => response.end('{}')));
    const transport = createUndiciTransport(agentOf({ connections: 1, pipelining: 1 }));
    const client = createAppserviceClient({ ...registrationOf('irc'), url }, { fetch: transport });
    const first = client.ping();
    const controller = new AbortController();
    const waiting = client.queryKeys({}, { signal: controller.signal });
    await expect.poll(() => seen.length).toBe(1);
    controller.abort('enough');
    await expect(waiting).rejects.toBe('enough');
    answers[0]?.();
    await first;
    const last = client.ping();
    await expect.poll(() => answers.length).toBe(2);
    answers[1]?.();
    await last;
    expect(seen).toEqual(Array(2).fill('POST /_matrix/app/v1/ping'));
  });

  it('reuses connections', async () => {
    const { url, sockets } = await serve(ok);
    const transport = createUndiciTransport(agentOf());
    for (let i = 0; i < 5; i++) await (await transport(new Request(url, { method: 'POST', body: 'x' }))).text();
    // The first may not be idle yet when the second begins.
    expect(sockets.length).toBeLessThan(3);
  });

  it('passes a large body on at the speed of its reader', async () => {
    const sent = 'x'.repeat(4_000_000);
    const { url } = await serve((_, response) => response.end(sent));
    const response = await createUndiciTransport(agentOf())(new Request(url));
    expect(response.headers.get('content-length')).toBe('4000000');
    const reader = response.body?.getReader();
    let bytes = 0;
    for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) {
      bytes += next.value.byteLength;
      if (bytes < 200_000) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(bytes).toBe(4_000_000);
  });

  it('ends the connection where the reader of a response stops', async () => {
    const { url, sockets } = await serve((_, response) => response.write('begun'));
    const response = await createUndiciTransport(agentOf())(new Request(url));
    await response.body?.cancel();
    await once(sockets[0] ?? expect.fail('no connection'), 'close');
  });

  it('reaches a unix socket by the dispatcher that is made for it, once, and else says what is missing', async () => {
    const path = inFolder('as.sock');
    const { seen } = await serve(ok, path);
    const asked: string[] = [];
    const forSocket = (socketPath: string): Client => {
      asked.push(socketPath);
      const client = new Client('http://localhost', { socketPath });
      closers.push(() => client.destroy());
      return client;
    };
    const registration = { ...registrationOf('irc'), url: `unix://${path}` };
    const client = createAppserviceClient(registration, { fetch: createUndiciTransport(agentOf(), { forSocket }) });
    await client.ping();
    await client.ping();
    expect(seen).toEqual(Array(2).fill('POST /_matrix/app/v1/ping'));
    expect(asked).toEqual([path]);
    const without = createAppserviceClient(registration, { fetch: createUndiciTransport(agentOf()) });
    expect(await reasonOf(without.ping())).toMatchObject({ code: 'SOCKET_UNSUPPORTED' });
  });
});
