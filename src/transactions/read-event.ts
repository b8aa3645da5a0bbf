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
 * An event whose type came under an older name becomes a new object with `type` and without that name (T5).
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
  fields: {
    type: { need: 'required', is: 'string' },
    content: { need: 'required', is: 'object' },
    event_id: { need: 'expected', is: 'string' },
    room_id: { need: 'expected', is: 'string' },
    sender: { need: 'expected', is: 'string' },
    origin_server_ts: { need: 'expected', is: 'number' },
    state_key: { need: 'optional', is: 'string' },
    unsigned: { need: 'optional', is: 'anything' },
  } satisfies FieldsOf<ClientEvent>,
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
  fields: {
    type: { need: 'required', is: 'string' },
    to_user_id: { need: 'required', is: 'string' },
    to_device_id: { need: 'required', is: 'string' },
    content: { need: 'required', is: 'object' },
    sender: { need: 'expected', is: 'string' },
  } satisfies FieldsOf<ToDeviceEvent>,
  isFaultless: ({ type, content, to_user_id: user, to_device_id: device, sender }) =>
    isString(type) && isJsonObject(content) && isString(user) && isString(device) && isString(sender),
};

/** An ephemeral event under its stable names, as it is checked. */
type StableEphemeralEvent = Omit<EphemeralEvent, (typeof fieldNames.EphemeralEvent.type.accepted)[number]>;

/** Fields of an ephemeral event that are checked. */
export const ephemeralEvent: EventShape = {
  fields: {
    type: { need: 'required', is: 'string' },
    content: { need: 'required', is: 'object' },
    room_id: { need: 'optional', is: 'string' },
    sender: { need: 'optional', is: 'anything' },
  } satisfies FieldsOf<StableEphemeralEvent>,
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

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

/** Requirements of one field for its event to be delivered. */
interface Field {
  /** Without a `required` field the event is dropped; without an `expected` one it is delivered, with a finding. */
  readonly need: 'required' | 'expected' | 'optional';
  /** Type of the field; with another the event is dropped. */
  readonly is: 'string' | 'number' | 'object' | 'anything';
}

/** Requirements for an event to be delivered, which are fewer than those of its schema. */
interface EventShape {
  /** Each field of the schema, in the order in which they are checked. */
  readonly fields: Readonly<Record<string, Field>>;
  /**
   * The fields above in one expression, which is three times as fast. Nearly all events pass; the others are then checked
   * field by field.
   *
   * It must accept just the events that `fields` leaves nothing to say about. It also sees inherited fields, but parsed JSON
   * inherits none of these names.
   */
  readonly isFaultless: (event: JsonObject) => boolean;
}

/** One line per field of a schema: a field that a document adds does not compile until it is decided here. */
type FieldsOf<Event> = { readonly [Name in keyof Event]-?: Field };

/** Tells whether neither the value nor one of its entries is null. */
function hasNoNull(value: unknown): boolean {
  return isJsonObject(value) ? everyEntry(value, isNotNull) : isNotNull(value);
}

function isNotNull(value: unknown): boolean {
  return value !== null;
}

/** Explains why an event cannot be delivered (T6); `undefined` when it can. Its content is not checked (S3). */
export function faultOfEvent(event: JsonObject, { fields }: EventShape): string | undefined {
  for (const [name, { need, is }] of Object.entries(fields)) {
    const isRequired = need === 'required';
    if ((isRequired || isThere(event, name)) && !isOfType(own(event, name), is)) {
      return `its ${name} is ${isRequired ? 'missing or ' : ''}not ${is === 'object' ? 'an' : 'a'} ${is}`;
    }
  }
  return undefined;
}

function isOfType(value: unknown, is: Field['is']): boolean {
  if (is === 'anything') return true;
  if (is === 'object') return isJsonObject(value);
  // Infinity is no number that JSON can write.
  return is === 'string' ? isString(value) : Number.isFinite(value);
}

/** Returns the expected fields that this event lacks. */
export function missingFields(event: JsonObject, { fields }: EventShape): readonly string[] {
  return Object.entries(fields)
    .filter(([name, { need }]) => need === 'expected' && !isThere(event, name))
    .map(([name]) => name);
}

/** Finds the optional fields that are null, also in `unsigned`: the steps to each. */
export function nullFields(event: JsonObject, { fields }: EventShape): readonly (readonly string[])[] {
  return Object.entries(fields)
    .filter(([, { need }]) => need === 'optional')
    .flatMap(([name]) => {
      const value = own(event, name);
      if (value === null) return [[name]];
      if (name !== 'unsigned' || !isJsonObject(value)) return [];
      return Object.keys(value)
        .filter((key) => value[key] === null)
        .map((key) => [name, key]);
    });
}

/** Tells whether an optional field is present; null counts as absent (S4). */
function isThere(event: JsonObject, name: string): boolean {
  const value = own(event, name);
  return value !== undefined && value !== null;
}
