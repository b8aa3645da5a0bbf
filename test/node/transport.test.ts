import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createAppserviceClient } from '../../src/client/index.js';
import { createNodeTransport, type NodeTransport, type NodeTransportOptions } from '../../src/node/index.js';
import { registrationOf } from '../helpers/appservices.js';
import { projectRoot } from '../helpers/project.js';
import { reasonOf } from '../helpers/reason-of.js';

const pem = readFileSync(join(projectRoot, 'test/node/fixtures/self-signed.pem'));

const ipv6 = await hasIpv6();

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Peer {
  readonly url: string;
  /** Every connection so far. */
  readonly sockets: readonly Socket[];
  readonly requests: readonly IncomingMessage[];
}

/** A server on a free port, until the test is over. */
async function serve(answer: RequestListener, host = '127.0.0.1', secure = false): Promise<Peer> {
  const sockets: Socket[] = [];
  const requests: IncomingMessage[] = [];
  const server: Server = secure ? createTlsServer({ key: pem, cert: pem }) : createServer();
  server.on('connection', (socket: Socket) => {
    socket.on('error', () => undefined);
    sockets.push(socket);
  });
  server.on('request', (request, response) => {
    requests.push(request);
    answer(request, response);
  });
  server.listen(0, host);
  await once(server, 'listening');
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `${secure ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`,
    sockets,
    requests,
  };
}

function transportOf(options?: NodeTransportOptions): NodeTransport {
  const transport = createNodeTransport(options);
  closers.push(() => {
    transport.close();
  });
  return transport;
}

const ok: RequestListener = (request, response) => {
  request.resume().on('end', () => response.end('{}'));
};

/** Echoes method, target and body. */
const echo: RequestListener = (request, response) => {
  let text = '';
  request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  request.on('end', () => response.end(JSON.stringify([request.method, request.url, text])));
};

describe('the Node transport as a fetch', () => {
  it('sends method, path, query, headers and body, and the length of the body', async () => {
    const peer = await serve(echo);
    const init = { method: 'PUT', body: '{"ü":"😀"}', headers: { 'x-a': 'b' } };
    const response = await transportOf()(new Request(`${peer.url}/a%20b?c=%2F#d`, init));
    expect(response).toMatchObject({ status: 200, redirected: false });
    expect(await response.json()).toEqual(['PUT', '/a%20b?c=%2F', '{"ü":"😀"}']);
    expect(peer.requests[0]?.headers).toMatchObject({ 'x-a': 'b', 'content-length': '13', connection: 'keep-alive' });
    expect(peer.requests[0]?.headers['transfer-encoding']).toBeUndefined();
    expect(peer.requests[0]?.headers.host).toBe(new URL(peer.url).host);
  });

  it('sends a GET without a body and without a length', async () => {
    const peer = await serve(echo);
    expect(await (await transportOf()(new Request(peer.url))).json()).toEqual(['GET', '/', '']);
    expect(peer.requests[0]?.headers['content-length']).toBeUndefined();
  });

  it('gives an answer as it came: no redirect followed, nothing unpacked (N8, S2)', async () => {
    const peer = await serve((_, response) => {
      response.writeHead(307, { location: '/elsewhere', 'content-encoding': 'gzip' }).end(gzipSync('{}'));
    });
    const response = await transportOf()(new Request(peer.url));
    expect(response.status).toBe(307);
    expect(response.headers.get('location')).toBe('/elsewhere');
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array(gzipSync('{}')));
    expect(peer.requests).toHaveLength(1);
  });

  it.each([204, 205, 304])('gives an answer of the status %i without a body', async (status) => {
    const peer = await serve((_, response) => response.writeHead(status).end());
    expect(await transportOf()(new Request(peer.url))).toMatchObject({ status, body: null });
  });

  it('rejects as fetch does, with the runtime’s error as the cause', async () => {
    const peer = await serve((request) => request.socket.resetAndDestroy());
    const reset = await reasonOf(transportOf()(new Request(peer.url)));
    expect(reset).toBeInstanceOf(TypeError);
    expect(reset).toMatchObject({ cause: { code: 'ECONNRESET' } });
    expect(await reasonOf(transportOf()(new Request('data:,x')))).toBeInstanceOf(TypeError);
  });

  it('keeps what was received out of the cause, since a token may have been sent back (S5)', async () => {
    const peer = await serve(({ headers, socket }) => socket.end(`HTTP/1.1 ${headers.authorization ?? ''}\r\n\r\n`));
    const error = await reasonOf(
      transportOf()(new Request(peer.url, { headers: { authorization: 'Bearer hs-token' } })),
    );
    expect(error).toMatchObject({ cause: { code: expect.stringMatching(/^HPE_/) as string } });
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toMatch(/hs-token|Buffer/);
  });

  it('closes the connection and rejects with the reason when the signal is aborted: before, meanwhile, in the body', async () => {
    const peer = await serve((_, response) => {
      response.write('half');
    });
    const silent = await serve(() => undefined);
    const transport = transportOf();
    const reason = new Error('enough');
    expect(await reasonOf(transport(new Request(peer.url, { signal: AbortSignal.abort(reason) })))).toBe(reason);
    expect(peer.requests).toEqual([]);

    const meanwhile = new AbortController();
    const pending = reasonOf(transport(new Request(silent.url, { signal: meanwhile.signal })));
    await expect.poll(() => silent.requests.length).toBe(1);
    meanwhile.abort(reason);
    expect(await pending).toBe(reason);
    await expect.poll(() => silent.sockets.every(({ destroyed }) => destroyed)).toBe(true);

    const inBody = new AbortController();
    const response = await transport(new Request(peer.url, { signal: inBody.signal }));
    inBody.abort(reason);
    expect(await reasonOf(response.text())).toBeInstanceOf(Error);
    await expect.poll(() => peer.sockets.every(({ destroyed }) => destroyed)).toBe(true);
  });

  it('closes the connection when nobody wants the rest of a body', async () => {
    const peer = await serve((_, response) => {
      response.write('half');
    });
    const response = await transportOf()(new Request(peer.url));
    await response.body?.cancel();
    await expect.poll(() => peer.sockets.every(({ destroyed }) => destroyed)).toBe(true);
  });
});

