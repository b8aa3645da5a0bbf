import type { Time } from '../../appservice/leadership.js';
import { own, type JsonObject } from '../../json-objects.js';
import { dropOldest } from '../drop-oldest.js';
import { messageIndexOf } from '../machine/message-index.js';
import type { Machine } from '../machine/machine.js';
import type { RoomEncryption } from './room-encryption.js';
import type { RoomMembers } from './room-members.js';

/** The knowledge that a room session was shared by. Where any of it is another, the session has to be shared anew. */
export interface ShareGrounds {
  /** The list itself: a list that was asked for again is another. */
  readonly members: RoomMembers;
  readonly encryption: RoomEncryption;
  /** The number of times that the machine was told something: a session that was replaced needs the room key again (E3). */
  readonly told: number;
  /** The number of changes of devices that it may have to ask about. */
  readonly changes: number;
}

/**
 * Remembers that a room session is with all devices that are to have it. The library finds that out by looking at each device, which for
 * a room of a thousand takes as long as a thousand messages.
 */
export interface SharedSessions {
  /** Tells whether the next message may be encrypted without the library being asked. */
  readonly isShared: (machine: Machine, roomId: string, grounds: ShareGrounds) => boolean;
  /**
   * Tells whether the session seems to be over, so that the next message may begin another one: once for each session, since the library
   * may keep it for longer.
   */
  readonly seemsOver: (machine: Machine, roomId: string, encryption: RoomEncryption) => boolean;
  /** Notes that nothing was left to share. */
  readonly noteShared: (machine: Machine, roomId: string, grounds: ShareGrounds) => void;
  /**
   * Notes a message that was encrypted.
   *
   * @param since A time before its session was made, if it is the session's first: milliseconds since the epoch.
   */
  readonly noteEncrypted: (machine: Machine, roomId: string, content: JsonObject, since: number) => void;
}

/** The session of a machine in a room, and whom it was shared with last. */
interface SharedSession {
  sessionId?: unknown;
  /** The messages that it has encrypted. */
  messages?: number;
  /** The time when it was made; `undefined` if it comes from an earlier life of the machine. */
  createdAtMs?: number | undefined;
  isCalledOver?: boolean;
  grounds?: ShareGrounds;
  sharedAtMs?: number;
}

/** The time for which the library is not asked. A device that had no one-time key, or a server that did not answer, may have by then. */
const restMs = 60_000;
/** A session is renewed by the library, and not by chance after it was last looked at. */
const marginMs = 60_000;
/** The most rooms of a machine in memory. */
const mostRooms = 1000;
/** The library's defaults, and the most messages of a session that it allows. */
const defaultPeriodMs = 7 * 24 * 3_600_000;
const defaultMessages = 100;
const mostMessages = 10_000;

/** Makes the memory of shared sessions. */
export function createSharedSessions(time: Pick<Time, 'epochMs' | 'monotonicMs'>): SharedSessions {
  const machines = new WeakMap<Machine, Map<string, SharedSession>>();

  function sessionOf(machine: Machine, roomId: string): SharedSession {
    const rooms = machines.get(machine) ?? new Map<string, SharedSession>();
    machines.set(machine, rooms);
    const session = rooms.get(roomId) ?? {};
    // The map is ordered by use.
    rooms.delete(roomId);
    rooms.set(roomId, session);
    dropOldest(rooms, mostRooms);
    return session;
  }

  function hasLife({ createdAtMs, messages = 0 }: SharedSession, encryption: RoomEncryption): boolean {
    const { rotationPeriodMs = defaultPeriodMs, rotationPeriodMessages = defaultMessages } = encryption;
    const ageMs = time.epochMs() - (createdAtMs ?? NaN);
    const isYoung = ageMs >= 0 && ageMs < rotationPeriodMs - marginMs;
    return isYoung && messages < Math.min(rotationPeriodMessages, mostMessages);
  }

  return {
    isShared: (machine, roomId, { members, encryption, told, changes }) => {
      const session = sessionOf(machine, roomId);
      const { grounds, sharedAtMs = -Infinity } = session;
      return (
        grounds?.members === members &&
        grounds.told === told &&
        grounds.changes === changes &&
        hasPeriodsOf(grounds.encryption, encryption) &&
        time.monotonicMs() - sharedAtMs < restMs &&
        // The library panics where it is to encrypt with a session that has expired.
        hasLife(session, encryption)
      );
    },
    seemsOver: (machine, roomId, encryption) => {
      const session = sessionOf(machine, roomId);
      if (session.createdAtMs === undefined || session.isCalledOver === true || hasLife(session, encryption))
        return false;
      session.isCalledOver = true;
      return true;
    },
    noteShared: (machine, roomId, grounds) => {
      Object.assign(sessionOf(machine, roomId), { grounds, sharedAtMs: time.monotonicMs() });
    },
    noteEncrypted: (machine, roomId, content, since) => {
      const session = sessionOf(machine, roomId);
      const [sessionId, ciphertext] = [own(content, 'session_id'), own(content, 'ciphertext')];
      const index = typeof ciphertext === 'string' ? messageIndexOf(ciphertext) : undefined;
      session.messages = index === undefined ? Infinity : index + 1;
      if (session.sessionId === sessionId) return;
      session.sessionId = sessionId;
      session.isCalledOver = false;
      session.createdAtMs = index === 0 ? since : undefined;
    },
  };
}

function hasPeriodsOf(one: RoomEncryption, other: RoomEncryption): boolean {
  return one.rotationPeriodMs === other.rotationPeriodMs && one.rotationPeriodMessages === other.rotationPeriodMessages;
}
