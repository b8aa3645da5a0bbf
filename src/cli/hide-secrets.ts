import { isJsonObject, setOwn } from '../json-objects.js';

/** What stands in the place of a secret. */
const hidden = '[hidden]';

/** Makes a function that takes secrets out of a text, wherever the other side may have put them (S5). */
export function secretHider(secrets: readonly string[]): (text: string) => string {
  const known = secrets.filter((secret) => secret !== '');
  return (text) => known.reduce((shown, secret) => shown.replaceAll(secret, hidden), text);
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
