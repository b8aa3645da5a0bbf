import { isJsonObject, own } from '../../json-objects.js';
import { readTransaction } from '../../transactions/read-transaction.js';
import type { Transaction } from '../../types.js';
import { clientPath } from './homeserver-ask.js';
import {
  askAsThree,
  type HomeserverWorld,
  NotTestedError,
  onceForAll,
  requireSuccess,
  sayInRoom,
  type SharedStep,
} from './homeserver-world.js';
import { requireUploadedDevice } from './upload-checks.js';
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

/** Sends a message to the uploaded device. Returns what finds the transaction that brings it. */
export async function sendToUploaded(
  world: HomeserverWorld,
): Promise<{ readonly id: string; readonly find: (request: Received) => SeenTransaction | undefined }> {
  const { as } = await requireUploadedDevice(world);
  const id = world.unique();
  const messages = { [as.userId]: { [as.deviceId]: { id } } };
  const path = clientPath`sendToDevice/check.homeserver/${world.unique()}`;
  requireSuccess(world, 'sending a to-device message', await askAsThree(world, 'PUT', path, { messages }));
  return {
    id,
    find: (request) => {
      const read = transactionIn(request);
      return read?.transaction.to_device?.some(({ content }) => content['id'] === id) === true ? read : undefined;
    },
  };
}

/** The first event. If none comes, nothing else will. */
export const firstEvent: SharedStep<{ readonly found: SeenTransaction | undefined }> = onceForAll(async (world) => {
  requireReach(world);
  const since = world.appservice.received.length;
  const text = await sayInRoom(world);
  return { found: await world.appservice.waitFor(withEvent(text), since, world.times.push) };
});

/** @throws {NotTestedError} if the homeserver cannot reach this program. */
function requireReach({ unreached }: HomeserverWorld): void {
  if (unreached !== undefined) throw new NotTestedError(unreached);
}

/** @throws {NotTestedError} if no transactions come. */
export async function requirePushes(world: HomeserverWorld): Promise<void> {
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
