import { fieldNames } from '../../generated/names.js';
import { type Finding, type FindingSink, jsonPointer, nullField } from '../findings.js';
import { everyEntry, isJsonObject, type JsonObject, own } from '../json-objects.js';
import type { ClientEvent, EphemeralEvent, ToDeviceEvent } from '../types.js';
import { malformedEntry, type Where } from './read-map.js';
import { readField } from './read-field.js';

/**
 * Reads a room event: the same object, or `undefined` and a finding where a field has the wrong type (T6). A field that is
 * null and may be absent counts as absent, and stays as it is (S4).
 *
 * One that lacks its ID, room, sender or time is reported and delivered: it may still be of use, and comes only once.
 *
 * @rule S3
 */
export function readClientEvent(event: unknown, where: Where, findings: FindingSink): ClientEvent | undefined {
  return readEvent(event, clientEvent, where, findings) as ClientEvent | undefined;
}

/**
 * Reads a to-device event: the same object, or `undefined` and a finding where it does not say which device it is for (T5) or
 * a field has the wrong type (T6). One that lacks its sender is reported and delivered.
 *
 * @rule T5
 */
export function readToDeviceEvent(event: unknown, where: Where, findings: FindingSink): ToDeviceEvent | undefined {
  return readEvent(event, toDeviceEvent, where, findings) as ToDeviceEvent | undefined;
}

/**
 * Reads an ephemeral event: the same object, or `undefined` and a finding where a field has the wrong type (T6).
 *
 * One whose type came under an older name is given out as a new object, with `type` and without the older name (T5).
 */
export function readEphemeralEvent(
  event: unknown,
  where: Where,
  findings: FindingSink,
): (EphemeralEvent & { type: string }) | undefined {
  const named = isJsonObject(event) ? underStableType(event, where, findings) : event;
  return readEvent(named, ephemeralEvent, where, findings) as (EphemeralEvent & { type: string }) | undefined;
}

/** What is looked at in a room event. */
export const clientEvent: EventShape = {
  strings: ['type'],
  optionalStrings: ['event_id', 'room_id', 'sender', 'state_key'],
  optionalNumbers: ['origin_server_ts'],
  expected: ['event_id', 'room_id', 'sender', 'origin_server_ts'],
  optional: ['state_key', 'unsigned'],
  isFaultless: ({
    type,
    content,
    event_id: id,
    room_id: room,
    sender,
    state_key: stateKey,
    origin_server_ts: time,
    unsigned,
  }) =>
    isString(type) &&
    isJsonObject(content) &&
    isString(id) &&
    isString(room) &&
    isString(sender) &&
    (stateKey === undefined || isString(stateKey)) &&
    Number.isFinite(time) &&
    hasNoNull(unsigned),
};

/** What is looked at in a to-device event (T5). */
export const toDeviceEvent: EventShape = {
  strings: ['type', 'to_user_id', 'to_device_id'],
  optionalStrings: ['sender'],
  expected: ['sender'],
  optional: [],
  isFaultless: ({ type, content, to_user_id: user, to_device_id: device, sender }) =>
    isString(type) && isJsonObject(content) && isString(user) && isString(device) && isString(sender),
};

/** What is looked at in an ephemeral event. */
export const ephemeralEvent: EventShape = {
  strings: ['type'],
  optionalStrings: ['room_id'],
  expected: [],
  optional: ['room_id', 'sender'],
  isFaultless: ({ type, content, room_id: room, sender }) =>
    isString(type) && isJsonObject(content) && (room === undefined || isString(room)) && sender !== null,
};

// The callers' casts rest on this: what is given out has every field that its shape demands, and lacks what was reported.
function readEvent(event: unknown, shape: EventShape, where: Where, findings: FindingSink): unknown {
  if (!isJsonObject(event)) {
    findings.push(malformedEntry(where(), 'it is not an object'));
    return undefined;
  }
  if (shape.isFaultless(event)) return event;
  const fault = faultOfEvent(event, shape);
  if (fault !== undefined) {
    findings.push(malformedEntry(where(), fault));
    return undefined;
  }
  for (const steps of nullFields(event, shape)) findings.push(nullField(where() + jsonPointer(...steps)));
  const missing = missingFields(event, shape);
  if (missing.length > 0) findings.push(incompleteEvent(where(), missing));
  return event;
}

