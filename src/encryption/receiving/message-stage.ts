import type { InboxReceiver } from '../../appservice/deliveries.js';
import type { WaitingTransaction } from '../../appservice/inbox-store.js';
import type { KeptTransaction } from '../../appservice/receive-transaction.js';
import type { StoreParts } from '../../appservice/store.js';
import { EncryptionError } from '../../encryption-errors.js';
import { isUserId } from '../../identifiers.js';
import { isJsonObject, own } from '../../json-objects.js';
import { jsonText } from '../../json-text.js';
import type { ToDeviceEvent, Transaction } from '../../types.js';
import type { CatchUp } from '../catching-up/catch-up.js';
import { deviceKey, type DeviceName } from '../machine/device-name.js';
import type { EncryptionContext } from '../encryption-context.js';
import type { KeptMessages, MessageBatch } from './kept-messages.js';
import { LibrarySilenceError } from '../machine/library-answer.js';
import { libraryErrorOf, type Machine } from '../machine/machine.js';
import { isFetched } from '../catching-up/message-fetch.js';
import type { Care, PoisonGuard } from './poison-guard.js';
import type { PendingEvents } from './pending-events.js';
import { receiveMessages, type ReceivedMessages } from './receive-messages.js';
import type { RequestSender } from '../devices/request-sender.js';
import type { RowReader } from '../row-reader.js';
import { readRoomEvents, type RoomKnowledge } from '../rooms/room-events.js';

/** Options of {@link createMessageStage}. */
export interface MessageStageOptions {
  readonly context: Pick<EncryptionContext, 'machines' | 'time' | 'reportFailure' | 'reportFinding'>;
  readonly poisonGuard: Pick<PoisonGuard, 'careFor' | 'care' | 'noteSilence'>;
  readonly knowledge: RoomKnowledge;
  readonly pendingEvents: PendingEvents;
  readonly keptMessages: KeptMessages;
  readonly readRow: RowReader;
  readonly requestSender: Pick<RequestSender, 'tendSoon'>;
  /** Takes note of the fields of a transaction, whose counts are hints (D4). */
  readonly onTransaction: (transaction: Transaction, isFetched: boolean) => void;
  /** Returns the row that says that a device is in use, if it must be written. */
  readonly noteUse: CatchUp['noteMessages'];
  readonly holdsBack: CatchUp['holdsBack'];
  /** Tells whether the application wants events at all. */
  readonly takesEvents: boolean;
}

/** The first stage of transactions. */
export interface MessageStage {
  readonly receiveTransaction: InboxReceiver['receiveTransaction'];
  /** Lets go of the machines of a transaction that was not written down. */
  readonly release: () => void;
}

/** A machine that stays open until it is released. */
interface HeldMachine {
  readonly machine: Machine;
  readonly release: () => void;
}

/** The writes that go with a transaction, and the work after them. */
interface Consequence {
  readonly write: (parts: StoreParts) => Promise<void>;
  readonly written?: () => void;
}

/**
 * Makes the first stage (R2): to-device messages and device lists go to the machines, and what follows from them is written down in the
 * database transaction that ends the stage (E6). Messages for a device that cannot be read are kept, and so are those that older ones
 * must not be overtaken by; those for a stranger are reported.
 */
