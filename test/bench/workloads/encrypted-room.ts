import {
  DecryptionSettings,
  DeviceId,
  DeviceLists,
  EncryptionSettings,
  initAsync,
  OlmMachine,
  RequestType,
  RoomId,
  StoreHandle,
  TrustRequirement,
  UserId,
} from '@matrix-org/matrix-sdk-crypto-wasm';
import * as fakeIndexedDb from 'fake-indexeddb';
import type { JsonObject } from '../../../src/json-objects.js';

/** The server of all users of the workload, the room, our user, and the one whose messages are received. */
export const serverName = 'example.org';
export const roomId: `!${string}` = `!room:${serverName}`;
export const ghost: `@${string}` = `@irc_ann:${serverName}`;
export const sender: `@${string}` = `@member0:${serverName}`;

/** What a homeserver would answer, for a room whose members have a device each. */
export interface EncryptedRoom {
  readonly members: readonly string[];
  /** Answers a request of the client-server API as soon as it comes. */
  readonly answer: (url: string, body: string) => JsonObject;
  /** Lets the first member send messages, once the ghost's keys are uploaded. */
  readonly startSender: () => Promise<Sender>;
}

/** A member whose messages are received. */
export interface Sender {
  /** To-device messages with the room key. */
  readonly roomKey: readonly JsonObject[];
  readonly nextMessage: () => Promise<JsonObject>;
}

/** Public keys of a device, as it uploads them. */
interface UploadedKeys {
  readonly device_keys: JsonObject;
  readonly one_time_keys: Record<string, JsonObject>;
}

