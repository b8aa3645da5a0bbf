import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, signJson, verifyJson } from '../../src/federation/index.js';
import { deepFreeze } from '../helpers/deep-freeze.js';
import { jsonObject } from './json-arbitraries.js';
import { publishedSigner, testKey } from './signers.js';

const { entity, keyId, key } = await publishedSigner();
const keys = { [keyId]: key.publicKey };

describe('the test vectors of the specification', () => {
  it('give this public key', () => {
    expect(key.publicKey).toBe('XGX0JRS2Af3be3knz2fBiRbApjm2Dh61gXDJA8kcJNI');
  });

  it.each([
    ['an empty object', {}, 'K8280/U9SSy9IVtjBuVeLr+HpOB4BQFWbg+UZaADMtTdGYI7Geitb76LTrr5QV/7Xg4ahLwYGYZzuHGZKM5ZAQ'],
    [
      'an object with data',
      { one: 1, two: 'Two' },
      'KqmLSbO39/Bzb0QIYE82zqLwsA+PDzYIpIRA2sRQ4sL53+sN6/fpNSoqE7BP7vBZhG6kYdD13EIMJpvhJI+6Bw',
    ],
    [
      'the minimal event',
      {
        room_id: '!x:domain',
        sender: '@a:domain',
        origin: 'domain',
        origin_server_ts: 1000000,
        signatures: {},
        hashes: { sha256: '5jM4wQpv6lnBo7CLIghJuHdW+s2CMBJPUOGOC89ncos' },
        type: 'X',
        content: {},
        prev_events: [],
        auth_events: [],
        depth: 3,
        unsigned: { age_ts: 1000000 },
      },
      'KxwGjPSDEtvnFgU00fwFz+l6d2pJM6XBIaMEn81SXPTRl16AqLAYqfIReFGZlHi5KLjAWbOoMszkwsQma+lYAg',
    ],
    [
      // An event is signed in its redacted form: without the body of the message.
      'the event with redactable content, once it is redacted',
      {
        content: {},
        event_id: '$0:domain',
        hashes: { sha256: 'onLKD1bGljeBWQhWZ1kaP9SorVmRQNdN5aM2JYU2n/g' },
        origin: 'domain',
        origin_server_ts: 1000000,
        type: 'm.room.message',
        room_id: '!r:domain',
        sender: '@u:domain',
        signatures: {},
        unsigned: { age_ts: 1000000 },
      },
      'Wm+VzmOUOz08Ds+0NTWb1d4CZrVsJSikkeRxh6aCcUwu6pNC78FunoD7KNWzqFn241eYHYMGCA5McEiVPdhzBA',
    ],
  ])('hold for %s (rule F1)', async (_, object, signature) => {
    const signed = await signJson(object, { entity, keyId, key });
    expect(signed).toEqual({ ...object, signatures: { domain: { 'ed25519:1': signature } } });
    expect(await verifyJson(signed, { entity, keys })).toEqual({ valid: true });
  });

  it.each([
    [
      { content: { body: 'Here is the message content' }, event_id: '$0:domain' },
      {
        origin: 'domain',
        origin_server_ts: 1000000,
        type: 'm.room.message',
        room_id: '!r:domain',
        sender: '@u:domain',
      },
      'onLKD1bGljeBWQhWZ1kaP9SorVmRQNdN5aM2JYU2n/g',
    ],
    [
      { room_id: '!x:domain', sender: '@a:domain', origin: 'domain', origin_server_ts: 1000000, type: 'X' },
      { content: {}, prev_events: [], auth_events: [], depth: 3 },
      '5jM4wQpv6lnBo7CLIghJuHdW+s2CMBJPUOGOC89ncos',
    ],
  ])('hold for the content hash of an event, which is that of its canonical JSON (F1)', async (some, more, hash) => {
    const bytes = new TextEncoder().encode(canonicalJson({ ...some, ...more }));
    const digest = Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('base64');
    expect(digest.replace('=', '')).toBe(hash);
  });
});

