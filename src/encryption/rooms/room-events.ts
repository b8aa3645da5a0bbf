import { isStorableName } from '../../appservice/storable-name.js';
import type { StoreParts } from '../../appservice/store.js';
import { isJsonObject, own } from '../../json-objects.js';
import type { ClientEvent } from '../../types.js';
import { isUserId } from '../../identifiers.js';
import type { DeviceListChanges } from '../devices/device-lists.js';
import type { OwnUsers } from '../own-users.js';
import type { RoomDiscovery } from './room-discovery.js';
import type { RoomMembersCache } from './room-members.js';
import type { RoomStates, RoomWrite } from './room-state.js';
import type { SessionIndex } from './session-index.js';

/** The parts that learn of rooms from events. */
export interface RoomKnowledge {
  readonly roomStates: RoomStates;
  readonly roomMembers: RoomMembersCache;
  readonly roomDiscovery: RoomDiscovery;
  readonly sessionIndex: SessionIndex;
  readonly deviceLists: DeviceListChanges;
  readonly ownUsers: OwnUsers;
}

/** An event as it waits for the second stage. */
export interface KeptRoomEvent {
  readonly event: ClientEvent;
  /** True if its room was known to be encrypted when it came. It may become known before it is delivered. */
  readonly isUnexpectedPlaintext?: true;
}

/** The outcome of a transaction's events. */
export interface ReadRoomEvents {
  readonly kept: readonly KeptRoomEvent[];
  readonly write: (parts: StoreParts) => Promise<void>;
  /** Asks about rooms that ours have joined. */
  readonly written: () => void;
}

/** The type of reactions. Clients send them in plain text in encrypted rooms: the homeserver is to count them. */
export const reaction = 'm.reaction';

/** Events that clients do not encrypt, beside state events. */
const alwaysPlain = new Set(['m.room.encrypted', 'm.room.redaction', reaction]);

/** Tells whether an event is plain text that would be encrypted in an encrypted room. */
export function isOpenText({ type, state_key: stateKey }: ClientEvent): boolean {
  return typeof stateKey !== 'string' && !alwaysPlain.has(type);
}

/** Tells whether an event names a room that can be looked up. Readers are lenient: it may lack its room. */
export function hasRoom({ room_id: roomId }: ClientEvent): boolean {
  return typeof roomId === 'string' && isStorableName(roomId) && roomId.length <= longestId;
}

/**
 * Learns from the events of a transaction which rooms are encrypted, and whose members have changed. Marks plain text that came after
 * its room was encrypted (E1).
 */
export async function readRoomEvents(
  events: readonly ClientEvent[],
  knowledge: RoomKnowledge,
): Promise<ReadRoomEvents> {
  const { roomStates } = knowledge;
  const writes: RoomWrite[] = [];
  const joins: [roomId: string, userId: string][] = [];
  const kept: KeptRoomEvent[] = [];
  for (const event of events) {
    const { type, room_id: roomId, state_key: stateKey } = event;
    if (!hasRoom(event)) {
      kept.push({ event });
      continue;
    }
    // A state key may be null.
    if (typeof stateKey === 'string') {
      if (type === 'm.room.encryption' && stateKey === '') {
        writes.push(await roomStates.setEncryption(roomId, event.content));
      }
      if (await readStateEvent(event, stateKey, knowledge)) joins.push([roomId, stateKey]);
    }
    const isUnexpected = isOpenText(event) && (await roomStates.knownEncryption(roomId)) !== undefined;
    kept.push(isUnexpected ? { event, isUnexpectedPlaintext: true } : { event });
  }
  return {
    kept,
    write: async (parts) => {
      for (const write of writes) await write(parts);
    },
    written: () => {
      for (const [roomId, userId] of joins) void knowledge.roomDiscovery.joined(roomId, userId);
    },
  };
}

const longestId = 255;

/** Learns of members. Returns true if one of ours has joined. */
async function readStateEvent(
  { type, room_id: roomId, content, unsigned }: ClientEvent,
  stateKey: string,
  { roomMembers, roomDiscovery, sessionIndex, deviceLists, ownUsers }: RoomKnowledge,
): Promise<boolean> {
  if (type === 'm.room.history_visibility') roomMembers.change(roomId);
  if (type !== 'm.room.member' || !isUserId(stateKey)) return false;
  const membership = own(content, 'membership');
  const isOwn = ownUsers.has(stateKey);
  if (isOwn) await sessionIndex.setMember(roomId, stateKey, membership === 'join' || membership === 'invite');
  // A changed name or avatar is a join after a join.
  if (membership === 'join' && membershipBefore(unsigned) === 'join') return false;
  roomMembers.change(roomId, membership === 'join' ? undefined : stateKey);
  if (membership === 'join' && !roomMembers.sharesRoom(stateKey, roomId)) deviceLists.add([stateKey]);
  if (isOwn && membership !== 'join') {
    roomMembers.forget(roomId);
    roomDiscovery.left(roomId);
  }
  return isOwn && membership === 'join';
}

function membershipBefore(unsigned: unknown): unknown {
  const before = isJsonObject(unsigned) ? own(unsigned, 'prev_content') : undefined;
  return isJsonObject(before) ? own(before, 'membership') : undefined;
}
