import { decodeBase64 } from './base64.js';

/**
 * The ed25519 operations for signing and verifying, for runtimes whose WebCrypto has none.
 *
 * The `ed25519` of `@noble/curves` fits as it is. Seeds and public keys are 32 bare bytes, signatures 64. Each
 * operation may return its result or a promise.
 */
export interface Ed25519 {
  /** Returns the public key of a seed. */
  getPublicKey(seed: Uint8Array): Uint8Array | Promise<Uint8Array>;
  sign(message: Uint8Array, seed: Uint8Array): Uint8Array | Promise<Uint8Array>;
  /** Tells whether a signature holds. For a public key that is not on the curve, returns `false` and does not throw. */
  verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean | Promise<boolean>;
}

/** The source of the ed25519 operations. */
export interface Ed25519Options {
  /** Operations to use. Default: the runtime's WebCrypto. */
  readonly ed25519?: Ed25519 | undefined;
}

/**
 * Tells whether a key ID, `<algorithm>:<identifier>`, is of ed25519, the only signing algorithm.
 *
 * The identifier may be anything, since device IDs are opaque and serve as identifiers (W5).
 */
export function isEd25519KeyId(keyId: string): boolean {
  return keyId.startsWith('ed25519:');
}

/** A key pair whose private half stays inside WebCrypto. */
export interface KeyPair {
  readonly publicKey: Uint8Array;
  readonly sign: (message: Uint8Array) => Promise<Uint8Array>;
}

/** The PKCS #8 bytes before the 32 bytes of an ed25519 seed (RFC 8410, section 7). */
const pkcs8Prefix = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

/** Imports a seed into the runtime's WebCrypto. Rejects if that does not support ed25519. */
export async function importSeed(seed: Uint8Array): Promise<KeyPair> {
  const encoded = Uint8Array.of(...pkcs8Prefix, ...seed);
  const extractable = await crypto.subtle.importKey('pkcs8', encoded, 'Ed25519', true, ['sign']);
  // The JSON Web Key of a private key holds the public key; WebCrypto offers no other way to it.
  const { x } = await crypto.subtle.exportKey('jwk', extractable);
  const publicKey = decodeBase64(x?.replaceAll('-', '+').replaceAll('_', '/'), 32);
  if (publicKey === undefined) throw new TypeError('the runtime gave no public key');
  // Importing takes most of the time, so it is not repeated for each signature.
  const key = await crypto.subtle.importKey('pkcs8', encoded, 'Ed25519', false, ['sign']);
  const sign = async (message: Uint8Array): Promise<Uint8Array> =>
    new Uint8Array(await crypto.subtle.sign('Ed25519', key, owned(message)));
  return { publicKey, sign };
}

/** Verifies a signature with the runtime's WebCrypto. Rejects if that does not support ed25519. */
export async function verifyByWebCrypto(
  signature: Uint8Array,
  message: Uint8Array,
  publicKey: Uint8Array,
): Promise<boolean> {
  let key: CryptoKey;
  try {
    key = await crypto.subtle.importKey('raw', owned(publicKey), 'Ed25519', false, ['verify']);
  } catch (error) {
    // Some runtimes check the point this early. Other errors mean that the algorithm is missing.
    if (error instanceof Error && error.name === 'DataError') return false;
    throw error;
  }
  return crypto.subtle.verify('Ed25519', key, owned(signature), owned(message));
}

/**
 * Copies bytes if needed: WebCrypto takes none that may be shared with another thread, and the usual type does not rule
 * that out.
 */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
