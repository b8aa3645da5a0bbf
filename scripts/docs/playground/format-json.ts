import { jsonText } from '../../../src/json-text.js';
import { endOfLiteral, endOfSpace, endOfString } from '../../../src/cli/json/json-tokens.js';
import { surveyJson } from '../../../src/cli/json/survey-json.js';

/**
 * Indents a JSON text; `undefined` if it is none. Strings and numbers stay as they are written, and so do names that come
 * twice.
 */
export function formatJson(text: string): string | undefined {
  const json = text.replace(/^\ufeff/, '');
  return surveyJson(json).fault === undefined ? indented(json) : undefined;
}

/** Writes a value as indented JSON. */
export function jsonTextIndented(value: unknown): string {
  return indented(jsonText(value));
}

/** Indents a text that is known to be JSON, token by token: deep nesting needs no deep calls. */
function indented(json: string): string {
  const pieces: string[] = [];
  let depth = 0;
  const newLine = (): string => `\n${'  '.repeat(Math.min(depth, deepest))}`;
  for (let at = endOfSpace(json, 0); at < json.length; at = endOfSpace(json, at)) {
    const character = json[at] ?? '';
    let end = at + 1;
    if (character === '{' || character === '[') {
      const next = endOfSpace(json, end);
      const isEmpty = json[next] === '}' || json[next] === ']';
      if (!isEmpty) depth++;
      pieces.push(isEmpty ? json.slice(at, end) + (json[next] ?? '') : character + newLine());
      if (isEmpty) end = next + 1;
    } else if (character === '}' || character === ']') {
      depth--;
      pieces.push(newLine() + character);
    } else if (character === ',') {
      pieces.push(`,${newLine()}`);
    } else if (character === ':') {
      pieces.push(': ');
    } else {
      end = character === '"' ? endOfString(json, at) : endOfLiteral(json, at);
      pieces.push(json.slice(at, end));
    }
    at = end;
  }
  return pieces.join('');
}

/** The level from which on nothing is indented further, or the text would grow with the square of its depth. */
const deepest = 40;
