import type { Transaction } from '../../src/types.js';

/** A body in the form in which some software writes or tests it, and what it says. */
export interface BodyAsSent {
  /** The software, and its version. */
  readonly by: string;
  /** Where that form was read from. */
  readonly source: string;
  readonly body: Record<string, unknown>;
  /** Everything that the body says, under stable names. */
  readonly says: Transaction;
}

const ghost = '@ghost:example.org';
const bob = '@bob:example.org';
const room = '!room:example.org';

const message = {
  type: 'm.room.message',
  content: { msgtype: 'm.text', body: 'hello' },
  event_id: '$1',
  room_id: room,
  sender: bob,
  origin_server_ts: 1_700_000_000_000,
};
/** Synapse repeats the age, and the sender under its older name. */
const messageOfSynapse = { ...message, user_id: bob, age: 120, unsigned: { age: 120 } };
const member = { ...message, type: 'm.room.member', event_id: '$2', state_key: ghost, content: { membership: 'join' } };
const typing = { type: 'm.typing', room_id: room, content: { user_ids: [bob] } };
const receipt = { type: 'm.receipt', room_id: room, content: { $1: { 'm.read': { [bob]: { ts: 1 } } } } };
const presence = { type: 'm.presence', sender: bob, content: { presence: 'online', last_active_ago: 5 } };
const ciphertext = { algorithm: 'm.olm.v1.curve25519-aes-sha2', sender_key: 'key', ciphertext: {} };
const toDevice = {
  to_user_id: ghost,
  to_device_id: 'GHOST',
  type: 'm.room.encrypted',
  sender: bob,
  content: ciphertext,
};
const counts = { [ghost]: { GHOST: { signed_curve25519: 42 }, EMPTY: {} } };
const types = { [ghost]: { GHOST: ['signed_curve25519'], EMPTY: [] } };
const lists = { changed: [bob], left: [ghost] };

const all: Transaction = {
  events: [messageOfSynapse],
  ephemeral: [typing, receipt, presence],
  to_device: [toDevice],
  device_lists: lists,
  device_one_time_keys_count: counts,
  device_unused_fallback_key_types: types,
};

const synapse = 'synapse/appservice/api.py';
const synapseExtensions = {
  'org.matrix.msc3202.device_one_time_key_counts': counts,
  'org.matrix.msc3202.device_one_time_keys_count': counts,
  'org.matrix.msc3202.device_unused_fallback_key_types': types,
  'org.matrix.msc3202.device_lists': lists,
};
const { ephemeral } = all;
const onlyEvents: Transaction = { events: [message] };

