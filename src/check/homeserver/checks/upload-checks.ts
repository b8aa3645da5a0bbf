import { isJsonObject, isSameJson, own } from '../../../json-objects.js';
import { signJson } from '../../../federation/sign-json.js';
import type { UserId } from '../../../identifiers.js';
import type { KeyObject } from '../../../types.js';
import type { CheckOutcome } from '../../check.js';
import type { Check } from '../../run-checks.js';
import { type CheckDevice, createCheckIdentity, createCheckOneTimeKey, keyAlgorithm } from '../check-keys.js';
import { clientPath, type AskedAnswer, saidBy } from '../homeserver-ask.js';
import { askAsThree, type HomeserverWorld, newDevice, onceForAll, type SharedStep } from '../homeserver-world.js';
import { broken, missing, NotTestedError, works } from '../../outcomes.js';

/** A device whose keys were uploaded, if the homeserver took them. */
export interface UploadedDevice {
  readonly device: CheckDevice;
  readonly as: { readonly userId: UserId; readonly deviceId: string };
  readonly answer: AskedAnswer;
  readonly oneTimeKeys: Readonly<Record<string, KeyObject>>;
  readonly fallbackKeys: Readonly<Record<string, KeyObject>>;
}

/** The device of user one: its keys, a one-time key and a fallback key are uploaded. */
export const uploadedDevice: SharedStep<UploadedDevice> = onceForAll(async (world) => {
  const device = await newDevice(world, world.users.one);
  const as = { userId: device.userId, deviceId: device.deviceId };
  const oneTimeKeys = { [`${keyAlgorithm}:AAAAAQ`]: await createCheckOneTimeKey(device, world.randomBytes) };
  const fallback = await createCheckOneTimeKey(device, world.randomBytes, { fallback: true });
  const fallbackKeys = { [`${keyAlgorithm}:AAAAAg`]: fallback };
  const body = { device_keys: device.keys, one_time_keys: oneTimeKeys, fallback_keys: fallbackKeys };
  const answer = await world.ask('POST', clientPath`keys/upload`, { as, names: world.names, body });
  return { device, as, answer, oneTimeKeys, fallbackKeys };
});

/** Returns the uploaded device. @throws {NotTestedError} if its keys could not be uploaded. */
export async function requireUploadedDevice(world: HomeserverWorld): Promise<UploadedDevice> {
  const uploaded = await uploadedDevice(world);
  if (uploaded.answer.status !== 200) throw new NotTestedError('no keys could be uploaded');
  return uploaded;
}

/** Asks for keys as user three. */
export function queryKeysAsThree(
  world: HomeserverWorld,
  deviceKeys: Readonly<Record<string, readonly string[]>>,
  timeoutMs?: number,
): Promise<AskedAnswer> {
  return askAsThree(world, 'POST', clientPath`keys/query`, { device_keys: deviceKeys }, timeoutMs);
}

/** Returns a user's entry in a field of an answer. */
export function answerEntry({ body }: AskedAnswer, field: string, ...steps: readonly string[]): unknown {
  let found: unknown = own(body, field);
  for (const step of steps) found = isJsonObject(found) ? own(found, step) : undefined;
  return found;
}

/** The cross-signing keys of user one, and the answer to their upload. */
const uploadedIdentity = onceForAll(async (world) => {
  const { as, device } = await requireUploadedDevice(world);
  const before = answerEntry(await queryKeysAsThree(world, { [as.userId]: [] }), 'master_keys', as.userId);
  const identity = await createCheckIdentity(device.userId, world.randomBytes);
  const answer = await uploadIdentity(world, identity, as);
  return { identity, answer, isChange: before !== undefined, as, device };
});

function uploadIdentity(
  world: HomeserverWorld,
  { masterKey, selfSigningKey, userSigningKey }: Awaited<ReturnType<typeof createCheckIdentity>>,
  as: { readonly userId: string; readonly deviceId: string },
): Promise<AskedAnswer> {
  const body = { master_key: masterKey, self_signing_key: selfSigningKey, user_signing_key: userSigningKey };
  return world.ask('POST', clientPath`keys/device_signing/upload`, { as, names: world.names, body });
}

