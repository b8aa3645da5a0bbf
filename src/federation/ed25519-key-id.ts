/**
 * Whether a key ID, `<algorithm>:<identifier>`, is one of ed25519, the one algorithm there is for signing. The
 * identifier may be anything, since the device IDs that serve as such are opaque (W5).
 */
export function isEd25519KeyId(keyId: string): boolean {
  return keyId.startsWith('ed25519:');
}
