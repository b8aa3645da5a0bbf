import {
  DecryptionSettings,
  DeviceId,
  DeviceLists,
  EncryptionSettings,
  MegolmDecryptionError,
  OlmMachine,
  RequestType,
  RoomId,
  TrustRequirement,
  UserId,
} from '@matrix-org/matrix-sdk-crypto-wasm';
import type { ClientEvent, KeyClaimResponse, KeyQueryResponse } from 'matrix-encrypted-appservice';
import type { Login } from './homeserver/authenticate.js';
import type { SyncAnswer } from './homeserver/sync.js';
import { targetOf, type MachineRequest } from './machine-requests.js';

/** The part of `fetch` that the client uses. */
export type ClientFetch = (url: string, init: RequestInit) => Promise<Response>;

/** A client that knows of no appservice: an OlmMachine in memory, and the requests that it needs. */
export interface PlainClient {
  readonly userId: string;
  readonly deviceId: string;
  /** Uploads device, one-time and cross-signing keys. */
  readonly uploadKeys: () => Promise<void>;
  /** Receives what is new, and returns the events of the rooms that it has joined, decrypted. */
  readonly sync: () => Promise<ReceivedEvent[]>;
  /** Creates a room, encrypted unless told otherwise. Returns its ID. */
  readonly createRoom: (options: {
    readonly invite: readonly string[];
    readonly encrypted?: boolean;
  }) => Promise<string>;
  readonly join: (roomId: string) => Promise<void>;
  readonly leave: (roomId: string) => Promise<void>;
  readonly invite: (roomId: string, userId: string) => Promise<void>;
  /** Begins to follow the devices of a user, and asks for them. */
  readonly queryKeys: (userId: string) => Promise<KeyQueryResponse>;
  /** Claims one-time keys for the devices of a user without a session. */
  readonly claimKeys: (userId: string) => Promise<KeyClaimResponse>;
  /** Sends an event, encrypted for all devices of the joined and invited members. Returns its ID. */
  readonly send: (roomId: string, content: object, type?: string) => Promise<string>;
  /** Sends an event as it is. */
  readonly sendPlain: (roomId: string, content: object, type?: string) => Promise<string>;
  readonly trustOf: (userId: string, deviceId: string) => Promise<'cross-signed' | 'not-cross-signed' | 'unknown'>;
  /** The IDs of a user's devices, as far as the client knows. */
  readonly devicesOf: (userId: string) => Promise<string[]>;
  /** Makes any other request. */
  readonly request: (method: string, path: string, body?: unknown) => Promise<unknown>;
  readonly machine: OlmMachine;
  readonly close: () => void;
}

/** An event, in plain text if it could be decrypted. */
export interface ReceivedEvent {
  readonly type: string;
  readonly sender: string;
  readonly eventId: string;
  readonly roomId: string;
  readonly stateKey: string | undefined;
  readonly content: Readonly<Record<string, unknown>>;
  readonly wasEncrypted: boolean;
  /** The sender's device, of an event that was decrypted. */
  readonly deviceId: string | undefined;
  /** The reason why it could not be decrypted. */
  readonly error: string | undefined;
}

