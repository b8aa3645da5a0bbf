import { fieldNames } from '../../../generated/names.js';
import { neverExisted } from '../../../generated/support.js';
import { nearest } from '../../../src/cli/nearest.js';
import { jsonPointer } from '../../../src/findings.js';
import { isJsonObject, type JsonObject, own } from '../../../src/json-objects.js';
import { type OtherNames, readField } from '../../../src/transactions/read-field.js';

/** One field of a transaction's body, and its meaning. */
export interface FieldReading {
  /** Name under which it came. */
  readonly name: string;
  readonly pointer: string;
  /** Stable name; `undefined` if no field of a transaction is called like this. */
  readonly stable: string | undefined;
  /** Tells whether its value counts. A field counts under one name only, and only with a value of the right type. */
  readonly isRead: boolean;
  /** Names of fields that look alike, if it has no stable name. */
  readonly alike: readonly string[];
}

const noNames: OtherNames = { unstable: [], accepted: [] };

/** Every field, with its other names. */
const fields: ReadonlyMap<string, OtherNames> = new Map([
  ['events', noNames],
  ...Object.entries<OtherNames>(fieldNames.TransactionBody),
]);

const lists: ReadonlySet<string> = new Set(['events', 'ephemeral', 'to_device']);

/** Every name under which something is read. */
const allNames: readonly string[] = [...fields].flatMap(([name, { unstable, accepted }]) => [
  name,
  ...unstable,
  ...accepted,
]);

/** Says of each field of a body how it is read. */
export function transactionFields(body: JsonObject): FieldReading[] {
  const read = new Set([...fields].map(([field, names]) => pointerRead(body, field, names)));
  return Object.keys(body).map((name) => {
    const pointer = jsonPointer(name);
    const stable = stableNameOf(name);
    return { name, pointer, stable, isRead: read.has(pointer), alike: stable === undefined ? namesLike(name) : [] };
  });
}

/** Says which of the names a field is read under, as reading the transaction does. */
function pointerRead(body: JsonObject, field: string, names: OtherNames): string | undefined {
  const hasType = (value: unknown): value is unknown => (lists.has(field) ? Array.isArray(value) : isJsonObject(value));
  return readField(body, field, names, hasType, '', { push: () => undefined })?.pointer;
}

/** Finds the stable name of a field; `undefined` if nothing is called like this. */
function stableNameOf(name: string): string | undefined {
  for (const [field, { unstable, accepted }] of fields) {
    if ([field, ...unstable, ...accepted].includes(name)) return field;
  }
  return undefined;
}

/** Finds the fields that a name may be meant for: one that never existed, or was misspelt, or written in another style. */
export function namesLike(name: string): string[] {
  const known = neverExisted.find((each) => each.name === name);
  if (known !== undefined) return [known.instead];
  const last = name.slice(name.lastIndexOf('.') + 1);
  const snake = last
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase();
  if (fields.has(snake)) return [snake];
  return [...new Set(nearest(snake, allNames).flatMap((each) => stableNameOf(each) ?? []))];
}

/** Says what a value holds, in a few words. */
export function holdsOf(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (isJsonObject(value)) {
    const size = Object.keys(value).length;
    return size === 0 ? 'an empty object' : `an object with ${size} ${size === 1 ? 'name' : 'names'}`;
  }
  return value === null ? 'null' : `a ${typeof value}`;
}

/** Returns a field of the body. */
export function fieldOf(body: JsonObject, { name }: FieldReading): unknown {
  return own(body, name);
}
