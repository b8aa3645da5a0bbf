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
  readonly careFor: (seq: number) => Promise<((message: string) => Promise<boolean>) | undefined>;
}

/** The transaction that was begun, and the attempts at its messages. */
interface Note {
  readonly seq: number;
  readonly attempts: Record<string, number>;
}

const noteName = 'suspects';
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

  return {
    begin: () => {
      isFirst = true;
    },
    noteSilence: (seq) => {
      silent = seq;
    },
    careFor: async (seq) => {
      if (!isFirst && silent !== seq) return undefined;
      isFirst = false;
      const before = JSON.parse((await context.store.inbox.readNote(noteName)) ?? '{}') as Partial<Note>; // as it was written here
      const isKnown = before.seq === seq;
      const attempts = isKnown ? (before.attempts ?? {}) : {};
      const write = (): Promise<void> =>
        writeUnderLease(context, ({ inbox }) => inbox.writeNote(noteName, JSON.stringify({ seq, attempts })));
      if (!isKnown) await write();
      if (!isKnown && silent !== seq) return undefined;
      let last = '';
      return async (message) => {
        // It came to its end.
        attempts[last] = 0;
        const made = attempts[message] ?? 0;
        if (made >= mostAttempts) return false;
        attempts[message] = made + 1;
        last = message;
        await write();
        return true;
      };
    },
  };
}
