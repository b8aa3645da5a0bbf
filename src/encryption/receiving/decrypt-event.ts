import {
  DecryptionErrorCode,
  DecryptionSettings,
  MegolmDecryptionError,
  type RoomId,
  ShieldStateCode,
  TrustRequirement,
  type DecryptedRoomEvent,
} from '@matrix-org/matrix-sdk-crypto-wasm';
import { Cancellation } from '../../async/cancellation.js';
import { EncryptionError } from '../../encryption-errors.js';
import { isJsonObject, own, type JsonObject } from '../../json-objects.js';
import { jsonText } from '../../json-text.js';
import { serverNameOf } from '../../identifiers.js';
import type { ClientEvent, UserId } from '../../types.js';
import {
  type DecryptionFailure,
  explainDecryptionError,
  malformedEvent,
  noDevice,
  noHolder,
  unreadableDevice,
} from './decryption-failure.js';
import { dropOldest } from '../drop-oldest.js';
import type { EncryptionContext } from '../encryption-context.js';
import type { EventEncryption, TrustLevel } from '../encryption-options.js';
import type { Machine } from '../machine/machine.js';
import { olmRoomId, olmUserIds } from '../machine/olm-ids.js';
import type { OwnUsers } from '../own-users.js';
import type { RequestSender } from '../devices/request-sender.js';
import { megolm } from '../rooms/room-encryption.js';
import type { SessionIndex } from '../rooms/session-index.js';

/** The outcome of an attempt to decrypt an event. */
export type Decryption =
  | { readonly event: ClientEvent; readonly encryption: EventEncryption }
  | { readonly failure: DecryptionFailure; readonly sessionId: string | undefined };

/** Options of {@link createDecryptEvent}. */
export interface DecryptEventOptions {
  readonly context: Pick<EncryptionContext, 'machines' | 'time'>;
  readonly ownUsers: OwnUsers;
  readonly sessionIndex: SessionIndex;
  readonly requestSender: Pick<RequestSender, 'tend'>;
  readonly trust: TrustLevel;
}

const requirements: Readonly<Record<TrustLevel, TrustRequirement>> = {
  any: TrustRequirement.Untrusted,
  'cross-signed-or-legacy': TrustRequirement.CrossSignedOrLegacy,
  'cross-signed': TrustRequirement.CrossSigned,
};

/** The errors that may be gone once the sender's devices were asked for. */
const ofTrust: ReadonlySet<DecryptionErrorCode> = new Set([
  DecryptionErrorCode.UnknownSenderDevice,
  DecryptionErrorCode.UnsignedSenderDevice,
]);

/** The most users whose machines are tried for one event. */
const mostTried = 20;

/** The longest wait for the devices of a sender, in milliseconds: all events behind it wait as well. */
const longestQueryMs = 10_000;
/** The same where the event is decrypted in any case, and only the trust that is told depends on it. */
const shortQueryMs = 2000;
/** The time in which the devices of one sender are asked for once. */
const queryAgainMs = 600_000;

/**
 * Makes the decryption of room events: by any of our users who has the room key, users with open machines first.
 *
 * The sender's device must be cross-signed where `trust` demands it. Where it is not, as far as is known, its owner's devices are asked
 * for first, since the first message of a user may come before anything else of them.
 *
 * @rule E4
 */
