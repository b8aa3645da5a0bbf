import { delayAfter } from '../appservice/deliveries.js';
import type { Term } from '../appservice/leadership.js';
import type { StoreParts } from '../appservice/store.js';
import { Cancellation, endWith } from '../async/cancellation.js';
import { createInOrder } from '../async/in-order.js';
import type { BackgroundWork } from './background-work.js';
import { createCatchUpFailures, isFinalRefusal } from './catch-up-failures.js';
import { deviceKey, deviceOfKey } from './device-key.js';
import { type EncryptionContext, writeUnderLease } from './encryption-context.js';
import type { DeviceName } from './machines.js';
import { createMessageFetch, type FetchedMessages, type MessageFetchParts } from './message-fetch.js';
import type { RowReader } from './row-reader.js';
import { createSyncPositions, type UseNote } from './sync-positions.js';

/** Fetches the to-device messages that transactions did not bring. */
export interface CatchUp {
  /** Asks for one device until no message comes. Whatever came is in the inbox then. */
  readonly now: (device: DeviceName) => Promise<CaughtUp>;
  /** Waits until the first stage of a transaction in the inbox is done, for at most ten seconds. */
  readonly untilReceived: (seq: number) => Promise<void>;
  /** Takes note that a device is used: the first time in a term it does this in the background, and then every hour. */
  readonly noteUse: (device: DeviceName) => void;
  /** Returns the row that says that a device is in use, for one that messages came to; `undefined` where it is there. */
  readonly noteMessages: (device: DeviceName) => UseNote | undefined;
  /** Does it for every device that is in use: after a refused transaction, or an outage. */
  readonly allSoon: () => void;
  /** Begins a term: every device that is in use asks, at once and then every hour, or all the time. Returns these devices. */
  readonly begin: (term: Term) => Promise<readonly DeviceName[]>;
  /** Ends the term. */
  readonly end: () => Promise<void>;
  /** Forgets a device that is gone. */
  readonly forget: (parts: StoreParts, device: DeviceName) => Promise<void>;
}

/** The result of catching up. */
export type CaughtUp = Pick<FetchedMessages, 'seq' | 'changed'>;

/** The parts that catching up needs. */
export interface CatchUpParts extends Omit<MessageFetchParts, 'positions'> {
  readonly background: BackgroundWork;
  readonly readRow: RowReader;
  /** Asks all the time, on homeservers that push no to-device messages. */
  readonly isContinuous: boolean;
  /** The user of the registration's `sender_localpart`. */
  readonly senderId: string;
}

const hourMs = 3_600_000;

/** The time that the homeserver holds a request for which it has nothing, where it is asked all the time. */
const longPollMs = 30_000;

/** A homeserver that does not hold it is not asked more often than this. */
const shortestPollMs = 1000;

/** The wait for the first stage: ten seconds in all. */
const mostRounds = 200;
const roundMs = 50;

