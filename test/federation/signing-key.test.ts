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
    ['white space alone', ' \n\t\n'],
    ['31 bytes', 'A'.repeat(42)],
    ['33 bytes', 'A'.repeat(44)],
    ['URL-safe digits', `${'A'.repeat(42)}-`],
    ['no string', Buffer.from(publishedSeed) as unknown as string],
    ['the line of a key of another algorithm', `curve25519 a_abcd ${publishedSeed}\n`],
    ['a line without an identifier', `ed25519 ${publishedSeed}\n`],
    ['a line with the seed first', `${publishedSeed} a_abcd ed25519\n`],
    ['the line of an old key, with the time of its end', `ed25519 a_abcd 1576767829750 ${publishedSeed}\n`],
    ['a line with a comment', `ed25519 a_abcd ${publishedSeed} # ours\n`],
    ['a file of several keys', `ed25519 a_abcd ${publishedSeed}\ned25519 a_efgh ${publishedSeed}\n`],
    ['a file with a comment', `# Signing key\ned25519 a_abcd ${publishedSeed}\n`],
    ['a PEM file of another kind', pemOf([publishedSeed], 'PRIVATE KEY')],
    ['a PEM file without a seed', pemOf(['Key-ID: ed25519:abcd'])],
    ['a PEM file of 64 bytes', pemOf([Buffer.alloc(64).toString('base64')])],
    ['a PEM file that is cut off', pemOf([publishedSeed]).slice(0, -10)],
  ])('rejects a seed that is %s, and does not quote it (F1)', async (_, seed) => {
    const error: unknown = await importSigningKey(seed).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(RangeError);
    expect(String(error)).not.toMatch(/YJDBA|AAA|a_abcd/);
    expect(error).not.toHaveProperty('cause');
  });

  it.each([
    ['with padding', `${publishedSeed}=`],
    ['with a line break after it', `${publishedSeed}\n`],
    ['in the line of a signing key file', `ed25519 a_abcd ${publishedSeed}\n`],
    ['in a line with tabs and spaces', `\n  ed25519\ta_abcd  ${publishedSeed}=\t\r\n\r\n`],
    ['in a line after a byte order mark', `\ufeffed25519 auto ${publishedSeed}`],
    ['in a PEM file of Dendrite', pemOf(['Key-ID: ed25519:abcd', '', `${publishedSeed}=`])],
    ['in a PEM file with other line ends', pemOf(['Key-ID: ed25519:abcd', publishedSeed]).replaceAll('\n', '\r\n')],
    ['in the second block of a PEM file', pemOf(['AAAA'], 'CERTIFICATE') + pemOf([publishedSeed])],
  ])('takes a seed %s (F1)', async (_, seed) => {
    expect((await importSigningKey(seed)).publicKey).toBe('XGX0JRS2Af3be3knz2fBiRbApjm2Dh61gXDJA8kcJNI');
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

/** A PEM file, as Dendrite keeps its key in one. */
function pemOf(lines: readonly string[], type = 'MATRIX PRIVATE KEY'): string {
  return [`-----BEGIN ${type}-----`, ...lines, `-----END ${type}-----`, ''].join('\n');
}

function privateKey(seed: Uint8Array): ReturnType<typeof createPrivateKey> {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  return createPrivateKey({ key: der, type: 'pkcs8', format: 'der' });
}
