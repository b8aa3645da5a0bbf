import { isJsonObject, own } from '../json-objects.js';
import type { KeyQueryResponse } from '../types.js';
import { attempt, invalid, type Verdict } from './verdict.js';
import { type CrossSigningKeyCheck, crossSigningPublicKey, type CrossSigningUsage } from './cross-signing.js';
import type { Ed25519Options } from './ed25519.js';
import { verifyJson } from './verify-json.js';

/** The verdicts on a user's cross-signing keys; `undefined` where the response has none. */
export interface CrossSigningKeyChecks {
  readonly masterKey: CrossSigningKeyCheck | undefined;
  readonly selfSigningKey: CrossSigningKeyCheck | undefined;
  readonly userSigningKey: CrossSigningKeyCheck | undefined;
}

/** A key that signs others, by its name in reasons. */
interface Authority {
  readonly name: 'master key' | 'self-signing key';
  readonly userId: string;
  readonly check: CrossSigningKeyCheck | undefined;
}

/** Checks which self-signing and user-signing keys a user's master key signed. */
export async function checkCrossSigningKeys(
  response: KeyQueryResponse,
  userId: string,
  options: Ed25519Options,
): Promise<CrossSigningKeyChecks> {
  const masterKey = checkShape(entryOf(response, 'master_keys', userId), userId, 'master');
  const master: Authority = { name: 'master key', userId, check: masterKey };
  const [selfSigningKey, userSigningKey] = await Promise.all([
    checkKey(entryOf(response, 'self_signing_keys', userId), 'self_signing', master, options),
    checkKey(entryOf(response, 'user_signing_keys', userId), 'user_signing', master, options),
  ]);
  return { masterKey, selfSigningKey, userSigningKey };
}

/** Checks that a user's self-signing key signed device keys. */
export function checkCrossSignature(
  deviceKeys: unknown,
  userId: string,
  { selfSigningKey }: CrossSigningKeyChecks,
  options: Ed25519Options,
): Promise<Verdict> {
  return checkSignature(deviceKeys, { name: 'self-signing key', userId, check: selfSigningKey }, options);
}

/** Returns a user's entry in a map of a response, which may be anything. */
export function entryOf(response: unknown, map: keyof KeyQueryResponse, userId: string): unknown {
  return attempt(() => {
    const entries = isJsonObject(response) ? own(response, map) : undefined;
    return isJsonObject(entries) ? own(entries, userId) : undefined;
  });
}

async function checkKey(
  key: unknown,
  usage: CrossSigningUsage,
  master: Authority,
  options: Ed25519Options,
): Promise<CrossSigningKeyCheck | undefined> {
  const shape = checkShape(key, master.userId, usage);
  return shape?.verdict.valid === true ? { ...shape, verdict: await checkSignature(key, master, options) } : shape;
}

async function checkSignature(
  object: unknown,
  { name, userId, check }: Authority,
  options: Ed25519Options,
): Promise<Verdict> {
  if (check === undefined) return invalid(`there is no ${name}`);
  const { publicKey, verdict } = check;
  if (!verdict.valid || publicKey === undefined) return invalid(`the ${name} is not valid`);
  return verifyJson(object, { entity: userId, keys: { [`ed25519:${publicKey}`]: publicKey } }, options);
}

function checkShape(key: unknown, userId: string, usage: CrossSigningUsage): CrossSigningKeyCheck | undefined {
  if (key === undefined) return undefined;
  const publicKey = attempt(() => crossSigningPublicKey(key, userId, usage)) ?? invalid('the key cannot be read');
  return typeof publicKey === 'string'
    ? { publicKey, verdict: { valid: true } }
    : { publicKey: undefined, verdict: publicKey };
}
