import type { HomeserverClient } from '../../client/homeserver-client.js';
import type { Time } from '../../appservice/leadership.js';
import { own } from '../../json-objects.js';
import { dropOldest } from '../drop-oldest.js';
import { askAbout, stateOrNone } from './room-state.js';

/** The members of rooms, as the homeserver told them last. */
export interface RoomMembersCache {
  /**
   * Returns the members of a room, one of whom is the user whom the client is for.
   *
   * @throws {EncryptionError} `ROOM_STATE` if the homeserver does not tell, or tells of no such member: its answer is not whole then, or the
   *   user is not in the room.
   */
  readonly membersOf: (roomId: string, userId: string, client: HomeserverClient) => Promise<RoomMembers>;
  /** Tells whether a user is known to be in a room that one of ours is in, apart from one room. */
  readonly sharesRoom: (userId: string, exceptRoomId: string) => boolean;
  /**
   * Makes a room's members be asked for again, since they have changed. One who has left is taken out of the lists that were given out
   * already, and of one that is being asked for.
   */
  readonly change: (roomId: string, leaver?: string) => void;
  /** Forgets a room: the user of ours that was in it may have been the last. */
  readonly forget: (roomId: string) => void;
  readonly clear: () => void;
}

/** The members of a room. */
export interface RoomMembers {
  readonly joined: ReadonlySet<string>;
  readonly invited: ReadonlySet<string>;
  /** The room's `m.room.history_visibility`; `shared` if it has none. */
  readonly historyVisibility: string;
}

/** The most rooms in memory. */
const mostRooms = 2000;

/** The time after which members are asked for again: state resolution may change them without an event for us. */
const longestMs = 3_600_000;

/** The list of a large room's members is longer than other answers. */
const mostMemberBytes = 256 * 2 ** 20;

/**
 * Makes the cache of members.
 *
 * @param onSharing Called with the users who may have begun to share a room with ours (D6).
 */
export function createRoomMembers(
  { monotonicMs }: Pick<Time, 'monotonicMs'>,
  onSharing: (userIds: readonly string[]) => void,
): RoomMembersCache {
  const rooms = new Map<string, ListedMembers>();
  /** The rooms whose members have not changed since they were asked for, and when that was. */
  const current = new Map<string, number>();
  /** The questions that the homeserver is answering, with those who leave meanwhile. */
  const questions = new Set<{ readonly roomId: string; readonly leavers: Set<string> }>();
  /** The number of known rooms that each user has joined. */
  const roomCounts = new Map<string, number>();

  function count(userIds: Iterable<string> = [], change: 1 | -1): void {
    for (const userId of userIds) {
      const left = (roomCounts.get(userId) ?? 0) + change;
      if (left === 0) roomCounts.delete(userId);
      else roomCounts.set(userId, left);
    }
  }

  function forget(roomId: string): void {
    count(rooms.get(roomId)?.joined, -1);
    rooms.delete(roomId);
    current.delete(roomId);
  }

  function remember(roomId: string, members: ListedMembers): void {
    count(rooms.get(roomId)?.joined, -1);
    count(members.joined, 1);
    rooms.delete(roomId);
    rooms.set(roomId, members);
    dropOldest(rooms, mostRooms, forget);
  }

  return {
    membersOf: async (roomId, userId, client) => {
      const known = rooms.get(roomId);
      const sinceMs = monotonicMs() - (current.get(roomId) ?? -Infinity);
      if (known?.joined.has(userId) === true && sinceMs < longestMs) return known;
      // A user who joins or leaves while the homeserver answers makes this stale.
      current.set(roomId, monotonicMs());
      const question = { roomId, leavers: new Set<string>() };
      questions.add(question);
      try {
        const members = await askAbout(roomId, 'who is in it', () => readMembers(roomId, client));
        for (const leaver of question.leavers) removeFrom(members, leaver);
        // The homeserver tells nothing of those who are only invited.
        onSharing([...[...members.joined].filter((userId) => !roomCounts.has(userId)), ...members.invited]);
        remember(roomId, members);
        return members;
      } catch (error) {
        current.delete(roomId);
        throw error;
      } finally {
        questions.delete(question);
      }
    },
    sharesRoom: (userId, exceptRoomId) => {
      const inRoom = rooms.get(exceptRoomId)?.joined.has(userId) === true ? 1 : 0;
      return (roomCounts.get(userId) ?? 0) > inRoom;
    },
    change: (roomId, leaver) => {
      current.delete(roomId);
      if (leaver === undefined) return;
      for (const question of questions) if (question.roomId === roomId) question.leavers.add(leaver);
      if (removeFrom(rooms.get(roomId), leaver)) count([leaver], -1);
    },
    forget,
    clear: () => {
      rooms.clear();
      current.clear();
      roomCounts.clear();
    },
  };
}

/** A list whose members can still be taken out. */
interface ListedMembers extends RoomMembers {
  readonly joined: Set<string>;
  readonly invited: Set<string>;
}

/** Takes a user out of a list. Returns true for one who had joined. */
function removeFrom(members: ListedMembers | undefined, userId: string): boolean {
  members?.invited.delete(userId);
  return members?.joined.delete(userId) === true;
}

async function readMembers(roomId: string, client: HomeserverClient): Promise<ListedMembers> {
  const [{ chunk = [] }, visibility] = await Promise.all([
    client.getMembers({ roomId, not_membership: 'leave' }, { maxBodyBytes: mostMemberBytes }),
    stateOrNone({ roomId, eventType: 'm.room.history_visibility' }, client),
  ]);
  const joined = new Set<string>();
  const invited = new Set<string>();
  for (const { state_key: member, content } of chunk) {
    if (typeof member !== 'string') continue;
    const membership = own(content, 'membership');
    if (membership === 'join') joined.add(member);
    else if (membership === 'invite') invited.add(member);
  }
  // A message for an incomplete list could be read by none of those who lack. A sender who has left is refused when it sends.
  if (joined.size === 0) throw new Error('the list of members is empty');
  const historyVisibility = own(visibility as Record<string, unknown> | undefined, 'history_visibility');
  return { joined, invited, historyVisibility: typeof historyVisibility === 'string' ? historyVisibility : 'shared' };
}
