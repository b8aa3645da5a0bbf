import { databaseNames } from '../database-names.js';
import type { InboxStore, StoredEvent } from '../../appservice/inbox-store.js';
import { isStorableName } from '../../appservice/storable-name.js';
import type { Cancellation } from '../../async/cancellation.js';
import { isJsonObject, own } from '../../json-objects.js';
import type { AppserviceStore, CryptoRow, StoreParts } from '../../appservice/store.js';
import type { Term, Time } from '../../appservice/leadership.js';
import { dropOldest } from '../drop-oldest.js';
import type { RowReader } from '../row-reader.js';
import { createCrowds, type CrowdPlace } from './crowds.js';

/** Events whose room key has not come: they wait in the inbox, and are tried again when it comes, and at each start (R4). */
export interface PendingEvents {
  /** Begins a term: all pending events are tried again, as in `tryAllAgain`. Those of 30 days ago are tried again at any time. */
  readonly begin: (term: Term) => Promise<void>;
  /** Tries all pending events again, for keys may have come for any of them: a hundred at once, and others behind what is new. */
  readonly tryAllAgain: () => Promise<void>;
  /**
   * Notes that the key of a session has come, so that its events are tried again once that is written: five times in a term for each
   * sender of keys, since anyone can send what passes for any key. That it is withheld is a reason to try once, to learn why.
   */
  readonly keyCame: (roomId: string, sessionId: string, sender: string, isWithheld?: boolean) => void;
  /** Takes the sessions whose keys have come, for a database transaction of the caller's. */
  readonly changes: () => { readonly write: (parts: StoreParts) => Promise<void>; readonly written: () => void };
  /** Returns the number of keys that came; `wait` compares it. */
  readonly keysCame: () => number;
  /** Returns the attempts to decrypt an event that failed. */
  readonly recordOf: (seq: number) => AttemptRecord | undefined;
  /** Writes the failed attempts of an event; `undefined` forgets them. Where too many are pending, an old one is tried a last time. */
  readonly setRecord: (seq: number, record: AttemptRecord | undefined) => Promise<void>;
  /** Tries an event again whose key came between its attempt and its becoming pending. */
  readonly tryAgain: (seq: number) => void;
}

/** The failed attempts to decrypt an event. */
export interface AttemptRecord extends CrowdPlace {
  readonly attempts: number;
  /** The reason that the application was told last. */
  readonly reason: string;
  /** Tells that it is given up, to make room for newer ones. */
  readonly isSurplus?: boolean | undefined;
}

/** Options of {@link createPendingEvents}. */
export interface PendingEventsOptions {
  readonly store: Pick<AppserviceStore, 'inbox' | 'crypto' | 'transaction'>;
  readonly time: Time;
  readonly readRow: RowReader;
  /** Wakes deliveries. */
  readonly wake: () => void;
}

/** It has a row for each pending event. */
const database = databaseNames.undecryptable;
const perPage = 1000;

/** The events that are tried again at once. What is new waits for them, so others follow after a pause. */
const perRound = 100;
const pauseMs = 5000;

/** The times in a term that a session's events are tried again because one user sent something for it. */
const mostTries = 5;
/** The most sessions and senders whose tries are counted. */
const mostSessions = 20_000;

/** The time after which no room key is waited for any more. */
export const longestPendingMs: number = 30 * 24 * 3_600_000;
const sweepMs = 6 * 3_600_000;

/**
 * Makes the memory of pending events. To-device messages may come transactions after the event that they are for, and an event may be
 * tried while its key is being written down: neither is lost.
 *
 * @rule R9
 */
