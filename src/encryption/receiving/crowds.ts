/** A pending event's place: anyone may send to a room of theirs, and many accounts may be one person's. */
export interface CrowdPlace {
  readonly roomId?: string | undefined;
  readonly sender?: string | undefined;
}

/** Pending events by room and sender, so that too many of one push out none of another. */
export interface Crowds {
  readonly add: (seq: number, place: CrowdPlace) => void;
  readonly remove: (seq: number, place: CrowdPlace) => void;
  /**
   * Returns the event to give up after one of a room has come: the oldest of the sender with the most there. Where there are too many in
   * all, it is one of the room with the most. Among equals it is the room or sender that came last.
   */
  readonly surplus: (roomId: string | undefined) => number | undefined;
}

type Room = Map<string, Set<number>>;

/** The most pending events of a room, and in all: anyone in a room can send what no key decrypts. */
const mostInRoom = 1000;
const mostInAll = 20_000;

/** Makes the groups of pending events. */
export function createCrowds(): Crowds {
  const rooms = new Map<string, Room>();
  let count = 0;

  function remove(seq: number, { roomId = '', sender = '' }: CrowdPlace): void {
    const room = rooms.get(roomId);
    const events = room?.get(sender);
    if (room === undefined || events?.delete(seq) !== true) return;
    count--;
    if (events.size === 0) room.delete(sender);
    if (room.size === 0) rooms.delete(roomId);
  }

  return {
    add: (seq, place) => {
      remove(seq, place);
      const { roomId = '', sender = '' } = place;
      const room: Room = rooms.get(roomId) ?? new Map();
      rooms.set(roomId, room.set(sender, (room.get(sender) ?? new Set()).add(seq)));
      count++;
    },
    remove,
    surplus: (roomId = '') => {
      const own = rooms.get(roomId);
      const isRoomFull = own !== undefined && sizeOf(own) > mostInRoom;
      const room = isRoomFull ? own : count > mostInAll ? largest(rooms.values(), sizeOf) : undefined;
      const events = room && largest(room.values(), ({ size }) => size);
      return events && [...events].reduce((oldest, seq) => Math.min(oldest, seq));
    },
  };
}

function sizeOf(room: Room): number {
  let size = 0;
  for (const events of room.values()) size += events.size;
  return size;
}

function largest<T>(groups: Iterable<T>, size: (group: T) => number): T | undefined {
  let found: T | undefined;
  for (const each of groups) if (found === undefined || size(each) >= size(found)) found = each;
  return found;
}
