import {
  type DecryptedToDeviceEvent,
  DeviceLists,
  ProcessedToDeviceEventType,
  type OlmMachine,
} from '@matrix-org/matrix-sdk-crypto-wasm';
import type { Time } from '../../appservice/leadership.js';
import { libraryAnswer, LibrarySilenceError } from '../machine/library-answer.js';
import { isUnreadable } from '../machine/machine.js';
import { wellFormedJson } from '../machine/sendable.js';
import { isJsonObject, own } from '../../json-objects.js';
import { jsonText } from '../../json-text.js';
import type { ToDeviceEvent } from '../../types.js';

/** A room session whose key came, or is withheld. */
export interface RoomSession {
  readonly roomId: string;
  readonly sessionId: string;
  /** The message says that the key is not sent. It is plain text, and anyone can send it for any session. */
  readonly isWithheld: boolean;
}

/** The outcome of a batch of to-device messages. */
export interface ReceivedMessages {
  readonly sessions: readonly RoomSession[];
  /** The number of messages that the machine failed at, which were dropped. */
  readonly failed: number;
}

const withheld = 'm.room_key.withheld';
/** The messages that tell of a room session. */
const ofSessions = new Set(['m.room_key', 'm.forwarded_room_key', withheld]);

/**
 * Gives to-device messages to a machine, without key counts (D4). Where it fails at several, each message is given alone, so that one
 * of nonsense costs no other. A message that comes again is harmless: it fails to decrypt.
 *
 * @param allows Is asked for each message, by its place, and lets it be given alone, or not at all. Default: all are given together.
 * @throws The library's error where a stored row of the machine cannot be read, or where it does not answer.
 */
export async function receiveMessages(
  olm: OlmMachine,
  messages: readonly ToDeviceEvent[],
  time: Pick<Time, 'wait'>,
  allows?: (place: number) => Promise<boolean>,
): Promise<ReceivedMessages> {
  const sessions: RoomSession[] = [];
  let failed = 0;
  for (const batch of allows ? [] : batchesOf(messages)) {
    for (const part of (await isReceived(batch)) ? [] : batch) if (!(await isReceived([part]))) failed += 1;
  }
  if (allows)
    for (const [place, message] of messages.entries())
      if (!(await allows(place)) || !(await isReceived([message]))) failed += 1;
  return { sessions, failed };

  async function isReceived(batch: readonly ToDeviceEvent[]): Promise<boolean> {
    try {
      sessions.push(...(await libraryAnswer(time, receiveBatch(olm, batch))));
      return true;
    } catch (error) {
      // The message is sound, and can be read once the store can.
      if (isUnreadable(error) || error instanceof LibrarySilenceError) throw error;
      return false;
    }
  }
}

/**
 * Divides messages so that no batch has two of one device. The library keeps the last of the room keys in a batch that are for the same
 * session, although it may be of a later message than the first, and then the earlier messages cannot be read
 * (`@matrix-org/matrix-sdk-crypto-wasm` 18.9). A client sends a key again after the other side has begun a new Olm session.
 */
function batchesOf(messages: readonly ToDeviceEvent[]): ToDeviceEvent[][] {
  let batch: ToDeviceEvent[] = [];
  const batches = [batch];
  const senders = new Set<unknown>();
  for (const message of messages) {
    const sender = own(message.content, 'sender_key') ?? message.sender;
    if (senders.has(sender)) {
      senders.clear();
      batches.push((batch = []));
    }
    senders.add(sender);
    batch.push(message);
  }
  return batches;
}

async function receiveBatch(olm: OlmMachine, messages: readonly ToDeviceEvent[]): Promise<RoomSession[]> {
  // The set of fallback key types is always passed, if only empty: without it, a machine would never make a fallback key.
  const text = wellFormedJson(jsonText(messages));
  const processed = await olm.receiveSyncChangesMsc4186(text, new DeviceLists(), new Map(), new Set());
  return processed.flatMap((message) => {
    const { type } = message;
    if (type !== ProcessedToDeviceEventType.Decrypted && type !== ProcessedToDeviceEventType.PlainText) return [];
    return sessionOf(JSON.parse((message as DecryptedToDeviceEvent).rawEvent)) ?? [];
  });
}

function sessionOf(message: unknown): RoomSession | undefined {
  if (!isJsonObject(message)) return undefined;
  const [type, content] = [own(message, 'type'), own(message, 'content')];
  if (typeof type !== 'string' || !ofSessions.has(type) || !isJsonObject(content)) return undefined;
  const [roomId, sessionId] = [own(content, 'room_id'), own(content, 'session_id')];
  return typeof roomId === 'string' && typeof sessionId === 'string'
    ? { roomId, sessionId, isWithheld: type === withheld }
    : undefined;
}