export function createDecryptEvent({
  context: { machines, time },
  ownUsers,
  sessionIndex,
  requestSender,
  trust,
}: DecryptEventOptions): (event: ClientEvent, attempts: number) => Promise<Decryption> {
  /** The time of the last query for a sender's devices, by machine and sender. */
  const queried = new Map<string, number>();
  /** The servers that the homeserver waited for in vain, and when: other events wait for none of them twice. */
  const slow = new Map<string, number>();

  /** Asks for the devices of a sender, for not too long. Returns false where that was done lately. */
  async function learnDevices(machine: Machine, sender: string): Promise<boolean> {
    const name = JSON.stringify([machine.userId, sender]);
    const before = queried.get(name);
    if (before !== undefined && time.monotonicMs() - before < queryAgainMs) return false;
    const nowMs = time.monotonicMs();
    queried.set(name, nowMs);
    dropOldest(queried, 10_000);
    const server = serverNameOf(sender) ?? '';
    const over = new Cancellation();
    const asking = machine.olm
      .updateTrackedUsers(olmUserIds([sender]))
      .then(() => requestSender.tend(machine))
      // The machine tries again with its next requests.
      .catch(() => undefined)
      .finally(() => {
        if (over.cancelled) return;
        over.cancel(undefined);
        slow.delete(server);
      });
    if (nowMs - (slow.get(server) ?? -Infinity) < queryAgainMs) return true;
    await Promise.race([asking, time.wait(trust === 'any' ? shortQueryMs : longestQueryMs, over)]);
    if (!over.cancelled) {
      over.cancel(undefined);
      slow.set(server, nowMs);
      dropOldest(slow, 10_000);
    }
    return true;
  }

  async function decryptBy(machine: Machine, event: ClientEvent, roomId: RoomId): Promise<DecryptedRoomEvent> {
    const text = libraryEvent(event);
    const decrypt = (): Promise<DecryptedRoomEvent> =>
      machine.olm.decryptRoomEvent(text, roomId, new DecryptionSettings(requirements[trust]));
    const first = decrypt();
    const mayImprove = await first.then(
      (decrypted) => trustOf(decrypted) !== 'cross-signed',
      (error: unknown) => error instanceof MegolmDecryptionError && ofTrust.has(error.code),
    );
    return mayImprove && (await learnDevices(machine, event.sender)) ? decrypt() : first;
  }

  /** Returns our users who may have the key: the sender, who made it, the holders, and the room's members where there are none. */
  async function candidatesFor(event: ClientEvent, sessionId: string, attempts: number): Promise<UserId[]> {
    const holders = [...(await sessionIndex.holdersOf(event.room_id, sessionId))];
    if (ownUsers.has(event.sender)) holders.unshift(event.sender);
    if (holders.length === 0 && ((await sessionIndex.isUnknown(event.room_id, sessionId)) || attempts > 0)) {
      holders.push(...(await sessionIndex.membersOf(event.room_id)));
    }
    const open = new Set<string>(machines.open().map(({ userId }) => userId));
    const all = [...new Set(holders)];
    const inOrder = [...all.filter((userId) => open.has(userId)), ...all.filter((userId) => !open.has(userId))];
    // The others' turn comes with the next attempts: anyone can send a key for any session, and it makes a holder that cannot read.
    const first = all.length > mostTried ? (attempts * mostTried) % all.length : 0;
    return [...inOrder.slice(first), ...inOrder.slice(0, first)].slice(0, mostTried);
  }

  /** Explains why none of our users has a key of a room. */
  async function noHolderIn(roomId: string): Promise<DecryptionFailure> {
    const members = await sessionIndex.membersOf(roomId);
    const devices = await Promise.all(members.slice(0, mostTried).map((userId) => ownUsers.deviceOf(userId)));
    return members.length > 0 && devices.every((device) => device === undefined)
      ? noDevice(members)
      : noHolder(members);
  }

  return async (event, attempts) => {
    const sessionId = own(event.content, 'session_id');
    const roomId = typeof event.room_id === 'string' ? olmRoomId(event.room_id) : undefined;
    const isComplete = typeof own(event.content, 'ciphertext') === 'string';
    if (!isComplete || typeof sessionId !== 'string' || roomId === undefined || typeof event.sender !== 'string') {
      return { failure: malformedEvent('the event lacks a part that encrypted events have'), sessionId: undefined };
    }
    if (own(event.content, 'algorithm') !== megolm) {
      return { failure: malformedEvent('the event is encrypted by an algorithm that is not known'), sessionId };
    }
    let failure: DecryptionFailure | undefined;
    for (const userId of await candidatesFor(event, sessionId, attempts)) {
      const device = await ownUsers.deviceOf(userId);
      if (device === undefined) continue;
      try {
        const decrypted = await machines.use(device, (machine) => decryptBy(machine, event, roomId));
        // Later events find it at once.
        if (event.sender !== userId) await sessionIndex.addHolder(event.room_id, sessionId, userId);
        return { event: replaced(event, decrypted), encryption: encryptionOf(decrypted, sessionId) };
      } catch (error) {
        const itsFailure = failureOf(error, userId);
        // Another machine would fail in the same way.
        if (itsFailure.isFinal) return { failure: itsFailure, sessionId };
        if (itsFailure.weight >= (failure?.weight ?? 0)) failure = itsFailure;
      }
    }
    return { failure: failure ?? (await noHolderIn(event.room_id)), sessionId };
  };
}

