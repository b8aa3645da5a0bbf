import type { Acceptance, IncomingTransaction } from '../../appservice/inbox-store.js';
import type { KeptTransaction } from '../../appservice/receive-transaction.js';
import { MatrixHttpError } from '../../errors.js';
import { jsonText } from '../../json-text.js';
import type { KeyCounts, SyncResponse, Transaction } from '../../types.js';
import { ofStrangers, writeUnderLease, type EncryptionContext } from '../encryption-context.js';
import type { DeviceName } from '../machine/device-name.js';
import { repeatRequest } from '../repeat-request.js';
import type { SyncPositions } from './sync-positions.js';

/** The result of one question for messages. */
export interface FetchedMessages {
  /** The transaction that was written into the inbox; `undefined` if nothing came. */
  readonly seq: number | undefined;
  /** Users whose device lists have changed. They are in the inbox as well. */
  readonly changed: readonly string[];
  /** The number of to-device messages. */
  readonly count: number;
  /** True where the homeserver had nothing new at all. */
  readonly isUnchanged: boolean;
}

/** The parts that fetching needs. */
export interface MessageFetchParts {
  readonly positions: SyncPositions;
  /** Wakes the inbox, after something was written into it. */
  readonly wakeInbox: () => void;
  /** Takes the counts that an answer has of a device. */
  readonly hint: (device: DeviceName, counts: KeyCounts) => void;
  /** Is told that messages came that no transaction brought. */
  readonly onMessages: (device: DeviceName) => void;
}

/** The beginning of the IDs of transactions that were fetched: no homeserver has such IDs. */
const fetchedPrefix = 'fetched ';

/** Tells whether a transaction in the inbox was fetched with a `/sync`, and not pushed by the homeserver. */
export function isFetched(transactionId: string): boolean {
  return transactionId.startsWith(fetchedPrefix);
}

const filter = JSON.stringify({ room: { rooms: [] }, presence: { types: [] }, account_data: { types: [] } });

/**
 * Makes the question for a device's messages: one `/sync`, which waits for up to `timeout` milliseconds. Messages are written down before
 * the position after them is used, since that deletes them at the homeserver.
 *
 * @rule R8
 */
export function createMessageFetch(
  context: EncryptionContext,
  { positions, wakeInbox, hint, onMessages }: MessageFetchParts,
): (device: DeviceName, timeout: number) => Promise<FetchedMessages> {
  const { homeserver, machines } = context;

  /** Writes an answer into the inbox together with the position after it. */
  async function keep(device: DeviceName, answer: SyncResponse): Promise<Acceptance | undefined> {
    const transaction = transactionOf(device, answer);
    let acceptance: Acceptance | undefined;
    await writeUnderLease(context, async (written) => {
      await positions.write(written, device, answer.next_batch);
      if (transaction) acceptance = await written.inbox.accept(transaction);
    });
    positions.advance(device, answer.next_batch);
    if (acceptance) wakeInbox();
    return acceptance;
  }

  async function ask(device: DeviceName, timeout: number): Promise<SyncResponse> {
    const { userId, deviceId } = device;
    const { ending } = machines.term();
    const client = homeserver.as({ userId, deviceId });
    const since = positions.of(device);
    const parameters = { filter, timeout, set_presence: 'offline' as const };
    const options = { ...ofStrangers, signal: ending.signal };
    if (since === undefined) return client.sync(parameters, options);
    try {
      return await client.sync({ ...parameters, since }, options);
    } catch (error) {
      if (!isPositionRefused(error)) throw error;
      // It was restored from a backup, or is another one: what it still has for the device comes without a position.
      return client.sync(parameters, options);
    }
  }

  return async (device, timeout) => {
    const since = positions.of(device);
    const answer = timeout > 0 ? await ask(device, timeout) : await repeatRequest(context, () => ask(device, 0));
    const isUnchanged = answer.next_batch === since;
    const count = answer.to_device?.events?.length ?? 0;
    const changed = answer.device_lists?.changed ?? [];
    const isEmpty = count === 0 && changed.length === 0 && (answer.device_lists?.left ?? []).length === 0;
    let seq: number | undefined;
    // Where it is asked all the time, the next answer tells what this one may have missed.
    if (isEmpty && since !== undefined && (isUnchanged || timeout > 0)) positions.advance(device, answer.next_batch);
    else seq = (await keep(device, answer))?.seq;
    if (count > 0) onMessages(device);
    if (answer.device_one_time_keys_count) hint(device, answer.device_one_time_keys_count);
    return { seq, changed, count, isUnchanged };
  };
}

/** Tells whether an error may mean that the homeserver does not know the position. No errcode says so. */
function isPositionRefused(error: unknown): boolean {
  return error instanceof MatrixHttpError && error.status === 400 && !error.errcode?.endsWith('M_UNKNOWN_DEVICE');
}

/** Makes the transaction that an answer is kept as: what a homeserver would have pushed. */
function transactionOf({ userId, deviceId }: DeviceName, answer: SyncResponse): IncomingTransaction | undefined {
  // One without a sender says nothing to a machine, and would be left out of a transaction as well.
  const messages = (answer.to_device?.events ?? []).flatMap(({ sender, ...event }) =>
    sender === undefined ? [] : [{ ...event, sender, to_user_id: userId, to_device_id: deviceId }],
  );
  const { changed = [], left = [] } = answer.device_lists ?? {};
  if (messages.length === 0 && changed.length === 0 && left.length === 0) return undefined;
  const transaction: Transaction = {
    events: [],
    ...(messages.length > 0 && { to_device: messages }),
    ...(changed.length + left.length > 0 && { device_lists: { changed, left } }),
  };
  return ownTransaction(transaction);
}

/** Makes a transaction for the inbox that never comes again. */
export function ownTransaction(transaction: Transaction): IncomingTransaction {
  const kept: KeptTransaction = { transaction, findings: [] };
  return { id: fetchedPrefix + crypto.randomUUID(), digests: [], compose: () => jsonText(kept) };
}
