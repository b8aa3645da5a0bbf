import type { PayloadIssue } from '../errors.js';
import { jsonPointer } from '../findings.js';

/** An object or array that is still open, with the current position in it. */
interface Level {
  /** Names so far; `undefined` in an array. */
  readonly names: Set<string> | undefined;
  step: string | number;
}

/**
 * Finds a fault of valid JSON text that parsing would lose.
 *
 * Faults are a duplicate name, a lone surrogate in an escape, a number that parsing rounds to an integer or to
 * infinity, and more than `mostLevels` levels. Reads the text once and does not recurse.
 */
export function findJsonFault(text: string, mostLevels: number): PayloadIssue | undefined {
  const open: Level[] = [];
  let isNameNext = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    const level = open.at(-1);
    if (character === '{' || character === '[') {
      if (open.length >= mostLevels) return issue(open, `nests deeper than ${mostLevels} levels`);
      isNameNext = character === '{';
      open.push({ names: isNameNext ? new Set() : undefined, step: isNameNext ? '' : 0 });
    } else if (character === '}' || character === ']') {
      isNameNext = false;
      open.pop();
    } else if (character === ',' && level !== undefined) {
      isNameNext = true;
      if (typeof level.step === 'number') level.step++;
    } else if (character === '"') {
      const end = endOfString(text, at);
      const string = decode(text.slice(at, end));
      if (isNameNext && level?.names !== undefined) {
        level.step = string;
        if (level.names.has(string)) return issue(open, 'appears twice in its object');
        level.names.add(string);
        isNameNext = false;
      }
      if (/\p{Surrogate}/u.test(string)) return issue(open, 'has a lone surrogate');
      at = end - 1;
    } else if (/[-0-9]/.test(character)) {
      const end = endOfNumber(text, at);
      if (!isKeptExactly(text.slice(at, end))) return issue(open, 'is a number that parsing cannot keep exactly');
      at = end - 1;
    }
  }
  return undefined;
}

function issue(open: readonly Level[], message: string): PayloadIssue {
  return { pointer: jsonPointer(...open.map(({ step }) => step)), message };
}

/** Finds the end of the string that begins at `start`, past its closing quotation mark. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function endOfNumber(text: string, start: number): number {
  let at = start;
  while (/[-+.eE0-9]/.test(text.charAt(at))) at++;
  return at;
}

function decode(string: string): string {
  return string.includes('\\') ? (JSON.parse(string) as string) : string.slice(1, -1);
}

/**
 * Tells whether parsing keeps the value of a JSON number, as far as signatures are concerned.
 *
 * A fraction may round to an integer: `0.99999999999999999999` and `1` parse to the same value, and only one of them was
 * signed. Numbers beyond the range (`1e400`) are not kept. Fractions that stay
 * fractions are left to canonical JSON, which has none.
 */
export function isKeptExactly(number: string): boolean {
  const value = Number(number);
  if (!Number.isFinite(value)) return false;
  if (/^-?\d+$/.test(number) || !Number.isSafeInteger(value)) return true;
  return decimalOf(number) === decimalOf(String(value));
}

/** Writes a number without its sign as significant digits and a power of ten, in exactly one way. */
function decimalOf(number: string): string {
  const e = number.search(/e/i);
  const mantissa = e < 0 ? number : number.slice(0, e);
  const exponent = e < 0 ? 0 : Number(number.slice(e + 1));
  const point = mantissa.indexOf('.');
  const decimals = point < 0 ? 0 : mantissa.length - point - 1;
  const digits = mantissa.replaceAll(/\D/g, '');
  let start = 0;
  let end = digits.length;
  while (start < end && digits[start] === '0') start++;
  while (end > start && digits[end - 1] === '0') end--;
  if (start === end) return '0';
  return `${digits.slice(start, end)}e${exponent - decimals + digits.length - end}`;
}
