import { importSigningKey, type JsonSigner, type SigningKey } from '../../src/federation/index.js';

/** The seed of the specification's test vectors. */
export const publishedSeed = 'YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1';

/** The key of the specification's test vectors, as its server `domain` signs with it. */
export async function publishedSigner(): Promise<JsonSigner & { key: SigningKey }> {
  return { entity: 'domain', keyId: 'ed25519:1', key: await importSigningKey(publishedSeed) };
}

/** A signing key that is the same for the same number from 0 to 255, and another for each. */
export function testKey(number: number): Promise<SigningKey> {
  return importSigningKey(Buffer.alloc(32, number).toString('base64'));
}

/** Another spelling of the same bytes: with a bit of the last base64 digit set that no byte has room for. */
export function spareBitSet(base64: string): string {
  return base64.slice(0, -1) + String.fromCharCode(base64.charCodeAt(base64.length - 1) + 1);
}
