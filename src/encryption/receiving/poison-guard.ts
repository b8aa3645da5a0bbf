import type { AppserviceStore } from '../../appservice/store.js';
import { isJsonObject, own, type JsonObject } from '../../json-objects.js';
import { writeUnderLease, type EncryptionContext } from '../encryption-context.js';
import type { RowReader } from '../row-reader.js';

/** Finds the to-device message at which the library ends the process, or never answers. */
export interface PoisonGuard {
  /** Begins a term. */
  readonly begin: () => void;
  /** Notes that the library did not answer in a transaction. */
  readonly noteSilence: (seq: number) => void;
  /** Begins the messages of a transaction. Returns `undefined` where they are given all together. */
  readonly careFor: (seq: number) => Promise<Care | undefined>;
  /** The care for messages that were kept: each is given alone. */
  readonly care: Care;
}

/** Gives messages one by one. */
export interface Care {
  /** Notes a message before it is given. Returns false for one that is not given. */
  readonly start: (message: string) => Promise<boolean>;
  /** Notes that the library came to an end with the last message, whatever its answer was. */
  readonly end: () => Promise<void>;
}

/** The transaction that was begun first in a term, and the attempts at messages that did not come to an end. */
interface Note {
  seq: number | undefined;
  readonly attempts: Map<string, number>;
}

const noteName = 'suspects';
/** The attempts at a message that did not come to an end before it is dropped: one or two may be a crash of another cause. */
const mostAttempts = 3;

/**
 * Makes the guard. Only the first transaction of a term is noted before its messages are given, since it is the one that the process before
 * this may have ended at. Where it was noted already, and after a silence, each message is noted before it is given alone.
 */
export function createPoisonGuard(
  context: Pick<EncryptionContext, 'machines'> & { readonly store: AppserviceStore },
  readRow: RowReader,
): PoisonGuard {
  let isFirst = true;
  let silent: number | undefined;
  let note: Note | undefined;
  /** The message that was given last, until the library came to an end with it. */
  let last: string | undefined;

  async function load(): Promise<Note> {
    const text = note ? '{}' : await context.store.inbox.readNote(noteName);
    const what = 'the messages at which the process may have ended';
    note ??= noteOf(readRow({ what, consequence: 'They are given once more' }, text ?? '{}', isJsonObject));
    return note;
  }

  async function write({ seq, attempts }: Note): Promise<void> {
    const text = JSON.stringify({ seq, attempts: [...attempts] });
    await writeUnderLease(context, ({ inbox }) => inbox.writeNote(noteName, text));
  }

  const care: Care = {
    start: async (message) => {
      const known = await load();
      if (last !== undefined) known.attempts.delete(last);
      last = undefined;
      const made = known.attempts.get(message) ?? 0;
      if (made >= mostAttempts) return false;
      known.attempts.set(message, made + 1);
      last = message;
      await write(known);
      return true;
    },
    end: async () => {
      if (last === undefined) return;
      const known = await load();
      known.attempts.delete(last);
      last = undefined;
      await write(known);
    },
  };

  return {
    begin: () => {
      isFirst = true;
      note = undefined;
      last = undefined;
    },
    noteSilence: (seq) => {
      silent = seq;
      last = undefined;
    },
    careFor: async (seq) => {
      if (!isFirst && silent !== seq) return undefined;
      isFirst = false;
      const known = await load();
      const isKnown = known.seq === seq;
      known.seq = seq;
      if (!isKnown) await write(known);
      return isKnown || silent === seq ? care : undefined;
    },
    care,
  };
}

function noteOf(value: JsonObject | undefined): Note {
  const [seq, attempts] = [own(value, 'seq'), own(value, 'attempts')];
  const isAttempt = (entry: unknown): entry is [string, number] =>
    Array.isArray(entry) && typeof entry[0] === 'string' && typeof entry[1] === 'number';
  return {
    seq: typeof seq === 'number' ? seq : undefined,
    attempts: new Map(Array.isArray(attempts) ? attempts.filter(isAttempt) : []),
  };
}
