import { createServer, type AddressInfo, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import {
  BodyTooLargeError,
  ConnectionError,
  InvalidAnswerError,
  TimeoutError,
  UnrecognizedEndpointError,
  type MatrixAppserviceError,
} from '../../src/errors.js';
import { faults } from './answer-faults.js';
import { respond, startFaultyServer, untilClosed, type FaultyServer } from './faulty-server.js';

/** The limit to call a server with whose fault is one of {@link wireFaults}. */
export const wireLimits = { maxBodyBytes: 200_000 } as const;

/** A way in which an appservice can go wrong on the wire, and what a key proxy makes of it. */
export interface WireFault {
  readonly name: string;
  readonly start: () => Promise<FaultyServer>;
  readonly error: abstract new (...args: never[]) => MatrixAppserviceError;
  /** Fields that the error has. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** How many requests one call makes: one per path, as long as the routes are unknown (N3). */
  readonly requests: 0 | 1 | 2;
  /** Whether only the deadline ends the call. */
  readonly hangs: boolean;
}

type Answer = (socket: Socket) => void;

const broken = { error: ConnectionError, fields: { name: 'ConnectionError' } };
const tooLarge = { error: BodyTooLargeError, fields: { limitBytes: wireLimits.maxBodyBytes } };
const late = { error: TimeoutError, fields: { code: 'TIMEOUT' }, hangs: true };
const unknown = { error: UnrecognizedEndpointError, fields: { code: 'UNRECOGNIZED_ENDPOINT' }, requests: 2 } as const;
const invalid = (reason: string) => ({ error: InvalidAnswerError, fields: { reason } });

const html = '<!doctype html><title>It works</title>';
const gzipBomb = gzipSync(Buffer.alloc(20_000_000, ' '));
const truncated = '{"device_keys":{"@irc_ann:example.org":{"D":{"user_id"';
const nested = (levels: number): string => `{"device_keys":${'['.repeat(levels)}${']'.repeat(levels)}}`;
const headOf = (fields: string): string => `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${fields}\r\n\r\n`;
const partOfBody = `${headOf('content-length: 100')}{"device_keys":`;

/** Everything that can go wrong between a proxy and the socket of an appservice. */
export const wireFaults: readonly WireFault[] = [
  { ...fault('a refused connection', undefined, broken), requests: 0 },
  { ...fault('a black hole', undefined, late), start: startBlackHole, requests: 0 },
  fault('a reset before the header', (socket) => socket.resetAndDestroy(), broken),
  fault('a reset in the header', reset('HTTP/1.1 200 OK\r\ncontent-'), broken),
  fault('a reset after the header', reset(headOf('content-length: 100')), broken),
  fault('a reset in the body', reset(partOfBody), broken),
  fault('an end before the header', (socket) => socket.end(), broken),
  fault('an end in the header', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-'), broken),
  fault('an end in the body', (socket) => socket.end(partOfBody), broken),
  fault('no header', () => undefined, late),
  fault('half a header', (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-'), late),
  fault('a header and no body', (socket) => socket.write(headOf('content-length: 100')), late),
  fault('half a body', (socket) => socket.write(partOfBody), late),
  fault('a body that drips', answerOf('200 with a body that drips past the deadline'), late),
  fault('chunks without end', endlessChunks, tooLarge),
  fault('a body past the limit', respond(200, ' '.repeat(wireLimits.maxBodyBytes + 1)), tooLarge),
  fault('a gzip bomb', respond(200, gzipBomb, { 'content-encoding': 'gzip' }), invalid('compressed')),
  fault('a bad chunk', answerOf('200 with a broken chunk'), broken),
  fault('a length that is too great', respond(200, '{}', { 'content-length': '100' }), broken),
  fault('a length that is too small', respond(200, `${truncated}"`, { 'content-length': '30' }), invalid('not-json')),
  ...[301, 302, 303, 307, 308].map((status) =>
    fault(`a redirect (${status})`, respond(status, '{}', { location: '/elsewhere' }), invalid('redirect')),
  ),
  { ...fault('HTML and 404', respond(404, html), unknown) },
  fault('HTML and 200', respond(200, html), invalid('not-json')),
  fault('204', (socket) => socket.end('HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n'), invalid('not-json')),
  fault('truncated JSON', respond(200, truncated), invalid('not-json')),
  fault('bad UTF-8', respond(200, Buffer.from('{"\xff":1}', 'latin1')), invalid('not-utf8')),
  fault('one level too many', respond(200, nested(512)), invalid('too-deep')),
  fault('levels without number', respond(200, nested(90_000)), invalid('too-deep')),
];

function fault(
  name: string,
  answer: Answer | undefined,
  outcome: Pick<WireFault, 'error' | 'fields'> & Partial<WireFault>,
): WireFault {
  return { name, start: () => startFaultyServer(answer), requests: 1, hangs: false, ...outcome };
}

/** How the shared table does it. */
function answerOf(name: string): Answer {
  const found = faults.find((each) => each.name === name)?.answer;
  if (found === undefined) throw new Error(`no fault is called ${name}`);
  return found;
}

/** Writes, and breaks the connection off as soon as that is on its way. */
function reset(written: string): Answer {
  return (socket) => {
    socket.write(written, () => socket.resetAndDestroy());
  };
}

function endlessChunks(socket: Socket): void {
  const chunk = `2000\r\n${' '.repeat(0x2000)}\r\n`;
  const writeMore = (): void => {
    if (socket.writable) socket.write(chunk, writeMore);
  };
  socket.write(headOf('transfer-encoding: chunked'));
  writeMore();
}

/** Takes connections, and reads nothing of what comes. */
async function startBlackHole(): Promise<FaultyServer> {
  const sockets = new Set<Socket>();
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests: [],
    allSocketsClosed: () => {
      // That the other side has let go is noticed only by reading.
      for (const socket of sockets) socket.resume();
      return untilClosed([...sockets]);
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
