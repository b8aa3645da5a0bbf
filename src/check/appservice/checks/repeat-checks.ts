import type { CheckOutcome } from '../../check.js';
import type { Check } from '../../run-checks.js';
import type { AppserviceWorld } from '../appservice-world.js';
import { sendTransaction, settleDeliveries, timesTold, withoutDelivery, withoutObservation } from '../observing.js';
import { works, broken, notTested } from '../../outcomes.js';
import { markedEvent, markedMessage, namesOf } from '../probe-transactions.js';
import { inWords, isSuccess } from '../reply.js';

/** Checks of transaction IDs that come again. */
export const repeatChecks: readonly Check<AppserviceWorld>[] = [
  {
    id: 'repeat',
    title: 'a repeat is acknowledged',
    rules: ['T7'],
    does: 'Sends a transaction again, at once and after another one.',
    expects: '200, since a homeserver repeats it for ever otherwise.',
    needed: true,
    async run(world: AppserviceWorld): Promise<CheckOutcome> {
      const why = withoutDelivery(world);
      if (why) return why;
      const [body, id] = [{ events: [markedEvent(world.uniqueName())] }, world.uniqueName()];
      const first = await sendTransaction(world, body, id);
      const again = await sendTransaction(world, body, id);
      await sendTransaction(world, { events: [markedEvent(world.uniqueName())] });
      const later = await sendTransaction(world, body, id);
      const refused = [first, again, later].find((reply) => !isSuccess(reply));
      return refused === undefined ? works() : broken(inWords(refused));
    },
  },
  {
    id: 'concurrent',
    title: 'duplicates are acknowledged',
    rules: ['T7'],
    does: 'Sends a transaction over two connections at the same time.',
    expects: '200 for both.',
    needed: true,
    async run(world: AppserviceWorld): Promise<CheckOutcome> {
      const why = withoutDelivery(world);
      if (why) return why;
      const [body, id] = [{ events: [markedEvent(world.uniqueName())] }, world.uniqueName()];
      const replies = await Promise.all([sendTransaction(world, body, id), sendTransaction(world, body, id)]);
      const refused = replies.find((reply) => !isSuccess(reply));
      return refused === undefined ? works() : broken(inWords(refused));
    },
  },
  {
    id: 'repeat-once',
    title: 'a repeat is delivered once',
    rules: ['T7'],
    does: 'Sends a transaction three times, at once and after another one.',
    expects: 'The application is told of it once.',
    needed: true,
    async run(world: AppserviceWorld): Promise<CheckOutcome> {
      const why = withoutObservation(world);
      if (why) return why;
      const [mark, message, id] = [world.uniqueName(), world.uniqueName(), world.uniqueName()];
      const body = { events: [markedEvent(mark)], ...messagesOf([markedMessage(message, world.user)]) };
      await sendTransaction(world, body, id);
      await settleDeliveries(world);
      const once = [await timesTold(world, mark), await timesTold(world, message)];
      await sendTransaction(world, body, id);
      await sendTransaction(world, { events: [] });
      await sendTransaction(world, body, id);
      if (!(await settleDeliveries(world))) return notTested('a later event was not told');
      const [event = 0, messages = 0] = once;
      if ((await timesTold(world, mark)) > event) return broken('an event was told again');
      return (await timesTold(world, message)) > messages ? broken('a message was told again') : works();
    },
  },
  {
    id: 'concurrent-once',
    title: 'duplicates are delivered once',
    rules: ['T7'],
    does: 'Sends a transaction over two connections at the same time.',
    expects: 'The application is told of it once.',
    needed: true,
    async run(world: AppserviceWorld): Promise<CheckOutcome> {
      const why = withoutObservation(world);
      if (why) return why;
      const [mark, id] = [world.uniqueName(), world.uniqueName()];
      const body = { events: [markedEvent(mark)] };
      await Promise.all([sendTransaction(world, body, id), sendTransaction(world, body, id)]);
      if (!(await settleDeliveries(world))) return notTested('a later event was not told');
      const times = await timesTold(world, mark);
      if (times === 0) return broken('it was told nothing');
      return times > Number(world.state.textsPerEvent) ? broken('an event was told twice') : works();
    },
  },
  {
    id: 'grown-repeat',
    title: 'a repeat with more events',
    rules: ['T7'],
    does: 'Sends a transaction again, with one more event. Dendrite does so.',
    expects: 'The application is told of the new event.',
    needed: false,
    run: (world) => underSameId(world, (first, second) => [first, second]),
  },
  {
    id: 'reused-id',
    title: 'an ID with other events',
    rules: ['T7'],
    does: 'Sends another transaction under the same ID, as a homeserver does whose counter began anew.',
    expects: 'The application is told of the new event.',
    needed: false,
    run: (world) => underSameId(world, (_, second) => [second]),
  },
];

/** Writes to-device messages under both names. */
function messagesOf(messages: readonly object[]): object {
  return Object.fromEntries(namesOf('to_device').map((name) => [name, messages]));
}

/** Sends a transaction, and other events under its ID. */
async function underSameId(
  world: AppserviceWorld,
  eventsOf: (first: object, second: object) => readonly object[],
): Promise<CheckOutcome> {
  const why = withoutObservation(world);
  if (why) return why;
  const [mark, id] = [world.uniqueName(), world.uniqueName()];
  const first = markedEvent(world.uniqueName());
  await sendTransaction(world, { events: [first] }, id);
  const reply = await sendTransaction(world, { events: eventsOf(first, markedEvent(mark)) }, id);
  if (!isSuccess(reply)) return broken(inWords(reply));
  if (!(await settleDeliveries(world))) return notTested('a later event was not told');
  return (await timesTold(world, mark)) > 0 ? works() : broken('acknowledged, and lost');
}
