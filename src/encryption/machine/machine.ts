import { databaseNames } from '../database-names.js';
import {
  DeviceId,
  initAsync,
  MegolmDecryptionError,
  OlmMachine,
  StoreHandle,
  UserId,
} from '@matrix-org/matrix-sdk-crypto-wasm';
import type { Term } from '../../appservice/leadership.js';
import type { AppserviceStore, StoreParts } from '../../appservice/store.js';
import { EncryptionError, NotLeaderError } from '../../encryption-errors.js';
import { openCryptoDatabases, type CryptoChanges, type CryptoDatabases } from './crypto-store.js';
import type { DeviceName } from './device-name.js';
import { deriveStoreKey } from './store-key.js';
import { writeInTerm } from './write-in-term.js';

/** The cryptography of one device: a machine of matrix-sdk-crypto whose state is in the store. */
export interface Machine extends DeviceName {
  /** Public identity keys, as unpadded base64. */
  readonly identityKeys: IdentityKeyPair;
  /** The library's machine. Whatever it changes must be committed before anything that follows from it leaves the process (E6). */
  readonly olm: OlmMachine;
  /** True if nothing of this device was in the store when it was opened: its keys were made just now. */
  readonly isNew: boolean;
  /** The number of times that it was told of devices, keys or messages: while it is the same, so are the devices and sessions that it knows. */
  toldCount: number;
  /**
   * Writes all changes down, in one database transaction under the term's fence, and what `also` writes (E6). Without `also` and changes
   * it does nothing. If it fails, the changes are kept, and come again with the next commit.
   *
   * @throws {NotLeaderError} if the term was lost: nothing is written any more.
   */
  readonly commit: (also?: (parts: StoreParts) => Promise<void>) => Promise<void>;
  /**
   * The changes so far, for a database transaction of the caller's with the term's fence. Those that are not said to be written come
   * again. Changes that are made before `write` runs are written, too.
   */
  readonly changes: () => MachineChanges;
  /** Runs work after all earlier work of this kind: the library wants one claim and one share at a time. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Public keys of a device, as unpadded base64. */
export interface IdentityKeyPair {
  readonly ed25519: string;
  readonly curve25519: string;
}

/** Changes of a machine that are not in the store yet. */
export type MachineChanges = CryptoChanges;

/** A machine, for the one who opened it. */
export interface OpenMachine extends Machine {
  /** Makes commits fail from now on, and write nothing; resolves once those in progress are over. */
  readonly detach: () => Promise<void>;
  /** Frees its memory. Changes that were not written are gone; by E6 nothing has left the process that follows from them. */
  readonly close: () => void;
}

/** Options of {@link openMachine}. */
export interface MachineOptions {
  readonly store: Pick<AppserviceStore, 'crypto' | 'transaction'>;
  readonly storeKey: Uint8Array;
  readonly term: Term;
}

/**
 * Opens the machine of a device from the store, or makes one where nothing is stored. A new machine is in the store with its first commit.
 *
 * The library encrypts what it stores by a random key for each device, and that key by one that is derived from the `storeKey`.
 *
 * @throws {EncryptionError} `STORE_DAMAGED` if what is stored cannot be read with the key.
 * @throws {StoreError} if the store fails.
 * @rule E6
 */
export async function openMachine(device: DeviceName, options: MachineOptions): Promise<OpenMachine> {
  const { store, storeKey } = options;
  const database = databaseNames.machine(device);
  const [rows, key] = await Promise.all([store.crypto.load(database), deriveStoreKey(storeKey, database), initAsync()]);
  const isNew = rows.length === 0;
  const databases = await openCryptoDatabases(database, rows).catch((error: unknown) => {
    throw damaged(device, error);
  });
  try {
    const olm = await databases.open((name) => openLibrary(device, name, key));
    const identityKeys = identityOf(olm);
    if (!databases.identify(JSON.stringify(identityKeys))) {
      olm.close();
      throw new Error('rows are missing, or they are another device’s');
    }
    return { ...device, identityKeys, olm, isNew, toldCount: 0, ...writingOf(databases, olm, options) };
  } catch (error) {
    databases.close();
    throw isNew ? error : damaged(device, error);
  }
}

async function openLibrary({ userId, deviceId }: DeviceName, name: string, key: Uint8Array): Promise<OlmMachine> {
  const handle = await StoreHandle.openWithKey(name, key);
  try {
    const olm = await OlmMachine.initFromStore(new UserId(userId), new DeviceId(deviceId), handle);
    // The user has this device alone: there is no other to ask for room keys, or to give them to.
    olm.roomKeyRequestsEnabled = false;
    olm.roomKeyForwardingEnabled = false;
    return olm;
  } finally {
    handle.free();
  }
}

function identityOf(olm: OlmMachine): IdentityKeyPair {
  const { ed25519, curve25519 } = olm.identityKeys;
  return { ed25519: ed25519.toBase64(), curve25519: curve25519.toBase64() };
}

function writingOf(
  databases: CryptoDatabases,
  olm: OlmMachine,
  { store, term }: MachineOptions,
): Pick<OpenMachine, 'commit' | 'changes' | 'alone' | 'detach' | 'close'> {
  const writing = new Set<Promise<void>>();
  let last: Promise<unknown> = Promise.resolve();
  let isDetached = false;
  let isClosed = false;

  async function write(also: ((parts: StoreParts) => Promise<void>) | undefined): Promise<void> {
    const changes = databases.changes();
    await writeInTerm(store, term, async (parts) => {
      await changes.write(parts);
      await also?.(parts);
    });
    changes.written();
  }

  return {
    commit: async (also) => {
      if (isDetached) throw new NotLeaderError();
      if (also === undefined && !databases.hasChanges()) return;
      const written = write(also);
      const settled = written.catch(() => undefined);
      writing.add(settled);
      void settled.then(() => writing.delete(settled));
      await written;
    },
    changes: () => {
      const changes = databases.changes();
      return {
        write: async (parts) => {
          if (!isDetached) await changes.write(parts);
        },
        written: changes.written,
      };
    },
    alone: (work) => {
      const result = last.then(work);
      last = result.catch(() => undefined);
      return result;
    },
    detach: async () => {
      isDetached = true;
      await Promise.all(writing);
    },
    close: () => {
      if (isClosed) return;
      isDetached = isClosed = true;
      databases.close();
      olm.close();
    },
  };
}

/** Explains an error of the library's that says that a row of a device cannot be read. Returns every other as it is. */
export function libraryErrorOf(device: DeviceName, error: unknown): unknown {
  return isUnreadable(error) ? damaged(device, error) : error;
}

/** Tells whether an error of the library's says that a row cannot be read. It has no other sign than these words. */
export function isUnreadable(error: unknown): boolean {
  const words =
    error instanceof MegolmDecryptionError ? error.description : error instanceof Error ? error.message : '';
  return /^failed to read or write to the crypto store|error encrypting or decrypting a value/i.test(words);
}

function damaged({ userId, deviceId }: DeviceName, cause: unknown): EncryptionError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new EncryptionError(
    'STORE_DAMAGED',
    `the encryption's state of ${userId} (device ${deviceId}) cannot be read: ${reason}. ` +
      'If storeKey has changed, pass the old one: nothing is lost. If the database is damaged, call reset() of this user: it gets a ' +
      'new device, which cannot read what was encrypted for the old one. Other users go on',
    cause,
  );
}
