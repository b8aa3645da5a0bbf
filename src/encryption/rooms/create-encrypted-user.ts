import type { HomeserverClient } from '../../client/homeserver-client.js';
import type { UserId } from '../../identifiers.js';
import { isJsonObject, own, type JsonObject } from '../../json-objects.js';
import { attachmentOf, decryptAttachment, encryptAttachment } from './attachments.js';
import type { EncryptionContext } from '../encryption-context.js';
import type { DeviceName } from '../machine/device-name.js';
import { megolm } from './room-encryption.js';
import type { RoomDiscovery } from './room-discovery.js';
import type { RoomMembersCache } from './room-members.js';
import type { RoomEventSender } from './room-event-sender.js';
import type { RoomStates } from './room-state.js';
import { requireWellFormed, sendableContent, sendableObject, wellFormed } from '../machine/sendable.js';
import type { EncryptedUser, OutgoingFile } from '../encrypted-user.js';

/** The parts that a user works with. */
export interface EncryptedUserParts {
  readonly context: Pick<EncryptionContext, 'homeserver' | 'machines'>;
  readonly eventSender: RoomEventSender;
  readonly roomStates: RoomStates;
  readonly roomMembers: RoomMembersCache;
  readonly roomDiscovery: Pick<RoomDiscovery, 'joined' | 'left'>;
  /** Replaces the user's device, and returns the name of the new one. */
  readonly resetDevice: (userId: UserId) => Promise<DeviceName>;
}

/** The longest time for a file on its way, and the largest file, either way. */
const fileMs = 600_000;
const mostFileBytes = 512 * 2 ** 20;

/** Makes a user whose device has come to life. */
export function createEncryptedUser(userId: UserId, deviceId: string, parts: EncryptedUserParts): EncryptedUser {
  const { context, eventSender, roomStates, roomMembers, roomDiscovery, resetDevice } = parts;
  const client = context.homeserver.as({ userId, deviceId });
  const device: DeviceName = { userId, deviceId };

  /** Only one process acts for the users (R5). */
  function acting(): HomeserverClient {
    context.machines.term();
    return client;
  }

  async function upload(bytes: Uint8Array, name: string | undefined, contentType: string): Promise<string> {
    const { content_uri: url } = await acting().uploadMedia({ filename: name, contentType }, bytes, {
      timeoutMs: fileMs,
    });
    return url;
  }

  async function uploadFor(
    { bytes, name, type = octets, info, msgtype }: OutgoingFile,
    isEncrypted: boolean,
  ): Promise<JsonObject> {
    const content = sendableContent({
      msgtype: msgtype ?? messageTypeOf(type),
      body: name,
      filename: name,
      info: { ...info, mimetype: type, size: bytes.length },
    });
    if (!isEncrypted) return { ...content, url: await upload(bytes, wellFormed(name), type) };
    // Neither name nor type of an encrypted file is for the homeserver.
    const encrypted = await encryptAttachment(bytes);
    return { ...content, file: { ...encrypted.file, url: await upload(encrypted.bytes, undefined, octets) } };
  }

  return {
    userId,
    deviceId,
    join: async (roomIdOrAlias, { via } = {}) => {
      const { room_id: roomId } = await acting().joinRoom({ roomIdOrAlias, via: via && [...via] });
      roomMembers.change(roomId);
      await roomDiscovery.joined(roomId, userId);
      return roomId;
    },
    leave: async (roomId) => {
      await acting().leaveRoom({ roomId });
      roomMembers.forget(roomId);
      roomDiscovery.left(roomId);
    },
    invite: async (roomId, invited) => {
      await acting().inviteUser({ roomId }, { user_id: invited });
      roomMembers.change(roomId);
    },
    createRoom: async ({ encrypted = true, ...options } = {}) => {
      const given = sendableObject('the room', options);
      const { room_id: roomId } = await acting().createRoom(encrypted ? withEncryption(given) : given);
      const settings = encryptionIn(options) ?? (encrypted ? ourEncryption.content : undefined);
      if (settings !== undefined) {
        await roomStates.learn(roomId, settings);
      }
      return roomId;
    },
    send: async (roomId, type, content, { txnId = crypto.randomUUID() } = {}) => {
      const sendable = sendableContent(content);
      return eventSender.send(device, { roomId, type, txnId, contentFor: () => sendable });
    },
    sendFile: async (roomId, file, { txnId = crypto.randomUUID() } = {}) => {
      requireWellFormed('room ID', roomId);
      // Uploaded before the room waits for it, and once more if the room was encrypted meanwhile.
      const isEncrypted = await eventSender.isEncrypted(device, roomId);
      const content = await uploadFor(file, isEncrypted);
      const contentFor = (isNow: boolean): JsonObject | Promise<JsonObject> =>
        isNow === isEncrypted ? content : uploadFor(file, isNow);
      return eventSender.send(device, { roomId, type: 'm.room.message', txnId, contentFor });
    },
    readFile: async (content) => {
      const { serverName, mediaId, file } = attachmentOf(content);
      const limits = { timeoutMs: fileMs, maxBodyBytes: mostFileBytes };
      const { bytes } = await client.downloadMedia({ serverName, mediaId }, limits);
      return file ? decryptAttachment(bytes, file) : bytes;
    },
    redact: async (roomId, eventId, { reason, txnId = crypto.randomUUID() } = {}) => {
      const body = reason === undefined ? {} : { reason: wellFormed(reason) };
      return (await acting().redactEvent({ roomId, eventId, txnId }, body)).event_id;
    },
    setProfile: async ({ displayName, avatarUrl }) => {
      if (displayName !== undefined) {
        await acting().setProfileField({ userId, keyName: 'displayname' }, { displayname: wellFormed(displayName) });
      }
      if (avatarUrl !== undefined) {
        await acting().setProfileField({ userId, keyName: 'avatar_url' }, { avatar_url: avatarUrl });
      }
    },
    reset: async () => createEncryptedUser(userId, (await resetDevice(userId)).deviceId, parts),
  };
}

const octets = 'application/octet-stream';

function messageTypeOf(mediaType: string): string {
  const [kind = ''] = mediaType.split('/');
  return ['image', 'video', 'audio'].includes(kind) ? `m.${kind}` : 'm.file';
}

const ourEncryption = {
  type: 'm.room.encryption',
  state_key: '',
  content: { algorithm: megolm },
} as const;

/** Returns the content of `m.room.encryption` in the options of a new room. */
function encryptionIn(options: JsonObject): unknown {
  const given = own(options, 'initial_state');
  const events: unknown[] = Array.isArray(given) ? given : [];
  const found = events.filter(isJsonObject).find((event) => own(event, 'type') === 'm.room.encryption');
  return found && own(found, 'content');
}

function withEncryption(options: JsonObject): JsonObject {
  if (encryptionIn(options) !== undefined) return options;
  const given = own(options, 'initial_state');
  return { ...options, initial_state: [...(Array.isArray(given) ? (given as unknown[]) : []), ourEncryption] };
}
