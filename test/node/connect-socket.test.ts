import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readAnswerBytes } from '../../src/check/appservice/read-answer-bytes.js';
import { connectSocket } from '../../src/node/index.js';
import { projectRoot } from '../helpers/project.js';
import { temporaryFolder } from './temporary-folder.js';

const pem = readFileSync(join(projectRoot, 'test/node/fixtures/self-signed.pem'));
const path = temporaryFolder();
const servers: Server[] = [];
const never = new AbortController().signal;

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function listen(server: Server, at: string | undefined): Promise<number> {
  servers.push(server);
  server.on('request', (_, response) => void response.end('hello'));
  if (at === undefined) server.listen(0, '127.0.0.1');
  else server.listen(at);
  await once(server, 'listening');
  return at === undefined ? (server.address() as AddressInfo).port : 0;
}

async function ask(url: string): Promise<number> {
  const { write, received, close } = await connectSocket(url, never);
  await write(new TextEncoder().encode('GET / HTTP/1.0\r\n\r\n'));
  const { status } = await readAnswerBytes(received);
  close();
  return status;
}

describe('connectSocket', () => {
  it('reaches servers of http URLs, and of unix sockets', async () => {
    const port = await listen(createServer(), undefined);
    expect(await ask(`http://127.0.0.1:${port}/path`)).toBe(200);
    const socket = path('as.sock');
    await listen(createServer(), socket);
    expect(await ask(`unix://${socket}`)).toBe(200);
  });

  it('rejects with the code of the runtime where none listens, or its certificate is not trusted', async () => {
    const port = await listen(createTlsServer({ key: pem, cert: pem }), undefined);
    await expect(connectSocket(`https://127.0.0.1:${port}`, never)).rejects.toMatchObject({
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
    servers.splice(0).forEach((server) => server.close());
    await expect(connectSocket(`http://127.0.0.1:${port}`, never)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('gives up when the signal is aborted, before and after it has connected', async () => {
    const port = await listen(createServer(), undefined);
    const url = `http://127.0.0.1:${port}`;
    await expect(connectSocket(url, AbortSignal.abort())).rejects.toMatchObject({ code: 'ECONNABORTED' });
    const ending = new AbortController();
    const { received } = await connectSocket(url, ending.signal);
    ending.abort();
    await expect(readAnswerBytes(received)).rejects.toThrow();
  });
});
