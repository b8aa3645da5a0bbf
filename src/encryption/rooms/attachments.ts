import { EncryptionError } from '../../encryption-errors.js';
import { decodeBase64, encodeBase64 } from '../../federation/base64.js';
import { isServerName } from '../../identifiers.js';
import { isJsonObject, own, type JsonObject } from '../../json-objects.js';

/** A file that is encrypted for a message, with the specification's `EncryptedFile` but for its `url`. */
export interface EncryptedAttachment {
  readonly bytes: Uint8Array;
  readonly file: JsonObject;
}

/** A file that a message refers to. */
export interface AttachmentReference {
  readonly serverName: string;
  readonly mediaId: string;
  /** The `EncryptedFile`; `undefined` if the file is not encrypted. */
  readonly file: JsonObject | undefined;
}

const keyLength = 32;
/** The counter in the initialisation vector, in bits. The other half is random. */
const counterBits = 64;
const ivLength = 16;

/**
 * Encrypts a file by a key of its own, which goes into the message.
 *
 * The runtime's WebCrypto does it and not the library: the memory of WebAssembly never shrinks again.
 *
 * @see https://spec.matrix.org/v1.19/client-server-api/#sending-encrypted-attachments
 */
export async function encryptAttachment(plain: Uint8Array): Promise<EncryptedAttachment> {
  const key = crypto.getRandomValues(new Uint8Array(keyLength));
  const iv = new Uint8Array(ivLength);
  crypto.getRandomValues(iv.subarray(0, ivLength - counterBits / 8));
  const bytes = new Uint8Array(
    await crypto.subtle.encrypt(...(await cipher(key, iv, 'encrypt')), plain as BufferSource),
  );
  const file = {
    v: 'v2',
    key: { kty: 'oct', key_ops: ['encrypt', 'decrypt'], alg: 'A256CTR', k: toUrlSafe(encodeBase64(key)), ext: true },
    iv: encodeBase64(iv),
    hashes: { sha256: await sha256(bytes) },
  };
  return { bytes, file };
}

/**
 * Decrypts a file, once its hash is what the message says.
 *
 * @throws {EncryptionError} `FILE` if it is not, or if the message lacks something.
 */
export async function decryptAttachment(bytes: Uint8Array, file: JsonObject): Promise<Uint8Array> {
  const jwk = own(file, 'key');
  const k = isJsonObject(jwk) ? own(jwk, 'k') : undefined;
  const key = typeof k === 'string' ? decodeBase64(toStandard(k), keyLength) : undefined;
  const iv = decodeBase64(own(file, 'iv'), ivLength);
  const hashes = own(file, 'hashes');
  const announced = isJsonObject(hashes) ? decodeBase64(own(hashes, 'sha256'), 32) : undefined;
  if (key === undefined || iv === undefined || announced === undefined) {
    throw new EncryptionError('FILE', 'the message has no complete key, vector and hash of its encrypted file');
  }
  if ((await sha256(bytes)) !== encodeBase64(announced)) {
    throw new EncryptionError('FILE', 'the file is not the one of its message: it was changed or cut on its way');
  }
  return new Uint8Array(await crypto.subtle.decrypt(...(await cipher(key, iv, 'decrypt')), bytes as BufferSource));
}

/**
 * Reads from a message's content which file it refers to.
 *
 * @throws {EncryptionError} `FILE` if it refers to none.
 */
export function attachmentOf(content: JsonObject): AttachmentReference {
  const given = own(content, 'file');
  const file = isJsonObject(given) ? given : undefined;
  // Its `url` would be that of an encrypted file all the same, which must not pass for a plain one.
  if (file === undefined && given !== undefined && given !== null) {
    throw new EncryptionError('FILE', 'the `file` of the message is not an object: it has neither a key nor a hash');
  }
  const url = own(file ?? content, 'url');
  const parts = typeof url === 'string' ? /^mxc:\/\/([^/?#]+)\/([^/?#]+)$/.exec(url) : null;
  const [, serverName, mediaId] = parts ?? [];
  if (serverName !== undefined && mediaId !== undefined && isServerName(serverName) && isSegment(mediaId))
    return { serverName, mediaId, file };
  throw new EncryptionError('FILE', 'the message refers to no file: neither `file.url` nor `url` is an mxc:// address');
}

/** Tells whether a media ID can stand in a path. */
function isSegment(mediaId: string): boolean {
  return mediaId !== '.' && mediaId !== '..' && !/\p{Surrogate}/u.test(mediaId);
}

async function cipher(
  key: Uint8Array,
  counter: Uint8Array,
  usage: 'encrypt' | 'decrypt',
): Promise<[AesCtrParams, CryptoKey]> {
  const imported = await crypto.subtle.importKey('raw', key as BufferSource, 'AES-CTR', false, [usage]);
  return [{ name: 'AES-CTR', counter: counter as BufferSource, length: counterBits }, imported];
}

async function sha256(bytes: Uint8Array): Promise<string> {
  return encodeBase64(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as BufferSource)));
}

function toUrlSafe(base64: string): string {
  return base64.replaceAll('+', '-').replaceAll('/', '_');
}

function toStandard(base64: string): string {
  return base64.replaceAll('-', '+').replaceAll('_', '/');
}
