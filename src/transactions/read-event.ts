import { fieldNames } from '../../generated/names.js';
import { type Finding, type FindingSink, jsonPointer, nullField } from '../findings.js';
import { everyEntry, isJsonObject, type JsonObject, own } from '../json-objects.js';
import type { ClientEvent, EphemeralEvent, ToDeviceEvent } from '../types.js';
import { malformedEntry, type Where } from './read-map.js';
import { readField } from './read-field.js';

/**
 * Reads a room event: returns the same object, or `undefined` and a finding where a field has the wrong type (T6).
 *
 * An optional field that is null counts as absent, and stays as it is (S4). An event without its ID, room, sender or
 * time is reported and delivered: it may still be of use, and comes only once.
 *
 * @rule S3
 */
export function readClientEvent(event: unknown, where: Where, findings: FindingSink): ClientEvent | undefined {
  return readEvent(event, clientEvent, where, findings) as ClientEvent | undefined;
}

/**
 * Reads a to-device event: returns the same object, or `undefined` and a finding where it is malformed.
 *
 * It is malformed if it does not say which device it is for (T5), or a field has the wrong type (T6). An event without
 * its sender is reported and delivered.
 *
 * @rule T5
 */
export function readToDeviceEvent(event: unknown, where: Where, findings: FindingSink): ToDeviceEvent | undefined {
  return readEvent(event, toDeviceEvent, where, findings) as ToDeviceEvent | undefined;
}

/**
 * Reads an ephemeral event: returns the same object, or `undefined` and a finding where a field has the wrong type
 * (T6).
 *
 * Where its type came under an older name, the result is a new object with `type` and without that name (T5).
 */
export function readEphemeralEvent(
  event: unknown,
  where: Where,
  findings: FindingSink,
): (EphemeralEvent & { type: string }) | undefined {
  const named = isJsonObject(event) ? underStableType(event, where, findings) : event;
  return readEvent(named, ephemeralEvent, where, findings) as (EphemeralEvent & { type: string }) | undefined;
}

/** Fields of a room event that are checked. */
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

/** Fields of a to-device event that are checked (T5). */
export const toDeviceEvent: EventShape = {
  strings: ['type', 'to_user_id', 'to_device_id'],
  optionalStrings: ['sender'],
  expected: ['sender'],
  optional: [],
  isFaultless: ({ type, content, to_user_id: user, to_device_id: device, sender }) =>
    isString(type) && isJsonObject(content) && isString(user) && isString(device) && isString(sender),
};

/** Fields of an ephemeral event that are checked. */
export const ephemeralEvent: EventShape = {
  strings: ['type'],
  optionalStrings: ['room_id'],
  expected: [],
  optional: ['room_id', 'sender'],
  isFaultless: ({ type, content, room_id: room, sender }) =>
    isString(type) && isJsonObject(content) && (room === undefined || isString(room)) && sender !== null,
};

// The callers' casts rely on this: a delivered event has every field that its shape requires, and lacks those reported.
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

/** Requirements for an event to be delivered. Every event must have an object as `content`. */
interface EventShape {
  /** Required fields, which must be strings. */
  readonly strings: readonly string[];
  /** Optional fields that must be strings. Neither null (S4) nor `undefined`, which JSON does not have, is one. */
  readonly optionalStrings: readonly string[];
  /** Optional fields that must be numbers. */
  readonly optionalNumbers?: readonly string[];
  /** Fields that every event of this kind should have; it is delivered without them. */
  readonly expected: readonly string[];
  /** Optional fields, beside those of `unsigned` where the event has that. */
  readonly optional: readonly string[];
  /**
   * The lists above in one expression, which nearly all events pass; the others are then checked field by field.
   *
   * It must accept nothing that a list refuses: a field that is added to a list belongs here too. It also sees
   * inherited fields, but parsed JSON inherits none of these names.
   */
  readonly isFaultless: (event: JsonObject) => boolean;
}

/** Explains why an event cannot be delivered (T6); `undefined` when it can. Its content is not checked (S3). */
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

/** Returns the expected fields that this event lacks. */
export function missingFields(event: JsonObject, shape: EventShape): readonly string[] {
  return shape.expected.filter((name) => !isThere(event, name));
}

/** Finds the optional fields that are null, also in `unsigned`: the steps to each. */
export function nullFields(event: JsonObject, shape: EventShape): readonly (readonly string[])[] {
  const unsigned = shape.optional.includes('unsigned') ? own(event, 'unsigned') : undefined;
  const inUnsigned = isJsonObject(unsigned) ? Object.keys(unsigned).filter((name) => unsigned[name] === null) : [];
  return [
    ...shape.optional.filter((name) => own(event, name) === null).map((name) => [name]),
    ...inUnsigned.map((name) => ['unsigned', name]),
  ];
}

/** Tells whether an optional field is present; null counts as absent (S4). */
function isThere(event: JsonObject, name: string): boolean {
  const value = own(event, name);
  return value !== undefined && value !== null;
}
