import { gzipSync } from 'node:zlib';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { forwardingServerOptions } from '../../../src/cli/proxy/listening.js';
import { deviceKeysOf, type FakeAppservice } from '../../helpers/appservices.js';
import { temporaryFolder } from '../temporary-folder.js';
import { connectRaw, startHomeserver, startProxy, type RunningProxy, type TestHomeserver } from './running-proxy.js';

const folder = temporaryFolder();
const ann = '@irc_ann:example.org';
const queryPath = '/_matrix/client/v3/keys/query';
const query = JSON.stringify({ device_keys: { [ann]: [] } });
const pem = fileURLToPath(new URL('../fixtures/self-signed.pem', import.meta.url));
const knowsAnn: FakeAppservice = { queryKeys: () => ({ device_keys: { [ann]: { D: deviceKeysOf(ann, 'D') } } }) };

/** A homeserver that tells what it was asked, and the proxy in front of it. */
async function both(args: readonly string[] = []): Promise<{ homeserver: TestHomeserver; proxy: RunningProxy }> {
  const homeserver = await startHomeserver(({ method, url, body }, response) => {
    response.end(JSON.stringify({ device_keys: {}, method, url, body: body.toString() }));
  });
  const proxy = await startProxy({ folder, homeserverUrl: homeserver.url, appservices: { irc: knowsAnn }, args });
  return { homeserver, proxy };
}

/** What the homeserver was asked by anyone but the proxy itself. */
function asked({ requests }: TestHomeserver): string[] {
  return requests
    .filter(({ url }) => !url.includes('whoami'))
    .map(({ method, url, body }) => `${method} ${url} ${body.toString('latin1')}`);
}

