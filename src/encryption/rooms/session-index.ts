import { databaseNames } from '../database-names.js';
import { isStorableName } from '../../appservice/storable-name.js';
import type { CryptoRow, CryptoStore, StoreParts } from '../../appservice/store.js';
import { isUserId, type UserId } from '../../identifiers.js';
import { dropOldest } from '../drop-oldest.js';
import type { RowReader } from '../row-reader.js';

/** Finds our users for an event: those who are in its room, and those who may have its room key. */
export interface SessionIndex {
  /** Returns our users who were sent the key of a room session. */
  readonly holdersOf: (roomId: string, sessionId: string) => Promise<readonly UserId[]>;
  /**
   * Tells, once in a term, that no holder of a session is known. One of our users in the room may have its key all the same: the process
   * that received it may have been killed before it wrote down who got it. Does so for few sessions of a room, since anyone can name some.
   */
  readonly isUnknown: (roomId: string, sessionId: string) => Promise<boolean>;
  /** Returns our users who are in a room or are invited, as far as is known. */
  readonly membersOf: (roomId: string) => Promise<readonly UserId[]>;
  /** Notes a holder, in memory. */
  readonly addHolder: (roomId: string, sessionId: string, userId: UserId) => Promise<void>;
  /** Notes, in memory, that one of our users is in a room, or no longer is. */
  readonly setMember: (roomId: string, userId: UserId, isMember: boolean) => Promise<void>;
  /** Takes all notes that are not written yet, for a database transaction of the caller's. */
  readonly changes: () => IndexChanges;
  /** Forgets what is in memory: another process may have written since. */
  readonly clear: () => void;
}

/** Notes that are not in the store yet. Unless they are said to be written, they come again. */
export interface IndexChanges {
  readonly write: (parts: Pick<StoreParts, 'crypto'>) => Promise<void>;
  /** Says that the transaction was committed. */
  readonly written: () => void;
}

/** A room's part of the index. */
interface IndexedRoom {
  /** The holders of each session. */
  readonly sessions: Map<string, Set<UserId>>;
  /** Sessions that were told to have no known holder. */
  readonly unknown: Set<string>;
  readonly members: Set<UserId>;
}

/** The most rooms in memory, apart from those with notes that are not written. */
const mostRooms = 2000;

/** The most sessions of a room without a known holder for which its members are tried at once: more than a kill leaves behind. */
const mostUnknown = 20;

/** The longest ID that Matrix allows: longer ones would not fit into the indexes of PostgreSQL. */
const longestId = 255;

/** Makes an index whose rooms are each a database of the crypto store, loaded when it is first asked for. */
export function createSessionIndex(store: Pick<CryptoStore, 'load'>, readRow: RowReader): SessionIndex {
  const rooms = new Map<string, Promise<IndexedRoom>>();
  /** The rows to write, by room and key. */
  const unwritten = new Map<string, Map<string, CryptoRow>>();

  function roomOf(roomId: string): Promise<IndexedRoom> {
    const room =
      rooms.get(roomId) ??
      store.load(databaseNames.roomSessions(roomId)).then((rows) => readRoom(roomId, rows, readRow));
    // The map is ordered by use.
    rooms.delete(roomId);
    rooms.set(roomId, room);
    room.catch(() => {
      if (rooms.get(roomId) === room) rooms.delete(roomId);
    });
    dropOldest(rooms, mostRooms, (oldest) => {
      if (!unwritten.has(oldest)) rooms.delete(oldest);
    });
    return room;
  }

  function note(roomId: string, row: CryptoRow): void {
    const rows = unwritten.get(roomId) ?? new Map<string, CryptoRow>();
    unwritten.set(roomId, rows.set(`${row.store} ${row.key}`, row));
  }

  return {
    holdersOf: async (roomId, sessionId) => {
      if (!isIndexable(roomId)) return [];
      return [...((await roomOf(roomId)).sessions.get(sessionId) ?? [])];
    },
    isUnknown: async (roomId, sessionId) => {
      if (!isIndexable(roomId)) return false;
      const { sessions, unknown } = await roomOf(roomId);
      if (sessions.has(sessionId) || unknown.has(sessionId) || unknown.size === mostUnknown) return false;
      unknown.add(sessionId);
      return true;
    },
    membersOf: async (roomId) => (isIndexable(roomId) ? [...(await roomOf(roomId)).members] : []),
    addHolder: async (roomId, sessionId, userId) => {
      if (!isIndexable(roomId) || !isIndexable(sessionId)) return;
      const { sessions } = await roomOf(roomId);
      const holders = sessions.get(sessionId) ?? new Set();
      if (holders.has(userId)) return;
      sessions.set(sessionId, holders.add(userId));
      note(roomId, { store: 'session', key: sessionId, value: JSON.stringify([...holders]) });
    },
    setMember: async (roomId, userId, isMember) => {
      if (!isIndexable(roomId) || !isIndexable(userId)) return;
      const { members } = await roomOf(roomId);
      if (members.has(userId) === isMember) return;
      if (isMember) members.add(userId);
      else members.delete(userId);
      note(roomId, { store: 'member', key: userId, value: isMember ? '1' : undefined });
    },
    changes: () => {
      const taken = [...unwritten].map(([roomId, rows]) => ({ roomId, rows: [...rows] }));
      return {
        write: async ({ crypto }) => {
          for (const { roomId, rows } of taken) {
            await crypto.write(
              databaseNames.roomSessions(roomId),
              rows.map(([, row]) => row),
            );
          }
        },
        written: () => {
          for (const { roomId, rows } of taken) {
            const left = unwritten.get(roomId);
            for (const [name, row] of rows) if (left?.get(name) === row) left.delete(name);
            if (left?.size === 0) unwritten.delete(roomId);
          }
        },
      };
    },
    clear: () => {
      rooms.clear();
      unwritten.clear();
    },
  };
}

/** Tells whether every store can keep rows under an ID. */
function isIndexable(id: string): boolean {
  return id.length <= longestId && isStorableName(id);
}

function readRoom(roomId: string, rows: readonly CryptoRow[], readRow: RowReader): IndexedRoom {
  const room: IndexedRoom = { sessions: new Map(), unknown: new Set(), members: new Set() };
  for (const { store, key, value = '' } of rows) {
    if (store === 'session') {
      const what = `our users who have the room key ${key} of the room ${roomId}`;
      const consequence = 'All of our users in the room are tried in their place';
      // The rows of members come first.
      room.sessions.set(key, new Set(readRow({ what, consequence, roomId }, value, isUserList) ?? room.members));
    } else if (isUserId(key)) room.members.add(key);
  }
  return room;
}

function isUserList(value: unknown): value is UserId[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string' && isUserId(each));
}
