import { isOneTimeKey } from '../../generated/validators/index.js';
import { CanonicalJsonError, PayloadError, type PayloadIssue } from '../errors.js';
import { canonicalJson } from '../federation/canonical-json.js';
import { jsonPointer } from '../findings.js';
import { algorithmOf, isFallbackKey } from '../keys/key-id.js';
import { firstFault } from '../lenient-check.js';
import type { OneTimeKey } from '../types.js';
import type { ClaimableKey } from './key-claim-store.js';

/** A key that is checked, before its fingerprint is known. */
interface NamedKey extends Omit<ClaimableKey, 'fingerprint'> {
  /** The bytes that say the same for the same key, in whatever order its fields came. */
  readonly canonical: string;
}

/**
 * Checks keys by their IDs.
 *
 * @throws {PayloadError} with everything that is wrong: an ID without an algorithm, a malformed key, one that cannot be signed.
 */
export function checkedKeys(keys: Readonly<Record<string, OneTimeKey>>): NamedKey[] {
  const issues: PayloadIssue[] = [];
  const named: NamedKey[] = [];
  for (const [keyId, key] of Object.entries(keys)) {
    const pointer = jsonPointer(keyId);
    const algorithm = algorithmOf(keyId) ?? '';
    if (algorithm === '') issues.push({ pointer, message: 'the key id names no algorithm' });
    if (!isOneTimeKey(key)) {
      const fault = firstFault(isOneTimeKey, key);
      issues.push({ pointer: pointer + fault.pointer, message: fault.message });
      continue;
    }
    try {
      const kind = isFallbackKey(key) ? 'fallback' : 'one-time';
      named.push({ kind, keyId, algorithm, key: JSON.stringify(key), canonical: canonicalJson(key) });
    } catch (error) {
      if (!(error instanceof CanonicalJsonError)) throw error;
      issues.push({ pointer: pointer + error.pointer, message: `it cannot be signed: ${error.message}` });
    }
  }
  if (issues.length > 0) throw new PayloadError(issues);
  return named;
}

/** Adds each key's fingerprint: the first 64 bits of the SHA-256 of its canonical JSON. */
export function withFingerprints(keys: readonly NamedKey[]): Promise<ClaimableKey[]> {
  return Promise.all(
    keys.map(async ({ canonical, ...key }) => ({ ...key, fingerprint: await fingerprintOf(canonical) })),
  );
}

async function fingerprintOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest, 0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
