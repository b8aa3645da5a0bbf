import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { importSigningKey, signJson, verifyJson, type Ed25519 } from '../../src/federation/index.js';
import { publishedSeed } from './signers.js';

/** Ed25519 that is not WebCrypto, and answers at once. */
const otherEd25519: Ed25519 = {
  getPublicKey: (seed) => createPublicKey(privateKey(seed)).export({ type: 'spki', format: 'der' }).subarray(12),
  sign: (message, seed) => sign(null, message, privateKey(seed)),
  verify: (signature, message, publicKey) => {
    const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey]);
    return verify(null, message, createPublicKey({ key: der, type: 'spki', format: 'der' }), signature);
  },
};

describe('importSigningKey', () => {
  it.each([
    ['nothing', ''],
    ['31 bytes', 'A'.repeat(42)],
    ['33 bytes', 'A'.repeat(44)],
    ['URL-safe digits', `${'A'.repeat(42)}-`],
    ['the line of a key file', `ed25519 1 ${publishedSeed}`],
    ['white space', `${publishedSeed}\n`],
  ])('rejects a seed that is %s, and does not quote it', async (_, seed) => {
    const error: unknown = await importSigningKey(seed).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(RangeError);
    if (seed !== '') expect(String(error)).not.toContain(seed);
  });

  it('tolerates padding', async () => {
    expect((await importSigningKey(`${publishedSeed}=`)).publicKey).toBe(
      (await importSigningKey(publishedSeed)).publicKey,
    );
  });

  it('gives a key that does not show its seed', async () => {
    for (const key of [
      await importSigningKey(publishedSeed),
      await importSigningKey(publishedSeed, { ed25519: otherEd25519 }),
    ]) {
      expect(JSON.parse(JSON.stringify(key))).toEqual({ publicKey: key.publicKey });
    }
  });
});

describe('ed25519 operations that are passed in', () => {
  const signer = { entity: 'domain', keyId: 'ed25519:1' };

  it('give the same key, signatures and verdicts as WebCrypto', async () => {
    const key = await importSigningKey(publishedSeed);
    const other = await importSigningKey(publishedSeed, { ed25519: otherEd25519 });
    expect(other.publicKey).toBe(key.publicKey);
    const signed = await signJson({ a: 1 }, { ...signer, key: other });
    expect(signed).toEqual(await signJson({ a: 1 }, { ...signer, key }));
    const keys = { 'ed25519:1': key.publicKey };
    expect(await verifyJson(signed, { entity: 'domain', keys }, { ed25519: otherEd25519 })).toEqual({ valid: true });
    expect((await verifyJson({ ...signed, a: 2 }, { entity: 'domain', keys }, { ed25519: otherEd25519 })).valid).toBe(
      false,
    );
  });

  it('serve where WebCrypto has no ed25519; without them the error of the runtime is passed on, and not called invalid', async () => {
    const key = await importSigningKey(publishedSeed);
    const signed = await signJson({}, { ...signer, key });
    const notSupported = new DOMException('Unrecognized name.', 'NotSupportedError');
    const importKey = vi.spyOn(crypto.subtle, 'importKey').mockRejectedValue(notSupported);
    try {
      await expect(importSigningKey(publishedSeed)).rejects.toBe(notSupported);
      const verifier = { entity: 'domain', keys: { 'ed25519:1': key.publicKey } };
      await expect(verifyJson(signed, verifier)).rejects.toBe(notSupported);
      expect(await verifyJson(signed, verifier, { ed25519: otherEd25519 })).toEqual({ valid: true });
      expect((await importSigningKey(publishedSeed, { ed25519: otherEd25519 })).publicKey).toBe(key.publicKey);
    } finally {
      importKey.mockRestore();
    }
  });

  it('of a runtime that keeps the public key to itself make no key', async () => {
    const exportKey = vi.spyOn(crypto.subtle, 'exportKey').mockResolvedValue({});
    try {
      await expect(importSigningKey(publishedSeed)).rejects.toThrow('the runtime gave no public key');
    } finally {
      exportKey.mockRestore();
    }
  });

  it('of a runtime that looks at the point when it imports a key are asked in vain, and the key is invalid', async () => {
    const key = await importSigningKey(publishedSeed);
    const signed = await signJson({}, { ...signer, key });
    const importKey = vi.spyOn(crypto.subtle, 'importKey').mockRejectedValue(new DOMException('', 'DataError'));
    try {
      const verdict = await verifyJson(signed, { entity: 'domain', keys: { 'ed25519:1': key.publicKey } });
      expect(verdict).toEqual({ valid: false, reason: 'the signature does not hold' });
    } finally {
      importKey.mockRestore();
    }
  });
});

function privateKey(seed: Uint8Array): ReturnType<typeof createPrivateKey> {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  return createPrivateKey({ key: der, type: 'pkcs8', format: 'der' });
}
