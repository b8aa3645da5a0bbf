import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { JsonObject } from '../../src/json-objects.js';
import { faultOfEvent, missingFields, nullFields } from '../../src/transactions/event-shape.js';
import { clientEvent, ephemeralEvent, toDeviceEvent } from '../../src/transactions/read-event.js';

const shapes = { clientEvent, ephemeralEvent, toDeviceEvent };
const fields = [
  'type',
  'content',
  'event_id',
  'room_id',
  'sender',
  'state_key',
  'origin_server_ts',
  'to_user_id',
  'to_device_id',
  'unsigned',
];

/** Of each field mostly what it should be, so that many events have nothing wrong, and many one thing. */
function fieldValue(name: string): fc.Arbitrary<unknown> {
  const right = name === 'content' ? {} : name === 'origin_server_ts' ? 1 : name === 'unsigned' ? { age: 1 } : 'text';
  return fc.oneof(
    { arbitrary: fc.constant<unknown>(right), weight: 12 },
    { arbitrary: fc.constantFrom<unknown>(undefined, null, 1, Infinity, true, '', [], {}, { age: null }), weight: 1 },
  );
}

const events: fc.Arbitrary<JsonObject> = fc.record(Object.fromEntries(fields.map((name) => [name, fieldValue(name)])), {
  requiredKeys: [],
});

it.each(Object.entries(shapes))(
  '%s passes at once just those events that there is nothing to say about (T6)',
  (_, shape) => {
    let faultless = 0;
    const whole = fc.oneof(events, fc.record(Object.fromEntries(fields.map((name) => [name, fieldValue(name)]))));
    fc.assert(
      fc.property(whole, (event) => {
        const lists = [missingFields(event, shape), nullFields(event, shape)];
        const isRight = faultOfEvent(event, shape) === undefined && lists.flat().length === 0;
        expect(shape.isFaultless(event)).toBe(isRight);
        if (isRight) faultless++;
      }),
      { numRuns: 1000 },
    );
    expect(faultless).toBeGreaterThan(50);
  },
);
