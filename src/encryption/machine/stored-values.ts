import { decodeBase64, encodeBase64 } from '../../federation/base64.js';
import { isPlainObject, type JsonObject } from '../../json-objects.js';

/** The property that marks an object as one of the values that JSON lacks. */
const tag = '$type';

/**
 * Writes a value of an IndexedDB as JSON: null, strings, numbers, booleans, lists and plain objects as they are, `undefined` and bytes
 * as tagged objects.
 *
 * @throws {TypeError} for everything else: reading it back would give another value.
 */
export function encodeStored(value: unknown): string {
  return JSON.stringify(toJson(value));
}

function toJson(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (Number.isFinite(value) && !Object.is(value, -0)) return value;
      break;
    case 'undefined':
      return { [tag]: 'undefined' };
    case 'object':
      if (value === null) return null;
      if (Array.isArray(value)) return Array.from(value, toJson);
      if (value instanceof Uint8Array) return { [tag]: 'bytes', length: value.length, base64: encodeBase64(value) };
      if (isPlainObject(value) && !Object.hasOwn(value, tag)) return mapValues(value, toJson);
      break;
    default:
  }
  throw new TypeError(`the crypto store cannot keep ${Object.prototype.toString.call(value)}`);
}

/**
 * Reads what {@link encodeStored} wrote.
 *
 * @throws {SyntaxError} if it is nothing that it writes.
 */
export function decodeStored(text: string): unknown {
  const json: unknown = JSON.parse(text);
  return text.includes(tag) ? fromJson(json) : json;
}

function fromJson(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(fromJson);
  if (!isPlainObject(json)) return json;
  if (!Object.hasOwn(json, tag)) return mapValues(json, fromJson);
  if (json[tag] === 'undefined') return undefined;
  const bytes = json[tag] === 'bytes' ? decodeBase64(json['base64'], Number(json['length'])) : undefined;
  if (bytes === undefined) throw new SyntaxError('a stored value is of no known type');
  return bytes;
}

function mapValues(object: JsonObject, map: (value: unknown) => unknown): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(value)]));
}
