import { readImpersonator } from '../impersonator.js';
import { isJsonObject, isSameJson, type JsonObject, own } from '../json-objects.js';
import type { Impersonator, KeyQueryResponse } from '../types.js';
import { attempt, invalid, type Refusal, type Verdict } from './verdict.js';
import {
  checkCrossSignature,
  checkCrossSigningKeys,
  type CrossSigningKeyChecks,
  entryOf,
} from './cross-signing-keys.js';
import type { Ed25519Options } from './ed25519.js';
import { verifyJson } from './verify-json.js';

/** Options of `verifyDeviceKeys`. */
export interface VerifyDeviceKeysOptions extends Ed25519Options {
  /**
   * Key query response with the impersonator's device and any cross-signing keys of the owner. Only needed for devices
   * with an impersonator. Default: none, so that a device with an impersonator is self-asserted at best.
   */
  readonly keyQuery?: KeyQueryResponse | undefined;
}

/**
 * Checks that device keys belong to the device they are filed under, and are signed by that device's own ed25519 key.
 *
 * A device that names an impersonator must be signed by the impersonator's ed25519 key (M7a). That key stands in the
 * device keys themselves and proves only itself. So `keyQuery` must have the same device of the impersonator, and the
 * owner's self-signing key must have signed it, if the owner has cross-signing keys. Otherwise the refusal is marked
 * `selfAsserted`.
 *
 * A valid result proves possession of the private key, not that the user trusts the device: see `verifyCrossSigning`.
 * Never rejects because of its input, and never changes it.
 *
 * @example
 * ```ts
 * const verdict = await verifyDeviceKeys({}, { userId: '@ann:example.org', deviceId: 'PHONE' });
 * verdict.valid; // false
 * ```
 * @throws The rejection of the ed25519 operations, if the runtime does not support them.
 * @see https://spec.matrix.org/v1.19/client-server-api/#device-keys
 * @see https://github.com/matrix-org/matrix-spec-proposals/pull/4350
 */
export async function verifyDeviceKeys(
  deviceKeys: unknown,
  device: DeviceIdentity,
  options: VerifyDeviceKeysOptions = {},
): Promise<Verdict> {
  const { keyQuery = {} } = options;
  const signer = await checkSigner(deviceKeys, device, options);
  if (signer.impersonator === undefined) return signer.verdict;
  const keys = await checkCrossSigningKeys(keyQuery, device.userId, options);
  const crossSignature = await checkCrossSignature(deviceKeys, device.userId, keys, options);
  return confirmSigner(signer, keyQuery, keys, crossSignature);
}

/** The verdict on a signature, and its maker: the device or its impersonator. */
interface SignerCheck {
  readonly verdict: Verdict;
  /** Impersonator, if that is the signer. */
  readonly impersonator: Impersonator | undefined;
}

/** Checks the signature of the device itself, or of its impersonator. */
export async function checkSigner(
  deviceKeys: unknown,
  device: DeviceIdentity,
  options: Ed25519Options,
): Promise<SignerCheck> {
  const impersonator = attempt(() =>
    isJsonObject(deviceKeys) ? readImpersonator(deviceKeys)?.impersonator : undefined,
  );
  const { userId, deviceId } =
    impersonator === undefined ? device : { userId: impersonator.user_id, deviceId: impersonator.device_id };
  const keyId = `ed25519:${deviceId}`;
  const publicKey = attempt(() => keyOf(impersonator ?? deviceKeys, keyId));
  const identity = checkIdentity(deviceKeys, device);
  if (!identity.valid) return refused(identity);
  if (typeof publicKey !== 'string') return refused(invalid(`there is no key ${keyId}`));
  const verdict = await verifyJson(deviceKeys, { entity: userId, keys: { [keyId]: publicKey } }, options);
  return verdict.valid ? { verdict, impersonator } : refused(verdict);
}

/** Decides on a device with a key query that may have its impersonator and its owner's keys. */
export function confirmSigner(
  { verdict, impersonator }: SignerCheck,
  keyQuery: KeyQueryResponse,
  keys: CrossSigningKeyChecks,
  crossSignature: Verdict,
): Verdict {
  if (impersonator === undefined) return verdict;
  const { user_id: userId, device_id: deviceId } = impersonator;
  const devices = entryOf(keyQuery, 'device_keys', userId);
  const isShown = attempt(() => {
    const shown = isJsonObject(devices) ? own(devices, deviceId) : undefined;
    return isJsonObject(shown) && isSameJson(signedPart(impersonator), signedPart(shown));
  });
  if (isShown !== true) return selfAsserted(`no key query has the device ${deviceId} of ${userId} with these keys`);
  const isCrossSigning = Object.values(keys).some((key) => key !== undefined);
  if (!isCrossSigning || crossSignature.valid) return verdict;
  return selfAsserted(`its owner has cross-signing keys, but none of them has signed it: ${crossSignature.reason}`);
}

function refused(verdict: Refusal): SignerCheck {
  return { verdict, impersonator: undefined };
}

function selfAsserted(reason: string): Refusal {
  return { valid: false, selfAsserted: true, reason: `self-asserted: ${reason}` };
}

function signedPart({ signatures: _s, unsigned: _u, ...signed }: JsonObject): JsonObject {
  return signed;
}

function keyOf(deviceKeys: unknown, keyId: string): unknown {
  const keys = isJsonObject(deviceKeys) ? own(deviceKeys, 'keys') : undefined;
  return isJsonObject(keys) ? own(keys, keyId) : undefined;
}

/** The user and device that device keys are filed under. */
export interface DeviceIdentity {
  readonly userId: string;
  readonly deviceId: string;
}

/** Checks that device keys name the user and device they are filed under. */
export function checkIdentity(deviceKeys: unknown, { userId, deviceId }: DeviceIdentity): Verdict {
  const verdict = attempt((): Verdict => {
    if (!isJsonObject(deviceKeys)) return invalid('the device keys are not an object');
    if (own(deviceKeys, 'user_id') !== userId) return invalid(`user_id is not ${userId}`);
    return own(deviceKeys, 'device_id') === deviceId ? { valid: true } : invalid(`device_id is not ${deviceId}`);
  });
  return verdict ?? invalid('the device keys cannot be read');
}
