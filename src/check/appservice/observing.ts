import type { CheckOutcome } from '../check.js';
import type { AppserviceWorld } from './appservice-world.js';
import { putTransaction } from './endpoints.js';
import { notTested } from '../outcomes.js';
import { markedEvent, type Spelling, type TransactionMarks } from './probe-transactions.js';
import { isSuccess, type Reply } from './reply.js';

/** Sends a transaction. */
export function sendTransaction(
  world: AppserviceWorld,
  body: unknown,
  transactionId: string = world.uniqueName(),
): Promise<Reply> {
  return world.send(putTransaction(body, transactionId));
}

/** Says why a check that delivers is not done, if it is not. */
export function withoutDelivery({ deliver, state }: AppserviceWorld): CheckOutcome | undefined {
  if (!deliver) return notTested('it needs --deliver');
  const route = state.endpoints.find(({ operationId }) => operationId === 'sendTransaction');
  return route !== undefined && isSuccess(route.reply) ? undefined : notTested('transactions are not acknowledged');
}

/** Says why it cannot be seen what the application was told, if it cannot. */
export function withoutObservation(world: AppserviceWorld): CheckOutcome | undefined {
  const { application, state } = world;
  const reason = withoutDelivery(world);
  if (reason !== undefined) return reason;
  if (application === undefined) return notTested('it cannot be seen from outside: --observe');
  return typeof state.textsPerEvent === 'string' ? notTested(state.textsPerEvent) : undefined;
}

/** Counts the texts that the application was told with a name in them. */
export async function timesTold({ application }: AppserviceWorld, mark: string): Promise<number> {
  const told = (await application?.told()) ?? [];
  return told.filter((text) => text.includes(mark)).length;
}

/** Counts what the application was told of a place in a transaction; 0 if that was refused. */
export async function timesToldOf(
  world: AppserviceWorld,
  spelling: Spelling,
  place: keyof TransactionMarks,
): Promise<number> {
  const marks = world.state.spelled.get(spelling);
  return marks === undefined ? 0 : timesTold(world, marks[place]);
}

/** Time between looks at what the application was told, and the number of looks: two seconds in all. */
const lookEveryMs = 50;
const looks = 40;

/** Waits until the application was told something. Resolves with false if it is not, in two seconds. */
export async function untilTold(world: AppserviceWorld, mark: string, times = 1): Promise<boolean> {
  for (let look = 0; look < looks; look++) {
    if ((await timesTold(world, mark)) >= times) return true;
    await world.delay(lookEveryMs);
  }
  return false;
}

/** Waits until everything before was delivered: until the application was told of one more event. */
export async function settleDeliveries(world: AppserviceWorld): Promise<boolean> {
  const mark = world.uniqueName();
  const reply = await sendTransaction(world, { events: [markedEvent(mark)] });
  return isSuccess(reply) && untilTold(world, mark);
}