describe('a request that could be read in two ways', () => {
  const hidden = 'GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n';

  it.each([
    ['two lengths', `POST ${queryPath} HTTP/1.1\nHost: a\nContent-Length: 3\nContent-Length: 5\n\nabcde`],
    [
      'a length and chunks',
      `POST ${queryPath} HTTP/1.1\nHost: a\nContent-Length: 3\nTransfer-Encoding: chunked\n\n0\n\n`,
    ],
    ['chunks and a length', `POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\nContent-Length: 3\n\n0\n\n`],
    ['an unknown encoding', 'POST / HTTP/1.1\nHost: a\nTransfer-Encoding: xchunked\n\n0\n\n'],
    ['two encodings', 'POST / HTTP/1.1\nHost: a\nTransfer-Encoding: gzip, chunked\n\n0\n\n'],
    ['a space before the colon', 'POST / HTTP/1.1\nHost: a\nTransfer-Encoding : chunked\n\n0\n\n'],
    ['a folded header', 'POST / HTTP/1.1\nHost: a\nTransfer-Encoding:\n chunked, x\n\n0\n\n'],
    ['a negative length', 'POST / HTTP/1.1\nHost: a\nContent-Length: -1\n\n'],
    ['two hosts', 'GET / HTTP/1.1\nHost: a\nHost: b\n\n'],
    ['no host', 'GET / HTTP/1.1\n\n'],
    ['an absolute target', `POST http://elsewhere.test${queryPath} HTTP/1.1\nHost: a\nContent-Length: 0\n\n`],
    ['no path', 'OPTIONS * HTTP/1.1\nHost: a\n\n'],
    ['a tunnel', 'CONNECT elsewhere.test:443 HTTP/1.1\nHost: a\n\n'],
    ['a null character', 'GET /a\0b HTTP/1.1\nHost: a\n\n'],
  ])('is refused: %s', async (_, text) => {
    const { homeserver, proxy } = await both();
    const received = await connectRaw(proxy.urls.clients, text).closed;
    expect(received).toMatch(/^(?:HTTP\/1\.1 (?:400|501) [^]*|)$/);
    expect(homeserver.requests).toEqual([]);
  });

  it.each([
    ['GET', `Content-Length: ${hidden.length}\n\n${hidden}`],
    ['DELETE', `Content-Length: ${hidden.length}\n\n${hidden}`],
    ['POST', `Connection: content-length\nContent-Length: ${hidden.length}\n\n${hidden}`],
    [
      'POST',
      `Connection: close, transfer-encoding\nTransfer-Encoding: chunked\n\n${hidden.length.toString(16)}\n${hidden}\n0\n\n`,
    ],
    ['GET', `Transfer-Encoding: chunked\n\n${hidden.length.toString(16)}\n${hidden}\n0\n\n`],
    ['OPTIONS', `Transfer-Encoding: chunked\n\n${hidden.length.toString(16)}\n${hidden}\n0\n\n`],
    ['DELETE', `TRANSFER-ENCODING: CHUNKED\n\n${hidden.length.toString(16)}\n${hidden}\n0\n\n`],
    ['GET', `Connection: Upgrade\nUpgrade: websocket\nContent-Length: ${hidden.length}\n\n${hidden}`],
    ['POST', `Connection: Upgrade\nUpgrade: h2c\nContent-Length: ${hidden.length}\n\n${hidden}`],
  ])('is one request to the homeserver, body and all: %s with %j', async (method, rest) => {
    const { homeserver, proxy } = await both();
    const body = rest.replaceAll('\r\n', '\n');
    const { until } = connectRaw(proxy.urls.clients, `${method} /a HTTP/1.1\nHost: a\n${body}`);
    await until(/\}/);
    expect(asked(homeserver)).toEqual([`${method} /a ${hidden}`]);
  });

  it.each([
    ['GET', `Transfer-Encoding: chunked\n\n${hidden.length.toString(16)}\n${hidden}\n0\n\n`],
    ['DELETE', `Content-Length: ${hidden.length}\n\n${hidden}`],
    ['GET', `Connection: Upgrade\nUpgrade: h2c\nContent-Length: ${hidden.length}\n\n${hidden}`],
  ])('is one request behind thousands of headers, too: %s with %j', async (method, rest) => {
    const { homeserver, proxy } = await both();
    const head = `${method} /a HTTP/1.1\nHost: a\n${'a:\n'.repeat(2500)}`;
    const { socket, until } = connectRaw(proxy.urls.clients, head + rest.replaceAll('\r\n', '\n'));
    await until(/\}/);
    const last = 'GET /last HTTP/1.1\nHost: a\n\n';
    // Where an upgrade is declined, the answer may be the last one.
    if (rest.includes('Upgrade')) {
      await connectRaw(proxy.urls.clients, last).until(/\/last/);
    } else {
      socket.write(last.replaceAll('\n', '\r\n'));
      await until(/\/last/);
    }
    expect(asked(homeserver)).toEqual([`${method} /a ${hidden}`, 'GET /last ']);
  });

  it('is refused with more than 16 KiB of headers', async () => {
    const { homeserver, proxy } = await both();
    const text = `GET /a HTTP/1.1\nHost: a\n${`a: ${'b'.repeat(100)}\n`.repeat(200)}\n`;
    expect(await connectRaw(proxy.urls.clients, text).closed).toMatch(/^HTTP\/1\.1 431 /);
    expect(homeserver.requests).toEqual([]);
  });

  it('has a minute for its head, and its body any time', () => {
    const { headersTimeout, requestTimeout } = createServer(forwardingServerOptions);
    expect([headersTimeout, requestTimeout]).toEqual([60_000, 0]);
  });

  it('keeps its order among others on the same connection', async () => {
    const { homeserver, proxy } = await both();
    const get = (path: string): string => `GET ${path} HTTP/1.1\nHost: a\n\n`;
    const post = `POST ${queryPath} HTTP/1.1\nHost: a\nContent-Length: ${query.length}\n\n${query}`;
    const { until } = connectRaw(proxy.urls.clients, get('/1') + post + get('/2') + get('/3'));
    const received = await until(/\/3/);
    expect(received.match(/"url":"[^"]*"/g)).toEqual(['/1', queryPath, '/2', '/3'].map((url) => `"url":"${url}"`));
    expect(asked(homeserver)).toHaveLength(4);
  });
});

