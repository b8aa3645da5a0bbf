import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import {
  answerHeadersOf,
  asksToClose,
  parseNetworks,
  refusalOf,
  requestHeadersOf,
} from '../../../src/cli/proxy/forwarded-headers.js';

/** A message as Node's parser makes it. */
function message(url: string, headers: readonly (readonly [string, string])[], peer = '127.0.0.1'): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: peer });
  const made = new IncomingMessage(socket);
  made.url = url;
  const distinct: Record<string, string[]> = {};
  for (const [name, value] of headers) (distinct[name.toLowerCase()] ??= []).push(value);
  Object.defineProperty(made, 'headersDistinct', { value: distinct });
  for (const [name, [value]] of Object.entries(distinct)) made.headers[name] = value;
  return made;
}

const trustsLoopback = parseNetworks('') ?? ((): never => expect.fail('it can be parsed'));

describe('the headers of a forwarded request', () => {
  it('are all but those about the connection, and those that it names', () => {
    const headers = requestHeadersOf(
      message('/', [
        ['Host', 'example.org'],
        ['Connection', 'keep-alive, X-Secret , Content-Length,host'],
        ['Keep-Alive', 'timeout=5'],
        ['X-Secret', 'a'],
        ['TE', 'trailers'],
        ['Trailer', 'X'],
        ['Upgrade', 'h2c'],
        ['HTTP2-Settings', 'AAA'],
        ['Proxy-Authorization', 'Basic a'],
        ['Proxy-Connection', 'close'],
        ['Expect', '100-continue'],
        ['Content-Length', '3'],
        ['Authorization', 'X-Matrix a'],
        ['Authorization', 'X-Matrix b'],
        ['Cookie', 'a=1'],
        ['Accept-Encoding', 'gzip'],
      ]),
      trustsLoopback,
    );
    expect(headers).toEqual({
      host: 'example.org',
      'content-length': '3',
      authorization: ['X-Matrix a', 'X-Matrix b'],
      cookie: 'a=1',
      'accept-encoding': 'gzip',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
    });
  });

  it('say that a body of unknown length comes in chunks', () => {
    const headers = requestHeadersOf(message('/', [['Transfer-Encoding', 'Chunked']]), trustsLoopback);
    expect(headers['transfer-encoding']).toBe('chunked');
  });

  const claimed = [
    ['X-Forwarded-For', '203.0.113.9, 10.0.0.1'],
    ['X-Forwarded-Proto', 'https'],
    ['X-Forwarded-Host', 'example.org'],
    ['X-Real-IP', '203.0.113.9'],
    ['Forwarded', 'for=203.0.113.9'],
  ] as const;

  it('have the addresses that a server on the same machine, or a trusted one, tells', () => {
    const trusts = parseNetworks('172.16.0.0/12, 2001:db8::/32') ?? trustsLoopback;
    for (const peer of ['127.0.0.1', '127.3.2.1', '::1', '::ffff:127.0.0.1', '172.17.0.2', '2001:db8::5']) {
      const headers = requestHeadersOf(message('/', claimed, peer), trusts);
      expect(Object.entries(headers)).toEqual(claimed.map(([name, value]) => [name.toLowerCase(), value]));
    }
  });

  it('have the address of the connection alone, if anyone else tells others', () => {
    for (const [peer, address] of [
      ['203.0.113.5', '203.0.113.5'],
      ['::ffff:203.0.113.5', '203.0.113.5'],
      ['2001:db8::5', '2001:db8::5'],
    ] as const) {
      expect(requestHeadersOf(message('/', claimed, peer), trustsLoopback)).toEqual({
        'x-forwarded-for': address,
        'x-forwarded-proto': 'http',
      });
    }
  });
});

describe('the headers of an answer', () => {
  it('are all but those about the connection', () => {
    const headers = answerHeadersOf(
      message('', [
        ['Connection', 'close, x-hop'],
        ['X-Hop', 'a'],
        ['Transfer-Encoding', 'chunked'],
        ['Set-Cookie', 'a'],
        ['Set-Cookie', 'b'],
        ['Content-Type', 'application/json'],
      ]),
    );
    expect(headers).toEqual({ 'set-cookie': ['a', 'b'], 'content-type': 'application/json' });
  });
});

describe('asksToClose', () => {
  it.each([
    ['close', true],
    ['Keep-Alive, CLOSE', true],
    ['closed', false],
  ])('reads %s as %s', (value, expected) => {
    expect(asksToClose(message('/', [['Connection', value]]))).toBe(expected);
  });
});

describe('a request', () => {
  it.each([
    ['http://example.org/', [], 400],
    ['*', [], 400],
    ['example.org:443', [], 400],
    [
      '/',
      [
        ['Host', 'a'],
        ['Host', 'b'],
      ],
      400,
    ],
    ['/', [['Transfer-Encoding', 'gzip, chunked']], 501],
    [
      '/',
      [
        ['Transfer-Encoding', 'chunked'],
        ['Transfer-Encoding', 'chunked'],
      ],
      501,
    ],
    ['/', [['Transfer-Encoding', 'identity']], 501],
  ] as [string, [string, string][], number][])('to %s with the headers %j is refused', (url, headers, status) => {
    expect(refusalOf(message(url, headers))?.status).toBe(status);
  });

  it('that is clear is not', () => {
    expect(
      refusalOf(
        message('/a?b', [
          ['Host', 'a'],
          ['Transfer-Encoding', ' Chunked'],
        ]),
      ),
    ).toBeUndefined();
    expect(refusalOf(message('//', []))).toBeUndefined();
  });
});

describe('parseNetworks', () => {
  it.each(['localhost', '10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0.0/x', '10.0.0.0/-1', '1.2.3'])(
    'refuses %s',
    (list) => {
      expect(parseNetworks(`127.0.0.1,${list}`)).toBeUndefined();
    },
  );

  it('knows nothing of what is no address', () => {
    expect(parseNetworks('0.0.0.0/0')?.('')).toBe(false);
  });
});
