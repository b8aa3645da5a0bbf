import type { CheckOutcome } from '../../check.js';
import type { Check } from '../../run-checks.js';
import type { AppserviceWorld } from '../appservice-world.js';
import { putTransaction } from '../endpoints.js';
import {
  sendTransaction,
  settleDeliveries,
  timesTold,
  untilTold,
  withoutDelivery,
  withoutObservation,
} from '../observing.js';
import { broken, notTested, works } from '../../outcomes.js';
import { malformedFields, markedEvent, namesOf } from '../probe-transactions.js';
import { inWords, isSuccess } from '../reply.js';

/** Checks of what becomes of a transaction that fails. They come last, since an appservice may not survive them. */
export const failureChecks: readonly Check<AppserviceWorld>[] = [
  {
    id: 'bad-event',
    title: 'a bad event is acknowledged',
    rules: ['T6'],
    does: 'Sends events with null, a number, a text, a list and an empty object among them, and one with lists 500 deep.',
    expects: '200: otherwise the homeserver sends them for ever, and nothing else.',
    needed: true,
    async run(world: AppserviceWorld): Promise<CheckOutcome> {
      const why = withoutDelivery(world);
      if (why) return why;
      const event = markedEvent(world.uniqueName());
      const deep: unknown = JSON.parse('['.repeat(500) + ']'.repeat(500));
      const sent = [
        ['', withBadOnes(world.uniqueName(), world.uniqueName())],
        ['a deep one: ', [{ ...event, content: { ...event.content, deep } }]],
      ] as const;
      for (const [what, events] of sent) {
        const reply = await sendTransaction(world, { events });
        if (!isSuccess(reply)) return broken(`${what}${inWords(reply)}; it would come again for ever`);
      }
      return works();
    },
  },
  {
    id: 'good-events',
    title: 'events beside a bad one',
    rules: ['T6'],
    does: 'Looks for the good events of such a transaction in what the application was told.',
    expects: 'All of them.',
    needed: true,
    async run(world: AppserviceWorld): Promise<CheckOutcome> {
      const why = withoutObservation(world);
      if (why) return why;
      const [before, after] = [world.uniqueName(), world.uniqueName()];
      await sendTransaction(world, { events: withBadOnes(before, after) });
      if (!(await settleDeliveries(world))) return notTested('a later event was not told');
      const times = [await timesTold(world, before), await timesTold(world, after)];
      return times.includes(0) ? broken('good events are lost') : works();
    },
  },
  {
    id: 'malformed-field',
    title: 'malformed fields',
    rules: ['T1', 'T6'],
    does: 'Sends transactions in which one field holds null or a number, under the stable and the unstable name.',
    expects: '200: the field is skipped.',
    needed: true,
    async run(world: AppserviceWorld): Promise<CheckOutcome> {
      const why = withoutDelivery(world);
      if (why) return why;
      const { refusedNames } = world.state;
      const seen = new Set<string>();
      for (const [field, value] of malformedFields) {
        for (const name of namesOf(field)) {
          const reply = await sendTransaction(world, { events: [], [name]: value });
          if (isSuccess(reply)) continue;
          refusedNames.add(name);
          seen.add(`${field}: ${inWords(reply)}`);
        }
      }
      return seen.size === 0 ? works() : broken([...seen].join(', '));
    },
  },
  {
    id: 'failed-id',
    title: 'an ID that failed before',
    rules: ['T7'],
    does: 'Breaks a transaction off in the middle, sends one with a bad event, and then good ones under the same IDs.',
    expects: '200, and the events are delivered.',
    needed: true,
    async run(world: AppserviceWorld): Promise<CheckOutcome> {
      const why = withoutDelivery(world);
      if (why) return why;
      const faults = [await afterBrokenOff(world), await afterRefused(world)].filter((fault) => fault !== undefined);
      return faults.length === 0 ? works() : broken(faults.join(', '));
    },
  },
  {
    id: 'failed-event',
    title: 'events whose handler fails',
    rules: ['A4', 'R2'],
    does: 'Makes the application fail at an event, and sends the transaction again unless it was acknowledged.',
    expects: 'The application is told again: with the repeat, or by itself where the event was acknowledged.',
    needed: true,
    async run(world: AppserviceWorld): Promise<CheckOutcome> {
      const why = withoutObservation(world);
      if (why) return why;
      const { application, state } = world;
      if (application?.failOnce === undefined) return notTested('the application cannot be made to fail');
      const [mark, id] = [world.uniqueName(), world.uniqueName()];
      const body = { events: [markedEvent(mark)] };
      await application.failOnce();
      const first = await sendTransaction(world, body, id);
      if (isSuccess(first)) {
        const again = await untilTold(world, mark, 2 * Number(state.textsPerEvent));
        return again ? works() : broken('acknowledged, and lost');
      }
      const second = await sendTransaction(world, body, id);
      if (!isSuccess(second)) return broken(`${inWords(first)}, then ${inWords(second)}`);
      return (await untilTold(world, mark, 2 * Number(state.textsPerEvent))) ? works() : broken('lost with the repeat');
    },
  },
];

function withBadOnes(before: string, after: string): unknown[] {
  return [markedEvent(before), null, 7, 'text', [], {}, markedEvent(after)];
}

/** Sends half a transaction, closes the connection, and sends the whole. */
async function afterBrokenOff(world: AppserviceWorld): Promise<string | undefined> {
  const [mark, id] = [world.uniqueName(), world.uniqueName()];
  const whole = { events: [markedEvent(mark)] };
  const request = putTransaction(whole, id);
  const text = request.body ?? '';
  const { close, written } = world.begin({ ...request, body: text.slice(0, 40), announcedBytes: text.length });
  await written;
  await world.delay(200);
  close();
  await world.delay(200);
  return faultOfWhole(world, whole, { id, mark, after: 'broken off' });
}

/** Sends a transaction that may be refused, and then a good one under its ID. */
async function afterRefused(world: AppserviceWorld): Promise<string | undefined> {
  const [mark, id] = [world.uniqueName(), world.uniqueName()];
  const refusal = await sendTransaction(world, { events: [null] }, id);
  // Acknowledged means that it did not fail.
  if (isSuccess(refusal)) return undefined;
  return faultOfWhole(world, { events: [markedEvent(mark)] }, { id, mark, after: inWords(refusal) });
}

async function faultOfWhole(
  world: AppserviceWorld,
  body: unknown,
  { id, mark, after }: { readonly id: string; readonly mark: string; readonly after: string },
): Promise<string | undefined> {
  const reply = await sendTransaction(world, body, id);
  if (!isSuccess(reply)) return `${after}, then ${inWords(reply)}`;
  const blind = withoutObservation(world) !== undefined;
  return blind || (await untilTold(world, mark)) ? undefined : `${after}, then acknowledged and lost`;
}
