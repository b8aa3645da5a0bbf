import { isStorableName } from '../appservice/storable-name.js';
import type { StoreParts } from '../appservice/store.js';
import { isJsonObject, own } from '../json-objects.js';
import type { ClientEvent } from '../types.js';
import { isUserId } from '../identifiers.js';
import type { DeviceListChanges } from './device-lists.js';
import type { OwnUsers } from './own-users.js';
import type { RoomMembersCache } from './room-members.js';
import type { RoomStates, RoomWrite } from './room-state.js';
import type { SessionIndex } from './session-index.js';

/** The parts that learn of rooms from events. */
export interface RoomKnowledge {
  readonly roomStates: RoomStates;
  readonly roomMembers: RoomMembersCache;
  readonly sessionIndex: SessionIndex;
  readonly deviceLists: DeviceListChanges;
  readonly ownUsers: OwnUsers;
}

/** An event as it waits for the second stage. */
export interface KeptRoomEvent {
  readonly event: ClientEvent;
  readonly isUnexpectedPlaintext?: true;
}

/** The outcome of a transaction's events. */
export interface ReadRoomEvents {
  readonly kept: readonly KeptRoomEvent[];
  readonly write: (parts: StoreParts) => Promise<void>;
}

/** Events that no client can encrypt, beside state events. */
const alwaysPlain = new Set(['m.room.encrypted', 'm.room.redaction']);

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
  const kept: KeptRoomEvent[] = [];
  for (const event of events) {
    const { type, room_id: roomId, state_key: stateKey } = event;
    // Readers are lenient: an event may lack its room, and a state key may be null.
    if (typeof roomId !== 'string' || !isStorableName(roomId) || roomId.length > longestId) {
      kept.push({ event });
    } else if (typeof stateKey !== 'string') {
      const isPlain = !alwaysPlain.has(type) && (await roomStates.knownEncryption(roomId)) !== undefined;
      kept.push(isPlain ? { event, isUnexpectedPlaintext: true } : { event });
    } else {
      if (type === 'm.room.encryption' && stateKey === '') {
        writes.push(await roomStates.setEncryption(roomId, event.content));
      }
      await readStateEvent(event, stateKey, knowledge);
      kept.push({ event });
    }
  }
  return {
    kept,
    write: async (parts) => {
      for (const write of writes) await write(parts);
    },
  };
}

const longestId = 255;

async function readStateEvent(
  { type, room_id: roomId, content, unsigned }: ClientEvent,
  stateKey: string,
  { roomMembers, sessionIndex, deviceLists, ownUsers }: RoomKnowledge,
): Promise<void> {
  if (type === 'm.room.history_visibility') roomMembers.change(roomId);
  if (type !== 'm.room.member' || !isUserId(stateKey)) return;
  const membership = own(content, 'membership');
  const isOwn = ownUsers.has(stateKey);
  if (isOwn) await sessionIndex.setMember(roomId, stateKey, membership === 'join' || membership === 'invite');
  // A changed name or avatar is a join after a join.
  if (membership === 'join' && membershipBefore(unsigned) === 'join') return;
  roomMembers.change(roomId);
  if (membership === 'join' && !roomMembers.sharesRoom(stateKey, roomId)) deviceLists.add([stateKey]);
  if (isOwn && membership !== 'join') roomMembers.forget(roomId);
}

function membershipBefore(unsigned: unknown): unknown {
  const before = isJsonObject(unsigned) ? own(unsigned, 'prev_content') : undefined;
  return isJsonObject(before) ? own(before, 'membership') : undefined;
}
