import type { UserRecord } from '../../appservice/device-store.js';
import { Cancellation } from '../../async/cancellation.js';
import { MatrixHttpError, UnrecognizedEndpointError } from '../../errors.js';
import { isJsonObject, own, setOwn, type JsonObject } from '../../json-objects.js';
import type { KeyClaim } from '../../types.js';
import { databaseNames } from '../database-names.js';
import { writeUnderLease, type EncryptionContext } from '../encryption-context.js';
import { explainError } from '../explain-error.js';
import { notesAbout } from '../own-users.js';
import type { RowReader } from '../row-reader.js';

/** Recognises a database that is an older copy of the one in use: a backup that was restored, or a copy that another process uses. */
export interface CopyCheck {
  /** Reads what the store knows. Call it at the beginning of a term. */
  readonly load: () => Promise<void>;
  /** Begins to compare, in the background, until the term ends. */
  readonly begin: (until: Cancellation) => void;
  /** Tells whether a user's device may have sent more than the store knows. Waits for the first comparison of the term. */
  readonly isOlder: (user: UserRecord) => Promise<boolean>;
  /** Returns the number of times that this database was recognised as a copy: devices that were made with a lower one are older. */
  readonly copies: () => Promise<number>;
  /**
   * Leaves older devices out of a claim, in each process on the store: their one-time keys may have been given out already. Before the
   * first comparison of all processes, none is known to be older.
   */
  readonly claimable: (claim: KeyClaim) => Promise<KeyClaim>;
  /** Resolves once nothing is in progress, after the end of the term. */
  readonly end: () => Promise<void>;
}

/** A mark that is set at the homeserver and in the store, again and again. The homeserver's is the newer one where the store is a copy. */
interface Mark {
  readonly number: number;
  /** Tells two marks apart that copies of one database have set. */
  readonly id: string;
}

/** The name of the account data of the appservice's sender in which the mark is. */
const markType = 'matrix-encrypted-appservice.mark';

const noMark: Mark = { number: 0, id: '' };

/** The time from a use of the store to the next mark, in milliseconds: what is sent in it is not protected against an older copy. */
const nextMarkMs = 30_000;

/** The limit for one of the homeserver's answers: the first messages of a term wait for two. */
const timeoutMs = 10_000;

/**
 * Makes the check. A ratchet must not be used twice, and a copy of the database has the same keys as the original, so no comparison of
 * keys tells them apart.
 *
 * @rule D9
 */
