import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import {
  BodyTooLargeError,
  ConnectionError,
  InvalidAnswerError,
  MatrixHttpError,
  TimeoutError,
  UnrecognizedEndpointError,
  type MatrixAppserviceError,
} from '../../src/errors.js';
import { head, respond } from './faulty-server.js';

/** The limits to call a server with whose fault is one of {@link faults}. */
export const faultLimits = { maxBodyBytes: 4_000_000 } as const;

/** A way in which a server can go wrong, and what a client makes of it. */
export interface Fault {
  readonly name: string;
  /** Answers a request by writing to its socket; `undefined`: nobody listens. */
  readonly answer: ((socket: Socket) => void) | undefined;
  readonly error: abstract new (...args: never[]) => MatrixAppserviceError;
  /** Fields that the error has. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** How many requests a key query or key claim of an appservice makes: one per path, as long as the routes are unknown (N3). */
  readonly requests: 0 | 1 | 2;
  /** The deadline to call with, where it has to pass. */
  readonly timeoutMs?: number;
}

const unknownRoute = {
  error: UnrecognizedEndpointError,
  fields: { code: 'UNRECOGNIZED_ENDPOINT' },
  requests: 2,
} as const;
const httpError = (status: number, errcode?: string) =>
  ({ error: MatrixHttpError, fields: { code: 'MATRIX_HTTP', status, errcode }, requests: 1 }) as const;
const invalid = (reason: string) =>
  ({ error: InvalidAnswerError, fields: { code: 'INVALID_ANSWER', reason }, requests: 1 }) as const;
/** Long enough for a busy machine to have sent the request and read what there is to read. */
const lateMs = 3000;
const tooLate = {
  error: TimeoutError,
  fields: { code: 'TIMEOUT', timeoutMs: lateMs },
  requests: 1,
  timeoutMs: lateMs,
} as const;
const tooLarge = {
  error: BodyTooLargeError,
  fields: { code: 'BODY_TOO_LARGE', limitBytes: faultLimits.maxBodyBytes },
  requests: 1,
} as const;
const broken = { error: ConnectionError, fields: { name: 'ConnectionError' }, requests: 1 } as const;

const unrecognized = '{"errcode":"M_UNRECOGNIZED","error":"Unrecognized request"}';
const badUtf8 = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]);
const nested = (levels: number): string => `{"device_keys":${'['.repeat(levels)}${']'.repeat(levels)}}`;
/** As many entries as asked for, in an object that is the answer to every question about keys. */
const manyEntries = (count: number): string => {
  const entries = `{${Array.from({ length: count }, (_, i) => `"${i}":{"k":1}`).join()}}`;
  const devices = `[${Array.from({ length: count }, () => '1').join()}]`;
  return `{"device_keys":{"@a:b":${entries}},"one_time_keys":{"@a:b":${entries}},"devices":${devices}}`;
};

