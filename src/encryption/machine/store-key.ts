import { valueKind } from '../value-kinds.js';

/** The length of `storeKey`, in bytes. */
const storeKeyLength = 32;

/**
 * Refuses a `storeKey` that is none, without showing it.
 *
 * @throws {TypeError} that says what was given.
 */
export function requireStoreKey(storeKey: unknown): void {
  if (storeKey instanceof Uint8Array && storeKey.length === storeKeyLength) return;
  const given = storeKey instanceof Uint8Array ? `has ${storeKey.length}` : `is ${valueKind(storeKey)}`;
  throw new TypeError(
    `storeKey must be a Uint8Array of ${storeKeyLength} bytes, but ${given}: ` +
      `make it once with \`openssl rand -out store.key ${storeKeyLength}\`, and read the file without an encoding`,
  );
}

/**
 * Derives a key for one purpose from the `storeKey` (HKDF with SHA-256), so that no two purposes share a key and rows of one device
 * cannot be read as another's.
 *
 * @param purpose Names the use: the same purpose always gives the same key.
 * @see https://www.rfc-editor.org/rfc/rfc5869
 */
export async function deriveStoreKey(storeKey: Uint8Array, purpose: string): Promise<Uint8Array<ArrayBuffer>> {
  const key = await crypto.subtle.importKey('raw', new Uint8Array(storeKey), 'HKDF', false, ['deriveBits']);
  const info = new TextEncoder().encode(`matrix-encrypted-appservice ${purpose}`);
  const algorithm = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, storeKeyLength * 8));
}
