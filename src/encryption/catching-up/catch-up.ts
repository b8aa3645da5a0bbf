import type { Term } from '../../appservice/leadership.js';
import type { StoreParts } from '../../appservice/store.js';
import { Cancellation } from '../../async/cancellation.js';
import { createInOrder } from '../../async/in-order.js';
import type { BackgroundWork } from '../background-work.js';
import { createCatchUpFailures, isFinalRefusal, UnendingMessagesError } from './catch-up-failures.js';
import { deviceKey, deviceOfKey, type DeviceName } from '../machine/device-name.js';
import { type EncryptionContext, writeUnderLease } from '../encryption-context.js';
import { createInboxWaiting, type InboxWaiting } from './inbox-waiting.js';
import { createMessageFetch, type MessageFetchParts } from './message-fetch.js';
import type { RowReader } from '../row-reader.js';
import { createMessageListening } from './message-listening.js';
import { type CaughtUp, createOrderedFetch, type WaitingMessages } from './ordered-fetch.js';
import { createSyncPositions, type UseNote } from './sync-positions.js';

/** Fetches the to-device messages that transactions did not bring. */
export interface CatchUp extends InboxWaiting {
  /** Asks for one device until no message comes, or for very many. Whatever came is in the inbox then. */
  readonly now: (device: DeviceName) => Promise<CaughtUp>;
  /**
   * Fetches what a device was sent and no transaction brought, before it begins a room session. Neither a failure nor a homeserver that
   * takes longer than ten seconds is a reason not to send: the rest is done in the background.
   */
  readonly beforeSession: (device: DeviceName) => Promise<void>;
  /** Takes note that a device is used: the first time in a term it does this in the background, and then every hour. */
  readonly noteUse: (device: DeviceName) => void;
  /** Returns the row that says that a device is in use, for one that messages came to; `undefined` where it is there. */
  readonly noteMessages: (device: DeviceName) => UseNote | undefined;
  /** Does it for one device in the background, from which messages may have been lost. What is pushed waits for it. */
  readonly soon: (device: DeviceName) => void;
  /** Does it for every device that is in use: after a refused transaction, or an outage. What is pushed waits for it. */
  readonly allSoon: () => void;
  /** Tells whether what was pushed in a transaction of the inbox has to wait, and fetches what it waits for. */
  readonly holdsBack: (device: DeviceName, seq: number) => boolean;
  /** Lets what was pushed go, since the homeserver has no such device any more. */
  readonly letGo: (device: DeviceName) => Promise<void>;
  /** Begins a term: every device that is in use asks, at once and then every hour, or all the time. Returns these devices. */
  readonly begin: (term: Term) => Promise<readonly DeviceName[]>;
  /** Ends the term. */
  readonly end: () => Promise<void>;
  /** Forgets a device that is gone. */
  readonly forget: (parts: StoreParts, device: DeviceName) => Promise<void>;
}

/** The parts that catching up needs. */
export interface CatchUpParts extends Omit<MessageFetchParts, 'positions'> {
  readonly background: BackgroundWork;
  readonly readRow: RowReader;
  /** Asks all the time, on homeservers that push no to-device messages. */
  readonly isContinuous: boolean;
  /** The user of the registration's `sender_localpart`. */
  readonly senderId: string;
  readonly keptMessages: WaitingMessages;
}

const hourMs = 3_600_000;

/** The wait before a room session. */
const longestWaitMs = 10_000;

