import { describe, expect, it } from 'vitest';
import { readAnswerBytes } from '../../../src/check/appservice/read-answer-bytes.js';

/** Gives a text out in pieces of that length. */
async function* inPieces(text: string, length: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  await Promise.resolve();
  for (let start = 0; start < bytes.length; start += length) yield bytes.subarray(start, start + length);
}

async function read(text: string, length = 7): Promise<[number, string | null, string]> {
  const { status, headers, body } = await readAnswerBytes(inPieces(text, length));
  return [status, headers.get('content-type'), new TextDecoder().decode(body)];
}

describe('an answer', () => {
  it.each([
    ['by its length', 'HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: 3\r\n\r\nabcdef', [200, 'a/b', 'abc']],
    ['to its end', 'HTTP/1.0 404 Not Found\r\n\r\nabc', [404, null, 'abc']],
    ['without a reason', 'HTTP/1.1 404 \r\ncontent-length: 0\r\n\r\n', [404, null, '']],
    [
      'in chunks',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n',
      [200, null, 'abc0123456789'],
    ],
    [
      'after an interim one',
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\ncontent-length: 1\r\n\r\nx',
      [201, null, 'x'],
    ],
    ['that has no body', 'HTTP/1.1 204 No Content\r\ncontent-type:  a/b \r\n\r\n', [204, 'a/b', '']],
  ])('is read %s', async (_, text, expected) => {
    for (const length of [1, 7, 1000]) expect(await read(text, length)).toEqual(expected);
  });

  it('is read where each of a million bytes comes alone', async () => {
    const body = 'x'.repeat(1_000_000);
    expect(await read(`HTTP/1.1 200 OK\r\n\r\n${body}`, 1)).toEqual([200, null, body]);
  });

  it.each([
    ['SSH-2.0-OpenSSH_9\r\n', 'not-http'],
    ['HTTP/1.1 200 OK\r\nno header\r\n\r\n', 'not-http'],
    ['HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n', 'not-http'],
    ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nx\r\n', 'not-http'],
    ['HTTP/1.1 200 OK\r\na: b\rc\r\n\r\n', 'not-http'],
    ['HTTP/1.1 102 Processing\r\n\r\n'.repeat(200_000), 'too-long'],
    [`HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(800_000)}`, 'too-long'],
    [`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${'1\r\nx\r\n'.repeat(800_000)}`, 'too-long'],
    ['', 'closed'],
    ['HTTP/1.1 200 OK\r\ncontent-le', 'closed'],
    ['HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nab', 'closed'],
    ['HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\nab', 'too-long'],
    [`HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(5_000_000)}`, 'too-long'],
  ])('that is none has a reason: %#', async (text, reason) => {
    await expect(readAnswerBytes(inPieces(text, 1_000_000))).rejects.toMatchObject({ reason });
  });
});