describe('paths', () => {
  it.each([
    '//_matrix/client/v3/keys/query',
    '/_matrix/client/v3/keys/query/',
    '/_matrix/client/v3/keys/%71uery?a=%2e%2E/',
    '/x/../_matrix/client/v3/keys/query',
    '/_matrix/%2e%2e/_matrix/client/v3/keys/query',
    '/a?b?c=%zz&d=[]|{}',
    '/?',
  ])('reach the homeserver as they were sent: %s', async (path) => {
    const { homeserver, proxy } = await both();
    const text = `POST ${path} HTTP/1.1\nHost: a\nContent-Length: ${query.length}\n\n${query}`;
    await connectRaw(proxy.urls.clients, text).until(/\}/);
    expect(asked(homeserver)).toEqual([`POST ${path} ${query}`]);
    expect(proxy.requests).toEqual([]);
  });

  it('of keys are the homeserver’s alone for other methods, such as a preflight', async () => {
    const { homeserver, proxy } = await both();
    for (const method of ['OPTIONS', 'GET', 'PUT', 'HEAD']) {
      const answer = await fetch(proxy.urls.clients + queryPath, { method });
      expect(answer.status).toBe(200);
    }
    expect(asked(homeserver)).toHaveLength(4);
    expect(proxy.requests).toEqual([]);
  });
});

describe('an upgrade', () => {
  it('to a WebSocket connects both sides, until the proxy is stopped', async () => {
    const { homeserver, proxy } = await both();
    homeserver.server.on('upgrade', ({ headers }, socket) => {
      socket.on('error', () => undefined);
      const accept = createHash('sha1')
        .update(`${headers['sec-websocket-key'] ?? ''}x`)
        .digest('base64');
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
      );
      socket.on('data', (data: Buffer) => socket.write(`you said ${data.toString()}`));
    });
    const head =
      'GET /ws HTTP/1.1\nHost: a\nConnection: keep-alive, Upgrade\nUpgrade: WebSocket\nSec-WebSocket-Key: a\n\n';
    const { socket, until, closed } = connectRaw(proxy.urls.clients, head);
    expect(await until(/\r\n\r\n/)).toMatch(/^HTTP\/1\.1 101 /);
    socket.write('hello');
    expect(await until(/you said/)).toContain('you said hello');
    const stopped = proxy.stop();
    await closed;
    expect((await stopped).status).toBe(0);
  });

  it('that the homeserver declines is answered as it says', async () => {
    const { proxy } = await both();
    const head = 'GET /ws HTTP/1.1\nHost: a\nConnection: Upgrade\nUpgrade: websocket\n\n';
    expect(await connectRaw(proxy.urls.clients, head).until(/\}/)).toMatch(/^HTTP\/1\.1 200 OK[^]*"url":"\/ws"/);
  });

  it('that the homeserver declines hides no request from the proxy', async () => {
    const { homeserver, proxy } = await both();
    const head = 'GET /ws HTTP/1.1\nHost: a\nConnection: Upgrade\nUpgrade: websocket\n\n';
    const spoofed = 'GET /next HTTP/1.1\nHost: a\nX-Forwarded-For: 10.9.8.7\n\n';
    const { socket, until } = connectRaw(proxy.urls.clients, head + spoofed);
    await until(/\}/);
    if (!socket.destroyed) socket.write(spoofed.replaceAll('\n', '\r\n'));
    expect((await fetch(`${proxy.urls.clients}/last`)).status).toBe(200);
    expect(asked(homeserver)).toEqual(['GET /ws ', 'GET /last ']);
  });

  it.each(['clients', 'federation'] as const)(
    'to anything else is declined, and the request answered: %s',
    async (name) => {
      const { homeserver, proxy } = await both(['--federation-listen', '0', '--cert', pem, '--key', pem]);
      const head = `POST ${queryPath} HTTP/1.1\nHost: a\nConnection: Upgrade, HTTP2-Settings\nUpgrade: h2c\nHTTP2-Settings: AAMA\n`;
      const { socket, until } = connectRaw(
        proxy.urls[name],
        `${head}Content-Length: ${query.length}\n\n${query.slice(0, 5)}`,
      );
      setImmediate(() => socket.write(query.slice(5)));
      const received = await until(/\}\}\}\}/);
      expect(received).toMatch(/^HTTP\/1\.1 200 OK/);
      expect(received).toContain('signed by appservice');
      await connectRaw(proxy.urls[name], 'GET /next HTTP/1.1\nHost: a\n\n').until(/\/next/);
      expect(asked(homeserver)).toEqual([`POST ${queryPath} ${query}`, 'GET /next ']);
      expect(homeserver.requests[0]?.headers).not.toHaveProperty('upgrade');
    },
  );

  it('that is refused or reset ends that connection alone', async () => {
    const { proxy } = await both();
    const head = 'Connection: Upgrade\nUpgrade: websocket\n\n';
    expect(await connectRaw(proxy.urls.clients, `GET a HTTP/1.1\nHost: a\n${head}`).closed).toMatch(/^HTTP\/1\.1 400/);
    const { socket } = connectRaw(proxy.urls.clients, `GET /ws HTTP/1.1\nHost: a\n${head}`);
    (socket as unknown as { resetAndDestroy: () => void }).resetAndDestroy();
    expect((await fetch(`${proxy.urls.clients}/a`)).status).toBe(200);
  });
});

