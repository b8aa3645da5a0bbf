import { isKeyQuery } from '../../../../generated/validators/index.js';
import { isJsonObject, isSameJson, own } from '../../../json-objects.js';
import { applicationServiceOperations } from '../../../operations.js';
import type { CheckOutcome } from '../../check.js';
import type { Check } from '../../run-checks.js';
import { type CheckDevice, createCheckDevice, createCheckIdentity } from '../check-keys.js';
import { type AskedAnswer, saidBy } from '../homeserver-ask.js';
import {
  type HomeserverWorld,
  newDevice,
  onceForAll,
  requireUsers,
  type SharedStep,
  wakeHomeserver,
} from '../homeserver-world.js';
import { broken, missing, NotTestedError, works } from '../../outcomes.js';
import { requireContact } from '../pushed-transactions.js';
import { answerEntry, queryKeysAsThree, requireUploadedDevice } from './upload-checks.js';
import type { Received } from '../watched-appservice.js';

/** A device of user two, whose keys the appservice alone has. Where none can be created, the homeserver does not know it. */
export const servedDevice: SharedStep<CheckDevice> = onceForAll(async (world) => {
  const { two } = world.users;
  try {
    return await newDevice(world, two);
  } catch (error) {
    if (!(error instanceof NotTestedError)) throw error;
    await requireUsers(world);
    return createCheckDevice(two, `CHECK${world.unique()}`, world.randomBytes);
  }
});

/** Runs an action, and returns its result with the requests for an operation that came meanwhile. */
export async function watching<T>(
  { appservice }: Pick<HomeserverWorld, 'appservice'>,
  operation: Received['operation'],
  action: () => Promise<T>,
): Promise<{ readonly result: T; readonly requests: readonly Received[] }> {
  const since = appservice.received.length;
  const result = await action();
  return { result, requests: appservice.received.slice(since).filter((each) => each.operation === operation) };
}

/** Lets the appservice answer key requests for the time of an action. */
export async function answering<T>(
  { appservice }: Pick<HomeserverWorld, 'appservice'>,
  answer: NonNullable<HomeserverWorld['appservice']['answerKeys']>,
  action: () => Promise<T>,
): Promise<T> {
  appservice.answerKeys = answer;
  try {
    return await action();
  } finally {
    appservice.answerKeys = undefined;
  }
}

/** Asks for the keys of user two, while the appservice serves them. */
const firstQuery = onceForAll(async (world) => {
  const device = await servedDevice(world);
  const { userId, deviceId } = device;
  const body = JSON.stringify({ device_keys: { [userId]: { [deviceId]: device.keys } } });
  const asked = await watching(world, 'queryKeys', () =>
    answering(
      world,
      () => ({ body }),
      () => queryKeysAsThree(world, { [userId]: [] }),
    ),
  );
  return { device, ...asked };
});

/** @throws {NotTestedError} if the homeserver asks for no keys. */
export async function requireKeyQueries(world: HomeserverWorld): Promise<void> {
  const { requests } = await firstQuery(world);
  if (requests.length === 0) throw new NotTestedError('no key query reaches the appservice');
}

/** Judges the path under which a request for keys came. */
export function judgePath({ path }: Received, { stablePath }: { readonly stablePath: string }): CheckOutcome {
  return path === stablePath ? works() : { verdict: 'other-name', seen: path.replace('/_matrix/app/', '…/') };
}

