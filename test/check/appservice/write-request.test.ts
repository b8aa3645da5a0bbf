import { describe, expect, it } from 'vitest';
import { type ProbeRequest, writeRequest } from '../../../src/check/appservice/write-request.js';

const addressee = { host: 'as.example:29333', basePath: '/bridge', hsToken: 'secret' };
const write = (request: ProbeRequest): string[] =>
  writeRequest(request, addressee).map((bytes) => new TextDecoder().decode(bytes));

const usual = { method: 'POST', path: '/_matrix/app/v1/ping', body: '{"a":"ä"}' };

describe('a request of a check', () => {
  it('is that of a homeserver, if nothing else is said', () => {
    expect(write(usual)).toEqual([
      [
        'POST /bridge/_matrix/app/v1/ping HTTP/1.1',
        'Host: as.example:29333',
        'Accept: application/json',
        'Authorization: Bearer secret',
        'Content-Type: application/json',
        'Content-Length: 10',
        'Connection: close',
        '',
        '{"a":"ä"}',
      ].join('\r\n'),
    ]);
  });

  it('has no more headers than it should', () => {
    const [bare = ''] = write({ ...usual, authorization: null, contentType: null, version: '1.0' });
    expect(bare).toContain('POST /bridge/_matrix/app/v1/ping HTTP/1.0\r\n');
    expect(bare).not.toMatch(/authorization|content-type/i);
    expect(write({ method: 'DELETE', path: '/x' }).join('')).not.toMatch(/content-/i);
  });

  it('comes in pieces and chunks, and announces more than it has', () => {
    const [head = '', ...others] = write({ ...usual, body: 'abcdefgh', pieces: 4 });
    expect([head.slice(-4), ...others]).toEqual(['\r\nab', 'cd', 'ef', 'gh']);
    expect(write({ ...usual, body: 'abc', chunked: true })[0]).toMatch(
      /\r\nTransfer-Encoding: chunked\r\n(?:.*\r\n)*\r\n3\r\nabc\r\n0\r\n\r\n$/,
    );
    expect(write({ ...usual, announcedBytes: 1000 })[0]).toContain('\r\nContent-Length: 1000\r\n');
  });
});