export function createMessageStage(options: MessageStageOptions): MessageStage {
  const { knowledge, pendingEvents, keptMessages, readRow, requestSender, takesEvents } = options;
  const { machines, time, reportFailure, reportFinding } = options.context;
  const { poisonGuard } = options;
  const { sessionIndex, deviceLists, ownUsers } = knowledge;
  let held: HeldMachine[] = [];
  /** The devices that were reported: each of them once in a process. */
  const reported = new Set<string>();

  function release(): void {
    for (const each of held) each.release();
    held = [];
  }

  /** Opens a machine and keeps it open, since its changes are not written yet. */
  function hold(device: DeviceName): Promise<Machine> {
    return new Promise((resolve, reject) => {
      const keepOpen = (machine: Machine): Promise<void> =>
        new Promise((releaseIt) => {
          held.push({ machine, release: releaseIt });
          resolve(machine);
        });
      machines.use(device, keepOpen).catch(reject);
    });
  }

  function isFirstReport(device: DeviceName): boolean {
    const name = deviceKey(device);
    if (reported.has(name) || reported.size > 10_000) return false;
    reported.add(name);
    return true;
  }

  function reportStranger({ userId, deviceId }: DeviceName): void {
    if (!isFirstReport({ userId, deviceId })) return;
    const message = `messages came for the device ${deviceId} of ${userId}, which is not the user's device here, and were dropped`;
    reportFinding({ code: 'unknown-recipient', severity: 'warning', pointer: '', message });
  }

  function reportDamaged({ userId, deviceId }: DeviceName, error: EncryptionError): void {
    if (!isFirstReport({ userId, deviceId }) || !isUserId(userId)) return;
    const message =
      `messages for the device ${deviceId} of ${userId} are kept, and not read: ${error.message}. ` +
      'They are read once the stored keys can be';
    reportFailure({ message, error, userId });
  }

  function drop(dropped: ToDeviceEvent | undefined): false {
    const message = `a message of ${String(dropped?.sender)} was dropped: the process ended at it three times`;
    reportFinding({ code: 'malformed-entry', severity: 'error', pointer: '/to_device', message });
    return false;
  }

  async function receiveFor(batch: MessageBatch, careOfBatch: Care | undefined): Promise<Consequence> {
    const { device, messages } = batch;
    if (!(await ownUsers.receives(device))) {
      if (messages.length > 0) reportStranger(device);
      return { write: keptMessages.forget(device, 'all') };
    }
    const isHeldBack = options.holdsBack(device, batch.seq);
    if (isHeldBack && !batch.isFetched && keptMessages.hasRoom()) {
      return { write: messages.length === 0 ? nothing : keptMessages.hold(batch) };
    }
    const kinds = isHeldBack && batch.isFetched ? 'fetched' : 'all';
    const given = keptMessages.withKept(batch, kinds);
    if (given.length === 0) return { write: nothing };
    let machine: Machine;
    let received: ReceivedMessages;
    try {
      machine = await hold(device);
      await deviceLists.tell(machine);
      // What was kept may be what the process before this has ended at.
      const care = given.length > messages.length ? poisonGuard.care : careOfBatch;
      const start = async (place: number): Promise<boolean> =>
        (await care?.start(`${deviceKey(device)} ${String(given[place]?.id)}`)) === true || drop(given[place]?.message);
      const all = given.map(({ message }) => message);
      received = await receiveMessages(machine.olm, all, time, care && { ...care, start });
      machine.toldCount += 1;
    } catch (cause) {
      if (cause instanceof LibrarySilenceError) {
        poisonGuard.noteSilence(batch.seq);
        machines.giveUp(device);
      }
      const error = libraryErrorOf(device, cause);
      if (!(error instanceof EncryptionError) || error.code !== 'STORE_DAMAGED') throw error;
      reportDamaged(device, error);
      return { write: messages.length === 0 ? nothing : keptMessages.keep(batch) };
    }
    const { sessions, failed } = received;
    const forget = keptMessages.forget(device, kinds);
    for (const { roomId, sessionId, sender, isWithheld } of sessions) {
      if (isUserId(device.userId) && !isWithheld) await sessionIndex.addHolder(roomId, sessionId, device.userId);
      pendingEvents.keyCame(roomId, sessionId, sender, isWithheld);
    }
    if (failed > 0) {
      const message = `${String(failed)} messages for ${device.userId} made no sense and were dropped`;
      reportFinding({ code: 'malformed-entry', severity: 'warning', pointer: '/to_device', message });
    }
    const changes = machine.changes();
    const use = given.length > 0 ? options.noteUse(device) : undefined;
    return {
      write: async (parts) => {
        await changes.write(parts);
        await forget(parts);
        await use?.write(parts);
      },
      written: () => {
        changes.written();
        use?.written();
        requestSender.tendSoon(device.userId, device.deviceId);
      },
    };
  }

  return {
    receiveTransaction: async ({ id, seq, body }: WaitingTransaction) => {
      release();
      const what = `the transaction ${id}, which was received and not delivered yet`;
      const kept = readRow({ what, consequence: 'What was in it is lost' }, body, isKeptTransaction);
      if (kept === undefined) return { events: [] };
      const { transaction } = kept;
      deviceLists.add(transaction.device_lists?.changed ?? [], !isFetched(id));
      options.onTransaction(transaction, isFetched(id));
      const roomEvents = await readRoomEvents(transaction.events, knowledge);
      const consequences: Consequence[] = [roomEvents];
      const batches = batchesOf(transaction.to_device ?? [], keptMessages.devices());
      const care = batches.length > 0 ? await poisonGuard.careFor(seq) : undefined;
      for (const batch of batches) {
        consequences.push(await receiveFor({ ...batch, seq, isFetched: isFetched(id) }, care));
      }
      consequences.push(sessionIndex.changes(), pendingEvents.changes());
      return {
        events: takesEvents ? roomEvents.kept.map(jsonText) : [],
        write: async (parts) => {
          for (const { write } of consequences) await write(parts);
        },
        written: () => {
          for (const { written } of consequences) written?.();
          release();
        },
      };
    },
    release,
  };
}

/** Tells whether a row has the shape that createTransactionReceipt writes. */
function isKeptTransaction(value: unknown): value is KeptTransaction {
  return isJsonObject(value) && isJsonObject(own(value, 'transaction'));
}

function nothing(): Promise<void> {
  return Promise.resolve();
}

/** Divides messages by device. Devices with messages from earlier terms have a batch in any case. */
function batchesOf(
  messages: readonly ToDeviceEvent[],
  others: readonly DeviceName[],
): { readonly device: DeviceName; readonly messages: readonly ToDeviceEvent[] }[] {
  const batches = new Map<string, { device: DeviceName; messages: ToDeviceEvent[] }>();
  const batchOf = (device: DeviceName): ToDeviceEvent[] => {
    const name = deviceKey(device);
    const batch = batches.get(name) ?? { device, messages: [] };
    batches.set(name, batch);
    return batch.messages;
  };
  for (const device of others) batchOf(device);
  for (const message of messages) {
    batchOf({ userId: message.to_user_id, deviceId: message.to_device_id }).push(message);
  }
  return [...batches.values()];
}
