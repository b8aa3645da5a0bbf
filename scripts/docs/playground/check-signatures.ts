import { decodeBase64 } from '../../../src/federation/base64.js';
import type { CrossSigningKeyCheck } from '../../../src/federation/cross-signing.js';
import type { Verdict } from '../../../src/federation/verdict.js';
import { verifyCrossSigning } from '../../../src/federation/verify-cross-signing.js';
import { verifyDeviceKeys } from '../../../src/federation/verify-device-keys.js';
import { verifyJson } from '../../../src/federation/verify-json.js';
import { isJsonObject, own, type JsonObject } from '../../../src/json-objects.js';

/** Findings about one signature. */
export interface SignatureRow {
  /** The signed thing. */
  readonly what: string;
  /** The signer. */
  readonly by: string;
  readonly state: 'holds' | 'fails' | 'unknown';
  readonly reason: string;
}

/** Checks every key of every user in a key query's answer: devices by themselves and by their owner's keys. */
export async function keyQueryRows(response: JsonObject): Promise<SignatureRow[]> {
  const maps = ['device_keys', 'master_keys', 'self_signing_keys', 'user_signing_keys'];
  const users = new Set(maps.flatMap((map) => namesIn(response[map])));
  const rows: SignatureRow[] = [];
  for (const user of users) {
    const checked = await verifyCrossSigning(response, user);
    const { masterKey, selfSigningKey, userSigningKey, devices } = checked;
    rows.push(
      ...keyRows(
        `master key of \`${user}\``,
        'none is needed',
        masterKey,
        'well formed; nothing in an answer vouches for a master key',
      ),
      ...keyRows(`self-signing key of \`${user}\``, 'the master key', selfSigningKey, 'the master key signed it'),
      ...keyRows(`user-signing key of \`${user}\``, 'the master key', userSigningKey, 'the master key signed it'),
    );
    for (const [device, { ownSignature, crossSignature }] of Object.entries(devices)) {
      const what = `device \`${device}\` of \`${user}\``;
      rows.push(rowOf(what, 'itself', ownSignature, 'the device’s own key signed it'));
      if (selfSigningKey === undefined) continue;
      rows.push(rowOf(what, 'the self-signing key', crossSignature, 'the self-signing key signed it'));
    }
  }
  return rows;
}

function keyRows(what: string, by: string, check: CrossSigningKeyCheck | undefined, because: string): SignatureRow[] {
  return check === undefined ? [] : [rowOf(what, by, check.verdict, because)];
}

function rowOf(what: string, by: string, verdict: Verdict, because: string): SignatureRow {
  return verdict.valid
    ? { what, by, state: 'holds', reason: because }
    : { what, by, state: 'fails', reason: verdict.reason };
}

/**
 * Checks every signature of one object, with the keys that are known: those given, those in the object itself, and those
 * whose ID is the key, as cross-signing keys have it.
 *
 * @param given Public keys, one a line: key ID, white space, unpadded base64. A line with the base64 alone is for every ID.
 */
export async function signatureRows(object: JsonObject, given: string): Promise<SignatureRow[]> {
  const keys = keysIn(given);
  const rows: SignatureRow[] = [];
  for (const [entity, signatures] of entriesIn(object['signatures'])) {
    for (const keyId of namesIn(signatures)) {
      const what = nameOf(object);
      const by = `\`${keyId}\` of \`${entity}\``;
      const publicKey = keys.get(keyId) ?? ownKey(object, entity, keyId) ?? keyInId(keyId) ?? keys.get('');
      if (publicKey === undefined) {
        rows.push({ what, by, state: 'unknown', reason: 'its public key is not given' });
        continue;
      }
      const verdict = await verifyJson(object, { entity, keys: { [keyId]: publicKey } });
      rows.push(rowOf(what, by, verdict, 'it is a signature of this object by this key'));
    }
  }
  const device = deviceIn(object);
  if (device !== undefined && rows.length === 0) {
    const verdict = await verifyDeviceKeys(object, device);
    if (!verdict.valid) rows.push(rowOf(nameOf(object), 'itself', verdict, ''));
  }
  return rows;
}

function nameOf(object: JsonObject): string {
  const device = deviceIn(object);
  if (device !== undefined) return `device \`${device.deviceId}\``;
  const { usage } = object;
  return Array.isArray(usage) && typeof usage[0] === 'string' ? `the ${usage[0].replace('_', '-')} key` : 'the object';
}

function deviceIn({
  user_id: userId,
  device_id: deviceId,
}: JsonObject): { userId: string; deviceId: string } | undefined {
  return typeof userId === 'string' && typeof deviceId === 'string' ? { userId, deviceId } : undefined;
}

/** Finds a key among the object's own, if the object is its owner's. */
function ownKey(object: JsonObject, entity: string, keyId: string): string | undefined {
  const { keys, user_id: userId } = object;
  const key = isJsonObject(keys) && userId === entity ? own(keys, keyId) : undefined;
  return typeof key === 'string' ? key : undefined;
}

function keyInId(keyId: string): string | undefined {
  const name = keyId.slice(keyId.indexOf(':') + 1);
  return decodeBase64(name, 32) === undefined ? undefined : name;
}

function keysIn(given: string): Map<string, string> {
  const lines = given.split('\n').flatMap((line): [string, string][] => {
    const [first = '', second] = line
      .trim()
      .split(/[\s",]+/)
      .filter((word) => word !== '' && word !== ':');
    if (first === '') return [];
    return [second === undefined ? ['', first] : [first.replace(/:$/, ''), second]];
  });
  return new Map(lines);
}

function namesIn(map: unknown): string[] {
  return isJsonObject(map) ? Object.keys(map) : [];
}

function entriesIn(map: unknown): [string, unknown][] {
  return isJsonObject(map) ? Object.entries(map) : [];
}
