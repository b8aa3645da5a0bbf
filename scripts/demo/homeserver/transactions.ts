import type { AppserviceClient } from 'matrix-encrypted-appservice/client';
import type { AppserviceRegistration, ClientEvent, Transaction, UserId } from 'matrix-encrypted-appservice/types';
import type { TransactionNames } from 'matrix-encrypted-appservice';
import { membersOf, roomsOf } from './room-state.js';
import { withoutPosition } from './room-routes.js';
import { countKeys, unusedFallbackKeyTypes, type HomeserverState, type RoomEvent } from './state.js';

/** The most events, and the most to-device messages, of one transaction. */
const mostPerTransaction = 100;

/** The fields that a homeserver sends if its configuration and the registration say so (G5). */
export interface PushedFields {
  readonly ephemeral: boolean;
  readonly toDevice: boolean;
  readonly deviceLists: boolean;
  readonly counts: boolean;
}

/** A transaction that was sent or refused. */
export interface SentTransaction {
  readonly id: string;
  readonly transaction: Transaction;
  /** The error; `undefined` if it was accepted. */
  readonly error: unknown;
}

/** Sends an appservice its transactions, with all the faults that were measured on Synapse 1.163 (R1, D4, D6). */
export interface TransactionSender {
  /**
   * Sends what is new. While a refused transaction waits to be repeated, the events are kept for later, and everything
   * else is lost. Returns what was sent.
   */
  send(): Promise<SentTransaction[]>;
  /** Repeats what was refused, in order: the events alone. */
  retry(): Promise<SentTransaction[]>;
  /** Counts the transactions from 1 again, as a homeserver does after its database was restored. */
  restartIds(): void;
}

export interface TransactionSenderOptions {
  readonly fields: () => PushedFields;
  readonly names: TransactionNames;
  readonly onSent: (sent: SentTransaction) => void;
}

