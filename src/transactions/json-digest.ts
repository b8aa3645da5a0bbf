import { isJsonObject } from '../json-objects.js';

/**
 * Computes a digest of a parsed JSON value, 16 hexadecimal digits: equal for equal values, whatever the order of an
 * object's names.
 *
 * A sender who takes the effort to make two messages with one digest can have one of them taken for the other. Messages
 * of other senders are safe from that.
 */
export function jsonDigest(value: unknown): string {
  return halfSipHash(distinctText(value));
}

/**
 * Writes a value as text; different values have different texts.
 *
 * It keeps its own stack: events nest deeper than the engine's calls do (S2). Members may be written in any order that
 * is the same each time. A number before each part tells how many follow, or how long a string is.
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

/**
 * Computes the HalfSipHash-2-4 of a text in UTF-16, as 16 hexadecimal digits.
 *
 * SHA-256 takes four times as long, and WebCrypto's is asynchronous. The key is that of the reference's test vectors,
 * so that a hash is the same in every process; it keeps no secret.
 *
 * @see https://github.com/veorq/SipHash
 */
export function halfSipHash(text: string): string {
  const pairs = text.length >>> 1;
  let v0 = 0x03020100;
  let v1 = 0x07060504;
  let v2 = 0x6c796765 ^ v0;
  let v3 = 0x74656462 ^ v1;
  let low = 0;
  v1 ^= 0xee;
  // A word for each two characters, one for the length and the rest, and four times two rounds to finish.
  for (let turn = 0; turn <= pairs + 4; turn++) {
    let word = 0;
    if (turn < pairs) {
      word = text.charCodeAt(turn * 2) | (text.charCodeAt(turn * 2 + 1) << 16);
    } else if (turn === pairs) {
      word = (text.length << 25) | (text.length % 2 === 0 ? 0 : text.charCodeAt(text.length - 1));
    } else if (turn === pairs + 1) {
      v2 ^= 0xee;
    } else if (turn === pairs + 3) {
      low = v1 ^ v3;
      v1 ^= 0xdd;
    }
    v3 ^= word;
    for (let round = 0; round < 2; round++) {
      v0 = (v0 + v1) | 0;
      v1 = rotated(v1, 5) ^ v0;
      v0 = rotated(v0, 16);
      v2 = (v2 + v3) | 0;
      v3 = rotated(v3, 8) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = rotated(v3, 7) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = rotated(v1, 13) ^ v2;
      v2 = rotated(v2, 16);
    }
    v0 ^= word;
  }
  return hexDigits(low) + hexDigits(v1 ^ v3);
}

function rotated(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

function hexDigits(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
