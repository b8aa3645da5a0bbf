import { RoomId, UserId } from '@matrix-org/matrix-sdk-crypto-wasm';

/** Makes the library's user IDs. It consumes those that are handed to it in a list, so they are made anew each time. */
export function olmUserIds(userIds: Iterable<string>): UserId[] {
  return [...userIds].flatMap((userId) => olmId(UserId, userId) ?? []);
}

/** Makes the library's room ID; `undefined` for what it does not take for one. */
export function olmRoomId(roomId: string): RoomId | undefined {
  return olmId(RoomId, roomId);
}

function olmId<Id>(IdClass: new (id: string) => Id, id: string): Id | undefined {
  try {
    return new IdClass(id);
  } catch {
    return undefined;
  }
}
