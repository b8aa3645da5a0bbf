import type { CheckOutcome } from '../../check.js';
import type { Check } from '../../run-checks.js';
import type { AppserviceWorld } from '../appservice-world.js';
import { isServed } from '../endpoints.js';
import { sendTransaction, withoutDelivery } from '../observing.js';
import { broken, missing, notTested, works } from '../../outcomes.js';
import { markedEvent, spelledTransaction, type Spelling } from '../probe-transactions.js';
import { inWords, isSuccess } from '../reply.js';

/** Checks of the answers to transactions. All but the first deliver some, to users and rooms that do not exist. */
export const transactionChecks: readonly Check<AppserviceWorld>[] = [
  {
    id: 'transactions',
    title: 'transactions',
    rules: ['W1'],
    does: 'Puts a transaction: an empty one with --deliver, and half of one without.',
    expects: '200 and a JSON object.',
    needed: true,
    run({ state, deliver }: AppserviceWorld): CheckOutcome {
      const endpoint = state.endpoints.find(({ operationId }) => operationId === 'sendTransaction');
      if (endpoint === undefined) return notTested('nothing was sent');
      const { reply } = endpoint;
      if (reply.answered && !isServed(endpoint)) return missing(inWords(reply));
      if (isSuccess(reply)) return deliver ? works() : broken('200 for a body that is not JSON');
      if (deliver || !reply.answered) return broken(inWords(reply));
      return notTested('the route is there; --deliver sends one');
    },
  },
  {
    id: 'spellings',
    title: 'every spelling is acknowledged',
    rules: ['T1', 'T9'],
    does: 'Sends full transactions under stable names, unstable ones, both, and names that never existed.',
    expects: '200: names that are not known are ignored.',
    needed: true,
    async run(world: AppserviceWorld): Promise<CheckOutcome> {
      const why = withoutDelivery(world);
      if (why) return why;
      const refused: string[] = [];
      for (const spelling of ['stable', 'unstable', 'both', 'removed', 'invented'] satisfies Spelling[]) {
        const { body, marks } = spelledTransaction(spelling, world.user, world.uniqueName);
        const reply = await sendTransaction(world, body);
        if (isSuccess(reply)) world.state.spelled.set(spelling, marks);
        else refused.push(`${titles[spelling]}: ${inWords(reply)}`);
      }
      return refused.length === 0 ? works() : broken(refused.join(', '));
    },
  },
  {
    id: 'odd-ids',
    title: 'transaction IDs of any kind',
    rules: ['T7'],
    does: 'Sends empty transactions under IDs with a slash, a space and a dot, and under `__proto__`.',
    expects: '200: an ID is opaque.',
    needed: false,
    async run(world: AppserviceWorld): Promise<CheckOutcome> {
      const why = withoutDelivery(world);
      if (why) return why;
      const refused: string[] = [];
      for (const id of [`${world.uniqueName()}/ -_.~:`, '__proto__']) {
        const reply = await sendTransaction(world, { events: [] }, id);
        if (!isSuccess(reply)) refused.push(`${id.replace(/^\w+\//, '…/')}: ${inWords(reply)}`);
      }
      return refused.length === 0 ? works() : broken(refused.join(', '));
    },
  },
  {
    id: 'large-transaction',
    title: 'large transactions',
    rules: ['S2'],
    does: 'Sends a hundred events of 60 kB each. Homeservers send up to a hundred, of up to 64 KiB.',
    expects: '200.',
    needed: true,
    async run(world: AppserviceWorld): Promise<CheckOutcome> {
      const why = withoutDelivery(world);
      if (why) return why;
      const padding = 'x'.repeat(60_000);
      const events = Array.from({ length: 100 }, () => {
        const event = markedEvent(world.uniqueName());
        return { ...event, content: { ...event.content, padding } };
      });
      const reply = await sendTransaction(world, { events });
      return isSuccess(reply) ? works() : broken(`${inWords(reply)}; it would come again for ever`);
    },
  },
];

const titles: Readonly<Record<Spelling, string>> = {
  stable: 'stable names',
  unstable: 'unstable names',
  both: 'both',
  removed: 'unstable names',
  invented: 'names that never existed',
};
