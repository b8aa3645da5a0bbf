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
  /** The sender of the message, who need not be the session's. */
  readonly sender: string;
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
 * @param care Starts each message, by its place, and lets it be given alone, or not at all. Default: all are given together.
 * @throws The library's error where a stored row of the machine cannot be read, or where it does not answer.
 */
export async function receiveMessages(
  olm: OlmMachine,
  messages: readonly ToDeviceEvent[],
  time: Pick<Time, 'wait'>,
  care?: { readonly start: (place: number) => Promise<boolean>; readonly end: () => Promise<void> },
): Promise<ReceivedMessages> {
  const sessions: RoomSession[] = [];
  let failed = 0;
  for (const batch of care ? [] : batchesOf(messages)) {
    for (const part of (await isReceived(batch)) ? [] : batch) if (!(await isReceived([part]))) failed += 1;
  }
  for (const [place, message] of care ? messages.entries() : []) {
    if ((await care?.start(place)) === true && !(await isReceived([message]))) failed += 1;
  }
  await care?.end();
  return { sessions, failed };

  async function isReceived(batch: readonly ToDeviceEvent[]): Promise<boolean> {
    try {
      sessions.push(...(await libraryAnswer(time, receiveBatch(olm, batch))));
      return true;
    } catch (error) {
      if (error instanceof LibrarySilenceError) throw error;
      if (!isUnreadable(error)) return false;
      // The message is sound, and can be read once the store can.
      await care?.end();
      throw error;
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
  const [type, content, sender] = [own(message, 'type'), own(message, 'content'), own(message, 'sender')];
  if (typeof type !== 'string' || !ofSessions.has(type) || !isJsonObject(content)) return undefined;
  const [roomId, sessionId] = [own(content, 'room_id'), own(content, 'session_id')];
  return typeof roomId === 'string' && typeof sessionId === 'string'
    ? { roomId, sessionId, sender: String(sender), isWithheld: type === withheld }
    : undefined;
}