export function createTransactionSender(
  state: HomeserverState,
  registration: AppserviceRegistration,
  client: AppserviceClient,
  isOwn: (userId: string) => boolean,
  { fields, names, onSent }: TransactionSenderOptions,
): TransactionSender {
  const sender: UserId = `@${registration.sender_localpart}:${state.serverName}`;
  const sent = { event: 0, ephemeral: 0, message: 0, list: 0 };
  const refused: { readonly id: string; readonly transaction: Transaction }[] = [];
  let lastId = 0;
  let work: Promise<unknown> = Promise.resolve();

  function inOrder(next: () => Promise<SentTransaction[]>): Promise<SentTransaction[]> {
    const done = work.then(next);
    work = done.catch(() => undefined);
    return done;
  }

  async function sendNew(): Promise<SentTransaction[]> {
    const all: SentTransaction[] = [];
    for (let next = collect(); next !== undefined; next = collect()) {
      const id = String(++lastId);
      // The recovering sender takes events alone from the database, and knows nothing else.
      if (refused.length > 0) refused.push({ id, transaction: { events: next.events } });
      else {
        const attempt = await attemptTo(id, next);
        if (attempt.error !== undefined) refused.push({ id, transaction: { events: next.events } });
        all.push(attempt);
      }
    }
    return all;
  }

  async function retryRefused(): Promise<SentTransaction[]> {
    const all: SentTransaction[] = [];
    for (let first = refused[0]; first !== undefined; first = refused[0]) {
      const attempt = await attemptTo(first.id, first.transaction);
      all.push(attempt);
      if (attempt.error !== undefined) break;
      refused.shift();
    }
    return all;
  }

  async function attemptTo(id: string, transaction: Transaction): Promise<SentTransaction> {
    const error = await client.sendTransaction(id, transaction, { names }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    const attempt = { id, transaction, error };
    onSent(attempt);
    return attempt;
  }

  /** Takes the next transaction out of the stream; `undefined` if there is nothing to send. */
  function collect(): Transaction | undefined {
    const events = state.events.filter((event) => event.position > sent.event && isInteresting(event));
    const chosen = events.slice(0, mostPerTransaction);
    sent.event = events.length > chosen.length ? (chosen.at(-1)?.position ?? 0) : state.position;

    const ephemeral = state.ephemeral.filter(({ position, event }) => position > sent.ephemeral && isInRoom(event));
    sent.ephemeral = state.position;

    const inboxes = [...state.accounts.values()].filter(({ userId }) => isOwn(userId));
    const messages = inboxes
      .flatMap(({ devices }) => [...devices.values()].flatMap(({ inbox }) => inbox))
      .filter(({ position }) => position > sent.message)
      .sort((one, other) => one.position - other.position);
    const toDevice = messages.slice(0, mostPerTransaction);
    sent.message = messages.length > toDevice.length ? (toDevice.at(-1)?.position ?? 0) : state.position;

    const changes = state.deviceListChanges.filter(({ position, userId }) => position > sent.list && concerns(userId));
    sent.list = state.position;

    const given = fields();
    const transaction: Transaction = { events: chosen.map(withoutPosition) };
    if (given.ephemeral && ephemeral.length > 0) transaction.ephemeral = ephemeral.map(({ event }) => event);
    if (given.toDevice) transaction.to_device = toDevice.map(({ message }) => message);
    // Nobody is ever said to have left.
    const changed = [...new Set(changes.map(({ userId }) => userId as UserId))];
    if (given.deviceLists && changed.length > 0) transaction.device_lists = { changed, left: [] };
    const lists = [
      chosen,
      transaction.ephemeral ?? [],
      transaction.to_device ?? [],
      transaction.device_lists?.changed ?? [],
    ];
    const isEmpty = lists.flat().length === 0;
    if (isEmpty) return undefined;
    return given.counts ? { ...transaction, ...counts(transaction) } : transaction;
  }

  function isInteresting({ sender: by, state_key: stateKey, room_id: roomId }: RoomEvent): boolean {
    if (isOwn(by) || (stateKey !== undefined && isOwn(stateKey))) return true;
    return isInRoom({ room_id: roomId });
  }

  function isInRoom({ room_id: roomId = '' }: { readonly room_id?: string }): boolean {
    const room = state.rooms.get(roomId);
    return room !== undefined && membersOf(room, 'join').some(isOwn);
  }

  function concerns(userId: string): boolean {
    return isOwn(userId) || roomsOf(state, userId).some((room) => membersOf(room, 'join').some(isOwn));
  }

  /** Counts only for the sender, for our users in the rooms of the events, and for recipients of messages (D4). */
  function counts({ events, to_device: messages = [] }: Transaction): Pick<Transaction, CountFields> {
    const users = new Set<string>([sender, ...messages.map(({ to_user_id: userId }) => userId)]);
    for (const roomId of new Set(events.map((event: ClientEvent) => event.room_id))) {
      const room = state.rooms.get(roomId);
      for (const userId of room ? membersOf(room, 'join') : []) if (isOwn(userId)) users.add(userId);
    }
    const oneTimeKeys: NonNullable<Transaction['device_one_time_keys_count']> = {};
    const fallbackKeys: NonNullable<Transaction['device_unused_fallback_key_types']> = {};
    for (const userId of users) {
      for (const [deviceId, device] of state.accounts.get(userId)?.devices ?? []) {
        // Where the keys are served, it has none itself, and says `{}` and `[]` for ever.
        (oneTimeKeys[userId as UserId] ??= {})[deviceId] = countKeys(device);
        (fallbackKeys[userId as UserId] ??= {})[deviceId] = unusedFallbackKeyTypes(device);
      }
    }
    return { device_one_time_keys_count: oneTimeKeys, device_unused_fallback_key_types: fallbackKeys };
  }

  return {
    send: () => inOrder(sendNew),
    retry: () => inOrder(async () => [...(await retryRefused()), ...(await sendNew())]),
    restartIds: () => void (lastId = 0),
  };
}

type CountFields = 'device_one_time_keys_count' | 'device_unused_fallback_key_types';
