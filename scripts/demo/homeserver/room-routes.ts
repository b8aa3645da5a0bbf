import type { ExclusiveNamespaces } from 'matrix-encrypted-appservice/registration';
import type { ClientEvent } from 'matrix-encrypted-appservice/types';
import { addEvent, membershipOf, membersOf, roomsOf, stateName, type NewEvent } from './room-state.js';
import { objectOf, parameter, refusal, route, type Route, type RoutedRequest } from './routes.js';
import type { HomeserverState, Room, RoomEvent } from './state.js';

/** Rooms: creation, membership, state and events. There are no power levels. */
export function roomRoutes(state: HomeserverState, { ownerOf }: ExclusiveNamespaces): Route[] {
  function createRoom({ requester: { userId }, body }: RoutedRequest): unknown {
    const roomId = `!room-${state.rooms.size + 1}:${state.serverName}`;
    const room: Room = { roomId, state: new Map(), stateAtDeparture: new Map() };
    state.rooms.set(roomId, room);
    const { room_alias_name: alias, name, invite = [], initial_state: initialState = [], is_direct: isDirect } = body;
    if (typeof alias === 'string') state.aliases.set(`#${alias}:${state.serverName}`, roomId);
    const add = (type: string, content: object, stateKey = ''): void => {
      addEvent(state, room, { type, sender: userId, state_key: stateKey, content: { ...content } });
    };
    add('m.room.create', { room_version: '11', ...objectOf(body['creation_content'] ?? {}) });
    add('m.room.member', { membership: 'join' }, userId);
    add('m.room.join_rules', { join_rule: body['preset'] === 'public_chat' ? 'public' : 'invite' });
    add('m.room.history_visibility', { history_visibility: 'shared' });
    for (const event of initialState as unknown[]) {
      const { type, state_key: stateKey = '', content } = objectOf(event);
      add(String(type), objectOf(content), String(stateKey));
    }
    if (typeof name === 'string') add('m.room.name', { name });
    const direct = isDirect === true ? { is_direct: true } : {};
    for (const invited of invite as string[]) add('m.room.member', { membership: 'invite', ...direct }, invited);
    return { room_id: roomId };
  }

  function room(request: RoutedRequest): Room {
    const found = state.rooms.get(parameter(request, 0));
    if (found === undefined) throw refusal(403, 'M_FORBIDDEN', 'User not in room, or the room does not exist');
    return found;
  }

  /** Returns the room, if the requester has joined it. */
  function joinedRoom(request: RoutedRequest): Room {
    const found = room(request);
    const { userId } = request.requester;
    if (membershipOf(found, userId) === 'join') return found;
    throw refusal(403, 'M_FORBIDDEN', `User ${userId} not in room ${found.roomId}`);
  }

  /** Returns the state that the requester may see: that of now, or of the time when they left. */
  function visibleState(request: RoutedRequest): ReadonlyMap<string, RoomEvent> {
    const found = room(request);
    const { userId } = request.requester;
    if (membershipOf(found, userId) === 'join') return found.state;
    const atDeparture = found.stateAtDeparture.get(userId);
    if (atDeparture !== undefined) return atDeparture;
    throw refusal(403, 'M_FORBIDDEN', `User ${userId} not in room ${found.roomId}, and room previews are disabled`);
  }

  function setMembership(of: Room, sender: string, userId: string, membership: string, reason?: unknown): void {
    const { displayname, avatar_url: avatarUrl } = state.accounts.get(userId)?.profile ?? {};
    const profile = { ...(displayname ? { displayname } : {}), ...(avatarUrl ? { avatar_url: avatarUrl } : {}) };
    const content = { membership, ...profile, ...(reason === undefined ? {} : { reason }) };
    addEvent(state, of, { type: 'm.room.member', sender, state_key: userId, content });
  }

  function join(request: RoutedRequest): unknown {
    const { userId } = request.requester;
    const name = parameter(request, 0);
    const found = state.rooms.get(state.aliases.get(name) ?? name);
    if (found === undefined) throw refusal(404, 'M_NOT_FOUND', 'No known servers');
    const membership = membershipOf(found, userId);
    const isPublic = found.state.get(stateName('m.room.join_rules', ''))?.content['join_rule'] === 'public';
    if (membership !== 'join' && membership !== 'invite' && !isPublic) {
      throw refusal(403, 'M_FORBIDDEN', 'You are not invited to this room.');
    }
    if (membership !== 'join') setMembership(found, userId, userId, 'join', request.body['reason']);
    return { room_id: found.roomId };
  }

  function leave(request: RoutedRequest): unknown {
    const { userId } = request.requester;
    const found = room(request);
    const membership = membershipOf(found, userId);
    if (membership === undefined) throw refusal(403, 'M_FORBIDDEN', `User ${userId} not in room ${found.roomId}`);
    if (membership !== 'leave') setMembership(found, userId, userId, 'leave', request.body['reason']);
    return {};
  }

  function changeOther(request: RoutedRequest, membership: string): unknown {
    const found = joinedRoom(request);
    const userId = String(request.body['user_id']);
    if (membership === 'invite' && membershipOf(found, userId) === 'join') {
      throw refusal(403, 'M_FORBIDDEN', `${userId} is already in the room.`);
    }
    setMembership(found, request.requester.userId, userId, membership, request.body['reason']);
    return {};
  }

  function members(request: RoutedRequest): unknown {
    const { query } = request;
    const [only, not] = [query.get('membership'), query.get('not_membership')];
    const chunk = [...visibleState(request).values()].filter(({ type, content: { membership } }) => {
      if (type !== 'm.room.member') return false;
      return (only === null && not === null) || membership === only || (not !== null && membership !== not);
    });
    return { chunk: chunk.map(withoutPosition) };
  }

  function joinedMembers(request: RoutedRequest): unknown {
    const { requester } = request;
    const found = room(request);
    const { appservice } = requester;
    const joined = membersOf(found, 'join');
    const isOwn = (userId: string): boolean => appservice !== undefined && ownerOf(userId)?.id === appservice.id;
    if (!joined.some(isOwn)) joinedRoom(request);
    return { joined: Object.fromEntries(joined.map((userId) => [userId, state.accounts.get(userId)?.profile ?? {}])) };
  }

  function stateEvent(request: RoutedRequest): unknown {
    const event = visibleState(request).get(stateName(parameter(request, 1), parameter(request, 2)));
    if (event === undefined) throw refusal(404, 'M_NOT_FOUND', 'Event not found.');
    return request.query.get('format') === 'event' ? withoutPosition(event) : event.content;
  }

  function send(request: RoutedRequest, event: Omit<NewEvent, 'sender'>): unknown {
    const { event_id } = addEvent(state, joinedRoom(request), { ...event, sender: request.requester.userId });
    return { event_id };
  }

  /** Forgets nothing here, but knows the room. */
  function forget(request: RoutedRequest): unknown {
    room(request);
    return {};
  }

  function type(request: RoutedRequest): unknown {
    const { roomId } = joinedRoom(request);
    const userIds = request.body['typing'] === true ? [request.requester.userId] : [];
    const event = { type: 'm.typing', room_id: roomId, content: { user_ids: userIds } };
    state.ephemeral.push({ position: state.advance(), event });
    return {};
  }

  const inRoom = '/_matrix/client/v3/rooms/{roomId}';
  return [
    route('createRoom', 'POST /_matrix/client/v3/createRoom', createRoom),
    route('joinRoom', 'POST /_matrix/client/v3/join/{roomIdOrAlias}', join),
    route('joinRoom', `POST ${inRoom}/join`, join),
    route('leaveRoom', `POST ${inRoom}/leave`, leave),
    route('forgetRoom', `POST ${inRoom}/forget`, forget),
    route('inviteUser', `POST ${inRoom}/invite`, (request) => changeOther(request, 'invite')),
    route('kickUser', `POST ${inRoom}/kick`, (request) => changeOther(request, 'leave')),
    route('getMembers', `GET ${inRoom}/members`, members),
    route('getJoinedMembers', `GET ${inRoom}/joined_members`, joinedMembers),
    route('getJoinedRooms', 'GET /_matrix/client/v3/joined_rooms', ({ requester: { userId } }) => ({
      joined_rooms: roomsOf(state, userId).map(({ roomId }) => roomId),
    })),
    route('getRoomState', `GET ${inRoom}/state`, (request) => [...visibleState(request).values()].map(withoutPosition)),
    route('getRoomStateEvent', `GET ${inRoom}/state/{eventType}/{stateKey}`, stateEvent),
    route('getRoomStateEvent', `GET ${inRoom}/state/{eventType}`, stateEvent),
    route('setRoomState', `PUT ${inRoom}/state/{eventType}/{stateKey}`, (request) =>
      send(request, { type: parameter(request, 1), state_key: parameter(request, 2), content: request.body }),
    ),
    route('sendEvent', `PUT ${inRoom}/send/{eventType}/{txnId}`, (request) =>
      send(request, { type: parameter(request, 1), content: request.body }),
    ),
    route('type', `PUT ${inRoom}/typing/{userId}`, type),
    route('redactEvent', `PUT ${inRoom}/redact/{eventId}/{txnId}`, (request) =>
      send(request, { type: 'm.room.redaction', content: request.body, redacts: parameter(request, 1) }),
    ),
  ];
}

/** Returns an event as clients and appservices get it. */
export function withoutPosition(event: RoomEvent): ClientEvent {
  const { position: _position, ...sent } = event;
  return sent;
}
