import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/findings.js';
import type { JsonObject } from '../../src/json-objects.js';
import {
  clientEvent as clientEventShape,
  ephemeralEvent as ephemeralEventShape,
  faultOfEvent,
  missingFields,
  nullFields,
  readClientEvent,
  readEphemeralEvent,
  readToDeviceEvent,
  toDeviceEvent as toDeviceEventShape,
} from '../../src/transactions/read-event.js';
import type { ReadMember } from '../../src/transactions/read-list.js';
import { deepFreeze } from '../helpers/deep-freeze.js';

const clientEvent = {
  type: 'm.room.message',
  content: {},
  event_id: '$a',
  room_id: '!a',
  sender: '@a:x',
  origin_server_ts: 1,
  state_key: '',
};
const toDeviceEvent = { type: 'm.room_key', content: {}, sender: '@a:x', to_user_id: '@b:x', to_device_id: 'B' };
const ephemeralEvent = { type: 'm.typing', content: {}, room_id: '!a' };

function read<T>(readEvent: ReadMember<T>, event: unknown): { event: T | undefined; codes: string[] } {
  const findings: Finding[] = [];
  const result = readEvent(deepFreeze(event), () => '/at', findings);
  return { event: result, codes: findings.map(({ code, severity, pointer }) => `${severity} ${code} ${pointer}`) };
}

const without = (event: object, field: string): object =>
  Object.fromEntries(Object.entries(event).filter(([name]) => name !== field));

const kinds: [string, ReadMember<unknown>, Record<string, unknown>][] = [
  ['room', readClientEvent, clientEvent],
  ['to-device', readToDeviceEvent, toDeviceEvent],
  ['ephemeral', readEphemeralEvent, ephemeralEvent],
];

describe.each(kinds)('a %s event', (_kind, readEvent, valid) => {
  it('is shared, not copied, with whatever else it has (S3)', () => {
    const event = { ...valid, 'org.example': 1, content: JSON.parse('{"__proto__":{"a":1}}') as object };
    const result = read(readEvent, event);
    expect(result.event).toBe(event);
    expect(result.codes).toEqual([]);
  });

  it.each([null, [], 'event', 5, true])('is dropped and reported when it is %j (T6)', (event) => {
    expect(read(readEvent, event)).toEqual({ event: undefined, codes: ['error malformed-entry /at'] });
  });

  it.each(['type', 'content'])('is dropped and reported when it has no %s (T6)', (field) => {
    expect(read(readEvent, without(valid, field))).toEqual({ event: undefined, codes: ['error malformed-entry /at'] });
  });

  it.each([null, [], 'text', 5])('is dropped when its content is %j (T6)', (content) => {
    expect(read(readEvent, { ...valid, content }).event).toBeUndefined();
  });

  it.each(Object.keys(valid))('is dropped and reported when its %s has the wrong type (T6)', (field) => {
    const mayBeNull = !['type', 'content', 'to_user_id', 'to_device_id'].includes(field);
    for (const wrong of [...(mayBeNull ? [] : [null]), [], true]) {
      const { event, codes } = read(readEvent, { ...valid, [field]: wrong });
      expect(event).toBeUndefined();
      expect(codes.at(-1)).toBe('error malformed-entry /at');
    }
  });
});

