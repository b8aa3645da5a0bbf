import type { CryptoRow } from '../../appservice/store.js';
import { EncryptionError } from '../../errors.js';
import { encodeBase64 } from '../../federation/base64.js';
import { isJsonObject, own } from '../../json-objects.js';
import { deriveStoreKey } from './store-key.js';

/** A user's private cross-signing keys, each as unpadded base64. */
export interface CrossSigningSecrets {
  readonly master: string;
  readonly selfSigning: string;
  readonly userSigning: string;
}

/** Encrypts a user's private cross-signing keys for the store, apart from any machine's state, so that they outlive it (D7). */
export interface SecretBox {
  /** Returns the row for the user's database. */
  readonly close: (userId: string, secrets: CrossSigningSecrets) => Promise<CryptoRow>;
  /** @throws {EncryptionError} `STORE_DAMAGED` if the rows were written with another key. */
  readonly open: (userId: string, rows: readonly CryptoRow[]) => Promise<CrossSigningSecrets | undefined>;
}

/** The remedy where a user's cross-signing keys are of no use any more. */
export const newIdentityAdvice =
  'Call reset() of this user: it gets a new device and new cross-signing keys, and the clients of other people show that its identity has changed';

const place = { store: 'keys', key: 'secrets' };

/** Makes a box from the store's key, with AES-GCM. The key for it is derived, since the machines use the store's key itself. */
export function createSecretBox(storeKey: Uint8Array): SecretBox {
  const key = secretKey(storeKey);
  // Its users get the error.
  key.catch(() => undefined);

  return {
    close: async (userId, { master, selfSigning, userSigning }) => {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const text = new TextEncoder().encode(JSON.stringify({ master, selfSigning, userSigning }));
      const closed = await crypto.subtle.encrypt(parametersOf(iv, userId), await key, text);
      return { ...place, value: JSON.stringify([encodeBase64(iv), encodeBase64(new Uint8Array(closed))]) };
    },
    open: async (userId, rows) => {
      const row = rows.find(({ store, key: name }) => store === place.store && name === place.key);
      if (row?.value === undefined) return undefined;
      try {
        const [iv, closed] = JSON.parse(row.value) as [string, string]; // as `close` wrote it
        const opened = await crypto.subtle.decrypt(parametersOf(fromBase64(iv), userId), await key, fromBase64(closed));
        return secretsIn(JSON.parse(new TextDecoder().decode(opened)));
      } catch {
        throw new EncryptionError(
          'STORE_DAMAGED',
          `the private cross-signing keys of ${userId} cannot be read, for the database is damaged. ${newIdentityAdvice}`,
        );
      }
    },
  };
}

async function secretKey(storeKey: Uint8Array): Promise<CryptoKey> {
  const key = await deriveStoreKey(storeKey, 'cross-signing keys');
  return crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** The user's ID is authenticated: the rows of one user are of no use to another. */
function parametersOf(iv: Uint8Array<ArrayBuffer>, userId: string): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(userId) };
}

function secretsIn(value: unknown): CrossSigningSecrets {
  const text = (name: string): string => {
    const secret = isJsonObject(value) ? own(value, name) : undefined;
    if (typeof secret !== 'string') throw new TypeError('no cross-signing keys');
    return secret;
  };
  return { master: text('master'), selfSigning: text('selfSigning'), userSigning: text('userSigning') };
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
