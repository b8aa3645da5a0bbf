import { applicationServiceOperations } from '../../../operations.js';
import { isKeyClaim } from '../../../../generated/validators/index.js';
import { isJsonObject } from '../../../json-objects.js';
import type { CheckOutcome } from '../../check.js';
import type { Check } from '../../run-checks.js';
import { createCheckOneTimeKey, keyAlgorithm } from '../check-keys.js';
import { clientPath, saidBy } from '../homeserver-ask.js';
import { askAsThree, type HomeserverWorld, onceForAll, wakeHomeserver } from '../homeserver-world.js';
import { broken, missing, NotTestedError, works } from '../../outcomes.js';
import { claimedKeyIds, requireKeyClaims } from './key-claim-checks.js';
import { answering, servedDevice, watching } from './key-query-checks.js';
import type { Received } from '../watched-appservice.js';

/** Checks of claims of more than one key. */
export const mixedClaimChecks: readonly Check<HomeserverWorld>[] = [
  {
    id: 'key-claim-several',
    title: 'several keys in one claim',
    rules: ['W3', 'C6'],
    proposal: 'MSC3983',
    does: 'Claims two one-time keys of a device under the path that the proposal has for that.',
    expects: 'A request for two keys, and both keys in the answer.',
    needed: false,
    run: severalKeys,
  },
  {
    id: 'key-claim-batch',
    title: 'one claim for several users',
    rules: ['G4'],
    proposal: 'MSC3983',
    does: 'Claims keys of devices of two users of the appservice at once.',
    expects: 'One request for both.',
    needed: false,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      const { requests } = await mixedClaim(world);
      const { one, two } = world.users;
      const has = (userId: string) => (each: Received) => isJsonObject(each.body) && Object.hasOwn(each.body, userId);
      if (requests.some((each) => has(one)(each) && has(two)(each))) return works();
      return broken(`${requests.length.toString()} requests, none of which is for both`);
    },
  },
  {
    id: 'key-claim-exclusive',
    title: 'claims for exclusive users only',
    rules: ['G1'],
    proposal: 'MSC3983',
    does: 'Claims keys of a user of a namespace that is not exclusive, and one of no namespace, beside the others.',
    expects: 'No request for these two.',
    needed: false,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      const { requests } = await mixedClaim(world);
      const { shared, outsider } = world.users;
      const asked = requests.flatMap(({ body }) => (isJsonObject(body) ? Object.keys(body) : []));
      if (asked.includes(outsider)) return broken('it asks for users of no namespace');
      return asked.includes(shared) ? broken('it asks for users of a shared namespace, too') : works();
    },
  },
];

// The same proposal gives clients a path like that of appservices. The table of all operations of clients would be long.
const severalPath = applicationServiceOperations.claimKeys.unstablePath.replace('/app/', '/client/');

async function severalKeys(world: HomeserverWorld): Promise<CheckOutcome> {
  await requireKeyClaims(world);
  const device = await servedDevice(world);
  const { userId, deviceId } = device;
  const wanted = [keyAlgorithm, keyAlgorithm];
  const keys: Record<string, unknown> = {};
  for (const i of wanted.keys()) {
    keys[`${keyAlgorithm}:SEVERAL${i.toString()}`] = await createCheckOneTimeKey(device, world.randomBytes);
  }
  await wakeHomeserver(world);
  const { result, requests } = await watching(world, 'claimKeys', () =>
    answering(
      world,
      () => ({ body: JSON.stringify({ [userId]: { [deviceId]: keys } }) }),
      () => askAsThree(world, 'POST', severalPath, { one_time_keys: { [userId]: { [deviceId]: wanted } } }),
    ),
  );
  if (result.isUnknownRoute) return missing('it claims one key at a time');
  if (result.status !== 200) return broken(saidBy(result, world.hide));
  const asked = requests.flatMap(({ body }) => (isKeyClaim(body) ? (body[userId]?.[deviceId] ?? []) : []));
  if (asked.length !== wanted.length) return broken(`the appservice is asked for ${asked.length.toString()} of 2`);
  const given = Object.keys(keys).filter((keyId) => claimedKeyIds(result, device).includes(keyId));
  return given.length === wanted.length ? works() : broken(`${given.length.toString()} of 2 keys are given out`);
}

/** Claims keys of users of all kinds at once: of devices that have none at the homeserver. */
const mixedClaim = onceForAll(async (world) => {
  await requireKeyClaims(world);
  const { one, two, shared, outsider } = world.users;
  const claims = [one, two, shared, outsider].map((userId) => [userId, { 'NO-SUCH-DEVICE': keyAlgorithm }]);
  const body = { one_time_keys: Object.fromEntries(claims) as object };
  await wakeHomeserver(world);
  const asked = await watching(world, 'claimKeys', () => askAsThree(world, 'POST', clientPath`keys/claim`, body));
  if (asked.requests.length === 0) throw new NotTestedError('the homeserver did not ask again');
  return asked;
});
