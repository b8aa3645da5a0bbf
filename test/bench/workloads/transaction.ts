import type { ClientEvent, ToDeviceEvent, TransactionBody } from 'matrix-encrypted-appservice/types';
import { createRandom, type Random } from '../../helpers/random.js';
import { userIdAt } from './key-query.js';

/** What a transaction holds. */
export interface TransactionSize {
  readonly events: number;
  readonly toDevice?: number;
  /** Devices with counts of one-time keys and with unused fallback keys, one to a user. */
  readonly counts?: number;
}

/** The body of a transaction under stable names. A single event is a plain message; several are encrypted ones. */
export function transactionBody({ events, toDevice = 0, counts = 0 }: TransactionSize, seed = 3): TransactionBody {
  const random = createRandom(seed);
  const eventOf = events === 1 ? plainEvent : encryptedEvent;
  const body: TransactionBody = { events: Array.from({ length: events }, () => eventOf(random)) };
  if (toDevice > 0) body.to_device = Array.from({ length: toDevice }, (_, index) => roomKey(index, random));
  if (counts > 0) {
    body.device_lists = { changed: Array.from({ length: 100 }, (_, index) => userIdAt(index)), left: [] };
    body.device_one_time_keys_count = {};
    body.device_unused_fallback_key_types = {};
    for (let index = 0; index < counts; index++) {
      const deviceId = random.deviceId();
      body.device_one_time_keys_count[userIdAt(index)] = { [deviceId]: { signed_curve25519: random.below(50) } };
      body.device_unused_fallback_key_types[userIdAt(index)] = { [deviceId]: ['signed_curve25519'] };
    }
  }
  return body;
}

function plainEvent(random: Random): ClientEvent {
  return {
    ...headOf('m.room.message', random),
    content: { msgtype: 'm.text', body: 'Hello! Are you coming to the meeting tomorrow at ten?' },
    unsigned: { age: 42 },
  };
}

function encryptedEvent(random: Random): ClientEvent {
  const content = {
    algorithm: 'm.megolm.v1.aes-sha2',
    ciphertext: random.base64(120),
    device_id: random.deviceId(),
    sender_key: random.base64(32),
    session_id: random.base64(32),
  };
  return { ...headOf('m.room.encrypted', random), content, unsigned: { age: random.below(10_000) } };
}

function headOf(type: string, random: Random): Omit<ClientEvent, 'content'> {
  return {
    type,
    room_id: '!jEsUZKDJdhlrceRyVU:example.org',
    sender: userIdAt(random.below(10_000)),
    event_id: `$${random.base64(32).replaceAll('+', '-').replaceAll('/', '_')}`,
    origin_server_ts: 1_760_000_000_000 + random.below(1_000_000),
  };
}

/** A room key as a device sends it to another one: an Olm message. */
function roomKey(index: number, random: Random): ToDeviceEvent {
  return {
    type: 'm.room.encrypted',
    sender: userIdAt(index),
    to_user_id: userIdAt(random.below(10_000)),
    to_device_id: random.deviceId(),
    content: {
      algorithm: 'm.olm.v1.curve25519-aes-sha2',
      sender_key: random.base64(32),
      ciphertext: { [random.base64(32)]: { type: 1, body: random.base64(925) } },
    },
  };
}
