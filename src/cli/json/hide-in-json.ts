import type { HideSecrets } from '../../hide-secrets.js';
import { isJsonObject, setOwn } from '../../json-objects.js';

/** Hides secrets in the strings and names of a JSON value (S5). */
export function hideInJson(value: unknown, hide: HideSecrets): unknown {
  if (typeof value === 'string') return hide(value);
  if (Array.isArray(value)) return value.map((each) => hideInJson(each, hide));
  if (!isJsonObject(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const [name, each] of Object.entries(value)) setOwn(copy, hide(name), hideInJson(each, hide));
  return copy;
}
