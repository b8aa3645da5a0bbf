/** Encodes bytes as standard base64 without padding, the form of keys and signatures. */
export function encodeBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/=+$/, '');
}

/**
 * Decodes a key or signature of known length; `undefined` for everything else.
 *
 * Complete padding is tolerated, and so are spare bits in the last digit: the specification's own seed has some. White
 * space and the URL-safe alphabet are refused.
 *
 * @see https://spec.matrix.org/v1.19/appendices/#unpadded-base64
 * @see https://github.com/matrix-org/matrix-spec/issues/838
 */
export function decodeBase64(text: unknown, byteLength: number): Uint8Array | undefined {
  if (typeof text !== 'string') return undefined;
  const length = Math.ceil((byteLength * 8) / 6);
  const padding = '='.repeat((4 - (length % 4)) % 4);
  if (text.length !== length && text.length !== length + padding.length) return undefined;
  const digits = text.slice(0, length);
  if (!/^[A-Za-z0-9+/]*$/.test(digits) || !padding.startsWith(text.slice(length))) return undefined;
  return Uint8Array.from(atob(digits), (character) => character.charCodeAt(0));
}
