/** What a body was: a JSON value, or why it is none. */
export type DecodedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: 'not-utf8' | 'not-json'; readonly message: string };

// `ignoreBOM` keeps a byte order mark in the text, where JSON.parse refuses it (S1).
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Decodes a JSON body: strict UTF-8 without a byte order mark, strict JSON; of duplicate keys the last wins (S1). */
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
    // The engine's message quotes the body, which is not ours to pass on.
    const message = text === '' ? 'the body is empty, and should be JSON' : 'the body is not valid JSON';
    return { ok: false, reason: 'not-json', message };
  }
}
