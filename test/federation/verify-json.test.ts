import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, signJson, verifyJson } from '../../src/federation/index.js';
import type { Ed25519Options } from '../../src/federation/ed25519.js';
import { deepFreeze } from '../helpers/deep-freeze.js';
import { mutated } from '../helpers/key-arbitraries.js';
import { jsonObject } from './json-arbitraries.js';
import { publishedSeed, publishedSigner, spareBitSet, testKey } from './signers.js';

const signer = await publishedSigner();
const { entity, keyId, key } = signer;
const keys = { [keyId]: key.publicKey };
const other = await testKey(7);
const order = 2n ** 252n + 27742317777372353535851937790883648493n;

/** Accepts every signature. WebCrypto itself accepts those of small order on Node 20, and refuses them on Node 24. */
const lenient: Ed25519Options = {
  ed25519: { getPublicKey: () => new Uint8Array(), sign: () => new Uint8Array(), verify: () => true },
};

describe('verifyJson', () => {
  it('is not taken in by another entity, key ID or key (F1)', async () => {
    const signed = await signJson({ a: 1 }, signer);
    for (const verifier of [
      { entity: 'other', keys },
      { entity: 'Domain', keys },
      { entity: '', keys },
      { entity, keys: { 'ed25519:2': key.publicKey } },
      { entity, keys: { 'ED25519:1': key.publicKey } },
      { entity, keys: { [keyId]: other.publicKey } },
      { entity, keys: {} },
    ]) {
      expect((await verifyJson(signed, verifier)).valid).toBe(false);
    }
  });

  it('never holds for a changed value, and holds for changed unsigned data (F1)', async () => {
    await fc.assert(
      fc.asyncProperty(jsonObject, jsonObject, async (one, another) => {
        const signed = await signJson({ body: one }, signer);
        const isSame = canonicalJson(one) === canonicalJson(another);
        expect((await verifyJson({ ...signed, body: another }, { entity, keys })).valid).toBe(isSame);
        expect((await verifyJson({ ...signed, body: { ...one, 'added member': 1 } }, { entity, keys })).valid).toBe(
          false,
        );
        expect((await verifyJson({ ...signed, unsigned: another }, { entity, keys })).valid).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('refuses a signature with any one bit changed (F1)', async () => {
    const signed = await signJson({ a: 1 }, signer);
    const bytes = Buffer.from(signed.signatures[entity]?.[keyId] ?? '', 'base64');
    expect(bytes).toHaveLength(64);
    for (let bit = 0; bit < 512; bit++) {
      const changed = Uint8Array.from(bytes, (byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      expect((await verifyJson({ a: 1, ...signedWith(unpadded(changed)) }, { entity, keys })).valid).toBe(false);
    }
  });

  it('accepts padding and spare bits, and no other spelling of the same bytes (F1, F2)', async () => {
    const signature = (await signJson({}, signer)).signatures[entity]?.[keyId] ?? '';
    const spareBit = spareBitSet(signature);
    expect(await verifyJson(signedWith(`${signature}==`), { entity, keys })).toEqual({ valid: true });
    expect(await verifyJson(signedWith(signature), { entity, keys: { [keyId]: `${key.publicKey}=` } })).toEqual({
      valid: true,
    });
    expect(await verifyJson(signedWith(spareBit), { entity, keys })).toEqual({ valid: true });
    expect(await verifyJson(signedWith(`${spareBit}==`), { entity, keys })).toEqual({ valid: true });
    const sameKey = { [keyId]: spareBitSet(key.publicKey) };
    expect(await verifyJson(signedWith(signature), { entity, keys: sameKey })).toEqual({ valid: true });
    for (const spelling of [`${signature}=`, ` ${signature}`, `${signature}\n`, signature.replaceAll('/', '_')]) {
      expect((await verifyJson(signedWith(spelling), { entity, keys })).valid).toBe(false);
    }
  });

  it('refuses S + L, which would sign the same once more (F1)', async () => {
    const bytes = Buffer.from((await signJson({}, signer)).signatures[entity]?.[keyId] ?? '', 'base64');
    const scalar = littleEndian(bytes.subarray(32)) + order;
    const twin = Buffer.concat([
      bytes.subarray(0, 32),
      Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex').reverse(),
    ]);
    expect(await verifyJson(signedWith(unpadded(twin)), { entity, keys })).toEqual({
      valid: false,
      reason: 'the signature is not reduced: S is not below L',
    });
  });

  it('refuses an R of small order, as libsodium does, although the sums come out right (F1)', async () => {
    // The owner of a key can make such a signature by choosing r = 0: R is the identity, and S = H(R, A, message) · a.
    const identity = Uint8Array.of(1, ...new Uint8Array(31));
    const publicKey = Buffer.from(key.publicKey, 'base64');
    const message = Buffer.from('{}');
    const secret = sha512(Buffer.from(publishedSeed, 'base64')).subarray(0, 32);
    const scalar = BigInt.asUintN(254, (littleEndian(secret) >> 3n) << 3n) | (1n << 254n);
    const sum = (littleEndian(sha512(Buffer.concat([identity, publicKey, message]))) * scalar) % order;
    const signature = Buffer.concat([identity, Buffer.from(sum.toString(16).padStart(64, '0'), 'hex').reverse()]);
    for (const options of [{}, lenient]) {
      expect(await verifyJson(signedWith(unpadded(signature)), { entity, keys }, options)).toEqual({
        valid: false,
        reason: 'the signature is of small order or not canonical',
      });
    }
  });

  it('refuses a key of small order, with which one signature signs everything (F1)', async () => {
    const point = Uint8Array.of(1, ...new Uint8Array(31));
    const all = unpadded(Uint8Array.of(...point, ...new Uint8Array(32)));
    for (const options of [{}, lenient]) {
      const verdict = await verifyJson(signedWith(all), { entity, keys: { [keyId]: unpadded(point) } }, options);
      expect(verdict).toEqual({ valid: false, reason: 'the public key is of small order or not canonical' });
      expect(await verifyJson(signedWith(all), { entity, keys }, options)).toMatchObject({ valid: false });
    }
  });

  it('holds when one of several keys signed, whatever the others did (F1)', async () => {
    const signed = await signJson({ a: 1 }, signer);
    const byEntity = { 'ed25519:0': 'nonsense', ...signed.signatures[entity], 'ed25519:2': 'nonsense' };
    const several = { ...signed, signatures: { [entity]: byEntity } };
    const others = { 'ed25519:0': other.publicKey, 'curve25519:1': 'x', ...keys, 'ed25519:2': other.publicKey };
    expect(await verifyJson(several, { entity, keys: others })).toEqual({ valid: true });
    expect(await verifyJson(several, { entity, keys: { 'ed25519:0': key.publicKey } })).toMatchObject({ valid: false });
  });

  it('leaves keys of other algorithms aside, even if the signature would hold (F1)', async () => {
    const signature = (await signJson({}, signer)).signatures[entity]?.[keyId] ?? '';
    const signed = { signatures: { [entity]: { 'curve25519:1': signature, ed25519: signature } } };
    for (const keyId of ['curve25519:1', 'ed25519']) {
      expect((await verifyJson(signed, { entity, keys: { [keyId]: key.publicKey } })).valid).toBe(false);
    }
  });

  it('checks what the object is when it is called', async () => {
    const signed = { ...(await signJson({ a: 1 }, signer)) };
    const checking = verifyJson(signed, { entity, keys });
    signed.a = 2;
    expect(await checking).toEqual({ valid: true });
    expect((await verifyJson(signed, { entity, keys })).valid).toBe(false);
  });

  it('changes nothing (F1)', async () => {
    const signed = deepFreeze(await signJson({ a: [{}], unsigned: {} }, signer));
    expect(await verifyJson(signed, deepFreeze({ entity, keys }))).toEqual({ valid: true });
  });

  it('answers for any JSON value whatsoever, and never throws (F1)', async () => {
    const signed = await signJson({ a: { b: [1, 'c'] }, unsigned: { d: 1 } }, signer);
    await fc.assert(
      fc.asyncProperty(mutated(fc.constant(signed)), async (value) => {
        const verdict = await verifyJson(value, { entity, keys });
        if (verdict.valid) expect(value).toMatchObject({ a: { b: [1, 'c'] }, signatures: { domain: {} } });
        else expect(verdict.reason).not.toBe('');
      }),
      { numRuns: 200 },
    );
    for (const value of [undefined, null, 1, '', [], () => 1, { signatures: null }, new Map([['signatures', {}]])]) {
      expect((await verifyJson(value, { entity, keys })).valid).toBe(false);
    }
  });

  it('answers for objects that throw when they are read, and for what nests without end (F1)', async () => {
    const { signatures } = await signJson({}, signer);
    const thrower = new Proxy({}, { getOwnPropertyDescriptor: () => { throw new Error('no'); } }); // oxfmt-ignore
    const getter = { signatures, get a(): never { throw new Error('no'); } }; // oxfmt-ignore
    const cycle: Record<string, unknown> = { signatures };
    cycle['a'] = cycle;
    const deep = { signatures, a: JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)) as unknown };
    for (const value of [thrower, getter, cycle, deep, { signatures: thrower }]) {
      expect((await verifyJson(value, { entity, keys })).valid).toBe(false);
    }
  });
});

function signedWith(signature: string): object {
  return { signatures: { [entity]: { [keyId]: signature } } };
}

function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('=', '');
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
}

function sha512(bytes: Uint8Array): Buffer {
  return createHash('sha512').update(bytes).digest();
}