/** Checks of uploads. */
export const uploadChecks: readonly Check<HomeserverWorld>[] = [
  {
    id: 'key-upload',
    title: 'device keys are uploaded',
    rules: ['D5'],
    does: 'Uploads device keys, a one-time key and a fallback key as a device, and queries them as another user.',
    expects: '200 with the number of one-time keys, and the keys as they were sent, with a field that nothing knows.',
    needed: true,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      const { answer, as, device } = await uploadedDevice(world);
      if (answer.status !== 200) return broken(saidBy(answer, world.hide));
      if (answerEntry(answer, 'one_time_key_counts', keyAlgorithm) !== 1)
        return broken('the answer has another key count');
      const found = answerEntry(
        await queryKeysAsThree(world, { [as.userId]: [] }),
        'device_keys',
        as.userId,
        as.deviceId,
      );
      if (!isJsonObject(found)) return broken('200, and the device has no keys');
      const { unsigned: _unsigned, ...signed } = found;
      return isSameJson(signed, device.keys)
        ? works()
        : broken('the keys came back changed, so the signature is wrong');
    },
  },
  {
    id: 'cross-signing-upload',
    title: 'cross-signing keys are uploaded',
    rules: ['D3', 'G7'],
    proposal: 'MSC4190',
    does: 'Uploads cross-signing keys without further authentication.',
    expects: '200, and the master key and the self-signing key in a query, as they were sent.',
    needed: true,
    run: crossSigningUpload,
  },
  {
    id: 'signature-upload',
    title: 'signatures of devices are uploaded',
    rules: ['D3', 'D5'],
    does: 'Signs the device with the self-signing key, uploads that, and queries the device.',
    expects: 'No failures, and the signature in the query.',
    needed: true,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      const { identity, answer, as, device } = await uploadedIdentity(world);
      if (answer.status !== 200) throw new NotTestedError('there are no cross-signing keys');
      const keyId = `ed25519:${identity.selfSigning.publicKey}`;
      const signed = await signJson(device.keys, { entity: as.userId, keyId, key: identity.selfSigning });
      const body = { [as.userId]: { [as.deviceId]: signed } };
      const upload = await world.ask('POST', clientPath`keys/signatures/upload`, { as, names: world.names, body });
      const failures = answerEntry(upload, 'failures', as.userId);
      if (upload.status !== 200) return broken(saidBy(upload, world.hide));
      if (isJsonObject(failures)) {
        return broken(world.hide(JSON.stringify(own(failures, as.deviceId))).slice(0, 160));
      }
      const query = await queryKeysAsThree(world, { [as.userId]: [] });
      const signatures = answerEntry(query, 'device_keys', as.userId, as.deviceId, 'signatures', as.userId);
      const has = (id: string): boolean => isJsonObject(signatures) && typeof own(signatures, id) === 'string';
      if (!has(keyId)) return broken('200, and queries lack the signature');
      return has(`ed25519:${as.deviceId}`) ? works() : broken('200, and the device’s own signature is lost');
    },
  },
  {
    id: 'cross-signing-change',
    title: 'cross-signing keys are replaced',
    rules: ['D7'],
    proposal: 'MSC4190',
    does: 'Uploads other cross-signing keys in their place.',
    expects: '200, without further authentication.',
    needed: false,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      const { answer, isChange, as, device } = await uploadedIdentity(world);
      if (answer.status !== 200 && !isChange) throw new NotTestedError('none could be uploaded');
      const change = isChange
        ? answer
        : await uploadIdentity(world, await createCheckIdentity(device.userId, world.randomBytes), as);
      if (change.status === 200) return works();
      if (change.status !== 401) return broken(saidBy(change, world.hide));
      return missing('it wants a password', world.facts.remedyFor('crossSigningUpload'));
    },
  },
];

async function crossSigningUpload(world: HomeserverWorld): Promise<CheckOutcome> {
  const { identity, answer, isChange, as } = await uploadedIdentity(world);
  const remedy = world.facts.remedyFor('crossSigningUpload');
  if (answer.status === 401) {
    return isChange ? works('those of an earlier run are there') : missing('it wants a password', remedy);
  }
  if (answer.status !== 200) return broken(saidBy(answer, world.hide));
  const query = await queryKeysAsThree(world, { [as.userId]: [] });
  for (const [map, name, key] of [
    ['master_keys', 'master key', identity.masterKey],
    ['self_signing_keys', 'self-signing key', identity.selfSigningKey],
  ] as const) {
    const signatures = answerEntry(query, map, as.userId, 'signatures', as.userId);
    const isSigned = key.signatures === undefined || isSameJson(signatures, key.signatures[as.userId]);
    if (!isSigned || !isSameJson(answerEntry(query, map, as.userId, 'keys'), key.keys))
      return broken(`200, and queries lack the ${name}, or its signature`);
  }
  return works();
}