/**
 * Writes the parts of an event that are needed to decrypt it. The library reads all of what it is given, and fails at a half of a
 * surrogate pair, a negative time, or deep nesting anywhere in it: of all that the encryption does not cover, nothing is to keep an event
 * from being read.
 */
function libraryEvent({ type, sender, room_id: roomId, content }: ClientEvent): string {
  const { algorithm, ciphertext, session_id: sessionId } = content;
  const needed = { algorithm, ciphertext, session_id: sessionId };
  return jsonText({ type, event_id: '$event', sender, room_id: roomId, origin_server_ts: 0, content: needed });
}

/** Explains an error of one user's machine. @throws What has nothing to do with the event. */
function failureOf(error: unknown, userId: string): DecryptionFailure {
  if (error instanceof MegolmDecryptionError) return explainDecryptionError(error, userId);
  if (error instanceof EncryptionError && error.code === 'STORE_DAMAGED') return unreadableDevice(userId);
  throw error;
}

/** Puts what was decrypted into the event. What its content refers to may stand outside of the encryption. */
function replaced(event: ClientEvent, decrypted: DecryptedRoomEvent): ClientEvent {
  const plain: unknown = JSON.parse(decrypted.event);
  const type = isJsonObject(plain) ? own(plain, 'type') : undefined;
  const content = isJsonObject(plain) ? own(plain, 'content') : undefined;
  const relation = own(event.content, 'm.relates_to');
  return {
    ...event,
    type: typeof type === 'string' ? type : event.type,
    content: withRelation(isJsonObject(content) ? content : {}, relation),
  };
}

function withRelation(content: JsonObject, relation: unknown): JsonObject {
  return relation === undefined || Object.hasOwn(content, 'm.relates_to')
    ? content
    : { ...content, 'm.relates_to': relation };
}

function encryptionOf(decrypted: DecryptedRoomEvent, sessionId: string): EventEncryption {
  // It is the device of the one who made the session, and the event may name another sender.
  const isSenders = shieldOf(decrypted) !== ShieldStateCode.MismatchedSender;
  const deviceId = isSenders ? decrypted.senderDevice?.toString() : undefined;
  return { deviceId, sessionId, trust: trustOf(decrypted) };
}

/** Returns the library's doubt about an event. That its sender was not verified by us is none: we verify no one. */
function shieldOf(decrypted: DecryptedRoomEvent): ShieldStateCode | undefined {
  return decrypted.shieldState(false).code;
}

function trustOf(decrypted: DecryptedRoomEvent): EventEncryption['trust'] {
  switch (shieldOf(decrypted)) {
    case undefined:
    case ShieldStateCode.UnverifiedIdentity:
      return 'cross-signed';
    case ShieldStateCode.UnsignedDevice:
      return 'not-cross-signed';
    // A later library may have further doubts.
    default:
      return 'unknown-device';
  }
}