export const bodiesAsSent: readonly BodyAsSent[] = [
  {
    by: 'Synapse 1.163.2, without any flag',
    source: synapse,
    body: { events: [messageOfSynapse] },
    says: { events: [messageOfSynapse] },
  },
  {
    by: 'Synapse 1.163.2, with the stable ephemeral flag and the extensions of MSC3202',
    source: synapse,
    body: {
      events: [messageOfSynapse],
      ephemeral,
      'de.sorunome.msc2409.to_device': [toDevice],
      ...synapseExtensions,
    },
    says: all,
  },
  {
    by: 'Synapse 1.163.2, with the older ephemeral flag and the extensions of MSC3202',
    source: synapse,
    body: {
      events: [messageOfSynapse],
      'de.sorunome.msc2409.ephemeral': ephemeral,
      'de.sorunome.msc2409.to_device': [toDevice],
      ...synapseExtensions,
    },
    says: all,
  },
  {
    by: 'Synapse 1.163.2, with both ephemeral flags and the extensions of MSC3202',
    source: synapse,
    body: {
      events: [messageOfSynapse],
      ephemeral,
      'de.sorunome.msc2409.ephemeral': ephemeral,
      'de.sorunome.msc2409.to_device': [toDevice],
      ...synapseExtensions,
    },
    says: all,
  },
  {
    by: 'Synapse 1.163.2, for a message to a device alone: it writes empty lists, and leaves empty maps out',
    source: synapse,
    body: {
      events: [],
      ephemeral: [],
      'de.sorunome.msc2409.ephemeral': [],
      'de.sorunome.msc2409.to_device': [toDevice],
    },
    says: { events: [], ephemeral: [], to_device: [toDevice] },
  },
  {
    by: 'Synapse before 1.73, which had one spelling of the counts',
    source: synapse,
    body: {
      events: [messageOfSynapse],
      'de.sorunome.msc2409.ephemeral': ephemeral,
      'de.sorunome.msc2409.to_device': [toDevice],
      'org.matrix.msc3202.device_one_time_key_counts': counts,
      'org.matrix.msc3202.device_unused_fallback_key_types': types,
      'org.matrix.msc3202.device_lists': lists,
    },
    says: all,
  },
  {
    by: 'Tuwunel, main branch at 7c465c0: what is empty is left out, and nobody ever left',
    source: 'src/service/sending/sender/dispatch/appservice.rs, with push_events.rs of its ruma',
    body: {
      events: [message, member],
      ephemeral: [typing],
      'de.sorunome.msc2409.to_device': [toDevice],
      'org.matrix.msc3202.device_lists': { changed: [bob] },
      'org.matrix.msc3202.device_one_time_keys_count': counts,
      'org.matrix.msc3202.device_unused_fallback_key_types': types,
    },
    says: {
      events: [message, member],
      ephemeral: [typing],
      to_device: [toDevice],
      device_lists: { changed: [bob] },
      device_one_time_keys_count: counts,
      device_unused_fallback_key_types: types,
    },
  },
  {
    by: 'Tuwunel, main branch at 7c465c0, for a message to a device alone',
    source: 'src/service/sending/sender/dispatch/appservice.rs, with push_events.rs of its ruma',
    body: { events: [], 'de.sorunome.msc2409.to_device': [toDevice] },
    says: { events: [], to_device: [toDevice] },
  },
  {
    by: 'ruma-appservice-api 0.17.1, as conduwuit and continuwuity use it: without the unstable features',
    source: 'src/event/push_events.rs',
    body: { events: [message], ephemeral: [presence, receipt] },
    says: { events: [message], ephemeral: [presence, receipt] },
  },
  {
    by: 'Dendrite, main branch at 9b42b0a: events, and nothing else',
    source: 'appservice/consumers/roomserver.go',
    body: { events: [message] },
    says: onlyEvents,
  },
  {
    by: 'mautrix-go at 5b94926, whose type has the stable names first',
    source: 'appservice/protocol.go',
    body: {
      events: [message],
      ephemeral,
      to_device: [toDevice],
      device_lists: lists,
      device_one_time_keys_count: counts,
      device_unused_fallback_key_types: types,
    },
    says: { ...all, events: [message] },
  },
  {
    by: 'mautrix-go at 5b94926, with every name that its type has, as a relay writes that speaks to all',
    source: 'appservice/protocol.go',
    body: {
      events: [message],
      ephemeral,
      to_device: [toDevice],
      device_lists: lists,
      device_one_time_keys_count: counts,
      device_unused_fallback_key_types: types,
      'de.sorunome.msc2409.ephemeral': ephemeral,
      'de.sorunome.msc2409.to_device': [toDevice],
      'org.matrix.msc3202.device_lists': lists,
      'org.matrix.msc3202.device_one_time_keys_count': counts,
      'org.matrix.msc3202.device_unused_fallback_key_types': types,
    },
    says: { ...all, events: [message] },
  },
  {
    by: 'mautrix-python 0.21.1, whose reader takes each field under the one name or the other',
    source: 'mautrix/appservice/as_handler.py',
    body: {
      events: [message],
      ephemeral,
      'de.sorunome.msc2409.to_device': [toDevice],
      device_lists: lists,
      'org.matrix.msc3202.device_one_time_keys_count': counts,
    },
    says: {
      events: [message],
      ephemeral: [typing, receipt, presence],
      to_device: [toDevice],
      device_lists: lists,
      device_one_time_keys_count: counts,
    },
  },
  {
    by: "matrix-bot-sdk's tests: lists with `removed`, and with the one list or the other",
    source: 'test/appservice/AppserviceTest.ts',
    body: { events: [], 'org.matrix.msc3202.device_lists': { removed: [ghost] } },
    says: { events: [], device_lists: { left: [ghost] } },
  },
  {
    by: 'matrix-bot-sdk 0.7.0, whose reader takes ephemeral events with the type of an earlier draft',
    source: 'lib/appservice/Appservice.js',
    body: {
      events: [],
      'de.sorunome.msc2409.ephemeral': [{ edu_type: 'm.typing', room_id: room, content: { user_ids: [bob] } }],
      'org.matrix.msc3202.device_lists': { changed: [bob], removed: [ghost] },
    },
    says: { events: [], ephemeral: [typing], device_lists: lists },
  },
  {
    by: 'the first draft of MSC3202: counts of a user, without devices',
    source: "the proposal's example",
    body: {
      events: [message],
      'org.matrix.msc3202.device_one_time_keys_count': { [ghost]: { signed_curve25519: 42, curve25519: 0 } },
    },
    says: { events: [message], user_one_time_keys_count: { [ghost]: { signed_curve25519: 42, curve25519: 0 } } },
  },
];
