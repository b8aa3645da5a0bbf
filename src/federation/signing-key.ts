import { decodeBase64, encodeBase64 } from './base64.js';
import type { Ed25519Options } from './ed25519.js';
import { importSeed, type KeyPair } from './web-crypto.js';

/** A private ed25519 key that signs without showing itself. One kept elsewhere, in a hardware module say, can be one too. */
export interface SigningKey {
  /** Unpadded base64 of 32 bytes. */
  readonly publicKey: string;
  /** The 64 bytes of the signature. */
  readonly sign: (message: Uint8Array) => Promise<Uint8Array>;
}

/**
 * Makes a signing key of its seed: unpadded base64 of 32 bytes, as homeservers keep it in their signing key files.
 *
 * @throws {RangeError} when the seed is anything else. The error does not quote it.
 * @throws What the ed25519 operations reject with, where the runtime does not have them.
 */
export async function importSigningKey(seed: string, options: Ed25519Options = {}): Promise<SigningKey> {
  const bytes = decodeBase64(seed, 32);
  if (bytes === undefined) throw new RangeError('the seed of a signing key must be 32 bytes in unpadded base64');
  const { publicKey, sign } = await keyPairOf(bytes, options);
  return { publicKey: encodeBase64(publicKey), sign };
}

async function keyPairOf(seed: Uint8Array, { ed25519 }: Ed25519Options): Promise<KeyPair> {
  if (ed25519 === undefined) return importSeed(seed);
  return { publicKey: await ed25519.getPublicKey(seed), sign: async (message) => ed25519.sign(message, seed) };
}
