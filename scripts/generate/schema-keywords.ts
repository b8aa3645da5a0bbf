import { isObject, type Json, type JsonObject } from './json.js';

/** The allowed values of each keyword: in words, and as a test. */
const keywordValues: ReadonlyMap<string, readonly [expected: string, holds: (value: Json) => boolean]> = new Map([
  ['type', ['a type, or a list of different types', (value) => isString(value) || isListOfNames(value)]],
  ['enum', ['a list of different strings', isListOfNames]],
  ['pattern', ['a string', isString]],
  ['required', ['a list of different strings', (value) => isNames(value)]],
  ['minProperties', ['a whole number', isCount]],
  ['maxProperties', ['a whole number', isCount]],
  ['properties', ['an object of schemas', isObject]],
  ['patternProperties', ['an object of schemas', isObject]],
  ['items', ['a schema', isSchema]],
  ['additionalProperties', ['a schema', isSchema]],
  ['$ref', ['a reference', isString]],
]);

/**
 * Checks that each keyword of a schema has an allowed value. Unknown keywords are left to the caller.
 *
 * @throws Error with the place of the schema: code that expects a list would treat any other value as an empty one.
 */
export function checkKeywordValues(schema: JsonObject, place: string): void {
  for (const [keyword, value] of Object.entries(schema)) {
    const [expected, holds] = keywordValues.get(keyword) ?? [];
    if (holds?.(value) === false) {
      throw new Error(`${place}: "${keyword}" must be ${expected ?? ''}, but is ${JSON.stringify(value)}`);
    }
  }
}

/**
 * Checks the name of a property.
 *
 * @throws Error for a name that every object inherits: `required: ["constructor"]` would hold for `{}`.
 */
export function checkPropertyName(name: string, place: string): string {
  if (name in Object.prototype) throw new Error(`${place}: every object has a "${name}"; it cannot be validated`);
  return name;
}

/**
 * Checks the name of a schema, which also names functions and types.
 *
 * @throws Error for a name that cannot be part of theirs.
 */
export function checkSchemaName(name: string): string {
  if (!/^[A-Za-z][A-Za-z0-9]*$/.test(name)) {
    throw new Error(`${JSON.stringify(name)}: the name of a schema must be a letter and then letters and digits`);
  }
  return name;
}

/**
 * Returns the code of the one character with which names begin by a pattern. Patterns here say nothing else, and a
 * comparison is many times faster than a regular expression.
 *
 * @throws Error for any other pattern. Characters with a meaning in regular expressions need a backslash.
 */
export function firstCharacter(pattern: string, place: string): string {
  const [, escaped, literal] =
    /^\^(?:\\([$()*+./?[\\\]^{|}])|([^$()*+.?[\\\]^{|}\p{Surrogate}]))$/u.exec(pattern) ?? [];
  const character = escaped ?? literal;
  if (character?.length !== 1) throw new Error(`${place}: the generator does not know the pattern ${pattern}`);
  return String(character.charCodeAt(0));
}

function isString(value: Json): value is string {
  return typeof value === 'string';
}

function isNames(value: Json): value is string[] {
  return Array.isArray(value) && value.every(isString) && new Set(value).size === value.length;
}

function isListOfNames(value: Json): boolean {
  return isNames(value) && value.length > 0;
}

function isCount(value: Json): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isSchema(value: Json): boolean {
  return typeof value === 'boolean' || isObject(value);
}
