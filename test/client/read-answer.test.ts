import { describe, expect, it } from 'vitest';
import { httpErrorOf, readAnswer, readErrorBody } from '../../src/client/read-answer.js';
import { BodyTooLargeError } from '../../src/errors.js';
import { createSecretHider } from '../../src/hide-secrets.js';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const nested = (levels: number): string => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;

const limits = { bytes: Infinity, depth: 512, entries: 100_000, bytesFor: () => Infinity };

describe('readAnswer', () => {
  it('gives the object as it came, unknown fields and all (W4)', () => {
    expect(readAnswer(encode('{"device_keys":{},"x":[1,null]}'), limits)).toEqual({ device_keys: {}, x: [1, null] });
  });

  it.each([
    ['', 'not-json'],
    ['<html>', 'not-json'],
    ['{"a":NaN}', 'not-json'],
    ['\ufeff{}', 'not-json'],
    ['[]', 'not-an-object'],
    ['null', 'not-an-object'],
    ['"text"', 'not-an-object'],
    ['1', 'not-an-object'],
    [nested(513), 'too-deep'],
  ])('refuses %s as %s (S1, S2)', (text, reason) => {
    expect(() => readAnswer(encode(text), limits)).toThrow(
      expect.objectContaining({ code: 'INVALID_ANSWER', reason }) as Error,
    );
  });

  it('refuses bad UTF-8 (S1)', () => {
    expect(() => readAnswer(Uint8Array.of(0x22, 0xff, 0x22), limits)).toThrow(
      expect.objectContaining({ reason: 'not-utf8' }) as Error,
    );
  });

  it('allows 512 levels and 100,000 entries, and no more (S2)', () => {
    expect(readAnswer(encode(nested(512)), limits)).toHaveProperty('a');
    expect(readAnswer(encode('{}'), limits, () => ({ all: 100_000, asked: 0 }))).toEqual({});
    expect(() => readAnswer(encode('{}'), limits, () => ({ all: 100_001, asked: 0 }))).toThrow(
      expect.objectContaining({ reason: 'too-many-entries' }) as Error,
    );
  });
});

describe('readAnswer, of a body that is larger than what was asked for', () => {
  const bounds = { ...limits, bytesFor: (entries: number) => 100 + 10 * entries };
  const body = (bytes: number): Uint8Array => encode(`{"x":"${'a'.repeat(bytes - 8)}"}`);

  it('goes by the entries that were asked for, and not by others (rule S9)', () => {
    expect(readAnswer(body(100), bounds)).toHaveProperty('x');
    expect(() => readAnswer(body(101), bounds)).toThrow(new BodyTooLargeError(100));
    expect(readAnswer(body(120), bounds, () => ({ all: 2, asked: 2 }))).toHaveProperty('x');
    expect(() => readAnswer(body(121), bounds, () => ({ all: 50, asked: 2 }))).toThrow(new BodyTooLargeError(120));
  });

  it('is refused before its levels are looked at (S9)', () => {
    const deep = encode(nested(600));
    expect(() => readAnswer(deep, bounds)).toThrow(BodyTooLargeError);
    expect(() => readAnswer(deep, limits)).toThrow(expect.objectContaining({ reason: 'too-deep' }) as Error);
  });
});

describe('readErrorBody', () => {
  it('does not parse more than 64 KiB: an error has no need of them (S9)', () => {
    const error = '{"errcode":"M_X"}';
    expect(readErrorBody(encode(error.padEnd(65_536)))).toEqual({ errcode: 'M_X' });
    expect(readErrorBody(encode(error.padEnd(65_537)))).toBeUndefined();
  });

  it.each([
    ['{"errcode":"M_UNKNOWN"}', { errcode: 'M_UNKNOWN' }],
    ['null', null],
    ['', undefined],
    ['<html>', undefined],
  ])('reads %j, if there is anything to read', (text, value) => {
    expect(readErrorBody(encode(text))).toEqual(value);
  });

  it('reads bad UTF-8 as nothing', () => {
    expect(readErrorBody(Uint8Array.of(0x22, 0xff, 0x22))).toBeUndefined();
  });
});

describe('httpErrorOf', () => {
  const errorOf = (
    status: number,
    body: unknown,
    headers: Record<string, string> = {},
  ): ReturnType<typeof httpErrorOf> =>
    httpErrorOf(
      { status, headers: new Headers(headers), body: new Uint8Array() },
      body,
      createSecretHider(['syt_secret']),
    );

  it.each([
    [{ errcode: 'M_NOT_FOUND' }, 'M_NOT_FOUND'],
    [{ errcode: 'ORG.MATRIX.MSC4326.M_UNKNOWN_DEVICE' }, 'ORG.MATRIX.MSC4326.M_UNKNOWN_DEVICE'],
    [{ errcode: 1 }, undefined],
    [{}, undefined],
    [['errcode'], undefined],
    ['M_NOT_FOUND', undefined],
    [undefined, undefined],
    [Object.create({ errcode: 'M_INHERITED' }), undefined],
  ])('takes the errcode from %j', (body, errcode) => {
    expect(errorOf(500, body)).toMatchObject({ name: 'MatrixHttpError', status: 500, errcode });
  });

  it.each([401, 403])('says loudly that the token was refused: %i (N2)', (status) => {
    const error = errorOf(status, { errcode: 'M_FORBIDDEN' });
    expect(error).toMatchObject({ status, errcode: 'M_FORBIDDEN' });
    expect(error.message).toBe(`the hs_token was refused (${status} M_FORBIDDEN)`);
    expect(errorOf(status, undefined).message).toBe(`the hs_token was refused (${status})`);
  });

  it('does not repeat a token that is sent back as the errcode (S5)', () => {
    for (const status of [401, 500]) {
      const error = errorOf(status, { errcode: 'Bearer syt_secret' });
      expect(error.errcode).toBeUndefined();
      expect(`${error.message} ${error.stack ?? ''}`).not.toContain('secret');
    }
  });

  it.each([
    [{ 'retry-after': '3' }, {}, 3000],
    [{ 'retry-after': '3' }, { retry_after_ms: 500 }, 3000],
    [{}, { retry_after_ms: 500 }, 500],
    [{}, { retry_after_ms: 0 }, 0],
    [{ 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }, { retry_after_ms: 500 }, 500],
    [{ 'retry-after': '9'.repeat(400) }, {}, undefined],
    [{ 'retry-after': '-1' }, {}, undefined],
    [{}, { retry_after_ms: -1 }, undefined],
    [{}, { retry_after_ms: '500' }, undefined],
    [{}, { retry_after_ms: Infinity }, undefined],
    [{}, {}, undefined],
  ] as const)('takes how long to wait from %j and %j', (headers, body, retryAfterMs) => {
    expect(errorOf(429, body, headers).retryAfterMs).toBe(retryAfterMs);
  });
});
