import { jsonPointer } from '../../findings.js';
import { isPlainObject, setOwn, type JsonObject } from '../../json-objects.js';
import { valueKind } from '../value-kinds.js';

/** The deepest nesting that recipients read: the Rust SDK's parser stops at 128 levels, and some are the event's own. */
const mostLevels = 100;

/** No event may be larger, whatever else is in it. In bytes. */
const mostBytes = 65_536;

/**
 * Returns the content of an event as it can be sent ({@link sendableObject}). For anything else than a JSON object of well-formed text the
 * library stops the process, or never answers.
 *
 * @throws {TypeError} as {@link sendableObject} does.
 * @throws {RangeError} for content that fits into no event.
 */
export function sendableContent(content: unknown): JsonObject {
  const sendable = sendableObject('the content of the event', content);
  const bytes = new TextEncoder().encode(JSON.stringify(sendable)).length;
  if (bytes <= mostBytes) return sendable;
  throw new RangeError(`the content takes ${String(bytes)} bytes, and an event at most ${String(mostBytes)}`);
}

/**
 * Returns a copy of an object whose text is well-formed: U+FFFD is in the place of each half of a surrogate pair, as in UTF-8. Members
 * that are `undefined` are left out.
 *
 * @param what The name of the object in messages.
 * @throws {TypeError} with a pointer to the value that JSON cannot hold, or that is nested deeper than 100 levels.
 */
export function sendableObject(what: string, object: unknown): JsonObject {
  function refuse(steps: Steps, why: string): never {
    const at = steps.length === 0 ? '' : ` has at ${wellFormed(jsonPointer(...steps))} a value that`;
    throw new TypeError(`${what}${at} ${why}: nothing was sent`);
  }

  function copyOf(value: unknown, steps: Steps): unknown {
    if (typeof value === 'string') return wellFormed(value);
    if (typeof value === 'boolean' || value === null || Number.isFinite(value)) return value;
    if (!Array.isArray(value) && !isPlainObject(value)) refuse(steps, `is ${kindOf(value)}, which JSON cannot hold`);
    // A value that contains itself ends here, too.
    if (steps.length > mostLevels) refuse(steps, `is nested deeper than ${String(mostLevels)} levels`);
    if (Array.isArray(value)) return Array.from(value, (each: unknown, index) => copyOf(each, [...steps, index]));
    const copy: JsonObject = {};
    for (const [name, each] of Object.entries(value)) {
      if (each !== undefined) setOwn(copy, wellFormed(name), copyOf(each, [...steps, name]));
    }
    return copy;
  }

  if (!isPlainObject(object)) refuse([], `is ${kindOf(object)}, and must be a plain object`);
  return copyOf(object, []) as JsonObject; // an object, as its original
}

type Steps = readonly (string | number)[];

/** Names a value that JSON cannot hold: a number that is not finite, an object that is not plain, or of another kind. */
function kindOf(value: unknown): string {
  if (typeof value === 'number') return String(value);
  const kind = valueKind(value);
  return kind === 'an object' ? 'an instance of a class' : kind;
}

/** Puts U+FFFD in the place of each half of a surrogate pair, which UTF-8 cannot encode. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

/** Does that in a text of JSON, where these halves are escaped. The library fails on all of a text with one of them. */
export function wellFormedJson(json: string): string {
  return json.replace(/\\(?:ud[89a-f]..|.)/g, (escape) => (escape.length > 2 ? '\\ufffd' : escape));
}

/**
 * Refuses a name with half a surrogate pair: mended, it would name something else.
 *
 * @throws {TypeError}
 */
export function requireWellFormed(kind: string, name: string): void {
  if (wellFormed(name) === name) return;
  throw new TypeError(`the ${kind} must not contain half a surrogate pair: nothing was sent`);
}
