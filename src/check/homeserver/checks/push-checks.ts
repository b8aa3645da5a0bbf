import { fieldNames } from '../../../../generated/names.js';
import type { Capability } from '../../../registration/homeserver-facts.js';
import { isJsonObject, own } from '../../../json-objects.js';
import { applicationServiceOperations } from '../../../operations.js';
import type { EphemeralEvent } from '../../../types.js';
import type { CheckOutcome } from '../../check.js';
import type { Check } from '../../run-checks.js';
import { keyAlgorithm } from '../check-keys.js';
import { clientPath, type AskedAnswer, saidBy } from '../homeserver-ask.js';
import {
  askAsThree,
  askingDevice,
  type HomeserverWorld,
  requireSuccess,
  sayInRoom,
  sharedRoom,
} from '../homeserver-world.js';
import { broken, missing, NotTestedError, works } from '../../outcomes.js';
import { requireUploadedDevice } from './upload-checks.js';
import {
  awaitPush,
  messageType,
  firstEvent,
  firstMessage,
  type SeenTransaction,
  sendToDevices,
  sendToUploaded,
  transactionIn,
} from '../pushed-transactions.js';
import type { Received } from '../watched-appservice.js';

/** A field of transactions that has more than one name. */
type PushedField = keyof typeof fieldNames.TransactionBody;

/** Judges the names under which a field came. */
function judgeNames(field: PushedField, { request }: SeenTransaction): CheckOutcome {
  const body = isJsonObject(request.body) ? request.body : {};
  const { unstable } = fieldNames.TransactionBody[field];
  const others = unstable.filter((name) => Object.hasOwn(body, name)).map((name) => `\`${name}\``);
  if (!Object.hasOwn(body, field)) return { verdict: 'other-name', seen: others.join(' and ') };
  return works(others.length > 0 ? `and as ${others.join(' and ')}` : undefined);
}

function notPushed({ facts, times }: HomeserverWorld, capability: Capability): CheckOutcome {
  const known = facts.saidOf(capability);
  return missing(
    `none came within ${(times.push / 1000).toString()} s${known === undefined ? '' : `; ${known}`}`,
    facts.remedyFor(capability),
  );
}

/** Renames the device of user three, which counts as a change. */
async function changeDeviceOfThree(world: HomeserverWorld): Promise<AskedAnswer> {
  const { userId, deviceId } = await askingDevice(world);
  const body = { display_name: `check-homeserver ${world.unique()}` };
  return world.ask('PUT', clientPath`devices/${deviceId}`, { as: { userId }, body });
}

