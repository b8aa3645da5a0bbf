import type { AppserviceStore } from '../../appservice/store.js';
import { writeUnderLease, type EncryptionContext } from '../encryption-context.js';

/** Finds the to-device message at which the library ends the process, or never answers. */
export interface PoisonGuard {
  /** Begins a term. */
  readonly begin: () => void;
  /** Notes that the library did not answer in a transaction. */
  readonly noteSilence: (seq: number) => void;
  /**
   * Begins the messages of a transaction. Returns `undefined` where they are given all together; else each is given alone, once the
   * function has noted it, and not at all where the function returns false.
   */
  readonly careFor: (seq: number) => Promise<Care | undefined>;
  /** Begins messages that were kept: each is given alone. */
  readonly careForKept: () => Promise<Care>;
}

/** Notes a message before it is given alone. Returns false for one that is not given. */
export type Care = (message: string) => Promise<boolean>;

/** The transaction that was begun, and the attempts at its messages. */
interface Note {
  readonly seq: number;
  readonly attempts: Record<string, number>;
  /** The message that was begun last. */
  last?: string;
}

const [noteName, keptName] = ['suspects', 'kept suspects'];
/** The attempts at a message that did not come to an end before it is dropped. */
const mostAttempts = 2;

/**
 * Makes the guard. Only the first transaction of a term is noted before its messages are given, since it is the one that the process before
 * this may have ended at. Where it was noted already, and after a silence, each message is noted before it is given alone.
 */
export function createPoisonGuard(
  context: Pick<EncryptionContext, 'machines'> & { readonly store: AppserviceStore },
): PoisonGuard {
  let isFirst = true;
  let silent: number | undefined;
  let kept: Note | undefined;
  let wasKeptSilent = false;

  async function read(name: string): Promise<Partial<Note>> {
    return JSON.parse((await context.store.inbox.readNote(name)) ?? '{}') as Partial<Note>; // as it was written here
  }

  async function write(name: string, note: Note): Promise<void> {
    await writeUnderLease(context, ({ inbox }) => inbox.writeNote(name, JSON.stringify(note)));
  }

  function careWith(name: string, note: Note): Care {
    const { attempts } = note;
    return async (message) => {
      // It came to its end.
      if (note.last !== undefined) attempts[note.last] = 0;
      const made = attempts[message] ?? 0;
      if (made >= mostAttempts) return false;
      attempts[message] = made + 1;
      note.last = message;
      await write(name, note);
      return true;
    };
  }

  return {
    begin: () => {
      isFirst = true;
      kept = undefined;
    },
    noteSilence: (seq) => {
      silent = seq;
      wasKeptSilent = true;
    },
    careFor: async (seq) => {
      if (!isFirst && silent !== seq) return undefined;
      isFirst = false;
      const before = await read(noteName);
      const isKnown = before.seq === seq;
      const note = { seq, attempts: isKnown ? (before.attempts ?? {}) : {} };
      if (!isKnown) await write(noteName, note);
      return isKnown || silent === seq ? careWith(noteName, note) : undefined;
    },
    careForKept: async () => {
      const { attempts = {}, last } = kept ?? { attempts: (await read(keptName)).attempts };
      // The process lives: unless the library was silent, the last one came to its end, and the database may have failed.
      const begun = Object.entries(attempts).filter(([name, made]) => made > 0 && (name !== last || wasKeptSilent));
      wasKeptSilent = false;
      kept = { seq: 0, attempts: Object.fromEntries(begun) };
      return careWith(keptName, kept);
    },
  };
}
