import { isJsonObject } from './json-objects.js';

/**
 * Returns the JSON text of a parsed JSON value, which parses to the same value again.
 *
 * `JSON.stringify` alone fails on values that nest some thousand levels deep, and makes `null` of the infinity that `1e400` is read as
 * (S2, S3).
 */
export function jsonText(value: unknown): string {
  try {
    const text = JSON.stringify(value);
    if (!text.includes('null')) return text;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return textInSteps(value);
}

/** A container whose members are being written. */
interface Open {
  readonly members: readonly (readonly [prefix: string, value: unknown])[];
  readonly end: string;
  next: number;
}

/** Writes a value with a stack of its own, since the engine's is too small. */
function textInSteps(value: unknown): string {
  const pieces: string[] = [];
  const stack: Open[] = [{ members: [['', value]], end: '', next: 0 }];
  for (let open = stack.at(-1); open !== undefined; open = stack.at(-1)) {
    const member = open.members[open.next++];
    if (member === undefined) {
      pieces.push(open.end);
      stack.pop();
      continue;
    }
    const [prefix, next] = member;
    pieces.push(prefix);
    if (Array.isArray(next)) {
      pieces.push('[');
      stack.push({ members: next.map((each: unknown, index) => [index === 0 ? '' : ',', each]), end: ']', next: 0 });
    } else if (isJsonObject(next)) {
      pieces.push('{');
      const members = Object.entries(next).filter(([, each]) => each !== undefined);
      stack.push({
        members: members.map(([name, each], index) => [`${index === 0 ? '' : ','}${JSON.stringify(name)}:`, each]),
        end: '}',
        next: 0,
      });
    } else if (typeof next === 'number' && !Number.isFinite(next)) {
      pieces.push(next > 0 ? '1e999' : '-1e999');
    } else {
      pieces.push(JSON.stringify(next));
    }
  }
  return pieces.join('');
}
