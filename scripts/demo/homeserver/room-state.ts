import type { HomeserverState, Room, RoomEvent } from './state.js';

/** The fields of a new event that its sender decides. */
export interface NewEvent {
  readonly type: string;
  readonly sender: string;
  readonly content: Record<string, unknown>;
  readonly state_key?: string;
  readonly redacts?: string;
}

/** Appends an event to a room. The times are those of a clock that begins in 2026 and ticks once for each change. */
export function addEvent(state: HomeserverState, room: Room, event: NewEvent): RoomEvent {
  const position = state.advance();
  const id = { event_id: `$event-${position}`, room_id: room.roomId, origin_server_ts: 1_767_225_600_000 + position };
  const added: RoomEvent = { ...event, ...id, unsigned: { age: 0 }, position };
  const { state_key: stateKey } = event;
  if (stateKey !== undefined) {
    const leaves = event.type === 'm.room.member' && event.content['membership'] !== 'join';
    if (leaves && membershipOf(room, stateKey) === 'join') room.stateAtDeparture.set(stateKey, new Map(room.state));
    room.state.set(stateName(event.type, stateKey), added);
  }
  state.events.push(added);
  return added;
}

export function stateName(type: string, stateKey: string): string {
  return JSON.stringify([type, stateKey]);
}

export function membershipOf(room: Room, userId: string): string | undefined {
  const membership = room.state.get(stateName('m.room.member', userId))?.content['membership'];
  return typeof membership === 'string' ? membership : undefined;
}

/** Returns the members of a room with one of these memberships. */
export function membersOf(room: Room, ...memberships: string[]): string[] {
  const events = [...room.state.values()].filter(({ type }) => type === 'm.room.member');
  return events.flatMap(({ state_key: userId, content }) =>
    userId !== undefined && memberships.includes(String(content['membership'])) ? [userId] : [],
  );
}

/** Returns the rooms that a user has joined. */
export function roomsOf(state: HomeserverState, userId: string): Room[] {
  return [...state.rooms.values()].filter((room) => membershipOf(room, userId) === 'join');
}

/** Tells whether two users have joined the same room, or are the same. */
export function shareRoom(state: HomeserverState, userId: string, other: string): boolean {
  return userId === other || roomsOf(state, userId).some((room) => membershipOf(room, other) === 'join');
}