describe('connections of the Node transport', () => {
  const callsOf = (url: string, fetch: NodeTransport) => {
    const client = createAppserviceClient(registrationOf('irc', { url }), { fetch });
    return {
      queryKeys: (signal?: AbortSignal) => client.queryKeys({}, { signal }),
      claimKeys: () => client.claimKeys({}),
    };
  };

  it('are used again', async () => {
    const peer = await serve(ok);
    const { queryKeys } = callsOf(peer.url, transportOf());
    for (let i = 0; i < 3; i++) await queryKeys();
    expect(peer.requests).toHaveLength(3);
    expect(peer.sockets).toHaveLength(1);
  });

  it('that break as they are used again have nothing sent twice (N3)', async () => {
    const peer = await serve((request, response) => {
      if (peer.requests.length === 1) ok(request, response);
      else request.socket.resetAndDestroy();
    });
    const { claimKeys } = callsOf(peer.url, transportOf());
    await claimKeys();
    expect(await reasonOf(claimKeys())).toMatchObject({ name: 'ConnectionError', code: 'ECONNRESET' });
    expect(peer.requests).toHaveLength(2);
    expect(peer.sockets).toHaveLength(1);
  });

  it('are closed when something comes that nobody asked for, which would be taken for the next answer', async () => {
    const peer = await serve(ok);
    const { queryKeys } = callsOf(peer.url, transportOf());
    await queryKeys();
    peer.sockets[0]?.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"a"');
    await expect.poll(() => peer.sockets[0]?.destroyed).toBe(true);
    expect(await queryKeys()).toEqual({});
    expect(peer.sockets).toHaveLength(2);
  });

  it('are given up once they were idle for a while, and not while an answer takes longer', async () => {
    const peer = await serve((request, response) => {
      request.resume();
      setTimeout(() => response.end('{}'), 50);
    });
    const { queryKeys } = callsOf(peer.url, transportOf({ keepAliveMs: 5 }));
    for (let i = 0; i < 2; i++) {
      expect(await queryKeys()).toEqual({});
      await expect.poll(() => peer.sockets.every(({ destroyed }) => destroyed)).toBe(true);
    }
    expect(peer.sockets).toHaveLength(2);
  });

  it('are no more than `maxSockets` to one server', async () => {
    const peer = await serve(ok);
    const { queryKeys } = callsOf(peer.url, transportOf({ maxSockets: 1 }));
    await Promise.all([queryKeys(), queryKeys(), queryKeys()]);
    expect(peer.requests).toHaveLength(3);
    expect(peer.sockets).toHaveLength(1);
  });

  it('are not taken by a request that was aborted while it waited for one', async () => {
    const peer = await serve(() => undefined);
    const { queryKeys } = callsOf(peer.url, transportOf({ maxSockets: 1 }));
    const [first, second] = [new AbortController(), new AbortController()];
    const pending = [reasonOf(queryKeys(first.signal)), reasonOf(queryKeys(second.signal))];
    await expect.poll(() => peer.requests.length).toBe(1);
    second.abort('second');
    first.abort('first');
    expect(await Promise.all(pending)).toEqual(['first', 'second']);
    expect(peer.requests).toHaveLength(1);
  });

  it('end with close(), and what is under way on them fails', async () => {
    let answer: RequestListener = () => undefined;
    const peer = await serve((request, response) => {
      answer(request, response);
    });
    const transport = transportOf();
    const { queryKeys } = callsOf(peer.url, transport);
    const pending = reasonOf(queryKeys());
    await expect.poll(() => peer.requests.length).toBe(1);
    transport.close();
    expect(await pending).toMatchObject({ name: 'ConnectionError' });
    await expect.poll(() => peer.sockets.every(({ destroyed }) => destroyed)).toBe(true);
    answer = ok;
    expect(await queryKeys()).toEqual({});
  });

  it.skipIf(!ipv6)('may go to IPv6 addresses (skipped where the machine has none)', async () => {
    const peer = await serve(ok, '::1');
    expect(await callsOf(peer.url, transportOf()).queryKeys()).toEqual({});
    expect(peer.requests[0]?.headers.host).toBe(new URL(peer.url).host);
  });

  it('refuse a certificate that nobody vouches for, and take it where `tls` says so', async () => {
    const peer = await serve(ok, '127.0.0.1', true);
    const error = { name: 'ConnectionError', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' };
    expect(await reasonOf(callsOf(peer.url, transportOf()).queryKeys())).toMatchObject(error);
    expect(peer.requests).toEqual([]);
    expect(await callsOf(peer.url, transportOf({ tls: { ca: pem } })).queryKeys()).toEqual({});
  });
});

describe('answers over the Node transport', () => {
  const query = (url: string): Promise<unknown> =>
    createAppserviceClient(registrationOf('irc', { url }), { fetch: transportOf() }).queryKeys({});

  it('may be announced by 100 and 103', async () => {
    const peer = await serve((request, response) => {
      response.writeContinue();
      response.writeEarlyHints({ link: '</a>; rel=preload' });
      ok(request, response);
    });
    expect(await query(peer.url)).toEqual({});
  });

  it('are none where the server switches to another protocol', async () => {
    const peer = await serve(({ socket }) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n');
    });
    expect(await reasonOf(query(peer.url))).toMatchObject({ name: 'ConnectionError' });
    await expect.poll(() => peer.sockets.every(({ destroyed }) => destroyed)).toBe(true);
  });

  it.each(['777', '000', '099'])('are refused with %s, a status that the web does not know', async (status) => {
    const peer = await serve(({ socket }) => {
      socket.end(`HTTP/1.1 ${status} Lucky\r\ncontent-length: 2\r\n\r\n{}`);
    });
    expect(await reasonOf(query(peer.url))).toMatchObject({ reason: 'unknown-status' });
    expect(await reasonOf(transportOf()(new Request(peer.url)))).toBeInstanceOf(TypeError);
  });

  it('say when to ask again', async () => {
    const peer = await serve((_, response) => response.writeHead(429, { 'retry-after': '7' }).end('{}'));
    expect(await reasonOf(query(peer.url))).toMatchObject({ status: 429, retryAfterMs: 7000 });
  });
});

async function hasIpv6(): Promise<boolean> {
  const server = createServer();
  const listening = await new Promise<boolean>((resolve) => {
    server.once('error', () => {
      resolve(false);
    });
    server.listen(0, '::1', () => {
      resolve(true);
    });
  });
  server.close();
  return listening;
}