export function createCopyCheck(
  context: Pick<EncryptionContext, 'homeserver' | 'store' | 'machines' | 'time' | 'reportFailure'>,
  { senderId, readRow }: { readonly senderId: string; readonly readRow: RowReader },
): CopyCheck {
  const { homeserver, store, time, reportFailure } = context;
  const place = { userId: senderId as `@${string}`, type: markType };
  /** The newest mark that the store knows; `undefined` where it has nothing that could be older. */
  let mine: Mark | undefined;
  let isEmpty = false;
  let copies = 0;
  let first = Promise.resolve();
  let watching = Promise.resolve();
  let ending = new Cancellation();
  ending.cancel(undefined);
  let isUsed = false;
  let isWatching = false;
  let isRefused = false;
  let isFailing = false;

  /** Reads what the store knows. A damaged row is reported, and `undefined` like none. */
  async function read(): Promise<{ readonly isThere: boolean; readonly found: JsonObject | undefined }> {
    const [row] = await store.crypto.load(databaseNames.mark);
    const what = 'the mark that recognises an older copy of the database';
    const found = row && readRow({ what, consequence: 'It is set anew' }, row.value ?? '', isJsonObject);
    return { isThere: row !== undefined, found };
  }

  async function keep(mark: Mark, count: number): Promise<void> {
    const row = { store: 'mark', key: 'newest', value: JSON.stringify({ ...mark, copies: count }) };
    await writeUnderLease(context, ({ crypto }) => crypto.write(databaseNames.mark, [row]));
    mine = mark;
    copies = count;
  }

  /** Compares the two marks, and sets the next. It is in the store before it is at the homeserver: after a crash in between, the store's is newer. */
  async function compare({ signal }: Cancellation): Promise<void> {
    const client = homeserver.as({});
    const options = { signal, timeoutMs };
    const theirs = await client.getAccountData(place, options).then(markOf, (error: unknown) => {
      if (error instanceof MatrixHttpError && error.status === 404) return noMark;
      throw error;
    });
    if (mine !== undefined && isAfter(theirs, mine)) {
      // The next mark is left to who uses the newer state, which may be another process.
      await keep(theirs, copies + 1);
      reportFailure({
        message:
          'the database is older than what was sent with it: it was restored from a backup, or a copy of it is in use elsewhere. ' +
          'Nothing is sent with the devices that it has, since others could read two messages with one key. Make sure that no other ' +
          'process has a copy, and call reset() of each user, which makes a new device that is signed by the same keys',
      });
      return;
    }
    if (isEmpty && theirs.number > 0) {
      reportFailure({
        message:
          'the store is empty, but this appservice has encrypted with another one: its users get new devices and identities, which people ' +
          'see as changed. If the other database is still there, stop, and start with it',
      });
    }
    const next = { number: Math.max(theirs.number, mine?.number ?? 0) + 1, id: crypto.randomUUID() };
    await keep(next, copies);
    await client.setAccountData(place, { ...next }, options);
  }

  /** Compares once. What failed is repeated after a while, unless the homeserver has said no. */
  async function attempt(until: Cancellation): Promise<void> {
    isUsed = false;
    try {
      await compare(until);
      isFailing = false;
    } catch (error) {
      if (until.cancelled) return;
      isRefused = error instanceof UnrecognizedEndpointError || isRefusal(error);
      noteUse();
      if (isFailing || error instanceof UnrecognizedEndpointError) return;
      isFailing = true;
      const what = `the mark that recognises an older copy of the database could not be compared: ${explainError(error)}`;
      const next = isRefused ? 'It is compared at the next start' : 'It is tried again';
      reportFailure({ message: `${what}. Everything goes on, but a restored backup is not noticed. ${next}`, error });
    }
  }

  /** Lets the next mark be set after a while, once for all uses until then. */
  function noteUse(): void {
    isUsed = true;
    if (isWatching || isRefused || ending.cancelled) return;
    isWatching = true;
    watching = watch(ending);
  }

  async function watch(until: Cancellation): Promise<void> {
    while (isUsed && !isRefused) {
      await time.wait(nextMarkMs, until);
      if (until.cancelled) break;
      await attempt(until);
    }
    isWatching = false;
  }

  return {
    load: async () => {
      const { isThere, found } = await read();
      const hasUsers = isThere || (await store.devices.listUsers({ limit: 1 })).length > 0;
      isEmpty = !hasUsers;
      mine = found ? markOf(found) : hasUsers && !isThere ? noMark : undefined;
      copies = numberIn(found, 'copies');
    },
    begin: (until) => {
      ending = until;
      isRefused = false;
      first = attempt(until);
    },
    isOlder: async (user) => {
      await first;
      if (copiesOf(user) < copies) return true;
      noteUse();
      return false;
    },
    copies: async () => {
      await first;
      return copies;
    },
    claimable: async (claim) => {
      await first;
      const count = numberIn((await read()).found, 'copies');
      if (count === 0) return claim;
      const allowed: KeyClaim = {};
      for (const [userId, devices] of Object.entries(claim)) {
        const user = await store.devices.getUser(userId);
        if (!user || copiesOf(user) >= count) setOwn(allowed, userId, devices);
      }
      return allowed;
    },
    end: async () => {
      await Promise.all([first, watching]);
    },
  };
}

function isAfter(theirs: Mark, mine: Mark): boolean {
  return theirs.number > mine.number || (theirs.number === mine.number && theirs.id !== mine.id);
}

/** Reads a mark. What is none counts as no mark: anything else may have been set under the name. */
function markOf(value: JsonObject): Mark {
  const id = own(value, 'id');
  return typeof id === 'string' ? { number: numberIn(value, 'number'), id } : noMark;
}

function numberIn(value: JsonObject | undefined, name: string): number {
  const number = value && own(value, name);
  return Number.isSafeInteger(number) && typeof number === 'number' && number >= 0 ? number : 0;
}

/** Returns what the records of a user's device say of the copies before it. */
function copiesOf(user: UserRecord): number {
  return numberIn(notesAbout(user), 'copies');
}

/** Tells whether an answer is one that another try does not change. */
function isRefusal(error: unknown): boolean {
  return error instanceof MatrixHttpError && error.status >= 400 && error.status < 500 && error.status !== 429;
}
