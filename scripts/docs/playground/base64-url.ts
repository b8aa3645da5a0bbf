/** Writes bytes in the unpadded base64 of addresses. */
export function encodeBase64Url(bytes: Uint8Array): string {
  let binary = '';
  // Not one call with all bytes as arguments: a stack has no room for a million of them.
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Reads what {@link encodeBase64Url} wrote. @throws {DOMException} for anything else. */
export function decodeBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
