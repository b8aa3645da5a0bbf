import type { CheckOutcome } from '../../check.js';
import type { Check } from '../../run-checks.js';
import type { AppserviceWorld } from '../appservice-world.js';
import { sendTransaction, timesTold, timesToldOf, untilTold, withoutObservation } from '../observing.js';
import { works, broken, missing, notTested } from '../../outcomes.js';
import { markedEvent } from '../probe-transactions.js';
import { inWords, isSuccess } from '../reply.js';

/** Checks of what the application is told. They follow the checks of the answers, and use their transactions. */
export const contentChecks: readonly Check<AppserviceWorld>[] = [
  {
    id: 'events',
    title: 'events',
    rules: ['T6'],
    does: 'Looks for two events of an acknowledged transaction in what the application was told.',
    expects: 'The events within two seconds, in their order.',
    needed: true,
    async run(world: AppserviceWorld): Promise<CheckOutcome> {
      const why = withoutObservation(world);
      if (why) return why;
      const mark = world.uniqueName();
      const second = world.uniqueName();
      const unread = world.uniqueName();
      const events = [markedEvent(mark), markedEvent(second)];
      const reply = await sendTransaction(world, { events, check_appservice: unread });
      if (!isSuccess(reply)) return broken(inWords(reply));
      const isTold = (await untilTold(world, mark)) && (await untilTold(world, second));
      const { state } = world;
      state.textsPerEvent = isTold ? await timesTold(world, mark) : 'the application is not told of events';
      if ((await timesTold(world, unread)) > 0) {
        state.textsPerEvent = 'what is observed are requests, and not what the application is told';
        return notTested(state.textsPerEvent);
      }
      if (!isTold) return broken('acknowledged, and the application was not told of it');
      const all = ((await world.application?.told()) ?? []).join('\n');
      const isReversed = all.indexOf(second) < all.indexOf(mark);
      return isReversed ? broken('the second event is told before the first') : works();
    },
  },
  {
    id: 'left',
    title: 'device lists: who left',
    rules: ['T4'],
    proposal: 'MSC3202',
    does: 'Looks for the users of `left` in what the application was told.',
    expects: 'The users, as those of `changed`.',
    needed: true,
    async run(world: AppserviceWorld): Promise<CheckOutcome> {
      const why = withoutObservation(world);
      if (why) return why;
      const told = async (place: 'changed' | 'left'): Promise<boolean> =>
        (await timesToldOf(world, 'stable', place)) + (await timesToldOf(world, 'unstable', place)) > 0;
      if (await told('left')) return works();
      const older = await timesToldOf(world, 'removed', 'left');
      if (older > 0) return missing('`removed` is read, which no homeserver sends');
      const isRead = await told('changed');
      return missing(isRead ? 'of the lists, `changed` alone is read' : 'device lists are not read');
    },
  },
  {
    id: 'both-names',
    title: 'a message under two names',
    rules: ['T1'],
    does: 'Looks for a to-device message that came under the stable and the unstable name.',
    expects: 'It is told once.',
    needed: true,
    async run(world: AppserviceWorld): Promise<CheckOutcome> {
      const why = withoutObservation(world);
      if (why) return why;
      const most = Math.max(
        await timesToldOf(world, 'stable', 'toDevice'),
        await timesToldOf(world, 'unstable', 'toDevice'),
      );
      const both = await timesToldOf(world, 'both', 'toDevice');
      if (most === 0) return notTested('to-device messages are not read');
      return both > most ? broken('it is told twice') : both === 0 ? broken('it is not told') : works();
    },
  },
  {
    id: 'invented-names',
    title: 'names that never existed',
    rules: ['T9'],
    does: 'Looks for messages that came under names that no proposal has.',
    expects: 'They are not told: a sender who uses these names should notice.',
    needed: false,
    async run(world: AppserviceWorld): Promise<CheckOutcome> {
      const why = withoutObservation(world);
      if (why) return why;
      const times =
        (await timesToldOf(world, 'invented', 'toDevice')) + (await timesToldOf(world, 'invented', 'ephemeral'));
      return times > 0 ? broken('they are read') : works();
    },
  },
];
