import type { AppserviceRegistration, ClientEvent } from 'matrix-encrypted-appservice/types';
import { membershipOf, membersOf, roomsOf, shareRoom } from './room-state.js';
import { withoutPosition } from './room-routes.js';
import { jsonResponse, refusal, route, type Requester, type Route, type RoutedRequest } from './routes.js';
import { countKeys, unusedFallbackKeyTypes, type Device, type HomeserverState } from './state.js';

const mostMessages = 100;

/** `GET /sync`: to-device messages, device lists, counts, and the events of joined rooms. */
export function syncRoutes(state: HomeserverState): Route[] {
  async function sync(request: RoutedRequest): Promise<unknown> {
    const { requester, query, signal } = request;
    // Measured on Synapse: it has no such user.
    if (isSenderOutside(requester, state)) return jsonResponse(500, { errcode: 'M_UNKNOWN', error: 'Internal error' });
    const device = state.device(requester.userId, requester.deviceId);
    const since = query.get('since');
    const from = positionsOf(since);
    // A `since` acknowledges the messages before it.
    if (device !== undefined) device.inbox = device.inbox.filter(({ position }) => position > from.message);
    const isQuiet = (): boolean => isNothing(answerTo(requester, device, from, query));
    if (since !== null && isQuiet()) await changed(Number(query.get('timeout') ?? 0), signal, isQuiet);
    return answerTo(requester, device, from, query);
  }

  function changed(timeoutMs: number, signal: AbortSignal, isQuiet: () => boolean): Promise<void> {
    if (timeoutMs === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        unwatch();
        resolve();
      };
      const timer = setTimeout(end, timeoutMs);
      const unwatch = state.watch(() => {
        if (!isQuiet()) end();
      });
      signal.addEventListener('abort', end);
    });
  }

  function answerTo(
    { userId }: Requester,
    device: Device | undefined,
    from: Positions,
    query: URLSearchParams,
  ): SyncAnswer {
    const messages = (device?.inbox ?? []).slice(0, mostMessages);
    const wasCut = messages.length < (device?.inbox.length ?? 0);
    const now = state.position;
    const next = { stream: now, message: wasCut ? (messages.at(-1)?.position ?? now) : now };
    const hasRooms = !wantsNoRooms(query.get('filter'));
    return {
      next_batch: `s${next.stream}_${next.message}`,
      to_device: { events: messages.map(({ message: { type, sender, content } }) => ({ type, sender, content })) },
      device_lists: deviceLists(userId, from.stream),
      device_one_time_keys_count: { signed_curve25519: 0, ...(device && countKeys(device)) },
      device_unused_fallback_key_types: device ? unusedFallbackKeyTypes(device) : [],
      rooms: hasRooms ? rooms(userId, from.stream) : {},
    };
  }

  /** Changes since a position: of users who share a room, of those who begin to, and of those who no longer do. */
  function deviceLists(userId: string, since: number): SyncAnswer['device_lists'] {
    if (since === 0) return { changed: [], left: [] };
    const touched = new Set<string>();
    for (const { position, userId: other } of state.deviceListChanges) if (position > since) touched.add(other);
    for (const { position, type, state_key: member, room_id: roomId } of state.events) {
      if (position <= since || type !== 'm.room.member' || member === undefined) continue;
      const room = state.rooms.get(roomId);
      if (member === userId && room !== undefined) for (const each of membersOf(room, 'join')) touched.add(each);
      else if (room !== undefined && membershipOf(room, userId) === 'join') touched.add(member);
    }
    const shared = [...touched].filter((other) => shareRoom(state, userId, other));
    const hasLeft = (other: string): boolean =>
      !shared.includes(other) && roomsOnceOf(userId).some((roomId) => hasBeenIn(other, roomId));
    return { changed: shared, left: [...touched].filter(hasLeft) };
  }

  function roomsOnceOf(userId: string): string[] {
    return [...state.rooms.keys()].filter((roomId) => hasBeenIn(userId, roomId));
  }

  function hasBeenIn(userId: string, roomId: string): boolean {
    const room = state.rooms.get(roomId);
    return room !== undefined && (membershipOf(room, userId) === 'join' || room.stateAtDeparture.has(userId));
  }

  function rooms(userId: string, since: number): SyncAnswer['rooms'] {
    const joined = roomsOf(state, userId).flatMap(({ roomId }): [string, JoinedRoom][] => {
      const events = state.events.filter(({ room_id: of, position }) => of === roomId && position > since);
      return events.length === 0 ? [] : [[roomId, { timeline: { events: events.map(withoutPosition) } }]];
    });
    const invited = [...state.rooms.values()].filter((room) => membershipOf(room, userId) === 'invite');
    return {
      join: Object.fromEntries(joined),
      invite: Object.fromEntries(invited.map(({ roomId }) => [roomId, { invite_state: { events: [] } }])),
    };
  }

  return [route('sync', 'GET /_matrix/client/v3/sync', sync)];
}

interface Positions {
  readonly stream: number;
  readonly message: number;
}

interface JoinedRoom {
  readonly timeline: { readonly events: readonly ClientEvent[] };
}

/** The part of an answer to `/sync` that the demo and its tests use. */
export interface SyncAnswer {
  readonly next_batch: string;
  readonly to_device: { readonly events: readonly object[] };
  readonly device_lists: { readonly changed: readonly string[]; readonly left: readonly string[] };
  readonly device_one_time_keys_count: Readonly<Record<string, number>>;
  readonly device_unused_fallback_key_types: readonly string[];
  readonly rooms: {
    readonly join?: Readonly<Record<string, JoinedRoom>>;
    readonly invite?: object;
  };
}

function positionsOf(since: string | null): Positions {
  if (since === null) return { stream: 0, message: 0 };
  const [, stream, message] = /^s(\d+)_(\d+)$/.exec(since) ?? [];
  if (stream === undefined) throw refusal(400, 'M_UNKNOWN', 'Invalid stream token');
  return { stream: Number(stream), message: Number(message) };
}

function isNothing({ to_device: toDevice, device_lists: lists, rooms: { join = {} } }: SyncAnswer): boolean {
  return toDevice.events.length + lists.changed.length + lists.left.length + Object.keys(join).length === 0;
}

function wantsNoRooms(filter: string | null): boolean {
  if (filter === null) return false;
  const { room } = JSON.parse(filter) as { readonly room?: { readonly rooms?: readonly string[] } };
  return room?.rooms?.length === 0;
}

function isSenderOutside({ userId, appservice }: Requester, { serverName }: HomeserverState): boolean {
  return appservice !== undefined && userId === senderOf(appservice, serverName) && !isInNamespace(userId, appservice);
}

function senderOf({ sender_localpart: localpart }: AppserviceRegistration, serverName: string): string {
  return `@${localpart}:${serverName}`;
}

function isInNamespace(userId: string, { namespaces }: AppserviceRegistration): boolean {
  return (namespaces.users ?? []).some(({ regex }) => new RegExp(`^(?:${regex})`).test(userId));
}