/** Makes the fetching of messages that no transaction brings, one request at a time for a device. */
export function createCatchUp(context: EncryptionContext, parts: CatchUpParts): CatchUp {
  const { store, machines, time, random } = context;
  const { background, isContinuous, senderId } = parts;
  const positions = createSyncPositions(context, parts.readRow);
  const fetchMessages = createMessageFetch(context, { ...parts, positions });
  const failures = createCatchUpFailures(context, senderId);
  const inOrder = createInOrder();
  const listening = new Set<string>();
  const gone = new Set<string>();
  const loops = new Set<Promise<void>>();
  const used = new Set<string>();
  const isCurrent = new Set<string>();
  let ending = new Cancellation();
  ending.cancel(undefined);
  let callOff = (): void => undefined;
  let hourly: Promise<void> | undefined;

  /**
   * Asks until no message comes. Synapse gives the same answer to the same question for two minutes, and the question may be that of a
   * process that was killed: so the first one is not believed when it says that there is nothing.
   */
  async function catchUp(device: DeviceName): Promise<CaughtUp> {
    let isFirst = !isCurrent.has(deviceKey(device));
    const changed = new Set<string>();
    let last: number | undefined;
    for (;;) {
      const { seq, count, changed: named, isUnchanged } = await fetchMessages(device, 0);
      last = seq ?? last;
      for (const userId of named) changed.add(userId);
      if (count === 0 && (isUnchanged || !isFirst)) {
        isCurrent.add(deviceKey(device));
        return { seq: last, changed: [...changed] };
      }
      isFirst = false;
      machines.term().ending.throwIfCancelled();
    }
  }

  function inTurn<T>(device: DeviceName, work: () => Promise<T>): Promise<T> {
    return inOrder(deviceKey(device), work);
  }

  function soon(device: DeviceName): void {
    const work = async (): Promise<void> => {
      if (gone.has(deviceKey(device))) return;
      try {
        await inTurn(device, () => catchUp(device));
        failures.forget(device);
      } catch (error) {
        if (failures.isSenderRefused(device, error)) return;
        if (!isFinalRefusal(error)) throw error;
        failures.tell(device, error);
      }
    };
    background.soon(JSON.stringify(['catch up', device.userId, device.deviceId]), work, {
      onFailure: (error) => {
        failures.tell(device, error);
      },
    });
  }

  /** Asks for one device all the time, until the term ends. */
  async function listen(device: DeviceName, until: Cancellation): Promise<void> {
    const name = deviceKey(device);
    listening.add(name);
    let failed = 0;
    let hasty = 0;
    const isOver = (): boolean => until.cancelled || gone.has(name);
    while (!isOver()) {
      const begunMs = time.monotonicMs();
      let waitMs = 0;
      try {
        // What waits at the homeserver comes at once; after that it holds the request until something comes.
        const { count } = await inTurn(device, () => fetchMessages(device, longPollMs));
        failed = 0;
        failures.forget(device);
        const leftMs = shortestPollMs - (time.monotonicMs() - begunMs);
        hasty = count === 0 && leftMs > 0 ? hasty + 1 : 0;
        // The first answer, and one about device lists, come at once; several in a row are no long poll.
        if (hasty > 2) waitMs = leftMs;
      } catch (error) {
        if (isOver() || failures.isSenderRefused(device, error)) break;
        failures.tell(device, error);
        waitMs = delayAfter(++failed, random());
      }
      if (waitMs > 0) await time.wait(waitMs, until);
    }
    listening.delete(name);
  }

  /** Writes down that a device is in use, so that it asks after the next start as well, whatever it was sent until then. */
  function keepUse(device: DeviceName): void {
    const note = positions.noteUse(device);
    if (!note || gone.has(deviceKey(device))) return;
    // Where it fails, the next use writes it.
    const writing = writeUnderLease(context, note.write).then(note.written, () => undefined);
    loops.add(writing);
    void writing.then(() => loops.delete(writing));
  }

  function begin(device: DeviceName): void {
    if (ending.cancelled) return;
    used.add(deviceKey(device));
    if (!isContinuous) soon(device);
    else if (!listening.has(deviceKey(device))) {
      const loop = listen(device, ending);
      loops.add(loop);
      void loop.then(() => loops.delete(loop));
    }
  }

  function allSoon(): void {
    for (const name of used) begin(deviceOfKey(name));
  }

  /** Synapse loses device lists in silence, so every device asks every hour even where nothing has failed (D6). */
  async function everyHour(until: Cancellation): Promise<void> {
    for (;;) {
      await time.wait(hourMs, until);
      if (until.cancelled) return;
      allSoon();
    }
  }

  return {
    now: async (device) => {
      keepUse(device);
      // It has a request there all the time, which would only be in the way.
      if (listening.has(deviceKey(device))) return { seq: undefined, changed: [] };
      return inTurn(device, () => catchUp(device));
    },
    untilReceived: async (seq) => {
      const { ending } = machines.term();
      for (let round = 0; round < mostRounds && !ending.cancelled; round++) {
        const oldest = await store.inbox.nextTransaction();
        if (!oldest || oldest.seq > seq) return;
        await time.wait(roundMs, ending);
      }
    },
    noteUse: (device) => {
      keepUse(device);
      if (!used.has(deviceKey(device))) begin(device);
    },
    noteMessages: positions.noteUse,
    allSoon,
    begin: async (term) => {
      const begun = new Cancellation();
      ending.cancel(undefined);
      callOff();
      callOff = endWith(term.ending, begun);
      ending = begun;
      used.clear();
      isCurrent.clear();
      const inUse = [...machines.open(), ...(await positions.load())];
      for (const device of inUse) begin(device);
      hourly = everyHour(begun);
      return inUse;
    },
    end: async () => {
      callOff();
      ending.cancel(undefined);
      await Promise.all([hourly, ...loops]);
    },
    forget: async (parts, device) => {
      gone.add(deviceKey(device));
      await positions.forget(parts, device);
    },
  };
}
