import { jsonPointer } from '../findings.js';
import { isJsonObject, setOwn } from '../json-objects.js';

/** What stands in the place of a secret. */
const hidden = '[hidden]';

/** Makes a function that takes secrets out of a text, wherever the other side may have put them (S5). */
export function secretHider(secrets: readonly string[]): (text: string) => string {
  const spellings = secrets.filter((secret) => secret !== '').flatMap(spellingsOf);
  return (text) => spellings.reduce((shown, spelling) => shown.replaceAll(spelling, hidden), text);
}

/** As it is, as JSON text has it, and as a JSON pointer does: a token may have quotes and slashes (G8). */
function spellingsOf(secret: string): string[] {
  return [secret, JSON.stringify(secret).slice(1, -1), jsonPointer(secret).slice(1)];
}

/** A JSON value with every string and every name changed by `hide`. */
export function hideInJson(value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === 'string') return hide(value);
  if (Array.isArray(value)) return value.map((each) => hideInJson(each, hide));
  if (!isJsonObject(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const [name, each] of Object.entries(value)) setOwn(copy, hide(name), hideInJson(each, hide));
  return copy;
}
