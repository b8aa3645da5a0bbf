import { isJsonObject, own } from '../../json-objects.js';
import { readTransaction } from '../../transactions/read-transaction.js';
import type { Transaction } from '../../types.js';
import { type AskedAnswer, clientPath } from './homeserver-ask.js';
import {
  askAsThree,
  type HomeserverWorld,
  onceForAll,
  requireSuccess,
  sayInRoom,
  type SharedStep,
  wakeHomeserver,
} from './homeserver-world.js';
import { NotTestedError } from '../outcomes.js';
import { requireUploadedDevice } from './checks/upload-checks.js';
import type { Received } from './watched-appservice.js';

/** A transaction, as it came and as it is read. */
export interface SeenTransaction {
  readonly request: Received;
  readonly transaction: Transaction;
}

/** Reads a request as a transaction; `undefined` for any other request. */
export function transactionIn(request: Received): SeenTransaction | undefined {
  if (request.operation !== 'sendTransaction' || !isJsonObject(request.body)) return undefined;
  if (!Array.isArray(own(request.body, 'events'))) return undefined;
  return { request, transaction: readTransaction(request.body).transaction };
}

/** Finds the transaction with an event. */
export function withEvent(text: string): (request: Received) => SeenTransaction | undefined {
  return (request) => {
    const read = transactionIn(request);
    return read?.transaction.events.some(({ content }) => content['body'] === text) === true ? read : undefined;
  };
}

/** Type of the messages of the checks. */
export const messageType = 'check.homeserver';

/** A to-device message, and what finds the transaction that brings it. */
interface SentMessage {
  readonly id: string;
  readonly find: (request: Received) => SeenTransaction | undefined;
}

/** Sends a message to the uploaded device. */
export async function sendToUploaded(world: HomeserverWorld): Promise<SentMessage> {
  const { sent, answer } = await sendToDevices(world, []);
  requireSuccess(world, 'sending a to-device message', answer);
  return sent;
}

/** Sends a message to the uploaded device, and other messages to other devices of its user. */
export async function sendToDevices(
  world: HomeserverWorld,
  otherDeviceIds: readonly string[],
): Promise<{ readonly sent: SentMessage; readonly others: readonly SentMessage[]; readonly answer: AskedAnswer }> {
  const { as } = await requireUploadedDevice(world);
  const deviceIds = [as.deviceId, ...otherDeviceIds];
  const ids = deviceIds.map(() => world.unique());
  const messages = { [as.userId]: Object.fromEntries(deviceIds.map((deviceId, i) => [deviceId, { id: ids[i] }])) };
  const path = clientPath`sendToDevice/${messageType}/${world.unique()}`;
  const answer = await askAsThree(world, 'PUT', path, { messages });
  const [sent, ...others] = ids.map((id) => ({ id, find: withMessage(id) })) as [SentMessage, ...SentMessage[]];
  return { sent, others, answer };
}

function withMessage(id: string): SentMessage['find'] {
  return (request) => {
    const read = transactionIn(request);
    return read?.transaction.to_device?.some(({ content }) => content['id'] === id) === true ? read : undefined;
  };
}

/** The first message. If none comes, no other will. */
export const firstMessage: SharedStep<
  SentMessage & { readonly isThere: boolean; readonly found?: SeenTransaction | undefined }
> = onceForAll(async (world) => {
  await requireUploadedDevice(world);
  await requirePushes(world);
  const { appservice, times } = world;
  const since = appservice.received.length;
  const sent = await sendToUploaded(world);
  const found = await appservice.waitFor(sent.find, since, times.push);
  const isThere = appservice.received.slice(since).some(({ body }) => JSON.stringify(body).includes(sent.id));
  return { ...sent, found, isThere };
});

/** The first event. If none comes, nothing else will. */
export const firstEvent: SharedStep<{ readonly text: string; readonly found: SeenTransaction | undefined }> =
  onceForAll(async (world) => {
    const since = world.appservice.received.length;
    const text = await sayInRoom(world);
    return { text, found: await world.appservice.waitFor(withEvent(text), since, world.times.push) };
  });

/** @throws {NotTestedError} if the homeserver cannot reach this program. */
function requireReach({ unreached }: HomeserverWorld): void {
  if (unreached !== undefined) throw new NotTestedError(unreached.why);
}

/** @throws {NotTestedError} if nothing has come from the homeserver at all, and nothing does when it has a reason. */
export async function requireContact(world: HomeserverWorld): Promise<void> {
  requireReach(world);
  const { received } = world.appservice;
  if (received.length === 0) await wakeHomeserver(world);
  if (received.length === 0) await firstEvent(world);
  if (received.length === 0) throw new NotTestedError('nothing comes from the homeserver');
}

/** @throws {NotTestedError} if no transactions come. */
export async function requirePushes(world: HomeserverWorld): Promise<void> {
  requireReach(world);
  const { found } = await firstEvent(world);
  if (found === undefined) throw new NotTestedError('no transactions come');
}

/** Does something, and waits for a transaction that shows it. */
export async function awaitPush(
  world: HomeserverWorld,
  act: () => Promise<unknown>,
  find: (request: Received) => SeenTransaction | undefined,
  timeoutMs: number = world.times.push,
): Promise<SeenTransaction | undefined> {
  await requirePushes(world);
  const since = world.appservice.received.length;
  await act();
  return world.appservice.waitFor(find, since, timeoutMs);
}
