import type { StoreParts } from '../../appservice/store.js';
import type { HomeserverClient } from '../../client/homeserver-client.js';
import { EncryptionError } from '../../encryption-errors.js';
import { MatrixHttpError } from '../../errors.js';
import { isJsonObject, own } from '../../json-objects.js';
import { dropOldest } from '../drop-oldest.js';
import { type EncryptionContext, writeUnderLease } from '../encryption-context.js';
import {
  type EncryptionSource,
  megolm,
  readRoomEncryption,
  readStoredEncryption,
  type RoomEncryption,
  storedEncryption,
} from './room-encryption.js';
import type { RowReader } from '../row-reader.js';

/** The rooms that are encrypted: whatever once was stays so (E1). */
export interface RoomStates {
  /** Returns a room's encryption if it is known to be encrypted, without asking the homeserver. */
  readonly knownEncryption: (roomId: string) => Promise<RoomEncryption | undefined>;
  /**
   * Returns a room's encryption; `undefined` if the homeserver says that it has none. That is asked each time, and so is the encryption of
   * a room that could not be encrypted for, until it can. The settings of one whose event has not come are asked for once.
   *
   * @throws {EncryptionError} `ROOM_STATE` if the homeserver does not say.
   */
  readonly encryptionOf: (roomId: string, client: HomeserverClient) => Promise<RoomEncryption | undefined>;
  /** Notes the content of a room's `m.room.encryption`, and returns the write that makes that durable. Default of `source`: `event`. */
  readonly setEncryption: (roomId: string, content: unknown, source?: EncryptionSource) => Promise<RoomWrite>;
  /** Does the same, and writes it. */
  readonly learn: (roomId: string, content: unknown, source?: EncryptionSource) => Promise<void>;
  /** Forgets what is in memory: another process may have written since. */
  readonly clear: () => void;
}

/** Writes one fact about a room. */
export type RoomWrite = (parts: Pick<StoreParts, 'rooms'>) => Promise<void>;

/** The most rooms in memory. */
const mostRooms = 10_000;

/**
 * Makes the memory of encrypted rooms over a store.
 *
 * @rule E1
 */
export function createRoomStates(
  context: Pick<EncryptionContext, 'store' | 'machines'>,
  readRow: RowReader,
): RoomStates {
  const states = new Map<string, Promise<RoomEncryption | undefined>>();
  /** The rooms whose settings were asked for before something was sent: those that were learned earlier may have changed since. */
  const confirmed = new Set<string>();

  async function load(roomId: string): Promise<RoomEncryption | undefined> {
    const state = await context.store.rooms.get(roomId);
    if (state === undefined) return undefined;
    const what = `the encryption of the room ${roomId}`;
    const consequence = 'The room counts as encrypted, and nothing is sent into it unless the homeserver tells how';
    const row = readRow({ what, consequence, roomId }, state, isJsonObject);
    // Nothing is known of a room but that it is encrypted, so a row that cannot be read says that, too.
    if (row === undefined)
      return readStoredEncryption({ algorithm: 'an algorithm that the damaged store does not tell' });
    const encryption = own(row, 'encryption');
    return encryption === undefined ? undefined : readStoredEncryption(encryption);
  }

  function remember(roomId: string, state: Promise<RoomEncryption | undefined>): void {
    // The map is ordered by use.
    states.delete(roomId);
    states.set(roomId, state);
    dropOldest(states, mostRooms);
  }

  /** Reads what is stored of a room. Only this process writes it while it has the lease. */
  async function knownEncryption(roomId: string): Promise<RoomEncryption | undefined> {
    const known = states.get(roomId) ?? load(roomId);
    remember(roomId, known);
    try {
      return await known;
    } catch (error) {
      if (states.get(roomId) === known) states.delete(roomId);
      throw error;
    }
  }

  async function setEncryption(
    roomId: string,
    content: unknown,
    source: EncryptionSource = 'event',
  ): Promise<RoomWrite> {
    const encryption = readRoomEncryption(content, source, await knownEncryption(roomId));
    remember(roomId, Promise.resolve(encryption));
    return (parts) => parts.rooms.put(roomId, JSON.stringify({ encryption: storedEncryption(encryption) }));
  }

  async function learn(roomId: string, content: unknown, source?: EncryptionSource): Promise<void> {
    try {
      await writeUnderLease(context, await setEncryption(roomId, content, source));
    } catch (error) {
      // What is in memory counts as written.
      states.delete(roomId);
      throw error;
    }
  }

  return {
    knownEncryption,
    encryptionOf: async (roomId, client) => {
      const known = await knownEncryption(roomId);
      const isCurrent = known?.learnedFrom === 'event' || confirmed.has(roomId);
      if (known?.algorithm === megolm && isCurrent) return known;
      const content = await askAbout(roomId, 'whether it is encrypted', () =>
        stateOrNone({ roomId, eventType: 'm.room.encryption' }, client),
      );
      if (content === undefined) return known;
      await learn(roomId, content);
      if (confirmed.size >= mostRooms) confirmed.clear();
      confirmed.add(roomId);
      return knownEncryption(roomId);
    },
    setEncryption,
    learn,
    clear: () => {
      states.clear();
      confirmed.clear();
    },
  };
}

/** Returns the content of a state event; `undefined` if the homeserver says that there is none. */
export async function stateOrNone(
  { roomId, eventType }: { readonly roomId: string; readonly eventType: string },
  client: HomeserverClient,
): Promise<unknown> {
  try {
    return await client.getRoomStateEvent({ roomId, eventType, stateKey: '' });
  } catch (error) {
    if (error instanceof MatrixHttpError && error.status === 404 && error.errcode === 'M_NOT_FOUND') return undefined;
    throw error;
  }
}

/** Asks the homeserver for what must be known of a room before anything is sent. */
export async function askAbout<T>(roomId: string, wanted: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'for an unknown reason';
    const message = `the homeserver does not tell of the room ${roomId} ${wanted}, so nothing was sent: ${reason}`;
    throw new EncryptionError('ROOM_STATE', message, error);
  }
}
