import {
  DecryptionSettings,
  DeviceLists,
  MegolmDecryptionError,
  RoomId,
  TrustRequirement,
} from '@matrix-org/matrix-sdk-crypto-wasm';
import {
  mergeKeyClaim,
  outstandingKeyClaim,
  type ClientEvent,
  type KeyClaim,
  type KeyClaimResponse,
  type ToDeviceEvent,
  type Transaction,
} from 'matrix-encrypted-appservice';
import { isClientEvent } from 'matrix-encrypted-appservice/validators';
import { KeyStore } from './key-store.js';
import { createMachine, publishKeys } from './machine.js';
import type { Scope } from './scope.js';

/** A user of the appservice, with one device. */
export interface Ghost {
  /** Public keys, which the homeserver asks for. Only without federation may all of them stay here (D2). */
  readonly keys: KeyStore;
  claimKeys(claim: KeyClaim): Promise<KeyClaimResponse>;
  /** Decrypts the messages of a transaction. */
  receive(transaction: Transaction): Promise<Message[]>;
}

export interface Message {
  readonly sender: string;
  readonly text: string;
}

export async function createGhost(userId: string, deviceId: string, scope: Scope): Promise<Ghost> {
  const keys = new KeyStore();
  const machine = await createMachine(userId, deviceId);
  scope.defer(() => {
    machine.close();
  });
  await receiveToDevice([]);

  /** Receives to-device messages, and publishes one-time keys in place of those given out. */
  async function receiveToDevice(messages: ToDeviceEvent[]): Promise<void> {
    // The counts of the store that gives the keys out are complete and true: an algorithm without one has zero. A set
    // of unused fallback keys, even an empty one, lets the machine make a fallback key and renew it (D4).
    const counts = keys.counts(userId, deviceId);
    await machine.receiveSyncChanges(JSON.stringify(messages), new DeviceLists(), counts, new Set());
    await publishKeys(machine, (upload) => keys.upload(userId, deviceId, upload));
  }

  /** Decrypts an event. Never rejects: a transaction that fails because of one event would be sent again for ever. */
  async function decrypt(event: ClientEvent): Promise<Message> {
    const { sender, room_id: roomId } = event;
    try {
      const settings = new DecryptionSettings(TrustRequirement.Untrusted);
      const decrypted = await machine.decryptRoomEvent(JSON.stringify(event), new RoomId(roomId), settings);
      const plain: unknown = JSON.parse(decrypted.event);
      return { sender, text: isClientEvent(plain) ? String(plain.content['body']) : '(no event)' };
    } catch (error) {
      return { sender, text: `(${error instanceof MegolmDecryptionError ? error.description : String(error)})` };
    }
  }

  return {
    keys,
    async claimKeys(claim) {
      const oneTimeKeys = await keys.claimKeys(claim);
      return mergeKeyClaim(oneTimeKeys, await keys.fallbackKeys(outstandingKeyClaim(claim, oneTimeKeys)));
    },
    async receive({ to_device: toDevice = [], events }) {
      // The key to a room's events comes in a to-device message of the same transaction, so these go first.
      const forMe = toDevice.filter((message) => message.to_user_id === userId && message.to_device_id === deviceId);
      await receiveToDevice(forMe);
      const encrypted = events.filter(({ type }) => type === 'm.room.encrypted');
      return Promise.all(encrypted.map(decrypt));
    },
  };
}