function incompleteEvent(pointer: string, missing: readonly string[]): Finding {
  const message = `it has no ${missing.join(', no ')}; it is delivered`;
  return { code: 'incomplete-event', severity: 'warning', pointer, message };
}

function underStableType(event: JsonObject, where: Where, findings: FindingSink): JsonObject {
  const names = fieldNames.EphemeralEvent.type;
  const type = readField(event, 'type', names, isString, where(), findings);
  if (type === undefined || type.value === event['type']) return event;
  const others: readonly string[] = [...names.unstable, ...names.accepted];
  const rest = Object.entries(event).filter(([name]) => !others.includes(name));
  return { ...Object.fromEntries(rest), type: type.value };
}

/** Tells whether neither the value nor one of its entries is null. */
function hasNoNull(value: unknown): boolean {
  return isJsonObject(value) ? everyEntry(value, isNotNull) : isNotNull(value);
}

function isNotNull(value: unknown): boolean {
  return value !== null;
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

/** What has to be right about an event for it to be delivered. Every event has an object as `content`. */
interface EventShape {
  /** Fields that must be there, and strings. */
  readonly strings: readonly string[];
  /** Fields that must be strings where they are there; `undefined`, which JSON does not have, is not, and nor is null (S4). */
  readonly optionalStrings: readonly string[];
  /** Fields that must be numbers where they are there. */
  readonly optionalNumbers?: readonly string[];
  /** Fields that every such event should have, but that it is delivered without. */
  readonly expected: readonly string[];
  /** Fields that an event need not have. The fields of `unsigned` are beside them, where that is one. */
  readonly optional: readonly string[];
  /**
   * The lists above in one expression. Nearly all events pass, and only the others are looked through field by field. It must
   * pass nothing that a list objects to: a field that is added to a list belongs here too. It sees inherited fields as well, and
   * parsed JSON has none of these names.
   */
  readonly isFaultless: (event: JsonObject) => boolean;
}

/** Why an event cannot be delivered (T6), as a sentence; `undefined` when it can. Its content is not looked into (S3). */
export function faultOfEvent(event: JsonObject, shape: EventShape): string | undefined {
  for (const name of shape.strings) {
    if (typeof own(event, name) !== 'string') return `its ${name} is missing or not a string`;
  }
  if (!isJsonObject(own(event, 'content'))) return 'its content is missing or not an object';
  for (const name of shape.optionalStrings) {
    if (isThere(event, name) && typeof event[name] !== 'string') return `its ${name} is not a string`;
  }
  for (const name of shape.optionalNumbers ?? []) {
    if (isThere(event, name) && !Number.isFinite(event[name])) return `its ${name} is not a number`;
  }
  return undefined;
}

/** The fields that every such event should have, and this one lacks. */
export function missingFields(event: JsonObject, shape: EventShape): readonly string[] {
  return shape.expected.filter((name) => !isThere(event, name));
}

/** The optional fields that are null, in a `unsigned` too: the steps to each. */
export function nullFields(event: JsonObject, shape: EventShape): readonly (readonly string[])[] {
  const unsigned = shape.optional.includes('unsigned') ? own(event, 'unsigned') : undefined;
  const inUnsigned = isJsonObject(unsigned) ? Object.keys(unsigned).filter((name) => unsigned[name] === null) : [];
  return [
    ...shape.optional.filter((name) => own(event, name) === null).map((name) => [name]),
    ...inUnsigned.map((name) => ['unsigned', name]),
  ];
}

/** Null counts as absent where a field is optional (S4). */
function isThere(event: JsonObject, name: string): boolean {
  const value = own(event, name);
  return value !== undefined && value !== null;
}
