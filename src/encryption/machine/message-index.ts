/** The longest beginning of a message that its index can end in: version, tag, and five bytes of a number, as base64. */
const headLength = 12;

/**
 * Reads the index of a message in its session from the encrypted message, where it stands in the clear and is signed.
 *
 * @see https://gitlab.matrix.org/matrix-org/olm/-/blob/master/docs/megolm.md#message-format
 */
export function messageIndexOf(ciphertext: string): number | undefined {
  let bytes: string;
  try {
    bytes = atob(ciphertext.slice(0, headLength));
  } catch {
    return undefined;
  }
  if (!bytes.startsWith('\u0003\u0008')) return undefined;
  let index = 0;
  for (let n = 0; n < 5; n++) {
    const byte = bytes.charCodeAt(n + 2);
    index += (byte & 0x7f) * 2 ** (7 * n);
    if (byte < 0x80) return index;
  }
  return undefined;
}