describe('bodies', () => {
  it('that are not UTF-8 reach the homeserver byte by byte, and its answer is passed back', async () => {
    const { homeserver, proxy } = await both();
    const body = Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x7d]);
    const answer = await fetch(proxy.urls.clients + queryPath, { method: 'POST', body });
    expect(answer.status).toBe(200);
    expect(homeserver.requests[0]?.body.equals(body)).toBe(true);
    expect(proxy.requests).toEqual([]);
  });

  it('that are announced with Expect are sent after a 100, of which the homeserver knows nothing', async () => {
    const { homeserver, proxy } = await both();
    const head = `POST ${queryPath} HTTP/1.1\nHost: a\nExpect: 100-continue\nContent-Length: ${query.length}\n\n`;
    const { socket, until } = connectRaw(proxy.urls.clients, head);
    expect(await until(/\r\n\r\n/)).toMatch(/^HTTP\/1\.1 100 Continue/);
    socket.write(query);
    expect(await until(/\}\}\}\}/)).toContain('signed by appservice');
    expect(homeserver.requests[0]?.headers).not.toHaveProperty('expect');
  });

  it('of an HTTP/1.0 client are answered without chunks, on a connection that ends', async () => {
    const { proxy } = await both();
    const text = `POST ${queryPath} HTTP/1.0\nContent-Length: ${query.length}\n\n${query}`;
    const received = await connectRaw(proxy.urls.clients, text).closed;
    expect(received).toMatch(/^HTTP\/1\.1 200 OK[^]*signed by appservice/);
    expect(received).not.toMatch(/chunked/i);
  });
});

