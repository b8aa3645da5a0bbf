/** The place where a text stops being JSON. */
export class JsonFault extends Error {
  override readonly name = 'JsonFault';
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

/** Skips JSON white space. */
export function endOfSpace(text: string, start: number): number {
  let at = start;
  while (' \t\n\r'.includes(text[at] ?? 'x')) at++;
  return at;
}

/** Finds the end of the string that begins at `start`. @throws {JsonFault} if it is none, or has no end. */
export function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === '"') return at + 1;
    if (character < ' ') {
      const what = character === '\n' || character === '\r' ? 'a line break' : 'a control character';
      throw new JsonFault(at, `${what} in a string, where JSON needs an escape`);
    }
    if (character === '\\') {
      escape.lastIndex = at;
      if (!escape.test(text)) throw new JsonFault(at, 'an escape that JSON does not have');
      // The digits of `\u0041` are then skipped as ordinary characters.
      at++;
    }
  }
  throw new JsonFault(start, 'a string without an end');
}

/**
 * Finds the end of the number, `true`, `false` or `null` that begins at `start`. @throws {JsonFault} if it is none of
 * them.
 */
export function endOfLiteral(text: string, start: number): number {
  unquoted.lastIndex = start;
  const found = unquoted.exec(text)?.[0] ?? '';
  if (/^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/.test(found)) return start + found.length;
  if (/^-?[0-9.]/.test(found)) throw new JsonFault(start, 'a number that JSON writes differently');
  throw unexpected(text, start, 'a value', 'value');
}

/** Makes the fault of unexpected text in the place of `expected`. */
export function unexpected(text: string, offset: number, expected: string, state: string): JsonFault {
  if (offset >= text.length) return new JsonFault(offset, `the text ends where ${expected} should come`);
  unquoted.lastIndex = offset;
  const word = unquoted.exec(text)?.[0] ?? '';
  const found = word === '' ? text.charAt(offset) : word;
  return new JsonFault(offset, `${expected} should come here, not ${kindOf(found)}${hintOf(found, state)}`);
}

/** Names the kind of the text without quoting it: it may be a token that lacks its quotation marks (S5). */
function kindOf(found: string): string {
  if (signs.includes(found) || literals.has(found) || foreignLiterals.has(found)) return JSON.stringify(found);
  if (found === '"') return 'a string';
  if (/^[-+.]*\d[-+.\deE]*$/.test(found)) return 'a number';
  return /^\w/.test(found) ? 'a word without quotation marks' : 'a character that has no meaning there';
}

/** Signs of JSON, and signs mistaken for them. */
const signs = "{}[]:,'`/#;=()";

const literals: ReadonlySet<string> = new Set(['true', 'false', 'null']);

/** Values as other languages write them. */
const foreignLiterals: ReadonlySet<string> = new Set(
  'True False None nil undefined NaN Infinity -Infinity +Infinity'.split(' '),
);

function hintOf(found: string, state: string): string {
  if (found === "'") return ': strings have double quotes';
  if (found === '/' || found === '#') return ': JSON has no comments';
  if ((found === '}' || found === ']') && ['name', 'value'].includes(state)) return ': is there a comma too many?';
  if (foreignLiterals.has(found)) return ', which JSON does not have';
  return '';
}

const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
/** Matches an attempt at a value without quotation marks. */
const unquoted = /[-+.\w]*/y;
