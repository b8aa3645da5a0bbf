import { isJsonObject, own } from '../../../json-objects.js';
import type { CheckOutcome } from '../../check.js';
import type { Check } from '../../run-checks.js';
import { clientPath, saidBy } from '../homeserver-ask.js';
import {
  type HomeserverWorld,
  inSeconds,
  onceForAll,
  sayInRoom,
  sharedRoom,
  wakeHomeserver,
} from '../homeserver-world.js';
import { broken, missing, NotTestedError, works } from '../../outcomes.js';
import { requirePushes, sendToUploaded, transactionIn, withEvent } from '../pushed-transactions.js';
import { requireUploadedDevice } from './upload-checks.js';
import type { Received } from '../watched-appservice.js';

/** Refuses a transaction with an event once, and lets another event follow. */
const refusedEvent = onceForAll(async (world) => {
  await requirePushes(world);
  const { appservice, times, now } = world;
  const since = appservice.received.length;
  let refused: Received | undefined;
  appservice.refuses = (each) => {
    // The first that has an event: nothing else is written at this time.
    if (refused !== undefined || (transactionIn(each)?.transaction.events.length ?? 0) === 0) return false;
    refused = each;
    return true;
  };
  try {
    const first = await sayInRoom(world);
    const second = await sayInRoom(world);
    const startMs = now();
    const accepted = (text: string) => (each: Received) => (each.wasRefused ? undefined : withEvent(text)(each));
    const repeat = await appservice.waitFor(accepted(first), since, times.repeat);
    const waitedMs = now() - startMs;
    const following = repeat && (await appservice.waitFor(accepted(second), since, times.repeat));
    const firstRefused = appservice.received.slice(since).find((each) => each.wasRefused);
    return { refused: firstRefused, repeat, following, waitedMs, texts: [first, second] };
  } finally {
    appservice.refuses = undefined;
  }
});

/** Refuses a transaction with a to-device message once. */
const refusedMessage = onceForAll(async (world) => {
  await requirePushes(world);
  const { appservice, times } = world;
  const since = appservice.received.length;
  let wasRefused = false;
  appservice.refuses = (each) => {
    if (wasRefused || (transactionIn(each)?.transaction.to_device?.length ?? 0) === 0) return false;
    wasRefused = true;
    return true;
  };
  try {
    const { id, find } = await sendToUploaded(world);
    const refused = await appservice.waitFor(
      (each) => (find(each) && each.wasRefused ? each : undefined),
      since,
      times.push,
    );
    if (refused === undefined) throw new NotTestedError('no to-device messages come');
    // Homeservers that keep them send them with the repeat. A ping makes some of them repeat at once.
    await wakeHomeserver(world);
    const text = await sayInRoom(world);
    const after = await appservice.waitFor(
      (each) => (each.wasRefused ? undefined : withEvent(text)(each)),
      since,
      times.repeat,
    );
    const repeat = appservice.received.slice(since).find((each) => !each.wasRefused && find(each) !== undefined);
    return { id, isBack: after !== undefined, repeat };
  } finally {
    appservice.refuses = undefined;
  }
});

