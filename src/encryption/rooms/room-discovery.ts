import type { BackgroundWork } from '../background-work.js';
import { dropOldest } from '../drop-oldest.js';
import type { EncryptionContext } from '../encryption-context.js';
import { MatrixHttpError } from '../../errors.js';
import { megolm } from './room-encryption.js';
import { type RoomStates, stateOrNone } from './room-state.js';

/** Finds rooms that were encrypted before one of ours was in them, so that no transaction tells of it (E1). */
export interface RoomDiscovery {
  /** Notes that an event of a room was decrypted: the room is encrypted from then on, whatever its state says. */
  readonly decrypted: (roomId: string) => Promise<void>;
  /** Asks for the state of a room that one of ours has joined. A failure is tried again in the background; it never rejects. */
  readonly joined: (roomId: string, userId: string) => Promise<void>;
  /** Notes that one of ours has left a room: it may be encrypted without an event that reaches us. */
  readonly left: (roomId: string) => void;
  /** Tells whether a room is known to be encrypted by these means. Waits for a question that is on its way. */
  readonly wasEncrypted: (roomId: string) => Promise<boolean>;
  readonly clear: () => void;
}

/** The most rooms that are remembered as asked for. */
const mostRooms = 10_000;

/** Makes the discovery of encrypted rooms. */
export function createRoomDiscovery(
  { homeserver, machines }: Pick<EncryptionContext, 'homeserver' | 'machines'>,
  { roomStates, background }: { readonly roomStates: RoomStates; readonly background: BackgroundWork },
): RoomDiscovery {
  /** The first question about each room, in this term. Whatever changes afterwards comes in transactions. */
  const asked = new Map<string, Promise<void>>();

  async function ask(roomId: string, userId: string): Promise<void> {
    machines.term();
    if ((await roomStates.knownEncryption(roomId)) !== undefined) return;
    try {
      const content = await stateOrNone({ roomId, eventType: 'm.room.encryption' }, homeserver.as({ userId }));
      if (content !== undefined) await roomStates.learn(roomId, content, 'state');
    } catch (error) {
      asked.delete(roomId);
      // The user has left again. The next one to join asks.
      if (error instanceof MatrixHttpError && [403, 404].includes(error.status)) return;
      throw error;
    }
  }

  function askFirst(roomId: string, userId: string): Promise<void> {
    const asking = ask(roomId, userId).catch(() => {
      background.soon(`asking whether ${roomId} is encrypted`, () => ask(roomId, userId), {
        // It is asked before anything is sent as well, and told then.
        onFailure: () => undefined,
      });
    });
    asked.set(roomId, asking);
    dropOldest(asked, mostRooms);
    return asking;
  }

  return {
    decrypted: async (roomId) => {
      if ((await roomStates.knownEncryption(roomId))?.algorithm === megolm) return;
      await roomStates.learn(roomId, { algorithm: megolm }, 'decryption');
    },
    joined: (roomId, userId) => asked.get(roomId) ?? askFirst(roomId, userId),
    left: (roomId) => {
      asked.delete(roomId);
    },
    wasEncrypted: async (roomId) => {
      await asked.get(roomId);
      const known = await roomStates.knownEncryption(roomId);
      return known !== undefined && known.learnedFrom !== 'event';
    },
    clear: () => {
      asked.clear();
    },
  };
}
