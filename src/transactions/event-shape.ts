import { isJsonObject, type JsonObject, own } from '../json-objects.js';

/** What has to be right about an event for it to be delivered. Every event has an object as `content`. */
export interface EventShape {
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