describe('readClientEvent', () => {
  it.each(['event_id', 'room_id', 'sender', 'origin_server_ts'])(
    'delivers an event without %s, and says what is missing (T6)',
    (field) => {
      const event = without(clientEvent, field);
      const findings: Finding[] = [];
      expect(readClientEvent(event, () => '/at', findings)).toBe(event);
      expect(findings).toMatchObject([{ code: 'incomplete-event', severity: 'warning', pointer: '/at' }]);
      expect(findings[0]?.message).toContain(field);
    },
  );

  it.each(['event_id', 'room_id', 'sender', 'origin_server_ts'])(
    'delivers an event whose %s is null as it came, as one that lacks it (S4, T6)',
    (field) => {
      const event = { ...clientEvent, [field]: null };
      expect(read(readClientEvent, event)).toEqual({ event, codes: ['warning incomplete-event /at'] });
    },
  );

  it('delivers an event with null in its optional fields as it came, with a finding for each (S4)', () => {
    const unsigned = { age: null, prev_content: null, 'org.example': null, membership: 'join' };
    const event = { ...clientEvent, state_key: null, unsigned, content: { a: null } };
    const result = read(readClientEvent, event);
    expect(result.event).toBe(event);
    expect(result.codes).toEqual(
      ['state_key', 'unsigned/age', 'unsigned/prev_content', 'unsigned/org.example'].map(
        (field) => `info malformed-field /at/${field}`,
      ),
    );
    expect(read(readClientEvent, { ...clientEvent, unsigned: null }).codes).toEqual([
      'info malformed-field /at/unsigned',
    ]);
  });

  it('says nothing of an `unsigned` that is no object: it is not looked into', () => {
    expect(read(readClientEvent, { ...clientEvent, unsigned: 'text' }).codes).toEqual([]);
  });

  it('reports everything that one event lacks in one finding (T6)', () => {
    expect(read(readClientEvent, { type: 'a', content: {} }).codes).toEqual(['warning incomplete-event /at']);
  });

  it('needs no state key', () => {
    expect(read(readClientEvent, without(clientEvent, 'state_key')).codes).toEqual([]);
  });

  it('drops an event whose time is no number that JSON can write (S1)', () => {
    expect(read(readClientEvent, { ...clientEvent, origin_server_ts: Infinity }).event).toBeUndefined();
  });
});

describe('readToDeviceEvent', () => {
  it.each(['to_user_id', 'to_device_id'])('drops an event without %s (rule T5)', (field) => {
    expect(read(readToDeviceEvent, without(toDeviceEvent, field)).event).toBeUndefined();
  });

  it('delivers an event without sender, and says so (T6)', () => {
    const event = without(toDeviceEvent, 'sender');
    expect(read(readToDeviceEvent, event)).toEqual({ event, codes: ['warning incomplete-event /at'] });
  });
});

describe('readEphemeralEvent', () => {
  it('needs no room, as presence has none (T5)', () => {
    expect(read(readEphemeralEvent, { type: 'm.presence', content: {} }).codes).toEqual([]);
  });

  it('takes edu_type for type, in a new event that has everything else (T5)', () => {
    const event = { ...(JSON.parse('{"__proto__":1}') as object), content: {}, room_id: '!a', edu_type: 'm.typing' };
    const result = read(readEphemeralEvent, event);
    const expected = { ...(JSON.parse('{"__proto__":1}') as object), content: {}, room_id: '!a', type: 'm.typing' };
    expect(JSON.stringify(result.event)).toBe(JSON.stringify(expected));
    expect(result.event?.content).toBe(event.content);
    expect(result.codes).toEqual(['info unstable-name /at/edu_type']);
  });

  it('prefers type to edu_type, and reports where they differ (T1)', () => {
    const event = { ...ephemeralEvent, edu_type: 'm.receipt' };
    const result = read(readEphemeralEvent, event);
    expect(result.event).toBe(event);
    expect(result.codes).toEqual(['warning contradictory-names /at/edu_type']);
  });

  it('takes edu_type where type is not a string (T1)', () => {
    const { event } = read(readEphemeralEvent, { type: 5, edu_type: 'm.typing', content: {} });
    expect(event).toEqual({ type: 'm.typing', content: {} });
  });
});

const shapes = {
  clientEvent: clientEventShape,
  ephemeralEvent: ephemeralEventShape,
  toDeviceEvent: toDeviceEventShape,
};
/** All fields of all shapes, so that one that is added to a shape has to be in its fast check as well. */
const fields = [...new Set(Object.values(shapes).flatMap((shape) => Object.keys(shape.fields)))];

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