/** Checks of the fields of transactions. */
export const pushChecks: readonly Check<HomeserverWorld>[] = [
  {
    id: 'events',
    title: 'events come in transactions',
    rules: ['W1'],
    does: 'Writes a message into a room of two users of the appservice.',
    expects: 'A transaction with it, under the path of version 1.',
    needed: true,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      if (world.unreached !== undefined) return broken(world.unreached.why, world.unreached.remedy);
      const { text, found } = await firstEvent(world);
      if (found === undefined) return missing('no transaction came; is the `url` of the registration this program’s?');
      const { path, txnId } = found.request;
      const { stablePath } = applicationServiceOperations.sendTransaction;
      const isStable = path.startsWith(stablePath.replace('{txnId}', ''));
      if (txnId === '') return broken('the transaction has no ID');
      const event = found.transaction.events.find(({ content }) => content['body'] === text);
      const { roomId } = await sharedRoom(world);
      if (event?.sender !== world.users.three || event.room_id !== roomId)
        return broken('without its `sender` or its `room_id`');
      return isStable ? works() : { verdict: 'other-name', seen: world.hide(path.replace(/[^/]*$/, '…')) };
    },
  },
  {
    id: 'to-device',
    title: 'to-device messages come',
    rules: ['T1', 'T5', 'G5'],
    proposal: 'MSC4203',
    does: 'Sends a message to a device of the appservice.',
    expects: 'A transaction with `to_device`, and in it the message with its user and device.',
    needed: true,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      const { as } = await requireUploadedDevice(world);
      const { id, found, isThere } = await firstMessage(world);
      if (found === undefined && !isThere) return notPushed(world, 'toDevice');
      const message = found?.transaction.to_device?.find(({ content }) => content['id'] === id);
      if (found === undefined || message?.to_user_id !== as.userId || message.to_device_id !== as.deviceId) {
        return broken('without `to_user_id` and `to_device_id`, so its receiver is unknown');
      }
      if (message.sender !== world.users.three || message.type !== messageType)
        return broken('with another `sender` or `type`');
      return judgeNames('to_device', found);
    },
  },
  {
    id: 'device-lists',
    title: 'changed device lists come',
    rules: ['T1', 'T4', 'D6'],
    proposal: 'MSC3202',
    does: 'Renames a device of a user who shares a room with another.',
    expects: 'A transaction with `device_lists`, and in `changed` that user.',
    needed: true,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      const { three } = world.users;
      const find = (request: Received): SeenTransaction | undefined => {
        const read = transactionIn(request);
        return read?.transaction.device_lists?.changed?.includes(three) === true ? read : undefined;
      };
      await sharedRoom(world);
      const found = await awaitPush(world, () => changeDeviceOfThree(world), find);
      return found === undefined ? notPushed(world, 'deviceLists') : judgeNames('device_lists', found);
    },
  },
  {
    id: 'key-counts',
    title: 'one-time key counts come',
    rules: ['T1', 'T2', 'D4'],
    proposal: 'MSC3202',
    does: 'Writes into a room of the uploaded device’s user, and to the device.',
    expects: 'A transaction with the number of its one-time keys, by user and device.',
    needed: true,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      const { as, oneTimeKeys } = await requireUploadedDevice(world);
      const expected = Object.keys(oneTimeKeys).length;
      const found = await awaitPush(world, () => stir(world), withCountsOf(as));
      if (found === undefined) return notPushed(world, 'keyCounts');
      const byDevice = found.transaction.device_one_time_keys_count?.[as.userId];
      const count = byDevice?.[as.deviceId]?.[keyAlgorithm] ?? 0;
      if (byDevice === undefined) return broken('by user alone, so it is unknown for which device');
      if (count !== expected) return broken(`${count.toString()} for ${expected.toString()} keys`);
      return judgeNames('device_one_time_keys_count', found);
    },
  },
  {
    id: 'fallback-key-types',
    title: 'unused fallback key types come',
    rules: ['T1', 'T3'],
    proposal: 'MSC3202',
    does: 'Does the same, and looks for the types of fallback keys.',
    expects: 'A transaction that lists the type of the uploaded fallback key for the device.',
    needed: true,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      const { as } = await requireUploadedDevice(world);
      const find = (request: Received): SeenTransaction | undefined => {
        const read = transactionIn(request);
        const types = read?.transaction.device_unused_fallback_key_types?.[as.userId]?.[as.deviceId];
        return types === undefined ? undefined : read;
      };
      const found = await awaitPush(world, () => stir(world), find);
      if (found === undefined) return notPushed(world, 'fallbackKeyTypes');
      const types = found.transaction.device_unused_fallback_key_types?.[as.userId]?.[as.deviceId];
      if (types?.includes(keyAlgorithm) !== true) return broken('without the type of an unused key');
      return judgeNames('device_unused_fallback_key_types', found);
    },
  },
  {
    id: 'ephemeral',
    title: 'typing notices come',
    rules: ['T1', 'T5', 'G5'],
    proposal: 'MSC2409',
    does: 'Lets a user type in the room.',
    expects: 'A transaction with `ephemeral`, and in it the notice with its room.',
    needed: false,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      const { roomId } = await sharedRoom(world);
      const { three } = world.users;
      const path = clientPath`rooms/${roomId}/typing/${three}`;
      const isTyping = ({ type, content }: EphemeralEvent): boolean => {
        const users = own(content, 'user_ids');
        return type === 'm.typing' && Array.isArray(users) && users.includes(three);
      };
      const find = (request: Received): SeenTransaction | undefined => {
        const read = transactionIn(request);
        return read?.transaction.ephemeral?.some(isTyping) === true ? read : undefined;
      };
      const type = async (): Promise<void> => {
        const answer = await askAsThree(world, 'PUT', path, { typing: true, timeout: 10_000 });
        requireSuccess(world, 'typing', answer);
      };
      const found = await awaitPush(world, type, find);
      await askAsThree(world, 'PUT', path, { typing: false });
      if (found === undefined) return notPushed(world, 'ephemeral');
      const notice = found.transaction.ephemeral?.find(isTyping);
      if (own(notice as unknown as Record<string, unknown>, 'room_id') !== roomId) return broken('without `room_id`');
      return judgeNames('ephemeral', found);
    },
  },
  {
    id: 'to-device-unknown',
    title: 'messages for unknown devices',
    rules: ['T5'],
    proposal: 'MSC4203',
    does: 'Sends messages to a device and, in the same request, to one that does not exist.',
    expects: 'The message of the former alone.',
    needed: false,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      const first = await firstMessage(world);
      if (first.found === undefined) throw new NotTestedError('no to-device messages come');
      const { appservice, times } = world;
      const since = appservice.received.length;
      const { sent, others, answer } = await sendToDevices(world, ['NO-SUCH-DEVICE']);
      if (answer.status !== 200) return broken(`${saidBy(answer, world.hide)}: the other message is lost`);
      const found = await appservice.waitFor(sent.find, since, times.push);
      if (found === undefined) return broken('the other message is lost');
      const [unknown] = others;
      const stray = unknown && (await appservice.waitFor(unknown.find, since, times.push / 4));
      return stray === undefined ? works() : broken('they are passed on');
    },
  },
];

/** Gives the homeserver several reasons for a transaction about the uploaded device. */
async function stir(world: HomeserverWorld): Promise<void> {
  await sayInRoom(world);
  await sendToUploaded(world);
}

function withCountsOf({ userId, deviceId }: { readonly userId: string; readonly deviceId: string }) {
  return (request: Received): SeenTransaction | undefined => {
    const read = transactionIn(request);
    const user = userId as `@${string}`;
    const { device_one_time_keys_count: byDevice, user_one_time_keys_count: byUser } = (read?.transaction ?? {}) as {
      readonly device_one_time_keys_count?: Readonly<Record<string, object>>;
      readonly user_one_time_keys_count?: Readonly<Record<string, object>>;
    };
    const counts = own(byDevice, user) ?? own(byUser, user);
    return counts !== undefined && (byUser !== undefined || Object.hasOwn(counts, deviceId)) ? read : undefined;
  };
}
