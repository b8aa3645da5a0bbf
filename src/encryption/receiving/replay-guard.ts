import type { InboxStorage } from '../../appservice/deliveries.js';
import { databaseNames } from '../database-names.js';
import { own } from '../../json-objects.js';
import type { AppserviceStore, StoreParts } from '../../appservice/store.js';
import type { ClientEvent } from '../../types.js';
import { dropOldest } from '../drop-oldest.js';
import { messageIndexOf } from '../machine/message-index.js';
import type { EncryptionContext } from '../encryption-context.js';
import { sessionName } from './pending-events.js';

/** Remembers which event each message of a room session came in, so that none is taken for a new one under another ID. */
export interface ReplayGuard {
  /**
   * Returns the ID of the event that the message of a decrypted event came in before; `undefined` if it is the first, which is remembered
   * then. It is asked before the event is delivered: one that is delivered twice has the same ID.
   */
  readonly earlierEvent: (event: ClientEvent) => Promise<string | undefined>;
  /** The writes that are still to be made, each to be deleted from here once it is committed. */
  readonly unwritten: Set<(parts: StoreParts) => Promise<void>>;
  /** Forgets what is in memory: another process may have written since. */
  readonly clear: () => void;
}

const dayMs = 24 * 3_600_000;
const keptDays = 30;
const mostSessions = 20_000;
/** The most sessions in memory. */
const mostOpen = 500;

/**
 * Makes the guard. It remembers room sessions for 30 days after their last message, the newest 20,000 of them.
 *
 * @see https://spec.matrix.org/v1.19/client-server-api/#mmegolmv1aes-sha2
 */
export function createReplayGuard({ store, time }: Pick<EncryptionContext, 'store' | 'time'>): ReplayGuard {
  /** The day of the last message of each session, the oldest first. */
  let days: Promise<Map<string, number>> | undefined;
  const sessions = new Map<string, Map<string, string>>();
  const unwritten: ReplayGuard['unwritten'] = new Set();

  async function loadDays(): Promise<Map<string, number>> {
    const rows = await store.crypto.load(databaseNames.replaySessions);
    const all = rows.map(({ key, value }): [string, number] => [key, Number(value)]);
    // One that is damaged is the oldest.
    return new Map(all.sort(([, a], [, b]) => (a || 0) - (b || 0)));
  }

  async function knownDays(): Promise<Map<string, number>> {
    const loading = (days ??= loadDays());
    try {
      return await loading;
    } catch (error) {
      if (days === loading) days = undefined;
      throw error;
    }
  }

  async function open(name: string): Promise<Map<string, string>> {
    const session =
      sessions.get(name) ??
      new Map((await store.crypto.load(databaseNames.replays(name))).map(({ key, value = '' }) => [key, value]));
    // The map is ordered by use.
    sessions.delete(name);
    sessions.set(name, session);
    dropOldest(sessions, mostOpen);
    return session;
  }

  return {
    earlierEvent: async ({ event_id: eventId, room_id: roomId, content }) => {
      const [sessionId, ciphertext] = [own(content, 'session_id'), own(content, 'ciphertext')];
      const index = typeof ciphertext === 'string' ? messageIndexOf(ciphertext)?.toString() : undefined;
      const name = typeof sessionId === 'string' ? sessionName(roomId, sessionId) : undefined;
      if (index === undefined || name === undefined || typeof eventId !== 'string') return undefined;
      const known = await knownDays();
      const session = await open(name);
      // An ID may be one that no store keeps as it is.
      const value = JSON.stringify(eventId);
      const holder = session.get(index);
      if (holder !== undefined) return holder === value ? undefined : idIn(holder);
      const today = Math.floor(time.epochMs() / dayMs);
      const isNewDay = known.get(name) !== today;
      const old = isNewDay ? outdated(known, today) : [];
      unwritten.add(async ({ crypto }) => {
        await crypto.write(databaseNames.replays(name), [{ store: 'index', key: index, value }]);
        if (!isNewDay) return;
        for (const each of old) await crypto.remove(databaseNames.replays(each));
        const rows = old.map((key) => ({ store: 'session', key, value: undefined }));
        await crypto.write(databaseNames.replaySessions, [
          ...rows,
          { store: 'session', key: name, value: String(today) },
        ]);
      });
      session.set(index, value);
      if (!isNewDay) return undefined;
      for (const each of [...old, name]) known.delete(each);
      known.set(name, today);
      return undefined;
    },
    unwritten,
    clear: () => {
      days = undefined;
      unwritten.clear();
      sessions.clear();
    },
  };
}

/**
 * Makes the storage for an inbox, which writes what the guard remembers with the outcome of a delivery. That is before the next event is
 * delivered, and after a crash before it the same event comes again, so no replay comes first.
 */
export function rememberingReplays(
  store: AppserviceStore,
  { unwritten }: Pick<ReplayGuard, 'unwritten'>,
): InboxStorage {
  return {
    inbox: store.inbox,
    lease: store.lease,
    transaction: async (work, options) => {
      // Without a fence another process may have the lease.
      const writes = options?.fence === undefined ? [] : [...unwritten];
      const result = await store.transaction(async (parts) => {
        for (const write of writes) await write(parts);
        return work(parts);
      }, options);
      for (const write of writes) unwritten.delete(write);
      return result;
    },
  };
}

/** Returns the sessions to forget, a few at a time. */
function outdated(days: ReadonlyMap<string, number>, today: number): string[] {
  const some = [...firstOf(days, 20)];
  return some
    .filter(([, day], n) => !(today - day <= keptDays) || n < days.size + 1 - mostSessions)
    .map(([name]) => name);
}

function* firstOf<T>(items: Iterable<T>, count: number): Iterable<T> {
  let n = 0;
  for (const item of items) {
    if (n++ === count) return;
    yield item;
  }
}

function idIn(value: string): string {
  try {
    return String(JSON.parse(value));
  } catch {
    return 'of a damaged row';
  }
}