export function createPendingEvents({ store, time, readRow, wake }: PendingEventsOptions): PendingEvents {
  let term: Term | undefined;
  const records = new Map<number, AttemptRecord>();
  let crowds = createCrowds();
  /** The sessions whose keys came and whose events are not tried again yet. */
  const arrived = new Set<string>();
  const tries = new Map<string, number>();
  let count = 0;

  function write<T>(work: (parts: StoreParts) => Promise<T>): Promise<T> {
    return store.transaction(work, { fence: term?.fence });
  }

  /** Lets events wait for delivery again, from the oldest after a place. Returns the place of the last one, if there may be more. */
  function releaseSome(afterSeq: number, isDue = (_: StoredEvent) => true): Promise<number | undefined> {
    return write(async ({ inbox }) => {
      const page = await inbox.list('pending', { afterSeq, limit: perRound });
      const due = page.filter(isDue);
      for (const { seq } of due) await inbox.setState(seq, 'waiting');
      return due.length === perRound ? due.at(-1)?.seq : undefined;
    });
  }

  async function releaseAll(): Promise<void> {
    const until = term?.ending;
    const next = await releaseSome(0);
    wake();
    // Where the store fails, the others are tried at the next start.
    if (until) releaseRest(next, until).catch(() => undefined);
  }

  async function releaseRest(from: number | undefined, until: Cancellation): Promise<void> {
    for (let next = from; next !== undefined;) {
      await time.wait(pauseMs, until);
      if (until.cancelled) return;
      next = await releaseSome(next);
      wake();
    }
  }

  /** Has those tried, and given up, that have waited for too long. */
  async function sweep(until: Cancellation): Promise<void> {
    const isOld = ({ arrivedAtMs }: StoredEvent): boolean => time.epochMs() - arrivedAtMs > longestPendingMs;
    for (;;) {
      await time.wait(sweepMs, until);
      if (until.cancelled) return;
      for (let next: number | undefined = 0; next !== undefined;) next = await releaseSome(next, isOld);
      wake();
    }
  }

  function keep(seq: number, record: AttemptRecord): void {
    records.set(seq, record);
    if (record.isSurplus === true) crowds.remove(seq, record);
    else crowds.add(seq, record);
  }

  async function writeRecord(seq: number, record: AttemptRecord | undefined): Promise<void> {
    const value = record && JSON.stringify(record);
    await write(({ crypto }) => crypto.write(database, [{ store: 'event', key: String(seq), value }]));
    crowds.remove(seq, records.get(seq) ?? {});
    records.delete(seq);
    if (record !== undefined) keep(seq, record);
  }

  function tryAgain(seq: number): void {
    write(({ inbox }) => inbox.setState(seq, 'waiting')).then(
      wake,
      // It is tried at the next start.
      () => undefined,
    );
  }

  return {
    begin: async (begun) => {
      term = begun;
      arrived.clear();
      tries.clear();
      const read = (await store.crypto.load(database)).flatMap((row) => readRecord(row, readRow));
      records.clear();
      crowds = createCrowds();
      for (const [seq, record] of read) keep(seq, record);
      await releaseAll();
      sweep(begun.ending).catch(() => undefined);
    },
    tryAllAgain: async () => {
      count++;
      await releaseAll();
    },
    keyCame: (roomId, sessionId, sender, isWithheld = false) => {
      const name = sessionName(roomId, sessionId);
      const source = JSON.stringify([name, sender]);
      const tried = tries.get(source) ?? 0;
      if (name === undefined || tried >= (isWithheld ? 1 : mostTries)) return;
      count++;
      arrived.add(name);
      tries.set(source, tried + 1);
      dropOldest(tries, mostSessions);
    },
    changes: () => {
      const sessions = [...arrived];
      return {
        write: async ({ inbox }) => {
          for (const session of sessions) await release(inbox, session);
        },
        written: () => {
          for (const session of sessions) arrived.delete(session);
          if (sessions.length > 0) wake();
        },
      };
    },
    keysCame: () => count,
    recordOf: (seq) => records.get(seq),
    setRecord: async (seq, record) => {
      if (record === undefined && !records.has(seq)) return;
      await writeRecord(seq, record);
      const surplus = record && crowds.surplus(record.roomId);
      const given = surplus === undefined ? undefined : records.get(surplus);
      if (surplus === undefined || given === undefined) return;
      await writeRecord(surplus, { ...given, isSurplus: true });
      tryAgain(surplus);
    },
    tryAgain,
  };
}

/** Returns the name under which events wait for a room key; `undefined` where no store can keep it. */
export function sessionName(roomId: string, sessionId: string): string | undefined {
  const name = `${roomId} ${sessionId}`;
  return isStorableName(name) && name.length <= longestName ? name : undefined;
}

/** The length of two of the longest IDs that Matrix allows, and a space. */
const longestName = 511;

async function release(inbox: InboxStore, session: string): Promise<void> {
  for (let afterSeq = 0; ;) {
    const page = await inbox.list('pending', { reason: session, afterSeq, limit: perPage });
    for (const { seq } of page) await inbox.setState(seq, 'waiting');
    const last = page.at(-1);
    if (last === undefined || page.length < perPage) return;
    afterSeq = last.seq;
  }
}

function readRecord({ key, value = '' }: CryptoRow, readRow: RowReader): [number, AttemptRecord][] {
  const row = {
    what: `the attempts to decrypt the event ${key} of the inbox`,
    consequence: 'They are counted anew, and the application may be told of it once more',
  };
  const record = readRow(row, value, isRecord);
  return record === undefined ? [] : [[Number(key), record]];
}

function isRecord(value: unknown): value is AttemptRecord & object {
  return isJsonObject(value) && typeof own(value, 'attempts') === 'number' && typeof own(value, 'reason') === 'string';
}