/** Creates a client of a homeserver, whose keys are not uploaded yet. */
export async function createPlainClient(
  url: string,
  login: Login,
  fetch: ClientFetch = globalThis.fetch,
): Promise<PlainClient> {
  const { userId, deviceId } = login;
  const machine = await OlmMachine.initialize(new UserId(userId), new DeviceId(deviceId));
  // Each call consumes its settings.
  const settings = (): DecryptionSettings => new DecryptionSettings(TrustRequirement.Untrusted);
  let since: string | undefined;
  let lastTransaction = 0;

  async function request(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${url}/_matrix/client/v3${path}`, {
      method,
      headers: { authorization: `Bearer ${login.accessToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (response.ok) return answer;
    throw new Error(`${method} ${path} was answered with ${response.status} ${JSON.stringify(answer)}`);
  }

  /** Sends a request of the machine, tells it the answer, and returns that. */
  async function perform(outgoing: MachineRequest): Promise<unknown> {
    const [method, path] = targetOf(outgoing);
    const answer = await request(method, path, JSON.parse(outgoing.body));
    if (outgoing.id !== undefined) await machine.markRequestAsSent(outgoing.id, outgoing.type, JSON.stringify(answer));
    return answer;
  }

  /** Sends everything that the machine wants to send. Returns the last answer to a key query. */
  async function performAll(): Promise<unknown> {
    let queried: unknown;
    for (const outgoing of await machine.outgoingRequests()) {
      const answer = await perform(outgoing);
      if (outgoing.type === RequestType.KeysQuery) queried = answer;
    }
    return queried;
  }

  async function queryKeys(other: string): Promise<KeyQueryResponse> {
    await machine.updateTrackedUsers([new UserId(other)]);
    // One who was followed already is asked for again.
    const queried = (await performAll()) ?? (await perform(machine.queryKeysForUsers([new UserId(other)])));
    return queried as KeyQueryResponse;
  }

  async function claimKeys(users: readonly string[]): Promise<KeyClaimResponse> {
    const missing = await machine.getMissingSessions(users.map((user) => new UserId(user)));
    if (missing === null) return {};
    const { one_time_keys: keys } = (await perform(missing)) as { readonly one_time_keys: KeyClaimResponse };
    return keys;
  }

  async function membersOf(roomId: string): Promise<string[]> {
    const path = `/rooms/${encodeURIComponent(roomId)}/members?not_membership=leave`;
    const { chunk } = (await request('GET', path)) as { readonly chunk: readonly ClientEvent[] };
    return chunk.flatMap(({ state_key: member }) => (member === undefined ? [] : [member]));
  }

  async function sendPlain(roomId: string, content: object, type = 'm.room.message'): Promise<string> {
    const path = `/rooms/${encodeURIComponent(roomId)}/send/${type}/${++lastTransaction}`;
    const { event_id: eventId } = (await request('PUT', path, content)) as { readonly event_id: string };
    return eventId;
  }

  async function received(roomId: string, event: ClientEvent): Promise<ReceivedEvent> {
    const wasEncrypted = event.type === 'm.room.encrypted';
    const { type, sender, event_id: eventId, state_key: stateKey, content } = event;
    const common = { sender, eventId, roomId, stateKey, wasEncrypted };
    if (!wasEncrypted) return { ...common, type, content, deviceId: undefined, error: undefined };
    try {
      const text = JSON.stringify({ ...event, room_id: roomId });
      const decrypted = await machine.decryptRoomEvent(text, new RoomId(roomId), settings());
      const plain = JSON.parse(decrypted.event) as Pick<ClientEvent, 'type' | 'content'>;
      const device = decrypted.senderDevice?.toString();
      return { ...common, type: plain.type, content: plain.content, deviceId: device, error: undefined };
    } catch (error) {
      const reason = error instanceof MegolmDecryptionError ? error.description : String(error);
      return { ...common, type, content, deviceId: undefined, error: reason };
    }
  }

  return {
    userId,
    deviceId,
    machine,
    request,
    sendPlain,
    queryKeys,
    async uploadKeys() {
      await performAll();
      const { uploadSigningKeysRequest: keys, uploadSignaturesRequest: signatures } =
        await machine.bootstrapCrossSigning(false);
      await request('POST', '/keys/device_signing/upload', JSON.parse(keys.body));
      await request('POST', '/keys/signatures/upload', JSON.parse(signatures.body));
    },
    async sync() {
      const query = since === undefined ? '' : `&since=${since}`;
      const answer = (await request('GET', `/sync?timeout=0${query}`)) as SyncAnswer;
      since = answer.next_batch;
      const lists = (users: readonly string[]): UserId[] => users.map((user) => new UserId(user));
      await machine.receiveSyncChanges(
        JSON.stringify(answer.to_device.events),
        new DeviceLists(lists(answer.device_lists.changed), lists(answer.device_lists.left)),
        new Map(Object.entries(answer.device_one_time_keys_count)),
        new Set(answer.device_unused_fallback_key_types),
        settings(),
      );
      await performAll();
      const events: ReceivedEvent[] = [];
      for (const [roomId, { timeline }] of Object.entries(answer.rooms.join ?? {})) {
        for (const event of timeline.events) events.push(await received(roomId, event));
      }
      return events;
    },
    async createRoom({ invite, encrypted = true }) {
      const algorithm = { algorithm: 'm.megolm.v1.aes-sha2' };
      const state = encrypted ? [{ type: 'm.room.encryption', state_key: '', content: algorithm }] : [];
      const body = { preset: 'private_chat', invite, initial_state: state };
      const { room_id: roomId } = (await request('POST', '/createRoom', body)) as { readonly room_id: string };
      return roomId;
    },
    async join(roomId) {
      await request('POST', `/join/${encodeURIComponent(roomId)}`, {});
    },
    async leave(roomId) {
      await request('POST', `/rooms/${encodeURIComponent(roomId)}/leave`, {});
    },
    async invite(roomId, invited) {
      await request('POST', `/rooms/${encodeURIComponent(roomId)}/invite`, { user_id: invited });
    },
    claimKeys: (other) => claimKeys([other]),
    async send(roomId, content, type = 'm.room.message') {
      const members = await membersOf(roomId);
      const users = (): UserId[] => members.map((member) => new UserId(member));
      await machine.updateTrackedUsers(users());
      await performAll();
      await claimKeys(members);
      const room = new RoomId(roomId);
      for (const share of await machine.shareRoomKey(room, users(), new EncryptionSettings())) await perform(share);
      const encrypted = await machine.encryptRoomEvent(room, type, JSON.stringify(content));
      return sendPlain(roomId, JSON.parse(encrypted) as object, 'm.room.encrypted');
    },
    async trustOf(other, otherDevice) {
      const device = await machine.getDevice(new UserId(other), new DeviceId(otherDevice));
      if (device === undefined) return 'unknown';
      return device.isCrossSignedByOwner() ? 'cross-signed' : 'not-cross-signed';
    },
    async devicesOf(other) {
      const devices = await machine.getUserDevices(new UserId(other));
      return devices.keys().map((each) => each.toString());
    },
    close: () => {
      machine.close();
    },
  };
}
