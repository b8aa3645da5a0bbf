import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { createAppserviceHandler, type AppserviceHandlers } from '../../src/appservice/index.js';
import { createAppserviceClient, type AppserviceClient } from '../../src/client/index.js';
import { createNodeListener, createNodeTransport, type NodeTransport } from '../../src/node/index.js';
import { readRegistration } from '../../src/registration/index.js';
import { deviceKeysOf, registrationOf } from '../helpers/appservices.js';
import { proxyOver } from '../helpers/proxy-over.js';
import { reasonOf } from '../helpers/reason-of.js';
import { runCli } from '../cli/run-cli.js';
import { temporaryFolder } from './temporary-folder.js';

const ann = '@irc_ann:example.org';
const path = temporaryFolder();

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** The URL of a socket in the test's folder: what a file URL escapes is escaped in it. */
function urlOf(name: string): string {
  return pathToFileURL(path(name)).href.replace(/^file:/, 'unix:');
}

interface Peer {
  readonly url: string;
  readonly requests: IncomingMessage[];
  readonly sockets: Socket[];
}

/** An appservice that listens on a socket until the test is over. */
async function serve(name: string, handlers: AppserviceHandlers): Promise<Peer> {
  const requests: IncomingMessage[] = [];
  const sockets: Socket[] = [];
  const listener = createNodeListener(createAppserviceHandler(handlers, { hsToken: 'hs-token-of-irc' }));
  const server = createServer((request, response) => {
    requests.push(request);
    listener(request, response);
  });
  server.on('connection', (socket: Socket) => sockets.push(socket));
  server.listen(path(name));
  await once(server, 'listening');
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: urlOf(name), requests, sockets };
}

function transport(): NodeTransport {
  const fetch = createNodeTransport();
  closers.push(() => {
    fetch.close();
  });
  return fetch;
}

function clientOf(url: string, fetch: NodeTransport | undefined = transport()): AppserviceClient {
  return createAppserviceClient(readRegistration(registrationOf('irc', { url })).registration, { fetch });
}

describe('an appservice whose URL is a unix socket', () => {
  it('is pinged, asked for keys and sent transactions over the Node transport, on one connection (G8)', async () => {
    const delivered: string[] = [];
    const { url, requests, sockets } = await serve('as.sock', {
      queryKeys: () => ({ device_keys: { [ann]: { D: deviceKeysOf(ann, 'D') } } }),
      claimKeys: () => ({ [ann]: { D: { 'curve25519:A': 'key' } } }),
      transaction: (_, { id }) => {
        delivered.push(id);
      },
    });
    const client = clientOf(url);
    await client.ping('1');
    expect((await client.queryKeys({ [ann]: [] })).device_keys).toHaveProperty([ann, 'D']);
    expect(await client.claimKeys({ [ann]: { D: ['curve25519'] } })).toHaveProperty([ann, 'D']);
    await client.sendTransaction('a/b', { events: [] });
    expect((await client.http.POST('/_matrix/app/v1/ping', { body: {} })).response.status).toBe(200);
    expect(delivered).toEqual(['a/b']);
    expect(requests.map((request) => request.headers.host)).toEqual(Array(5).fill('localhost'));
    expect(requests[0]?.url).toBe('/_matrix/app/v1/ping');
    expect(sockets).toHaveLength(1);
  });

  it('is asked by the key proxy, over the Node transport', async () => {
    const { url } = await serve('as.sock', {
      queryKeys: () => ({ device_keys: { [ann]: { D: deviceKeysOf(ann, 'D') } } }),
    });
    const { proxy, failures } = proxyOver({}, undefined, {
      registrations: [registrationOf('irc', { url })],
      fetch: transport(),
    });
    const { device_keys: keys } = await proxy.queryKeys({ [ann]: [] }, { userId: '@bob:example.org' });
    expect(keys).toHaveProperty([ann, 'D']);
    expect(failures).toEqual([]);
  });

  it('has a path whose percent-encoding is undone, and may have any character', async () => {
    mkdirSync(path('my ?#%ü:@'));
    const { url } = await serve('my ?#%ü:@/as.sock', {});
    expect(url).toContain('my%20%3F%23%25%C3%BC:@');
    await clientOf(url).ping();
    await clientOf(url.replace('unix:', 'UNIX:')).ping();
  });

  it('is reached through a Request, too', async () => {
    const { url } = await serve('as.sock', {});
    const host = encodeURIComponent(decodeURIComponent(url.slice('unix://'.length)));
    const request = new Request(`http+unix://${host}/_matrix/app/v1/ping`, {
      method: 'POST',
      body: '{}',
      headers: { authorization: 'Bearer hs-token-of-irc' },
    });
    expect((await transport()(request)).status).toBe(200);
  });

  it('fails with ENOENT where there is no such socket, and ECONNREFUSED where nothing listens on it', async () => {
    expect(await reasonOf(clientOf(urlOf('none.sock')).ping())).toMatchObject({
      name: 'ConnectionError',
      code: 'ENOENT',
    });
    writeFileSync(path('file'), '');
    const refused = { name: 'ConnectionError', code: 'ECONNREFUSED' };
    expect(await reasonOf(clientOf(urlOf('file')).ping())).toMatchObject(refused);
    expect(await reasonOf(clientOf(`${urlOf('file')}/as.sock`).ping())).toMatchObject({ code: 'ENOTDIR' });
  });

  it('is not looked for at a path that is longer than the system’s limit, which Node would cut', async () => {
    const name = 'a'.repeat(107 - path('').length);
    const server = createTcpServer().listen(path(name));
    await once(server, 'listening');
    closers.push(() => server.close());
    const tooLong = { name: 'ConnectionError', code: 'ENAMETOOLONG' };
    expect(await reasonOf(clientOf(urlOf(`${name}bc`)).ping())).toMatchObject(tooLong);
  });

  it('gives a clear error over a fetch that reaches no sockets, and sends nothing', async () => {
    const { url, requests } = await serve('as.sock', {});
    const registration = registrationOf('irc', { url });
    for (const fetch of [undefined, (request: Request) => globalThis.fetch(request)]) {
      const error = await reasonOf(createAppserviceClient(registration, { fetch }).ping());
      expect(error).toMatchObject({ name: 'ConnectionError', code: 'SOCKET_UNSUPPORTED' });
      expect(String(error)).toContain('createNodeTransport');
      expect(String(error)).not.toContain('hs-token');
    }
    expect(requests).toEqual([]);
  });

  it.each([
    ['as.sock', 0, 'it is running'],
    ['none.sock', 1, 'There is no socket at unix:'],
    ['file', 1, 'Nothing listens on the socket at unix:'],
    ['b'.repeat(200), 1, 'is longer than the system allows'],
  ])('is pinged on the command line: %s', async (name, expected, words) => {
    const { url } = await serve('as.sock', {});
    writeFileSync(path('file'), '');
    writeFileSync(path('irc.yaml'), JSON.stringify(registrationOf('irc', { url: urlOf(name) })));
    const { status, stdout } = await runCli(['ping', path('irc.yaml')], { fetch: transport(), columns: 100 });
    expect(stdout.replace(/\s+/g, ' ')).toContain(words);
    expect(status).toBe(expected);
    const elsewhere = await runCli(['ping', path('irc.yaml'), '--url', url, '--json'], { fetch: transport() });
    expect(elsewhere.json()).toMatchObject({
      ok: true,
      url,
      requests: [{ path: '/_matrix/app/v1/ping', status: 200 }],
    });
  });
});