/** Every way in which an answer to a question about keys can be of no use. */
export const faults: readonly Fault[] = [
  { name: '404 with M_UNRECOGNIZED', answer: respond(404, unrecognized), ...unknownRoute },
  { name: '404 with HTML', answer: respond(404, '<!doctype html><title>404</title>'), ...unknownRoute },
  { name: '404 with an empty body', answer: respond(404, ''), ...unknownRoute },
  { name: '404 with a JSON array', answer: respond(404, `[${unrecognized}]`), ...unknownRoute },
  { name: '404 with bad UTF-8', answer: respond(404, badUtf8), ...unknownRoute },
  { name: '405 with an empty body', answer: respond(405, ''), ...unknownRoute },
  { name: '405 with M_UNRECOGNIZED', answer: respond(405, unrecognized), ...unknownRoute },
  { name: '400 with M_UNRECOGNIZED', answer: respond(400, unrecognized), ...unknownRoute },
  { name: '501 with M_UNRECOGNIZED', answer: respond(501, unrecognized), ...unknownRoute },

  {
    name: '404 with another errcode',
    answer: respond(404, '{"errcode":"M_NOT_FOUND"}'),
    ...httpError(404, 'M_NOT_FOUND'),
  },
  { name: '404 with a JSON object without errcode', answer: respond(404, '{}'), ...httpError(404) },
  { name: '400 with an empty body', answer: respond(400, ''), ...httpError(400) },
  { name: '401', answer: respond(401, '{"errcode":"M_MISSING_TOKEN"}'), ...httpError(401, 'M_MISSING_TOKEN') },
  { name: '403', answer: respond(403, '{"errcode":"M_FORBIDDEN"}'), ...httpError(403, 'M_FORBIDDEN') },
  { name: '403 with M_UNRECOGNIZED', answer: respond(403, unrecognized), ...httpError(403, 'M_UNRECOGNIZED') },
  {
    name: '429',
    answer: respond(429, '{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":2000}'),
    ...httpError(429, 'M_LIMIT_EXCEEDED'),
  },
  { name: '500', answer: respond(500, '{"errcode":"M_UNKNOWN"}'), ...httpError(500, 'M_UNKNOWN') },
  { name: '502 with HTML', answer: respond(502, '<h1>Bad Gateway</h1>'), ...httpError(502) },

  { name: '200 with an array', answer: respond(200, '[]'), ...invalid('not-an-object') },
  { name: '200 with null', answer: respond(200, 'null'), ...invalid('not-an-object') },
  { name: '200 with text', answer: respond(200, 'OK'), ...invalid('not-json') },
  { name: '200 with nothing', answer: respond(200, ''), ...invalid('not-json') },
  { name: '200 with bad UTF-8', answer: respond(200, badUtf8), ...invalid('not-utf8') },
  { name: '200 with a byte order mark', answer: respond(200, '\ufeff{}'), ...invalid('not-json') },
  { name: '200 with too many levels', answer: respond(200, nested(512)), ...invalid('too-deep') },
  { name: '200 with too many entries', answer: respond(200, manyEntries(100_001)), ...invalid('too-many-entries') },
  {
    name: '200, compressed',
    answer: respond(200, gzipSync('{}'), { 'content-encoding': 'gzip' }),
    ...invalid('compressed'),
  },
  {
    name: '404, compressed',
    answer: respond(404, gzipSync(unrecognized), { 'content-encoding': 'gzip' }),
    ...invalid('compressed'),
  },
  {
    name: 'a redirect that keeps the method',
    answer: respond(307, '', { location: '/elsewhere' }),
    ...invalid('redirect'),
  },
  { name: 'a redirect that does not', answer: respond(302, '{}', { location: '/elsewhere' }), ...invalid('redirect') },

  { name: '200 with a body past the limit', answer: endless(200), ...tooLarge },
  { name: '404 with a body past the limit', answer: endless(404), ...tooLarge },
  { name: '200 with a body that drips past the deadline', answer: drip(200), ...tooLate },
  { name: '404 with a body that drips past the deadline', answer: drip(404), ...tooLate },
  { name: 'no answer before the deadline', answer: () => undefined, ...tooLate },

  { name: '200 with half a body', answer: half('content-length: 100', '{"device_keys":'), ...broken },
  { name: '200 with half a chunk', answer: half('transfer-encoding: chunked', '64\r\n{"device_keys":'), ...broken },
  {
    name: '200 with a broken chunk',
    answer: half('transfer-encoding: chunked', 'chunk\r\n{}\r\n0\r\n\r\n'),
    ...broken,
  },
  { name: '404 with half a body', answer: half('content-length: 100', '<html>', 404), ...broken },
  { name: 'something else than HTTP', answer: (socket) => socket.end('220 mail.example.org ESMTP\r\n\r\n'), ...broken },
  { name: 'a connection that is closed without an answer', answer: (socket) => socket.end(), ...broken },
  { name: 'a connection that is reset', answer: (socket) => socket.resetAndDestroy(), ...broken },
  {
    name: 'a refused connection',
    answer: undefined,
    error: ConnectionError,
    fields: { name: 'ConnectionError', code: 'ECONNREFUSED' },
    requests: 0,
  },
];

/** All faults whose deadline has to pass, which can do so side by side, and each other one by itself: for `it.each`. */
export function groupsOf(some: readonly Fault[]): (readonly [string, readonly Fault[]])[] {
  const isLate = ({ timeoutMs }: Fault): boolean => timeoutMs !== undefined;
  const others = some.filter((fault) => !isLate(fault));
  return [['whatever is late', some.filter(isLate)], ...others.map((fault) => [fault.name, [fault]] as const)];
}

/** Faults by their names, for `it.each`. */
export function casesOf(some: readonly Fault[]): (readonly [string, Fault])[] {
  return some.map((fault) => [fault.name, fault]);
}

/** Whether there is an answer to a fault's request that a raw client gives out: of any status, and JSON if it is a success. */
export function isAnswered({ error, fields }: Fault): boolean {
  return error === UnrecognizedEndpointError || error === MatrixHttpError || isSuccess({ fields });
}

/** Whether what is wrong is in the value alone: a raw client takes it for a success. */
export function isSuccess({ fields: { reason } }: Pick<Fault, 'fields'>): boolean {
  return ['not-an-object', 'too-deep', 'too-many-entries'].includes(String(reason));
}

/** Writes until the client has had enough. */
function endless(status: number): (socket: Socket) => void {
  return (socket) => {
    const chunk = Buffer.alloc(65_536, ' ');
    const writeMore = (): void => {
      if (socket.writable) socket.write(chunk, writeMore);
    };
    socket.write(head(status));
    writeMore();
  };
}

/** Writes a byte now and then, so that the connection is never idle. */
function drip(status: number): (socket: Socket) => void {
  return (socket) => {
    socket.write(head(status));
    const timer = setInterval(() => socket.write(' '), 10);
    socket.on('close', () => {
      clearInterval(timer);
    });
  };
}

/**
 * Writes less than the header promises, or what it does not allow. The header says nothing of closing: where it does, the `fetch`
 * of Node 20 takes a body that breaks off between chunks for complete.
 */
function half(header: string, body: string, status = 200): (socket: Socket) => void {
  return (socket) => socket.end(`HTTP/1.1 ${status} Status\r\n${header}\r\n\r\n${body}`);
}
