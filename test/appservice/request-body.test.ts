import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readKeyClaim, readKeyQuery } from '../../src/appservice/request-body.js';
import { hideNothing } from '../../src/hide-secrets.js';
import { bytesOf } from './ask.js';

const withLimits = (limits: { depth: number; entries: number }) => ({ limits, hide: hideNothing });
const settings = withLimits({ depth: 512, entries: 100_000 });

function example(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../openapi/examples/${name}.json`, import.meta.url), 'utf8'));
}

function refusalOf(read: ReturnType<typeof readKeyQuery>): [number, unknown] | 'accepted' {
  return read.ok ? 'accepted' : [read.refusal.status, JSON.parse(read.refusal.body)];
}

it('reads the example of a key query (W1)', () => {
  const query = example('msc3984-key-query');
  expect(readKeyQuery(bytesOf(query), settings)).toEqual({ ok: true, value: query });
});

it('reads the example of a key claim (W1)', () => {
  const claim = example('key-claim');
  expect(readKeyClaim(bytesOf(claim), settings)).toEqual({ ok: true, value: claim });
});

it.each([
  ['nothing', ''],
  ['text', 'no json'],
  ['half an object', '{"@a:b":'],
  ['bad UTF-8', new Uint8Array([0x7b, 0xff, 0x7d])],
  ['a byte order mark', '\ufeff{}'],
  ['NaN', '{"@a:b":NaN}'],
])('refuses %s as no JSON (A3, S1)', (_, body) => {
  expect(refusalOf(readKeyQuery(bytesOf(body), settings))).toMatchObject([400, { errcode: 'M_NOT_JSON' }]);
});

it.each<[unknown, string]>([
  [[], 'the body'],
  [null, 'the body'],
  ['"text"', 'the body'],
  [{ '@a:b': {} }, '/@a:b'],
  [{ '@a:b': null }, '/@a:b'],
  [{ '@a:b': ['D', 7] }, '/@a:b/1'],
  [{ '@a/~:b': 1 }, '/@a~1~0:b'],
])('refuses the query %j and names the place (A3)', (body, place) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  expect(refusalOf(readKeyQuery(bytesOf(text), settings))).toEqual([
    400,
    { errcode: 'M_BAD_JSON', error: expect.stringMatching(new RegExp(`^${place}: `)) as string },
  ]);
});

it.each<[unknown, string]>([
  [{ '@a:b': ['D'] }, '/@a:b'],
  [{ '@a:b': { D: 'signed_curve25519' } }, '/@a:b/D'],
  [{ '@a:b': { D: [1] } }, '/@a:b/D/0'],
])('refuses the claim %j and names the place (A3)', (body, place) => {
  const read = readKeyClaim(bytesOf(body), settings);
  expect(read.ok ? 'accepted' : JSON.parse(read.refusal.body)).toEqual({
    errcode: 'M_BAD_JSON',
    error: expect.stringMatching(new RegExp(`^${place}: `)) as string,
  });
});

it('leaves names that are no user IDs out, and keeps what else is there (W5)', () => {
  const body = '{"bridge":["D"],"__proto__":["D"],"@a:b":["__proto__"],"":[]}';
  expect(readKeyQuery(bytesOf(body), settings)).toEqual({ ok: true, value: { '@a:b': ['__proto__'] } });
});

it('keeps a device called __proto__ in a claim as own data (M6)', () => {
  const body = '{"@a:b":{"__proto__":["x"]},"nobody":{}}';
  const read = readKeyClaim(bytesOf(body), settings);
  expect(JSON.stringify(read)).toBe('{"ok":true,"value":{"@a:b":{"__proto__":["x"]}}}');
});

it('counts listed devices, and one for an empty list, against the limit of a query (S2)', () => {
  const body = bytesOf({ '@a:b': ['1', '2'], '@c:d': [] });
  expect(refusalOf(readKeyQuery(body, withLimits({ depth: 2, entries: 3 })))).toBe('accepted');
  expect(refusalOf(readKeyQuery(body, withLimits({ depth: 2, entries: 2 })))).toMatchObject([
    413,
    { errcode: 'M_TOO_LARGE' },
  ]);
});

it('counts listed algorithms against the limit of a claim (S2)', () => {
  const body = bytesOf({ '@a:b': { 1: ['x', 'x'], 2: [] }, '@c:d': { 3: ['y'] } });
  expect(readKeyClaim(body, withLimits({ depth: 3, entries: 3 })).ok).toBe(true);
  const refused = readKeyClaim(body, withLimits({ depth: 3, entries: 2 }));
  expect(refused.ok || refused.refusal.status).toBe(413);
});

it('refuses more than 50,000 users, whatever else the limits allow (S9)', () => {
  const users = (count: number, of: unknown) =>
    bytesOf(Object.fromEntries(Array.from({ length: count }, (_, i) => [`@u${i}:x`, of])));
  const generous = withLimits({ depth: 512, entries: Infinity });
  expect(refusalOf(readKeyQuery(users(50_000, []), generous))).toBe('accepted');
  const refused = [413, { errcode: 'M_TOO_LARGE', error: 'the body: more than 50000 users' }];
  expect(refusalOf(readKeyQuery(users(50_001, []), generous))).toEqual(refused);
  expect(readKeyClaim(users(50_001, {}), generous)).toMatchObject({ ok: false, refusal: { status: 413 } });
});

it('refuses what nests deeper than the limit, also below a name that would be left out (S2)', () => {
  const nested = (levels: number): string => `{"other":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
  expect(refusalOf(readKeyQuery(bytesOf(nested(100_000)), settings))).toEqual([
    400,
    { errcode: 'M_BAD_JSON', error: 'the body: nests deeper than 512 levels' },
  ]);
  expect(refusalOf(readKeyQuery(bytesOf(nested(513)), settings))).toMatchObject([400, { errcode: 'M_BAD_JSON' }]);
});
