import { EncryptionSettings, RoomId, UserId, type RequestType } from '@matrix-org/matrix-sdk-crypto-wasm';
import type { KeyClaimResponse, KeyQueryResponse } from 'matrix-encrypted-appservice';
import { isKeyClaimResponse, isKeyQueryResponse } from 'matrix-encrypted-appservice/validators';
import { isObject } from './objects.js';
import type { Login } from './login.js';
import { createMachine, publishKeys } from './machine.js';
import type { Scope } from './scope.js';

/** A client: an OlmMachine, and the requests that it needs. It knows of no appservice. */
export interface Bob {
  uploadKeys(): Promise<void>;
  /** Asks for the devices of a user. */
  queryKeys(userId: string): Promise<KeyQueryResponse>;
  /** Claims one-time keys for the devices of a user without a session. */
  claimKeys(userId: string): Promise<KeyClaimResponse>;
  /** Encrypts a text for all devices of a user, and sends it to a room. */
  send(roomId: string, userId: string, text: string): Promise<void>;
}

export async function createBob(homeserverUrl: string, login: Login, scope: Scope): Promise<Bob> {
  const machine = await createMachine(login.userId, login.deviceId);
  scope.defer(() => {
    machine.close();
  });

  let transactions = 0;

  async function request(method: string, path: string, body: unknown): Promise<unknown> {
    const response = await fetch(`${homeserverUrl}/_matrix/client/v3${path}`, {
      method,
      headers: { authorization: `Bearer ${login.accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    const answer: unknown = await response.json();
    if (!response.ok)
      throw new Error(`${method} ${path} was answered with ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  }

  /** Sends one of the machine's requests, and gives it the answer. */
  async function perform(method: string, path: string, { id, type, body }: MachineRequest): Promise<unknown> {
    const answer = await request(method, path, JSON.parse(body));
    await machine.markRequestAsSent(id, type, JSON.stringify(answer));
    return answer;
  }

  return {
    uploadKeys: () => publishKeys(machine, (upload) => request('POST', '/keys/upload', upload)),

    async queryKeys(userId) {
      const answer = await perform('POST', '/keys/query', machine.queryKeysForUsers([new UserId(userId)]));
      if (!isKeyQueryResponse(answer)) throw new Error('the answer is not a key query response');
      return answer;
    },

    async claimKeys(userId) {
      const missing = await machine.getMissingSessions([new UserId(userId)]);
      if (missing === null) return {};
      const answer = await perform('POST', '/keys/claim', missing);
      const keys = isObject(answer) ? answer['one_time_keys'] : undefined;
      if (!isKeyClaimResponse(keys)) throw new Error('the answer is not a key claim response');
      return keys;
    },

    async send(roomId, userId, text) {
      const room = new RoomId(roomId);
      for (const message of await machine.shareRoomKey(room, [new UserId(userId)], new EncryptionSettings())) {
        await perform('PUT', `/sendToDevice/${message.event_type}/${++transactions}`, message);
      }
      const content = JSON.stringify({ msgtype: 'm.text', body: text });
      const encrypted: unknown = JSON.parse(await machine.encryptRoomEvent(room, 'm.room.message', content));
      await request('PUT', `/rooms/${encodeURIComponent(roomId)}/send/m.room.encrypted/${++transactions}`, encrypted);
    },
  };
}

/** The common part of the machine's requests. */
interface MachineRequest {
  readonly id: string;
  readonly type: RequestType;
  readonly body: string;
}
