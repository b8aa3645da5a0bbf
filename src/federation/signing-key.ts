import { decodeBase64, encodeBase64 } from './base64.js';
import { type Ed25519Options, importSeed, type KeyPair } from './ed25519.js';

/** A private ed25519 key that signs without revealing itself. A key in a hardware module can implement it too. */
export interface SigningKey {
  /** Unpadded base64 of 32 bytes. */
  readonly publicKey: string;
  /** Signs a message: resolves to the 64 bytes of the signature. */
  readonly sign: (message: Uint8Array) => Promise<Uint8Array>;
}

/**
 * Imports a signing key from its seed, 32 bytes in base64, bare or in a homeserver's file format.
 *
 * Synapse has a line `ed25519 a_abcd <seed>` for each key, Dendrite a PEM file with a block `MATRIX PRIVATE KEY`. The
 * key ID is not read from there: name it where you sign. A text with several lines is refused, since only you know
 * which of them to use.
 *
 * @example
 * ```ts
 * const key = await importSigningKey('ed25519 a_abcd YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1');
 * key.publicKey; // 'XGX0JRS2Af3be3knz2fBiRbApjm2Dh61gXDJA8kcJNI'
 * ```
 * @throws {RangeError} if it is anything else. The error does not quote it.
 * @throws The rejection of the ed25519 operations, if the runtime does not support them.
 */
export async function importSigningKey(key: string, options: Ed25519Options = {}): Promise<SigningKey> {
  const { publicKey, sign } = await keyPairOf(decodeSeed(key), options);
  return { publicKey: encodeBase64(publicKey), sign };
}

const pemBlock = /^-----BEGIN MATRIX PRIVATE KEY-----$([^]*?)^-----END MATRIX PRIVATE KEY-----$/m;

/**
 * Decodes the seed in a text. No message repeats any part of the text: in a damaged key file the seed may be anywhere.
 */
function decodeSeed(text: unknown): Uint8Array {
  if (typeof text !== 'string') throw new RangeError('a signing key must be a string');
  const block = pemBlock.exec(text)?.[1];
  const seed = block === undefined ? seedOfLine(text) : seedOfBlock(block);
  const bytes = decodeBase64(seed, 32);
  if (bytes === undefined) throw new RangeError('the seed of a signing key must be 32 bytes in unpadded base64');
  return bytes;
}

function seedOfLine(text: string): string | undefined {
  const [line = '', ...others] = linesOf(text);
  if (others.length > 0) {
    throw new RangeError(
      'a signing key must be one line; of a file with several, choose the line to sign with (homeservers use the first)',
    );
  }
  const words = line.split(/\s+/);
  if (words.length === 1) return line;
  if (words.length === 3 && words[0] === 'ed25519') return words[2];
  throw new RangeError('the line of a signing key must be "ed25519", an identifier and the seed');
}

/** Returns the lines of a block without its headers, such as `Key-ID: ed25519:abcd`. */
function seedOfBlock(block: string): string {
  return linesOf(block)
    .filter((line) => !line.includes(':'))
    .join('');
}

function linesOf(text: string): string[] {
  const lines = text.split(/[\r\n]/).map((line) => line.trim());
  return lines.filter((line) => line !== '');
}

async function keyPairOf(seed: Uint8Array, { ed25519 }: Ed25519Options): Promise<KeyPair> {
  if (ed25519 === undefined) return importSeed(seed);
  return { publicKey: await ed25519.getPublicKey(seed), sign: async (message) => ed25519.sign(message, seed) };
}