describe('signJson', () => {
  it('changes nothing, leaves unsigned and other signatures as they are, and does not cover them (F1)', async () => {
    const object = deepFreeze({
      a: 1,
      unsigned: { age: 1.5 },
      signatures: { other: { 'ed25519:x': 'y' }, domain: { 'ed25519:0': 'z', 'ed25519:1': 'old' } },
    });
    const signed = await signJson(object, { entity, keyId, key });
    const { signatures } = await signJson({ a: 1 }, { entity, keyId, key });
    expect(signed).toEqual({
      a: 1,
      unsigned: { age: 1.5 },
      signatures: { other: { 'ed25519:x': 'y' }, domain: { 'ed25519:0': 'z', ...signatures['domain'] } },
    });
  });

  it('signs what the object is when it is called', async () => {
    const object = { a: 1 };
    const signing = signJson(object, { entity, keyId, key });
    object.a = 2;
    expect(await signing).toMatchObject({ a: 1 });
    expect(await verifyJson(await signing, { entity, keys })).toEqual({ valid: true });
  });

  it('signs as an entity called __proto__, and objects with such members (M6)', async () => {
    const object = JSON.parse('{"__proto__":{"a":1},"signatures":{"__proto__":{"ed25519:0":"x"}}}') as object;
    const signed = await signJson(object, { entity: '__proto__', keyId, key });
    expect(Object.keys(signed.signatures)).toEqual(['__proto__']);
    expect(JSON.stringify(signed)).toMatch(
      /^{"__proto__":{"a":1},"signatures":{"__proto__":{"ed25519:0":"x","ed25519:1":"/,
    );
    expect(await verifyJson(signed, { entity: '__proto__', keys })).toEqual({ valid: true });
    expect((await verifyJson(signed, { entity: 'constructor', keys })).valid).toBe(false);
    const first = await signJson({}, { entity: '__proto__', keyId, key });
    expect(await verifyJson(first, { entity: '__proto__', keys })).toEqual({ valid: true });
  });

  it('gives signatures that hold, for any object and entity (F1)', async () => {
    await fc.assert(
      fc.asyncProperty(jsonObject, fc.string(), async (object, entity) => {
        const { signatures: _, ...unsigned } = object;
        const signed = await signJson(unsigned, { entity, keyId, key });
        expect(await verifyJson(JSON.parse(JSON.stringify(signed)), { entity, keys })).toEqual({ valid: true });
      }),
    );
  });

  it('lets several entities and keys sign one after the other (F1)', async () => {
    const other = await testKey(1);
    const once = await signJson({ a: 1 }, { entity, keyId, key });
    const twice = await signJson(once, { entity, keyId: 'ed25519:2', key: other });
    const thrice = await signJson(twice, { entity: 'other', keyId, key: other });
    for (const signer of [
      { entity, keys },
      { entity, keys: { 'ed25519:2': other.publicKey } },
      { entity: 'other', keys: { [keyId]: other.publicKey } },
    ]) {
      expect(await verifyJson(thrice, signer)).toEqual({ valid: true });
    }
  });

  it.each([
    [{ a: 0.5 }, { code: 'CANONICAL_JSON', pointer: '/a' }],
    [[], { code: 'CANONICAL_JSON', pointer: '' }],
    [new Map(), { code: 'CANONICAL_JSON', pointer: '' }],
    [{ signatures: [] }, { code: 'INVALID_PAYLOAD', issues: [{ pointer: '/signatures' }] }],
    [{ signatures: { domain: 'x' } }, { code: 'INVALID_PAYLOAD', issues: [{ pointer: '/signatures/domain' }] }],
  ])('rejects what cannot be signed: %j (F1)', async (object, error) => {
    await expect(signJson(object, { entity, keyId, key })).rejects.toMatchObject(error);
  });

  it.each(['', 'ed25519', 'curve25519:1', 'Ed25519:1', '1'])('rejects the key ID %j (F1)', async (keyId) => {
    await expect(signJson({}, { entity, keyId, key })).rejects.toThrow(RangeError);
  });
});
