import { CanonicalJsonError } from '../errors.js';
import { jsonPointer } from '../findings.js';
import { isPlainObject } from '../json-objects.js';

/** The path to a value: the steps of its pointer, and the objects and arrays around it. */
interface Path {
  readonly steps: (string | number)[];
  readonly ancestors: Set<object>;
}

/**
 * The nesting limit: above every event seen in the field (S2 knows of 900 levels), and within the stack of any runtime.
 */
const mostLevels = 1024;

/**
 * Writes a value as canonical JSON (F1): the shortest encoding, with members in code-point order of their names. A
 * signature covers its UTF-8 bytes.
 *
 * `-0` is written as `0`. An own member called `__proto__` is an ordinary member. Members that are inherited,
 * non-enumerable or named by a symbol are left out.
 *
 * @example
 * ```ts
 * canonicalJson({ b: [1, -0], a: 'é' }); // '{"a":"é","b":[1,0]}'
 * ```
 * @throws {CanonicalJsonError} for values that JSON lacks (`undefined`, functions, class instances …), for numbers that
 *   are not integers from -(2⁵³-1) to 2⁵³-1, for strings and names with lone surrogates, for more than 1024 levels, and
 *   for a value that contains itself.
 * @see https://spec.matrix.org/v1.19/appendices/#canonical-json
 */
export function canonicalJson(value: unknown): string {
  try {
    return encode(value, { steps: [], ancestors: new Set() });
  } catch (error) {
    // The engine's own error: a small stack is used up before our limit is reached.
    if (error instanceof RangeError) throw new CanonicalJsonError('', 'nests too deep for this runtime');
    throw error;
  }
}

function encode(value: unknown, path: Path): string {
  switch (typeof value) {
    case 'boolean':
      return String(value);
    case 'number':
      return encodeNumber(value, path);
    case 'string':
      return encodeString(value, path);
    case 'object':
      if (value === null) return 'null';
      return encodeContainer(value, path);
    default:
      return refuse(path, `is ${value === undefined ? 'undefined' : `a ${typeof value}`}, which JSON cannot hold`);
  }
}

function encodeContainer(value: object, path: Path): string {
  if (path.ancestors.has(value)) refuse(path, 'contains itself');
  if (path.ancestors.size >= mostLevels) refuse(path, `nests deeper than ${mostLevels} levels`);
  path.ancestors.add(value);
  const text = Array.isArray(value) ? encodeArray(value, path) : encodeObject(value, path);
  path.ancestors.delete(value);
  return text;
}

function encodeNumber(value: number, path: Path): string {
  if (!Number.isSafeInteger(value)) refuse(path, 'is not an integer from -(2^53-1) to 2^53-1');
  return String(value); // The string of -0 is '0'.
}

function encodeString(value: string, path: Path): string {
  if (/\p{Surrogate}/u.test(value)) refuse(path, 'has a lone surrogate, which UTF-8 cannot encode');
  // This writes the short escapes and \u00xx for the other control characters, and escapes nothing else.
  return JSON.stringify(value);
}

function encodeArray(value: readonly unknown[], path: Path): string {
  let text = '[';
  for (let index = 0; index < value.length; index++) {
    path.steps.push(index);
    text += (index === 0 ? '' : ',') + encode(value[index], path);
    path.steps.pop();
  }
  return `${text}]`;
}

function encodeObject(value: object, path: Path): string {
  if (!isPlainObject(value)) refuse(path, 'is an object of a kind that JSON cannot hold');
  let text = '{';
  for (const name of Object.keys(value).sort(compareCodePoints)) {
    path.steps.push(name);
    text += `${text === '{' ? '' : ','}${encodeString(name, path)}:${encode(value[name], path)}`;
    path.steps.pop();
  }
  return `${text}}`;
}

function refuse(path: Path, message: string): never {
  throw new CanonicalJsonError(jsonPointer(...path.steps), message);
}

/**
 * Orders strings by code point. JavaScript's own order is that of UTF-16 units, which puts every character beyond
 * U+FFFF before those from U+E000 to U+FFFF.
 */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const difference = rank(a.charCodeAt(index)) - rank(b.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Ranks a unit so that surrogates come last. Where two strings first differ, this decides as code points do. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
