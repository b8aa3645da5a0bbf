/** Standard base64 without padding, as keys and signatures are written. */
export function encodeBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/=+$/, '');
}

/**
 * The bytes of a key or signature of known length; `undefined` for everything else.
 *
 * Padding is tolerated where it is complete. Nothing else is: no white space and no URL-safe alphabet. The bits of the
 * last digit that no byte has room for must be zero, so that one value has one encoding; `any` lets them pass, for seeds,
 * where it does no harm and the specification's own test vector needs it.
 *
 * @see https://spec.matrix.org/v1.16/appendices/#unpadded-base64
 */
export function decodeBase64(
  text: unknown,
  byteLength: number,
  spareBits: 'zero' | 'any' = 'zero',
): Uint8Array | undefined {
  if (typeof text !== 'string') return undefined;
  const length = Math.ceil((byteLength * 8) / 6);
  const padding = '='.repeat((4 - (length % 4)) % 4);
  if (text.length > length + padding.length) return undefined;
  const digits = text.slice(0, length);
  if (!/^[A-Za-z0-9+/]*$/.test(digits) || digits.length !== length) return undefined;
  if (text.length !== length && text.slice(length) !== padding) return undefined;
  const bytes = Uint8Array.from(atob(digits), (character) => character.charCodeAt(0));
  return spareBits === 'any' || encodeBase64(bytes) === digits ? bytes : undefined;
}
