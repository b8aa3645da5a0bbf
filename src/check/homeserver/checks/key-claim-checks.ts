import { isKeyClaim } from '../../../../generated/validators/index.js';
import { isJsonObject, isSameJson } from '../../../json-objects.js';
import { applicationServiceOperations } from '../../../operations.js';
import type { KeyObject } from '../../../types.js';
import type { CheckOutcome } from '../../check.js';
import type { Check } from '../../run-checks.js';
import { createCheckOneTimeKey, keyAlgorithm } from '../check-keys.js';
import { clientPath, type AskedAnswer, saidBy } from '../homeserver-ask.js';
import { askAsThree, type HomeserverWorld, onceForAll, wakeHomeserver } from '../homeserver-world.js';
import { broken, missing, NotTestedError, works } from '../../outcomes.js';
import { answering, judgePath, servedDevice, watching } from './key-query-checks.js';
import { requireContact } from '../pushed-transactions.js';
import { answerEntry, requireUploadedDevice } from './upload-checks.js';

/** Claims one key of a device, as user three. */
export function claimKeyAsThree(
  world: HomeserverWorld,
  { userId, deviceId }: { readonly userId: string; readonly deviceId: string },
  timeoutMs?: number,
): Promise<AskedAnswer> {
  const body = { one_time_keys: { [userId]: { [deviceId]: keyAlgorithm } } };
  return askAsThree(world, 'POST', clientPath`keys/claim`, body, timeoutMs);
}

/** Returns the IDs of the keys of a device in the answer to a claim. */
export function claimedKeyIds(
  answer: AskedAnswer,
  { userId, deviceId }: { readonly userId: string; readonly deviceId: string },
): readonly string[] {
  const keys = answerEntry(answer, 'one_time_keys', userId, deviceId);
  return isJsonObject(keys) ? Object.keys(keys) : [];
}

const servedKeyId = `${keyAlgorithm}:SERVED`;

/** Claims a key of the device of user two, while the appservice serves one. */
const firstClaim = onceForAll(async (world) => {
  const device = await servedDevice(world);
  const { userId, deviceId } = device;
  const key = await createCheckOneTimeKey(device, world.randomBytes);
  await wakeHomeserver(world);
  const body = JSON.stringify({ [userId]: { [deviceId]: { [servedKeyId]: key } } });
  const asked = await watching(world, 'claimKeys', () =>
    answering(
      world,
      () => ({ body }),
      () => claimKeyAsThree(world, device),
    ),
  );
  return { device, key, ...asked };
});

/** @throws {NotTestedError} if the homeserver claims no keys. */
export async function requireKeyClaims(world: HomeserverWorld): Promise<void> {
  const { requests } = await firstClaim(world);
  if (requests.length === 0) throw new NotTestedError('no key claim reaches the appservice');
}

/** Claims keys of the uploaded device until it has no one-time key left, and one more. */
const lastClaims = onceForAll(async (world) => {
  const { as, oneTimeKeys, fallbackKeys } = await requireUploadedDevice(world);
  await wakeHomeserver(world);
  const first = await watching(world, 'claimKeys', () => claimKeyAsThree(world, as));
  const second = await watching(world, 'claimKeys', () => claimKeyAsThree(world, as));
  return { as, first, second, oneTimeKeys, fallbackKeys };
});

/** Judges whether a claim was answered with a key as it was uploaded. */
function judgeClaimed(
  answer: AskedAnswer,
  as: { readonly userId: string; readonly deviceId: string },
  uploaded: Readonly<Record<string, KeyObject>>,
): CheckOutcome {
  const [id] = claimedKeyIds(answer, as);
  if (id === undefined) return broken('no key is given out');
  if (!Object.hasOwn(uploaded, id)) return broken('another key is given out');
  const found = answerEntry(answer, 'one_time_keys', as.userId, as.deviceId, id);
  return isSameJson(found, uploaded[id]) ? works() : broken('it was changed, so its signature is wrong');
}

/** Checks of key claims (MSC3983). */
export const keyClaimChecks: readonly Check<HomeserverWorld>[] = [
  {
    id: 'key-claim',
    title: 'key claims reach the appservice',
    rules: ['W1', 'N1'],
    proposal: 'MSC3983',
    does: 'Claims a one-time key of a device for which none was uploaded.',
    expects: 'A request for that device under the stable path.',
    needed: false,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      const { device, requests, result } = await firstClaim(world);
      const [request] = requests;
      if (result.status !== 200) return broken(`the claim itself failed: ${saidBy(result, world.hide)}`);
      if (request === undefined) await requireContact(world);
      if (request === undefined) return missing(world.facts.saidOf('keyClaim'), world.facts.remedyFor('keyClaim'));
      if (request.method !== 'POST') return broken(`with ${request.method}`);
      const { body } = request;
      const algorithms = isKeyClaim(body) ? body[device.userId]?.[device.deviceId] : undefined;
      if (!Array.isArray(algorithms)) return broken('the body is no map of users, devices and lists of algorithms');
      if (!algorithms.includes(keyAlgorithm)) return broken('another algorithm is claimed');
      return judgePath(request, applicationServiceOperations.claimKeys);
    },
  },
  {
    id: 'key-claim-merge',
    title: 'served one-time keys are given out',
    rules: ['C1', 'W4'],
    proposal: 'MSC3983',
    does: 'Compares the answer to that claim with what the appservice answered.',
    expects: 'The key as it was served.',
    needed: false,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      await requireKeyClaims(world);
      const { device, key, result } = await firstClaim(world);
      const found = answerEntry(result, 'one_time_keys', device.userId, device.deviceId, servedKeyId);
      if (found === undefined) return broken('the key is not in the answer, and is lost');
      return isSameJson(found, key) ? works() : broken('it was changed, so its signature is wrong');
    },
  },
  {
    id: 'uploaded-keys-first',
    title: 'uploaded one-time keys come first',
    rules: ['C1'],
    does: 'Claims a key of a device for which one was uploaded.',
    expects: 'That key, and no request to the appservice.',
    needed: true,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      const { as, first, oneTimeKeys } = await lastClaims(world);
      if (first.result.status !== 200) return broken(saidBy(first.result, world.hide));
      const outcome = judgeClaimed(first.result, as, oneTimeKeys);
      if (outcome.verdict !== 'works') return outcome;
      return first.requests.length === 0 ? works() : broken('the appservice is asked all the same');
    },
  },
  {
    id: 'fallback-key',
    title: 'then the uploaded fallback key',
    rules: ['C1', 'C3'],
    does: 'Claims one more key of that device, of which the appservice knows none.',
    expects: 'The fallback key.',
    needed: true,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      const { as, second, fallbackKeys } = await lastClaims(world);
      if (second.result.status !== 200) return broken(saidBy(second.result, world.hide));
      return judgeClaimed(second.result, as, fallbackKeys);
    },
  },
];
