import type { JsonObject } from '../json-objects.js';

/** A decoded body: a JSON value, or the reason why it is none. */
type DecodedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: 'not-utf8' | 'not-json'; readonly message: string };

// `ignoreBOM` keeps a byte order mark in the text, where JSON.parse refuses it (S1).
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Decodes a JSON body: strict UTF-8 without a byte order mark, strict JSON; of duplicate keys the last wins (S1).
 *
 * @rule S1
 */
export function decodeJson(body: Uint8Array): DecodedJson {
  let text: string;
  try {
    text = utf8.decode(body);
  } catch {
    return { ok: false, reason: 'not-utf8', message: 'the body is not valid UTF-8' };
  }
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    // The engine's message quotes the body, which must not be passed on.
    const message = text === '' ? 'the body is empty, but must be JSON' : 'the body is not valid JSON';
    return { ok: false, reason: 'not-json', message };
  }
}

/** The most levels that {@link isDeeperThan} supports, since it calls itself for each. */
export const mostLevels = 1024;

/** Tells whether a parsed JSON value nests deeper than `levels` objects and arrays (S2). `[]` is one level. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((member) => isDeeperThan(member, levels - 1));
  const members = value as JsonObject;
  for (const name in members) if (isDeeperThan(members[name], levels - 1)) return true;
  return false;
}