/** Makes a room with so many other members, each with a device of its own and with one-time keys. */
export async function createEncryptedRoom(devices: number, messagesPerSession: number): Promise<EncryptedRoom> {
  await initAsync();
  const keys = new Map<string, UploadedKeys>();
  let first: OlmMachine | undefined;
  for (let number = 0; number < devices; number++) {
    const userId = `@member${number}:${serverName}`;
    const machine = await OlmMachine.initialize(new UserId(userId), new DeviceId('DEVICE'));
    keys.set(userId, await uploadOf(machine));
    if (number === 0) first = machine;
    else machine.close();
  }
  const members = [...keys.keys()];

  const deviceKeys = (asked: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.keys(asked).flatMap((userId) => {
        const device = keys.get(userId)?.device_keys;
        return device === undefined ? [] : [[userId, { [String(device['device_id'])]: device }]];
      }),
    );
  const claimed = (asked: Record<string, JsonObject>): JsonObject =>
    Object.fromEntries(
      Object.entries(asked).flatMap(([userId, of]) => {
        const uploaded = keys.get(userId);
        const [keyId] = Object.keys(uploaded?.one_time_keys ?? {});
        if (uploaded === undefined || keyId === undefined) return [];
        const { [keyId]: key, ...left } = uploaded.one_time_keys;
        keys.set(userId, { ...uploaded, one_time_keys: left });
        return [[userId, Object.fromEntries(Object.keys(of).map((deviceId) => [deviceId, { [keyId]: key }]))]];
      }),
    );

  const answers: readonly (readonly [RegExp, (body: JsonObject, query: URLSearchParams) => JsonObject])[] = [
    [
      /\/whoami/,
      (_body, query) => ({
        user_id: query.get('user_id') ?? `@ircbot:${serverName}`,
        device_id: query.get('device_id') ?? undefined,
      }),
    ],
    [/\/ping/, () => ({ duration_ms: 1 })],
    [/\/register/, () => ({ user_id: ghost })],
    [
      /\/keys\/upload/,
      (body) => {
        const upload = body as unknown as Partial<UploadedKeys>; // the library's, or none of our business
        const before = keys.get(ghost);
        if (upload.device_keys ?? before) {
          keys.set(ghost, {
            device_keys: upload.device_keys ?? before?.device_keys ?? {},
            one_time_keys: { ...before?.one_time_keys, ...upload.one_time_keys },
          });
        }
        return { one_time_key_counts: { signed_curve25519: Object.keys(keys.get(ghost)?.one_time_keys ?? {}).length } };
      },
    ],
    [/\/keys\/query/, (body) => ({ device_keys: deviceKeys(body['device_keys'] as JsonObject), failures: {} })],
    [
      /\/keys\/claim/,
      (body) => ({ one_time_keys: claimed(body['one_time_keys'] as Record<string, JsonObject>), failures: {} }),
    ],
    [/\/joined_members/, () => ({ joined: Object.fromEntries([ghost, ...members].map((userId) => [userId, {}])) })],
    [/\/members/, () => ({ chunk: [ghost, ...members].map(memberEvent) })],
    [
      /\/state\/m\.room\.encryption/,
      () => ({ algorithm: 'm.megolm.v1.aes-sha2', rotation_period_msgs: messagesPerSession }),
    ],
    [/\/state\/m\.room\.history_visibility/, () => ({ history_visibility: 'joined' })],
    [/\/join\//, () => ({ room_id: roomId })],
    [/\/send\//, () => ({ event_id: '$event' })],
    [/\/sync/, () => ({ next_batch: '1' })],
    [/./, () => ({})],
  ];

  const answer: EncryptedRoom['answer'] = (url, body) => {
    const { pathname, searchParams } = new URL(url);
    const [, reply] = answers.find(([pattern]) => pattern.test(pathname)) ?? [];
    return reply?.(body === '' ? {} : (JSON.parse(body) as JsonObject), searchParams) ?? {};
  };

  return {
    members,
    answer,
    startSender: async () => {
      if (first === undefined) throw new Error('a sender is a member');
      return senderOf(first, answer);
    },
  };
}

function memberEvent(userId: string): JsonObject {
  return {
    ...{ type: 'm.room.member', state_key: userId, sender: userId, room_id: roomId, event_id: `$${userId}` },
    ...{ origin_server_ts: 1, content: { membership: 'join' } },
  };
}

async function uploadOf(machine: OlmMachine): Promise<UploadedKeys> {
  const requests = await machine.outgoingRequests();
  const upload = requests.find(({ type }) => type === RequestType.KeysUpload);
  if (upload === undefined || !('body' in upload)) throw new Error('a new machine uploads keys');
  await machine.markRequestAsSent(
    upload.id ?? '',
    RequestType.KeysUpload,
    '{"one_time_key_counts":{"signed_curve25519":50}}',
  );
  return JSON.parse(upload.body) as UploadedKeys; // the library's
}

/** A machine of the library's with nothing around it: what has to be done at least. */
export interface BareMachine {
  readonly send: (content: JsonObject) => Promise<void>;
  readonly receive: (messages: readonly JsonObject[]) => Promise<void>;
  readonly decrypt: (event: JsonObject) => Promise<void>;
}

/**
 * Makes a bare machine for the ghost that has sessions with all members. It keeps its state in memory, or as the package's machines
 * do: encrypted, in the library's own tables in `fake-indexeddb`.
 */
export async function createBareMachine(
  room: EncryptedRoom,
  messagesPerSession: number,
  keeps: 'in memory' | 'in IndexedDB',
): Promise<BareMachine> {
  const olm = await openBare(keeps);
  const upload = await uploadOf(olm);
  room.answer('http://homeserver.invalid/keys/upload', JSON.stringify(upload));
  const share = await shareWith(olm, room.answer, room.members, messagesPerSession);
  const id = new RoomId(roomId);
  return {
    send: async (content) => {
      await share();
      await olm.encryptRoomEvent(id, 'm.room.message', JSON.stringify(content));
    },
    receive: async (messages) => {
      await olm.receiveSyncChanges(JSON.stringify(messages), new DeviceLists(), new Map(), new Set());
    },
    decrypt: async (event) => {
      await olm.decryptRoomEvent(JSON.stringify(event), id, new DecryptionSettings(TrustRequirement.Untrusted));
    },
  };
}

async function openBare(keeps: 'in memory' | 'in IndexedDB'): Promise<OlmMachine> {
  const device = [new UserId(ghost), new DeviceId('BARE')] as const;
  if (keeps === 'in memory') return OlmMachine.initialize(...device);
  const { indexedDB, IDBCursor, IDBCursorWithValue, IDBDatabase, IDBKeyRange, IDBOpenDBRequest, IDBRequest } =
    fakeIndexedDb;
  Object.assign(globalThis, {
    indexedDB,
    IDBCursor,
    IDBCursorWithValue,
    IDBDatabase,
    IDBKeyRange,
    IDBOpenDBRequest,
    IDBRequest,
  });
  const handle = await StoreHandle.openWithKey(crypto.randomUUID(), new Uint8Array(32).fill(7));
  return OlmMachine.initFromStore(...device, handle);
}

/** Makes sessions with users, and returns what shares the room key where that is due. */
async function shareWith(
  olm: OlmMachine,
  answer: EncryptedRoom['answer'],
  userIds: readonly string[],
  messagesPerSession: number,
  took: (messages: string) => void = () => undefined,
): Promise<() => Promise<void>> {
  const users = (): UserId[] => userIds.map((userId) => new UserId(userId));
  await olm.updateTrackedUsers(users());
  for (const request of await olm.outgoingRequests()) {
    if (request.type !== RequestType.KeysQuery || !('body' in request)) continue;
    const found = answer('http://homeserver.invalid/keys/query', request.body);
    await olm.markRequestAsSent(request.id ?? '', request.type, JSON.stringify(found));
  }
  const claimMissing = async (): Promise<void> => {
    const claim = await olm.getMissingSessions(users());
    if (!claim) return;
    const found = answer('http://homeserver.invalid/keys/claim', claim.body);
    await olm.markRequestAsSent(claim.id, claim.type, JSON.stringify(found));
  };
  await claimMissing();
  return async () => {
    // The library wants it "every time a group session needs to be shared".
    if (messagesPerSession === 1) await claimMissing();
    const settings = new EncryptionSettings();
    settings.rotationPeriodMessages = BigInt(messagesPerSession);
    for (const request of await olm.shareRoomKey(new RoomId(roomId), users(), settings)) {
      took(request.body);
      await olm.markRequestAsSent(request.id, request.type, '{}');
    }
  };
}

async function senderOf(olm: OlmMachine, answer: EncryptedRoom['answer']): Promise<Sender> {
  const roomKey: JsonObject[] = [];
  const share = await shareWith(olm, answer, [ghost], 10_000, (body) => {
    const { messages } = JSON.parse(body) as { messages: Record<string, Record<string, JsonObject>> }; // the library's
    for (const content of Object.values(messages[ghost] ?? {})) {
      roomKey.push({ type: 'm.room.encrypted', sender, content });
    }
  });
  await share();
  let count = 0;
  return {
    roomKey,
    nextMessage: async () => {
      const text = JSON.stringify({ msgtype: 'm.text', body: 'Hello' });
      const content = JSON.parse(await olm.encryptRoomEvent(new RoomId(roomId), 'm.room.message', text)) as JsonObject; // the library's
      const event = { type: 'm.room.encrypted', sender, room_id: roomId, content, origin_server_ts: Date.now() };
      return { ...event, event_id: `$message${count++}` };
    },
  };
}
