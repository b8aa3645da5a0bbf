import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeJson, isDeeperThan } from '../../src/http/decode-json.js';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

describe('decodeJson', () => {
  it('gives back every JSON value that was written (S1)', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const written = JSON.stringify(value);
        expect(decodeJson(encode(written))).toEqual({ ok: true, value: JSON.parse(written) as unknown });
      }),
    );
  });

  it.each([
    ['a byte that begins no character', [0x22, 0xff, 0x22]],
    ['a character that is cut off', [0x22, 0xe2, 0x82]],
    ['an overlong encoding', [0x22, 0xc0, 0xaf, 0x22]],
    ['a surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22]],
  ])('refuses %s (rule S1)', (_, bytes) => {
    expect(decodeJson(Uint8Array.from(bytes))).toMatchObject({ ok: false, reason: 'not-utf8' });
  });

  it.each(['', ' ', '{', '{}x', '<html>', 'NaN', 'Infinity', '[-Infinity]', "{'a':1}", '{"a":1,}', 'undefined'])(
    'refuses %j (S1)',
    (text) => {
      expect(decodeJson(encode(text))).toMatchObject({ ok: false, reason: 'not-json' });
    },
  );

  it('refuses a byte order mark (S1)', () => {
    expect(decodeJson(Uint8Array.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d]))).toMatchObject({
      ok: false,
      reason: 'not-json',
    });
  });

  it('takes the last of duplicate keys (S1)', () => {
    expect(decodeJson(encode('{"a":1,"a":2}'))).toEqual({ ok: true, value: { a: 2 } });
  });

  it('reads 1e400 as a number that is no integer (S1)', () => {
    expect(decodeJson(encode('1e400'))).toEqual({ ok: true, value: Infinity });
  });

  it('keeps __proto__ as data (S3)', () => {
    const decoded = decodeJson(encode('{"__proto__":{"a":1}}'));
    expect(decoded.ok && Object.keys(decoded.value as object)).toEqual(['__proto__']);
  });

  it.each(['syt_secret', '{"token":"syt_secret"', '["syt_secret"]syt_secret'])(
    'says what is wrong with %s without quoting it (S5)',
    (text) => {
      expect(JSON.stringify(decodeJson(encode(text)))).not.toContain('secret');
    },
  );
});

describe('isDeeperThan', () => {
  it.each([
    [null, 0, false],
    ['text', 0, false],
    [[], 0, true],
    [[], 1, false],
    [{}, 1, false],
    [{ a: 1 }, 1, false],
    [{ a: [] }, 1, true],
    [{ a: [] }, 2, false],
    [[1, { a: { b: 1 } }], 2, true],
    [[1, { a: { b: 1 } }], 3, false],
  ])('says of %j and %i levels: %s (S2)', (value, levels, expected) => {
    expect(isDeeperThan(value, levels)).toBe(expected);
  });

  it('allows exactly the limit (S2)', () => {
    expect(isDeeperThan(nested(512), 512)).toBe(false);
    expect(isDeeperThan(nested(513), 512)).toBe(true);
  });

  it('stops at the limit, so that a million levels do not exhaust the stack (S2)', () => {
    expect(isDeeperThan(nested(1_000_000), 512)).toBe(true);
  });

  it('finds the depth in any member (S2)', () => {
    expect(isDeeperThan({ shallow: 1, ['__proto__']: nested(3), last: {} }, 3)).toBe(true);
  });
});
