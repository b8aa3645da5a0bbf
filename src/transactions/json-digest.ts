import { halfSipHash } from './half-sip-hash.js';
import { isJsonObject } from '../json-objects.js';

/**
 * A digest of a parsed JSON value, 16 hexadecimal digits: the same for values that say the same, whatever the order of an
 * object's names, and in practice for no others. Who makes two messages with one digest, which takes some effort, can have one
 * of the two taken for the other, and no message of anybody else's.
 */
export function jsonDigest(value: unknown): string {
  return halfSipHash(distinctText(value));
}

/**
 * A text that only values have in common that say the same.
 *
 * It keeps its own stack: events nest deeper than the engine's calls do (S2). In which order members are written makes no
 * difference, as long as it is the same each time. A number before each tells how many follow, or how long a string is.
 */
function distinctText(value: unknown): string {
  const pending: unknown[] = [value];
  let text = '';
  while (pending.length > 0) {
    const next = pending.pop();
    if (Array.isArray(next)) {
      text += `[${next.length} `;
      for (const member of next) pending.push(member);
    } else if (isJsonObject(next)) {
      const names = Object.keys(next).sort();
      text += `{${names.length} `;
      for (const name of names) pending.push(next[name], name);
    } else {
      text += typeof next === 'string' ? `"${next.length} ${next}` : `${String(next)} `;
    }
  }
  return text;
}
