import { fieldNames } from '../../generated/names.js';
import { jsonPointer, nullField, type Finding, type FindingSink } from '../findings.js';
import { everyEntry, isJsonObject, type JsonObject } from '../json-objects.js';
import type { ClientEvent, EphemeralEvent, ToDeviceEvent } from '../types.js';
import { type EventShape, faultOfEvent, missingFields, nullFields } from './event-shape.js';
import { malformedEntry } from './malformed-entry.js';
import { readField } from './read-field.js';
import type { Where } from './where.js';

/**
 * Reads a room event: the same object, or `undefined` and a finding where a field has the wrong type (T6). A field that is
 * null and may be absent counts as absent, and stays as it is (S4).
 *
 * One that lacks its ID, room, sender or time is reported and delivered: it may still be of use, and comes only once.
 */
export function readClientEvent(event: unknown, where: Where, findings: FindingSink): ClientEvent | undefined {
  return readEvent(event, clientEvent, where, findings) as ClientEvent | undefined;
}

/**
 * Reads a to-device event: the same object, or `undefined` and a finding where it does not say which device it is for (T5) or
 * a field has the wrong type (T6). One that lacks its sender is reported and delivered.
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