/** Makes the fetching of messages that no transaction brings, one request at a time for a device. */
export function createCatchUp(context: EncryptionContext, parts: CatchUpParts): CatchUp {
  const { machines, time } = context;
  const { background, isContinuous, senderId, keptMessages } = parts;
  const positions = createSyncPositions(context, parts.readRow);
  const waiting = createInboxWaiting(context, parts.wakeInbox);
  const failures = createCatchUpFailures(context, senderId);
  const order = createOrderedFetch({
    fetchMessages: createMessageFetch(context, { ...parts, positions }),
    mark: waiting.mark,
    machines,
    keptMessages,
    isHopeless: (device, error) =>
      isRefused(device, error) || isFinalRefusal(error) || positions.of(device) === undefined,
  });
  const inOrder = createInOrder();
  const gone = new Set<string>();
  const loops = new Set<Promise<void>>();
  const used = new Set<string>();
  let ending = new Cancellation();
  ending.cancel(undefined);
  let callOff = (): void => undefined;
  let hourly: Promise<void> | undefined;

  const { listen, isListening } = createMessageListening(context, {
    ask: (device, timeout) => inTurn(device, () => order.ask(device, timeout)),
    isGone: (device) => gone.has(deviceKey(device)),
    isRefused,
    failures,
  });

  function inTurn<T>(device: DeviceName, work: () => Promise<T>): Promise<T> {
    return inOrder(deviceKey(device), work);
  }

  function isRefused(device: DeviceName, error: unknown): boolean {
    return failures.isSenderRefused(device, error, positions.of(device) !== undefined);
  }

  function soon(device: DeviceName): void {
    const work = async (): Promise<void> => {
      if (gone.has(deviceKey(device))) return;
      try {
        const { isComplete } = await inTurn(device, () => order.askAll(device));
        if (!isComplete) throw new UnendingMessagesError();
        failures.forget(device);
      } catch (error) {
        if (isRefused(device, error)) return;
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
    else if (!isListening(device)) {
      const loop = listen(device, ending);
      loops.add(loop);
      void loop.then(() => loops.delete(loop));
    }
  }

  function beginAll(): void {
    for (const name of used) begin(deviceOfKey(name));
  }

  /** Synapse loses device lists in silence, so every device asks every hour even where nothing has failed (D6). */
  async function everyHour(until: Cancellation): Promise<void> {
    for (;;) {
      await time.wait(hourMs, until);
      if (until.cancelled) return;
      beginAll();
    }
  }

  async function now(device: DeviceName): Promise<CaughtUp> {
    keepUse(device);
    // It has a request there all the time, which would only be in the way.
    if (isListening(device)) return { seq: undefined, changed: [], isComplete: true };
    const caughtUp = await inTurn(device, () => order.askAll(device));
    if (!caughtUp.isComplete) soon(device);
    return caughtUp;
  }

  return {
    now,
    beforeSession: async (device) => {
      const over = new Cancellation();
      const work = async (): Promise<void> => {
        const { seq } = await now(device);
        if (seq !== undefined && !over.cancelled) await waiting.untilReceived(seq);
      };
      const working = work()
        .catch(() => {
          if (!used.has(deviceKey(device))) begin(device);
        })
        .finally(() => {
          over.cancel(undefined);
        });
      await Promise.race([working, time.wait(longestWaitMs, over)]);
      over.cancel(undefined);
      machines.term();
    },
    ...waiting,
    noteUse: (device) => {
      failures.noteUse(device);
      keepUse(device);
      if (!used.has(deviceKey(device))) begin(device);
    },
    noteMessages: positions.noteUse,
    soon: (device) => {
      order.lost(device);
      begin(device);
    },
    allSoon: () => {
      order.lost();
      beginAll();
    },
    holdsBack: (device, seq) => {
      const isBehind = order.isBehind(device, seq);
      if (isBehind && !used.has(deviceKey(device))) begin(device);
      return isBehind;
    },
    letGo: order.letGo,
    begin: async (term) => {
      const begun = new Cancellation();
      ending.cancel(undefined);
      callOff();
      callOff = begun.follow(term.ending);
      ending = begun;
      used.clear();
      order.clear();
      const inUse = [...machines.open(), ...(await positions.load()), ...keptMessages.devices()];
      for (const device of inUse) begin(device);
      hourly = everyHour(begun);
      return inUse;
    },
    end: async () => {
      callOff();
      ending.cancel(undefined);
      await Promise.all([hourly, ...loops]);
      order.clear();
    },
    forget: async (parts, device) => {
      gone.add(deviceKey(device));
      await positions.forget(parts, device);
    },
  };
}
