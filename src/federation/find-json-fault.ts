import type { PayloadIssue } from '../errors.js';
import { jsonPointer } from '../findings.js';
import { isKeptExactly } from './is-kept-exactly.js';

/** An object or array that is not closed yet, and where in it we are. */
interface Level {
  /** The names so far; `undefined` in an array. */
  readonly names: Set<string> | undefined;
  step: string | number;
}

/**
 * What is wrong with a text that is valid JSON, and lost once it is parsed: a name that an object has twice, a lone
 * surrogate in an escape, a number that parsing rounds to an integer or to infinity. Nesting deeper than `mostLevels` is a fault too.
 *
 * Reads the text once and does not recurse.
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
        if (level.names.has(string)) return issue(open, 'stands twice in its object');
        level.names.add(string);
        isNameNext = false;
      }
      if (/\p{Surrogate}/u.test(string)) return issue(open, 'has a lone surrogate');
      at = end - 1;
    } else if (/[-0-9]/.test(character)) {
      const end = endOfNumber(text, at);
      if (!isKeptExactly(text.slice(at, end))) return issue(open, 'is a number that is not kept exactly');
      at = end - 1;
    }
  }
  return undefined;
}

function issue(open: readonly Level[], message: string): PayloadIssue {
  return { pointer: jsonPointer(...open.map(({ step }) => step)), message };
}

/** Past the closing quotation mark of the string that begins at `start`. */
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