/** Checks of what becomes of transactions that are refused. */
export const deliveryChecks: readonly Check<HomeserverWorld>[] = [
  {
    id: 'transaction-repeat',
    title: 'refused transactions are repeated',
    rules: ['R1', 'R3'],
    does: 'Answers a transaction with 500, once.',
    expects: 'The same event again.',
    needed: true,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      const { refused, repeat, waitedMs } = await refusedEvent(world);
      if (refused === undefined) throw new NotTestedError('no transaction came');
      if (repeat !== undefined) return works(`after ${inSeconds(waitedMs)}`);
      return broken(`not within ${inSeconds(world.times.repeat)}: what an appservice refuses may be lost`);
    },
  },
  {
    id: 'transaction-id',
    title: 'a repeat has the same ID',
    rules: ['T7'],
    does: 'Compares the IDs of the refused transaction and its repeat, and those of all transactions.',
    expects: 'The same ID for a repeat, and no ID for two different transactions.',
    needed: false,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      const { refused, repeat } = await refusedEvent(world);
      if (refused === undefined || repeat === undefined) throw new NotTestedError('no repeat came');
      if (refused.txnId !== repeat.request.txnId) return broken('another ID, so repeats cannot be recognised by it');
      return reusedIds(world.appservice.received) > 0 ? broken('some IDs came again with other events') : works();
    },
  },
  {
    id: 'transaction-order',
    title: 'events keep their order',
    rules: ['T7', 'R2'],
    does: 'Writes a second event while the first waits to be repeated.',
    expects: 'The second after the first.',
    needed: false,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      const { repeat, following, texts } = await refusedEvent(world);
      if (repeat === undefined) throw new NotTestedError('no repeat came');
      if (following === undefined) return broken('the second event did not come');
      const came = world.appservice.received.flatMap((each) =>
        each.wasRefused ? [] : (transactionIn(each)?.transaction.events.map(({ content }) => content['body']) ?? []),
      );
      const [first = -1, second = -1] = texts.map((text) => came.indexOf(text));
      return first < second ? works() : broken('the second event came first');
    },
  },
  {
    id: 'to-device-repeat',
    title: 'a repeat has to-device messages',
    rules: ['R1'],
    proposal: 'MSC4203',
    does: 'Answers a transaction with a to-device message with 500, once.',
    expects: 'The message again.',
    needed: false,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      const { repeat, isBack } = await refusedMessage(world);
      if (repeat !== undefined) return works();
      return broken(isBack ? 'they are left out: `/sync` has to fetch them' : 'nothing came after the refusal');
    },
  },
  {
    id: 'to-device-sync',
    title: 'to-device messages wait in /sync',
    rules: ['R8'],
    does: 'Sends a message to a device and asks `/sync` as that device, twice without `since` and once with it.',
    expects: 'The message, until `since` acknowledges it.',
    needed: true,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      const { as } = await requireUploadedDevice(world);
      const { id } = await sendToUploaded(world);
      const sync = async (since?: string): Promise<{ readonly ids: readonly unknown[]; readonly next: string }> => {
        // Another filter each time: an answer may be kept for the same request.
        const filter = JSON.stringify({ room: { rooms: [] }, account_data: { limit: 1, types: [world.unique()] } });
        const query = { timeout: '0', set_presence: 'offline', filter, ...(since === undefined ? {} : { since }) };
        const answer = await world.ask('GET', clientPath`sync`, { as, names: world.names, query });
        if (answer.status !== 200) throw new NotTestedError(`/sync: ${saidBy(answer, world.hide)}`);
        const toDevice = own(answer.body, 'to_device');
        const events = isJsonObject(toDevice) ? own(toDevice, 'events') : [];
        const ids = (Array.isArray(events) ? events : []).map((each: unknown) =>
          isJsonObject(each) && isJsonObject(each['content']) ? each['content']['id'] : undefined,
        );
        return { ids, next: String(own(answer.body, 'next_batch')) };
      };
      const first = await sync();
      if (!first.ids.includes(id)) return missing('the message is not there');
      if (!(await sync()).ids.includes(id)) return broken('it is gone before it was acknowledged');
      return (await sync(first.next)).ids.includes(id) ? broken('it comes again after `since`') : works();
    },
  },
  {
    id: 'device-lists-left',
    title: 'users who left are told',
    rules: ['T4', 'D6'],
    proposal: 'MSC3202',
    does: 'Lets one of the two users leave their room.',
    expects: '`left` of `device_lists` with a user who no longer shares a room.',
    needed: false,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      await requirePushes(world);
      const { roomId } = await sharedRoom(world);
      const { three } = world.users;
      const since = world.appservice.received.length;
      await world.ask('POST', clientPath`rooms/${roomId}/leave`, { as: { userId: three }, body: {} });
      const found = await world.appservice.waitFor(
        (each) => (transactionIn(each)?.transaction.device_lists?.left?.includes(three) === true ? each : undefined),
        since,
        world.times.push / 4,
      );
      if (found === undefined) {
        const known = world.facts.saidOf('deviceLists');
        throw new NotTestedError(
          `none came; users of the appservice itself may not count${known === undefined ? '' : ` (${known})`}`,
        );
      }
      return JSON.stringify(found.body).includes('"removed"') ? { verdict: 'other-name', seen: '`removed`' } : works();
    },
  },
];

/** Counts the IDs under which something else was accepted before. */
function reusedIds(received: readonly Received[]): number {
  const accepted = new Map<string, string>();
  let count = 0;
  for (const { operation, txnId, body, wasRefused } of received) {
    if (operation !== 'sendTransaction' || wasRefused) continue;
    const text = JSON.stringify(body);
    const before = accepted.get(txnId);
    if (before !== undefined && before !== text) count += 1;
    accepted.set(txnId, text);
  }
  return count;
}
