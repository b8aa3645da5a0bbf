import type { PassedRequest } from './proxy.js';
import { objectIn } from './wire.js';

/** A key that others can claim, as it was uploaded or given out. */
export interface WireKey {
  /** User, device, kind and ID. */
  readonly name: string;
  readonly content: string;
  readonly isFallback: boolean;
}

/** The one-time and fallback keys of each upload, in order. */
export function uploadedKeys(requests: readonly PassedRequest[]): WireKey[] {
  return requests
    .filter(({ method, path }) => method === 'POST' && path.endsWith('/keys/upload'))
    .flatMap(({ query, body }) => {
      const owner = [...query].filter(([name]) => /user_id|device_id/.test(name)).map(([, value]) => value);
      return (['one_time_keys', 'fallback_keys'] as const).flatMap((kind) =>
        Object.entries(objectIn(JSON.parse(body), kind)).map(([id, key]) => ({
          name: [...owner.sort(), kind, id].join(' '),
          content: JSON.stringify(key),
          isFallback: kind === 'fallback_keys',
        })),
      );
    });
}

/** The keys that the homeserver gave out, in order, whoever claimed them. */
export function givenKeys(requests: readonly PassedRequest[]): WireKey[] {
  return requests
    .filter(({ answer }) => answer !== undefined)
    .flatMap(({ answer = '' }) =>
      Object.entries(objectIn(JSON.parse(answer), 'one_time_keys')).flatMap(([user, devices]) =>
        Object.entries(devices as Record<string, Record<string, { readonly fallback?: boolean }>>).flatMap(
          ([device, keys]) =>
            Object.entries(keys).map(([id, key]) => ({
              name: [user, device, id].join(' '),
              content: JSON.stringify(key),
              isFallback: key.fallback === true,
            })),
        ),
      ),
    );
}

/** The keys that were uploaded more than once, with other content. */
export function keysMadeTwice(requests: readonly PassedRequest[]): string[] {
  const seen = new Map<string, string>();
  const faults = new Set<string>();
  for (const { name, content } of uploadedKeys(requests)) {
    if ((seen.get(name) ?? content) !== content) faults.add(name);
    seen.set(name, content);
  }
  return [...faults];
}

/** The one-time keys that were given out more than once. Fallback keys may be. */
export function keysGivenTwice(requests: readonly PassedRequest[]): string[] {
  const seen = new Set<string>();
  const faults = new Set<string>();
  for (const { name, isFallback } of givenKeys(requests)) {
    if (isFallback) continue;
    if (seen.has(name)) faults.add(name);
    seen.add(name);
  }
  return [...faults];
}
