import fc from 'fast-check';
import type { Transaction } from '../../src/types.js';
import { algorithms, awkwardNames, deviceIds, mapOf, userIds } from '../helpers/key-arbitraries.js';

/** What an event may say: any object, with names that mean something to JavaScript. */
const content = fc.oneof(
  fc.dictionary(fc.oneof(fc.string({ maxLength: 4 }), fc.constantFrom(...awkwardNames)), fc.jsonValue({ maxDepth: 2 })),
  fc.constant(JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":1}}') as Record<string, unknown>),
);

const clientEvent = fc.record(
  {
    type: fc.string(),
    content,
    event_id: fc.string().map((opaque) => `$${opaque}`),
    room_id: fc.string().map((opaque) => `!${opaque}`),
    sender: fc.string().map((rest) => `@${rest}`),
    origin_server_ts: fc.integer(),
    state_key: fc.string(),
  },
  { requiredKeys: ['type', 'content', 'event_id', 'room_id', 'sender', 'origin_server_ts'] },
);

const toDeviceEvent = fc.record({
  type: fc.string(),
  content,
  sender: fc.string(),
  to_user_id: fc.constantFrom(...userIds),
  to_device_id: fc.constantFrom(...deviceIds),
});

const ephemeralEvent = fc.record(
  { type: fc.string(), content, room_id: fc.string() },
  { requiredKeys: ['type', 'content'] },
);

const count = fc.nat();
const deviceLists = fc.record(
  { changed: fc.array(fc.string(), { maxLength: 3 }), left: fc.array(fc.string(), { maxLength: 3 }) },
  { requiredKeys: [] },
);

/** A valid transaction as a homeserver has it: everything but the older shape of the counts, which is never written. */
export const transaction: fc.Arbitrary<Transaction> = fc.record(
  {
    events: fc.array(clientEvent, { maxLength: 3 }),
    ephemeral: fc.array(ephemeralEvent, { maxLength: 3 }),
    to_device: fc.array(toDeviceEvent, { maxLength: 3 }),
    device_lists: deviceLists,
    device_one_time_keys_count: mapOf(userIds, () => mapOf(deviceIds, () => mapOf(algorithms, () => count))),
    device_unused_fallback_key_types: mapOf(userIds, () => mapOf(deviceIds, () => fc.subarray([...algorithms]))),
  },
  { requiredKeys: ['events'] },
);
