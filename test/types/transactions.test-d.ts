import { describe, expectTypeOf, it } from 'vitest';
import type {
  ClientEvent,
  DeviceLists,
  StableTransactionBody,
  ToDeviceEvent,
  Transaction,
  TransactionBody,
  UnstableTransactionBody,
} from 'matrix-encrypted-appservice/types';

const event: ClientEvent = {
  event_id: '$a',
  room_id: '!a:x',
  type: 'm.room.message',
  sender: '@a:x',
  origin_server_ts: 1,
  content: {},
};

describe('a transaction', () => {
  it('always has events, and everything else under its stable name', () => {
    const transaction: Transaction = {
      events: [event],
      ephemeral: [{ type: 'm.typing', content: {} }],
      device_lists: { changed: [], left: [] },
      device_one_time_keys_count: { '@a:x': { DEVICE: { signed_curve25519: 1 } } },
      device_unused_fallback_key_types: { '@a:x': { DEVICE: [] } },
    };
    // @ts-expect-error: events are required
    const without: Transaction = {};
    // @ts-expect-error: the name is device_one_time_keys_count
    const counts: Transaction = { events: [], one_time_key_counts: {} };
    // @ts-expect-error: the name is device_one_time_keys_count, and so the draft's other spelling is wrong here
    const plural: Transaction = { events: [], device_one_time_key_counts: {} };
    // @ts-expect-error: a name of the draft
    const unstable: Transaction = { events: [], 'org.matrix.msc3202.device_lists': {} };
    // @ts-expect-error: a name that never existed
    const invented: TransactionBody = { events: [], 'org.matrix.msc3202.to_device': [] };
    expectTypeOf([transaction, without, counts, plural, unstable, invented]).toBeArray();
  });

  it('has counts by user, device and algorithm; the shape without devices has a field of its own (T2)', () => {
    const older: Transaction = { events: [], user_one_time_keys_count: { '@a:x': { signed_curve25519: 1 } } };
    // @ts-expect-error: counts under algorithms instead of devices
    const counts: Transaction = { events: [], device_one_time_keys_count: { '@a:x': { signed_curve25519: 1 } } };
    // @ts-expect-error: a count is a number
    const text: Transaction = { events: [], device_one_time_keys_count: { '@a:x': { A: { signed_curve25519: '1' } } } };
    // @ts-expect-error: a list of algorithms, not a map of counts
    const types: Transaction = { events: [], device_unused_fallback_key_types: { '@a:x': { A: { x: 1 } } } };
    // @ts-expect-error: a user ID without its @
    const user: Transaction = { events: [], device_one_time_keys_count: { a: {} } };
    expectTypeOf([older, counts, text, types, user]).toBeArray();
  });

  it('has both shapes of counts on the wire (T2)', () => {
    const devices: TransactionBody = { events: [], device_one_time_keys_count: { '@a:x': { A: { a: 1 } } } };
    const users: TransactionBody = { events: [], device_one_time_keys_count: { '@a:x': { a: 1 } } };
    expectTypeOf([devices, users]).toBeArray();
  });

  it('has to-device messages that say whom they are for (T5)', () => {
    // @ts-expect-error: to_user_id and to_device_id are required
    const message: ToDeviceEvent = { type: 'm.room.encrypted', sender: '@a:x', content: {} };
    expectTypeOf([message]).toBeArray();
  });

  it('has left and not removed as the name that is written (T4)', () => {
    const lists: DeviceLists = { changed: [], left: [] };
    // @ts-expect-error: the name is left, and users are in a list
    const wrong: DeviceLists = { left: { '@a:x': true } };
    // @ts-expect-error: no such name
    const gone: DeviceLists = { gone: [] };
    expectTypeOf([lists, wrong, gone]).toBeArray();
  });
});

describe('the bodies with the names of one generation', () => {
  it('are transactions on the wire, with events in both (T10)', () => {
    expectTypeOf<StableTransactionBody>().toExtend<TransactionBody>();
    expectTypeOf<UnstableTransactionBody>().toExtend<TransactionBody>();
    expectTypeOf<StableTransactionBody['events']>().toEqualTypeOf<ClientEvent[]>();
    expectTypeOf<UnstableTransactionBody['events']>().toEqualTypeOf<ClientEvent[]>();
    expectTypeOf<keyof StableTransactionBody & keyof UnstableTransactionBody>().toEqualTypeOf<'events'>();
  });

  it('know no names of the other', () => {
    const stable: StableTransactionBody = { events: [], to_device: [], device_lists: {} };
    const unstable: UnstableTransactionBody = { events: [], 'de.sorunome.msc2409.to_device': [] };
    // @ts-expect-error: a name of the draft
    const mixed: StableTransactionBody = { events: [], 'de.sorunome.msc2409.to_device': [] };
    // @ts-expect-error: a stable name
    const other: UnstableTransactionBody = { events: [], to_device: [] };
    expectTypeOf([stable, unstable, mixed, other]).toBeArray();
  });

  it('are all names together', () => {
    type Names = keyof StableTransactionBody | keyof UnstableTransactionBody;
    expectTypeOf<Names>().toEqualTypeOf<keyof TransactionBody>();
  });
});
