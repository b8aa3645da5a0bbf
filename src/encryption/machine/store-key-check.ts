import { databaseNames } from '../database-names.js';
import type { Term } from '../../appservice/leadership.js';
import type { AppserviceStore } from '../../appservice/store.js';
import { EncryptionError } from '../../encryption-errors.js';
import { encodeBase64 } from '../../federation/base64.js';
import { createSecretBox } from './cross-signing-secrets.js';
import { deriveStoreKey } from './store-key.js';
import { writeInTerm } from './write-in-term.js';

/** Recognises a `storeKey` that is not the one of the store, before anything is written with it. */
export interface StoreKeyCheck {
  /** @throws {EncryptionError} `STORE_DAMAGED` if the store was written with another key. */
  readonly requireRight: () => Promise<void>;
  /** Does that at the beginning of a term, and lets the store remember the key by a value from which the key cannot be found. */
  readonly keep: (term: Term) => Promise<void>;
}

const database = databaseNames.storeKey;

/** A row that cannot be read may be damaged; several are not, by chance. */
const triedUsers = 20;
const mostFailures = 3;

/** Makes the check of the `storeKey`. */
export function createStoreKeyCheck(
  store: Pick<AppserviceStore, 'crypto' | 'devices' | 'transaction'>,
  storeKey: Uint8Array,
): StoreKeyCheck {
  const value = deriveStoreKey(storeKey, database).then(encodeBase64);
  value.catch(() => undefined); // who uses it gets the error
  const secretBox = createSecretBox(storeKey);

  /** Tries rows of users. Returns `undefined` if there is none. */
  async function opensRows(): Promise<boolean | undefined> {
    let failures = 0;
    for (const { userId } of await store.devices.listUsers({ limit: triedUsers })) {
      try {
        if (await secretBox.open(userId, await store.crypto.load(databaseNames.crossSigning(userId)))) return true;
      } catch (error) {
        if (!(error instanceof EncryptionError)) throw error;
        if (++failures === mostFailures) return false;
      }
    }
    return failures === 0 ? undefined : false;
  }

  /** Returns whether the store remembers the key. */
  async function isKept(): Promise<boolean> {
    const [row] = await store.crypto.load(database);
    if (row?.value === (await value)) return true;
    const opens = await opensRows();
    // What opens a row is the key, so the check's own row is damaged, and written anew.
    if (opens ?? row === undefined) return false;
    throw new EncryptionError(
      'STORE_DAMAGED',
      'the store was written with another `storeKey`: pass that one, and nothing is lost. If it is gone, begin with an empty store: ' +
        'each user then gets a new device and a new identity. Nothing was changed',
    );
  }

  return {
    requireRight: async () => {
      await isKept();
    },
    keep: async (term) => {
      if (await isKept()) return;
      const row = { store: 'check', key: 'value', value: await value };
      await writeInTerm(store, term, ({ crypto }) => crypto.write(database, [row]));
    },
  };
}
