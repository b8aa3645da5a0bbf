import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BodyRecorder } from '../../../src/cli/proxy/body-recorder.js';
import { createForwarding, type ForwardingOptions } from '../../../src/cli/proxy/forwarding.js';
import { parseNetworks } from '../../../src/cli/proxy/forwarded-headers.js';
import { createProxyCounts } from '../../../src/cli/proxy/proxy-metrics.js';
import { createRequestHandler, type MergeLimits, type ProxyCounts } from '../../../src/cli/proxy/request-handler.js';
import type { AnswerMerger } from '../../../src/proxy/answer-merger.js';
import { projectFiles } from '../../helpers/project.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();
const queryPath = '/_matrix/client/v3/keys/query';
const pem = readFileSync(new URL('../fixtures/self-signed.pem', import.meta.url), 'utf8');

async function listening<S extends Server>(
  server: S,
  ...where: [port: number, host: string] | [path: string]
): Promise<S> {
  await new Promise<void>((resolve) => server.listen(...(where as [number, string]), resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return server;
}

async function homeserver(answer: RequestListener): Promise<string> {
  const server = await listening(createServer(answer), 0, '127.0.0.1');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

interface Front {
  readonly url: string;
  readonly counts: ProxyCounts;
  readonly failures: string[];
  readonly unmerged: [reason: string, error: unknown][];
}

/** The handler of the proxy with parts of its own, on a server. */
async function frontOf(
  homeserverUrl: string,
  merge: AnswerMerger['merge'],
  options: Pick<ForwardingOptions, 'idleMs'> & { limits?: MergeLimits } = {},
): Promise<Front> {
  const failures: string[] = [];
  const unmerged: Front['unmerged'] = [];
  const counts = createProxyCounts();
  const isLast = (): boolean => false;
  const { limits, ...others } = options;
  const forwarding = await createForwarding({
    ...{ homeserverUrl, isLast, onFailure: (code) => failures.push(code) },
    ...others,
  });
  onTestFinished(forwarding.close);
  const handler = createRequestHandler({
    ...{ forwarding, isLast, counts },
    merger: { merge, setRegistrations: () => undefined, metrics: () => expect.fail('not asked for') },
    viewers: { viewerOf: () => Promise.resolve(undefined) },
    trusts: parseNetworks('') ?? expect.fail('it can be parsed'),
    onUnmerged: (reason, error) => unmerged.push([reason, error]),
    ...(limits && { limits }),
  });
  return { url: await homeserver(handler.handle), counts, failures, unmerged };
}

const merging: AnswerMerger['merge'] = () => Promise.resolve('merged');

function post(url: string, body: string): Promise<string> {
  return fetch(url, { method: 'POST', body }).then((answer) => answer.text());
}

it('a request that has not all come when its time is over is passed on, and its answer stays as it came', async () => {
  const url = await homeserver((request, response) => {
    request.resume();
    request.on('end', () => response.writeHead(200).end('{}'));
  });
  const limits = { requestBytes: 100, requestMs: 0, allRequestsBytes: 150, unsharedBytes: 0, answerBytes: 1000 };
  const front = await frontOf(url, merging, { limits });
  const { port } = new URL(front.url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(`POST ${queryPath} HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{`);
  // It comes to the end of its time before the homeserver has an end to answer to.
  await expect.poll(() => front.counts.requests).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 20));
  socket.write('}');
  expect(String(await once(socket, 'data'))).toMatch(/^HTTP\/1\.1 200 OK[^]*\{\}/);
  expect(front.unmerged).toEqual([['request-too-slow', undefined]]);
});

describe('what is too large to be merged', () => {
  const limits = { requestBytes: 100, requestMs: 120_000, allRequestsBytes: 150, unsharedBytes: 0, answerBytes: 1000 };

  it('stays as it came, to its last byte', async () => {
    const answered: { length: number; chunked: boolean } = { length: 0, chunked: false };
    const url = await homeserver((request, response) => {
      request.resume();
      const body = 'b'.repeat(answered.length);
      if (!answered.chunked) response.setHeader('content-length', body.length);
      request.on('end', () => response.writeHead(200).end(body));
    });
    const front = await frontOf(url, merging, { limits });
    for (const chunked of [true, false]) {
      for (const [length, sent, expected] of [
        [1000, 100, 'merged'],
        [1001, 100, 'b'.repeat(1001)],
        [300_000, 100, 'b'.repeat(300_000)],
        [1000, 101, 'b'.repeat(1000)],
      ] as const) {
        Object.assign(answered, { length, chunked });
        expect((await post(front.url + queryPath, 'a'.repeat(sent))) === expected, `${length} ${sent}`).toBe(true);
      }
    }
    expect(front.counts.merged.queryKeys).toBe(2);
    expect(front.counts.unmerged).toMatchObject({ 'answer-too-large': 4, 'request-too-large': 2 });
    expect(front.unmerged.map(([reason]) => reason)).toContain('answer-too-large');
  });

  it('is not told of where the homeserver refuses the request', async () => {
    const url = await homeserver((request, response) => {
      request.resume();
      request.on('end', () => response.writeHead(413).end('{}'));
    });
    const front = await frontOf(url, merging, { limits });
    expect(await post(front.url + queryPath, 'a'.repeat(101))).toBe('{}');
    expect(front.unmerged).toEqual([]);
  });
});

describe('a recorder of bodies', () => {
  const chunk = Buffer.alloc(60);
  const record = async (recorder: BodyRecorder, ...chunks: Buffer[]): Promise<number | undefined> => {
    for (const each of chunks) recorder.write(each);
    await once(recorder.end().resume(), 'end');
    return recorder.body?.byteLength;
  };

  it('keeps nothing beyond its own limit, or what all of them may keep, and gives back what it drops', async () => {
    const budget = { leftBytes: 150, unsharedBytes: 0 };
    const [first, second] = [new BodyRecorder(120, budget), new BodyRecorder(120, budget)];
    expect(await record(first, chunk, chunk)).toBe(120);
    expect(await record(second, chunk)).toBeUndefined();
    expect(second.loss).toBe('memory-full');
    expect(budget.leftBytes).toBe(30);
    first.release();
    first.release();
    expect([first.body, budget.leftBytes]).toEqual([undefined, 150]);
    const third = new BodyRecorder(119, budget);
    expect(await record(third, chunk, chunk)).toBeUndefined();
    expect([third.loss, budget.leftBytes]).toEqual(['request-too-large', 150]);
  });

  it('gives back what it kept of a body that comes too slowly, and passes the rest on', async () => {
    const budget = { leftBytes: 150, unsharedBytes: 0 };
    const recorder = new BodyRecorder(120, budget);
    recorder.write(chunk);
    recorder.resume();
    await once(recorder, 'data');
    recorder.giveUp('request-too-slow');
    expect(budget.leftBytes).toBe(150);
    expect(await record(recorder, chunk)).toBeUndefined();
    expect([recorder.loss, budget.leftBytes]).toEqual(['request-too-slow', 150]);
  });

  it('keeps small bodies while large ones take all that is shared', async () => {
    const budget = { leftBytes: 60, unsharedBytes: 60 };
    const large = new BodyRecorder(200, budget);
    expect(await record(large, chunk, chunk)).toBe(120);
    expect(budget.leftBytes).toBe(0);
    expect(await record(new BodyRecorder(200, budget), chunk)).toBe(60);
    expect(await record(new BodyRecorder(200, budget), chunk, chunk)).toBeUndefined();
    large.release();
    expect(budget.leftBytes).toBe(60);
  });
});

it('a merge that fails is counted and told, and the answer stays as it came', async () => {
  const url = await homeserver((_, response) => response.end('{"a": 1 }'));
  const front = await frontOf(url, () => Promise.reject(new RangeError('too deep')));
  expect(await post(front.url + queryPath, '{}')).toBe('{"a": 1 }');
  expect(front.counts.unmerged.failed).toBe(1);
  expect(front.unmerged).toEqual([['failed', new RangeError('too deep')]]);
});

it('a homeserver that says nothing for too long counts as gone', async () => {
  const url = await homeserver(() => undefined);
  const front = await frontOf(url, merging, { idleMs: 20 });
  const answer = await fetch(`${front.url}/a`);
  expect(answer.status).toBe(502);
  expect(front.failures).toEqual(['ECONNRESET']);
});

it('the library that forwards is loaded when the command runs, and by no other', () => {
  const mentions = projectFiles('src', '.ts').flatMap(({ path, text }) =>
    text.split('\n').flatMap((line) => (line.includes(`'httpxy'`) ? [`${path}: ${line.trim()}`] : [])),
  );
  expect(mentions).toEqual(["src/cli/proxy/forwarding.ts: const { createProxyServer } = await import('httpxy');"]);
});

describe('a homeserver', () => {
  const echo: RequestListener = (request: IncomingMessage, response) => {
    response.end(`${request.url ?? ''} ${request.headers.host ?? ''}`);
  };

  it('may be at a path', async () => {
    const url = await homeserver(echo);
    const front = await frontOf(`${url}/matrix/`, merging);
    expect(await post(`${front.url}/a?b`, '')).toBe(`/matrix/a?b ${front.url.slice('http://'.length)}`);
    expect(await post(`${front.url}//a`, '')).toMatch('/matrix//a ');
  });

  it('may be on a unix socket', async () => {
    await listening(createServer(echo), folder('homeserver.sock'));
    const front = await frontOf(`unix://${folder('homeserver.sock')}`, merging);
    expect(await post(`${front.url}/a`, '')).toBe(`/a ${front.url.slice('http://'.length)}`);
  });

  it('is not believed without a valid certificate', async () => {
    const server = await listening(createTlsServer({ cert: pem, key: pem }, echo), 0, '127.0.0.1');
    const front = await frontOf(`https://localhost:${(server.address() as AddressInfo).port}`, merging);
    expect((await fetch(`${front.url}/a`)).status).toBe(502);
    expect(front.failures).toEqual(['DEPTH_ZERO_SELF_SIGNED_CERT']);
  });
});
