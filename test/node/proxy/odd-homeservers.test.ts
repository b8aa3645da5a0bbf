import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../temporary-folder.js';
import { connectRaw, startProxy, type RunningProxy } from './running-proxy.js';

const folder = temporaryFolder();
const queryPath = '/_matrix/client/v3/keys/query';

/** Answers the head of a request with bytes of its own. */
type Answering = (path: string, socket: Socket) => void;

/** The proxy in front of a homeserver that writes its own bytes, with the connections to it that are open. */
async function inFrontOf(answer: Answering): Promise<{ proxy: RunningProxy; sockets: ReadonlySet<Socket> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      for (let end = text.indexOf('\r\n\r\n'); end !== -1; end = text.indexOf('\r\n\r\n')) {
        const [, path = ''] = text.split(' ', 2);
        text = text.slice(end + 4);
        answer(path, socket);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const homeserverUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { proxy: await startProxy({ folder, homeserverUrl }), sockets };
}

const get = (path: string, headers = ''): string => `GET ${path} HTTP/1.1\nHost: a\n${headers}\n`;
const webSocket = 'Connection: Upgrade\nUpgrade: websocket\n';
const switching = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

describe('a head that Node would refuse to write', () => {
  const heads: Readonly<Record<string, string>> = {
    '/99': 'HTTP/1.1 099 Odd',
    '/0': 'HTTP/1.1 000 Odd',
    '/bell': 'HTTP/1.1 404 Not\u0007 Found',
    '/delete': 'HTTP/1.1 200 \u007f',
  };
  const odd: Answering = (path, socket) => {
    socket.write(Buffer.from(`${heads[path] ?? heads['/99']}\r\nContent-Length: 2\r\n\r\n{}`, 'latin1'));
  };

  it.each([
    ['/99', /^HTTP\/1\.1 502 Bad Gateway\r\n/],
    ['/0', /^HTTP\/1\.1 502 Bad Gateway\r\n/],
    ['/bell', /^HTTP\/1\.1 404 Not Found\r\n/],
    ['/delete', /^HTTP\/1\.1 200 OK\r\n/],
    [queryPath, /^HTTP\/1\.1 502 /],
  ])('does not end the proxy: %s', async (path, expected) => {
    const { proxy } = await inFrontOf(odd);
    const text = path === queryPath ? `POST ${path} HTTP/1.1\nHost: a\nContent-Length: 2\n\n{}` : get(path);
    expect(await connectRaw(proxy.urls.clients, text).until(/\{\}/)).toMatch(expected);
    expect(await connectRaw(proxy.urls.clients, get('/bell')).until(/\{\}/)).toMatch(/^HTTP\/1\.1 404 /);
  });

  it('counts as a failure of the homeserver if it has no status', async () => {
    const { proxy } = await inFrontOf(odd);
    await connectRaw(proxy.urls.clients, get('/99')).until(/\{\}/);
    await connectRaw(proxy.urls.clients, get('/bell')).until(/\{\}/);
    expect((await proxy.stop()).stdout).toContain('without an answer: 1.');
  });
});

describe('a WebSocket', () => {
  const upgrading: Answering = (path, socket) => {
    if (path === '/ws') socket.write(switching);
  };

  it('ends on both sides when the proxy is stopped', async () => {
    const { proxy, sockets } = await inFrontOf(upgrading);
    const { until, closed } = connectRaw(proxy.urls.clients, get('/ws', webSocket));
    await until(/101/);
    expect((await proxy.stop()).status).toBe(0);
    await closed;
    await expect.poll(() => sockets.size).toBe(0);
  });

  it('ends for the homeserver when the client is gone, answered or not', async () => {
    const { proxy, sockets } = await inFrontOf(upgrading);
    const never = connectRaw(proxy.urls.clients, get('/never', webSocket));
    const open = connectRaw(proxy.urls.clients, get('/ws', webSocket));
    await open.until(/101/);
    await expect.poll(() => sockets.size).toBe(2);
    never.socket.destroy();
    open.socket.destroy();
    await expect.poll(() => sockets.size).toBe(0);
    expect((await proxy.stop()).stdout).toContain('without an answer: 0.');
  });

  it('brings the client what the homeserver said last', async () => {
    const { proxy } = await inFrontOf((_, socket) => {
      socket.write(switching);
      socket.end('last words');
    });
    expect(await connectRaw(proxy.urls.clients, get('/ws', webSocket)).closed).toContain('last words');
  });

  it('behind a request that is not answered yet ends the connection, so that its answer is not taken for that one’s', async () => {
    const { proxy } = await inFrontOf((path, socket) => {
      if (path === '/quick') socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nquick');
    });
    const received = await connectRaw(proxy.urls.clients, get('/slow') + get('/quick', webSocket)).closed;
    expect(received).not.toContain('quick');
  });
});

it.each(['GET /a', `POST ${queryPath}`])('a 101 without an upgrade is a 502: %s', async (request) => {
  const { proxy } = await inFrontOf((_, socket) => socket.write(switching));
  const text = `${request} HTTP/1.1\nHost: a\nContent-Length: 2\n\n{}`;
  expect(await connectRaw(proxy.urls.clients, text).until(/\}/)).toMatch(/^HTTP\/1\.1 502 /);
  expect((await proxy.stop()).stdout).toContain('without an answer: 1.');
});