/** Checks of key queries (MSC3984). */
export const keyQueryChecks: readonly Check<HomeserverWorld>[] = [
  {
    id: 'key-query',
    title: 'key queries reach the appservice',
    rules: ['W1', 'N1'],
    proposal: 'MSC3984',
    does: 'Queries the keys of a user of the appservice, as another.',
    expects: 'A request for that user under the stable path.',
    needed: false,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      const { device, requests, result } = await firstQuery(world);
      const [request] = requests;
      if (result.status !== 200) return broken(`the query itself failed: ${saidBy(result, world.hide)}`);
      if (request === undefined) await requireContact(world);
      if (request === undefined) return missing(world.facts.saidOf('keyQuery'), world.facts.remedyFor('keyQuery'));
      if (request.method !== 'POST') return broken(`with ${request.method}`);
      const asked = isKeyQuery(request.body) ? own<readonly string[]>(request.body, device.userId) : undefined;
      if (asked === undefined) return broken('the body is no map of users to lists of devices');
      if (asked.length > 0) return broken('it asks for some devices, not for all');
      return judgePath(request, applicationServiceOperations.queryKeys);
    },
  },
  {
    id: 'key-query-merge',
    title: 'served device keys are given out',
    rules: ['M1', 'W4'],
    proposal: 'MSC3984',
    does: 'Compares the answer to that query with what the appservice answered.',
    expects: 'The device as it was served, with a field that nothing knows.',
    needed: false,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      await requireKeyQueries(world);
      const { device, result } = await firstQuery(world);
      const found = answerEntry(result, 'device_keys', device.userId, device.deviceId);
      if (!isJsonObject(found)) return broken('the device is not in the answer');
      const { unsigned: _unsigned, ...signed } = found;
      return isSameJson(signed, device.keys) ? works() : broken('it was changed, so its signature is wrong');
    },
  },
  {
    id: 'key-query-uploaded',
    title: 'uploaded keys stay beside them',
    rules: ['M1'],
    proposal: 'MSC3984',
    does: 'Serves a second device of a user who has uploaded one, and queries both.',
    expects: 'Both.',
    needed: false,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      await requireKeyQueries(world);
      const { as, device: uploaded } = await requireUploadedDevice(world);
      const { device } = await firstQuery(world);
      const served = { ...device.keys, user_id: as.userId };
      const body = JSON.stringify({ device_keys: { [as.userId]: { [device.deviceId]: served } } });
      await wakeHomeserver(world);
      const answer = await answering(
        world,
        () => ({ body }),
        () => queryKeysAsThree(world, { [as.userId]: [] }),
      );
      const devices = answerEntry(answer, 'device_keys', as.userId);
      const keysOf = (deviceId: string): unknown => {
        const keys = isJsonObject(devices) ? own(devices, deviceId) : undefined;
        return isJsonObject(keys) ? own(keys, 'keys') : undefined;
      };
      if (!isSameJson(keysOf(as.deviceId), uploaded.keys.keys)) return broken('the uploaded device is lost');
      return isSameJson(keysOf(device.deviceId), served.keys) ? works() : broken('the served device is missing');
    },
  },
  {
    id: 'key-query-batch',
    title: 'one request for several users',
    rules: ['G4'],
    proposal: 'MSC3984',
    does: 'Queries two users of the appservice at once.',
    expects: 'One request for both.',
    needed: false,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      const { requests } = await mixedQuery(world);
      const { one, two } = world.users;
      const has = (userId: string) => (each: Received) => isJsonObject(each.body) && Object.hasOwn(each.body, userId);
      if (requests.some((each) => has(one)(each) && has(two)(each))) return works();
      return broken(`${requests.length.toString()} requests, each for one user`);
    },
  },
  {
    id: 'key-query-exclusive',
    title: 'exclusive users only',
    rules: ['G1'],
    proposal: 'MSC3984',
    does: 'Queries a user of a namespace that is not exclusive, and one of no namespace, beside the others.',
    expects: 'No request for these two.',
    needed: false,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      const { requests } = await mixedQuery(world);
      const { shared, outsider } = world.users;
      const asked = requests.flatMap(({ body }) => (isJsonObject(body) ? Object.keys(body) : []));
      if (asked.includes(outsider)) return broken('it asks for users of no namespace');
      return asked.includes(shared) ? broken('it asks for users of a shared namespace, too') : works();
    },
  },
  {
    id: 'served-cross-signing',
    title: 'served cross-signing keys',
    rules: ['D3', 'M1'],
    proposal: 'MSC3984',
    does: 'Serves the cross-signing keys of a user who has uploaded none.',
    expects: 'The master key and the self-signing key in the answer.',
    needed: false,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      await requireKeyQueries(world);
      const { userId, deviceId } = await servedDevice(world);
      const { masterKey, selfSigningKey } = await createCheckIdentity(userId, world.randomBytes);
      const maps = { master_keys: { [userId]: masterKey }, self_signing_keys: { [userId]: selfSigningKey } };
      await wakeHomeserver(world);
      const body = JSON.stringify(maps);
      const answer = await answering(
        world,
        () => ({ body }),
        () => queryKeysAsThree(world, { [userId]: [deviceId] }),
      );
      const names = Object.keys(maps).filter((name) => !isJsonObject(answerEntry(answer, name, userId)));
      if (names.length === 0) return works();
      if (names.length === 1)
        return broken(`the ${names[0] === 'master_keys' ? 'master' : 'self-signing'} key is dropped`);
      return missing('they are dropped: upload them instead');
    },
  },
];

/** Queries users of all kinds at once. */
const mixedQuery = onceForAll(async (world) => {
  await requireKeyQueries(world);
  const { one, two, shared, outsider } = world.users;
  await wakeHomeserver(world);
  const asked = await watching(world, 'queryKeys', () =>
    queryKeysAsThree(world, { [one]: [], [two]: [], [shared]: [], [outsider]: [] }),
  );
  if (asked.requests.length === 0) throw new NotTestedError('the homeserver did not ask again');
  return asked;
});

/** Tells whether an answer has keys of a user whom the homeserver knows well. */
export function hasKeysOf(answer: AskedAnswer, userId: string, deviceId: string): boolean {
  return answer.status === 200 && isJsonObject(answerEntry(answer, 'device_keys', userId, deviceId));
}