describe('an answer of the homeserver', () => {
  it('that is compressed without being asked to stays as it is', async () => {
    const zipped = gzipSync('{"device_keys":{}}');
    const homeserver = await startHomeserver((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(zipped),
    );
    const proxy = await startProxy({ folder, homeserverUrl: homeserver.url, appservices: { irc: knowsAnn } });
    const answer = await fetch(proxy.urls.clients + queryPath, { method: 'POST', body: query });
    expect(await answer.json()).toEqual({ device_keys: {} });
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(proxy.requests).toEqual([]);
    expect(proxy.stderr()).toContain('warning: no keys were added to an answer: it is compressed');
  });

  it('may be compressed on all other paths', async () => {
    const homeserver = await startHomeserver(({ headers }, response) => response.end(headers['accept-encoding']));
    const proxy = await startProxy({ folder, homeserverUrl: homeserver.url });
    const answer = await fetch(`${proxy.urls.clients}/a`, { headers: { 'accept-encoding': 'br, gzip' } });
    expect(await answer.text()).toBe('br, gzip');
  });

  it('that breaks off is broken off for the client, too, whether keys were asked for or not', async () => {
    const homeserver = await startHomeserver((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"device_keys"', () => response.destroy());
    });
    const proxy = await startProxy({ folder, homeserverUrl: homeserver.url, appservices: { irc: knowsAnn } });
    for (const path of [queryPath, '/a']) {
      const answer = fetch(proxy.urls.clients + path, { method: 'POST', body: query }).then((each) => each.text());
      await expect(answer).rejects.toThrow();
    }
    expect(proxy.requests).toEqual([]);
  });

  it('that never begins, or is no HTTP, becomes a 502 without any of it, and the next request is answered', async () => {
    let broken = 0;
    const homeserver = await startHomeserver(
      (_, response) => response.end('{}'),
      (message) => {
        if (!message.url?.startsWith('/broken')) return false;
        broken += 1;
        if (broken % 2 === 0) message.socket.end('token-of-bob: nonsense\r\n\r\n');
        else message.socket.destroy();
        return true;
      },
    );
    const proxy = await startProxy({ folder, homeserverUrl: homeserver.url });
    for (let i = 0; i < 4; i++) {
      const answer = await fetch(`${proxy.urls.clients}/broken?access_token=token-of-bob`, {
        method: 'POST',
        body: 'a',
      });
      expect([answer.status, await answer.text()]).toEqual([502, expect.not.stringContaining('token-of')]);
      expect((await fetch(`${proxy.urls.clients}/a`)).status).toBe(200);
    }
    expect(proxy.stderr()).not.toContain('token-of');
  });

  it('that comes before the whole request reaches the client', async () => {
    const homeserver = await startHomeserver(
      () => undefined,
      (message, response) => {
        response.writeHead(413, { connection: 'close' }).end('{"errcode":"M_TOO_LARGE"}');
        message.resume();
        return true;
      },
    );
    const proxy = await startProxy({ folder, homeserverUrl: homeserver.url });
    for (const path of ['/upload', queryPath]) {
      const head = `POST ${path} HTTP/1.1\nHost: a\nContent-Length: 1000000\n\nabc`;
      expect(await connectRaw(proxy.urls.clients, head).until(/TOO_LARGE/)).toMatch(/^HTTP\/1\.1 413[^]*M_TOO_LARGE/);
    }
  });

  it('waits for a client that reads slowly, so the proxy does not keep it', async () => {
    let written = 0;
    const homeserver = await startHomeserver((_, response) => {
      const chunk = Buffer.alloc(2 ** 16);
      const write = (): void => {
        do written += chunk.length;
        while (response.write(chunk) && written < 2 ** 28);
      };
      response.on('drain', write);
      write();
    });
    const proxy = await startProxy({ folder, homeserverUrl: homeserver.url });
    const { socket, until } = connectRaw(proxy.urls.clients, 'GET /large HTTP/1.1\nHost: a\n\n');
    await until(/200 OK/);
    socket.pause();
    // Time in which all of it would have come.
    for (let i = 0; i < 100; i++) await (await fetch(`${proxy.urls.clients}/_matrix/client/v3/account/whoami`)).text();
    expect(written).toBeLessThan(2 ** 26);
  });
});

describe('a client that goes away', () => {
  it('ends its request to the homeserver, and the question to the appservice', async () => {
    const signals: AbortSignal[] = [];
    const hanging: FakeAppservice = ({ signal }) => {
      signals.push(signal);
      return new Promise(() => undefined);
    };
    const homeserver = await startHomeserver(({ url }, response) => {
      if (url !== '/hanging') response.end('{"device_keys":{}}');
    });
    const proxy = await startProxy({ folder, homeserverUrl: homeserver.url, appservices: { irc: hanging } });
    const waiting = connectRaw(proxy.urls.clients, 'GET /hanging HTTP/1.1\nHost: a\n\n');
    await expect.poll(() => homeserver.requests.length).toBe(1);
    waiting.socket.destroy();
    await expect.poll(() => homeserver.sockets.size).toBe(0);

    const head = `POST ${queryPath} HTTP/1.1\nHost: a\nContent-Length: ${query.length}\n\n${query}`;
    const asking = connectRaw(proxy.urls.clients, head);
    await expect.poll(() => signals.length).toBe(1);
    asking.socket.destroy();
    await expect.poll(() => signals[0]?.aborted).toBe(true);

    const uploading = connectRaw(proxy.urls.clients, 'POST /upload HTTP/1.1\nHost: a\nContent-Length: 1000000\n\nabc');
    await expect.poll(() => homeserver.sockets.size).toBeGreaterThan(0);
    uploading.socket.destroy();
    expect((await fetch(`${proxy.urls.clients}/a`)).status).toBe(200);
    expect((await proxy.stop()).stdout).toContain('without an answer: 0.');
  });
});
