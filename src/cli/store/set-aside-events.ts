import type { StoredEvent } from '../../appservice/inbox-store.js';
import type { AppserviceStore } from '../../appservice/store.js';
import { isJsonObject, own } from '../../json-objects.js';
import type { Report } from '../command.js';
import { table } from '../print/table.js';
import { styled, type Text } from '../print/text.js';

/** The most events that are read at once. */
const pageSize = 500;

/** Lists the events that were set aside, without their content: it is of people who write to each other. */
export async function listSetAside(store: AppserviceStore): Promise<Report> {
  const events: EventDescription[] = [];
  for await (const event of setAside(store)) events.push(describeEvent(event));
  const lines = events.flatMap(({ seq, arrivedAt, type, eventId, attempts, reason }): Text[][] => [
    [
      styled('bold', String(seq)),
      arrivedAt,
      `${type ?? 'no type'}  ${eventId ?? 'no ID'}  ${String(attempts)} attempts`,
    ],
    ['', '', reason ?? 'no reason'],
  ]);
  return { status: 0, json: { events }, lines: events.length === 0 ? ['no event was set aside'] : table(lines) };
}

/** Has events delivered again, or forgets them. Those that were not set aside are left alone. */
export async function changeEvents(
  store: AppserviceStore,
  action: 'redeliver' | 'drop',
  wanted: readonly number[] | 'all',
): Promise<Report> {
  const changed: number[] = [];
  const missing: number[] = [];
  for (const seq of wanted === 'all' ? await allNumbers(store) : wanted) {
    const isChanged = await store.transaction(async ({ inbox }) => {
      const [event] = await inbox.list('set-aside', { afterSeq: seq - 1, limit: 1 });
      if (event?.seq !== seq) return false;
      return action === 'drop' ? inbox.remove(seq) : inbox.setState(seq, 'waiting');
    });
    (isChanged ? changed : missing).push(seq);
  }
  const done = action === 'drop' ? 'is forgotten' : 'will be delivered again';
  return {
    status: missing.length === 0 ? 0 : 1,
    json: { changed, missing },
    lines: [
      ...changed.map((seq) => `${String(seq)} ${done}`),
      ...missing.map((seq) => `${String(seq)} is not among the events that were set aside`),
      ...(changed.length + missing.length === 0 ? ['no event was set aside'] : []),
    ],
  };
}

async function allNumbers(store: AppserviceStore): Promise<number[]> {
  const numbers: number[] = [];
  for await (const { seq } of setAside(store)) numbers.push(seq);
  return numbers;
}

async function* setAside({ inbox }: AppserviceStore): AsyncGenerator<StoredEvent> {
  let afterSeq = 0;
  for (;;) {
    const page = await inbox.list('set-aside', { afterSeq, limit: pageSize });
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    afterSeq = last.seq;
  }
}

/** An event that has failed, and is tried again. */
export interface FailingEvent extends EventFacts {
  readonly attempts: number;
  /** `null` while an attempt is in progress, or is due. */
  readonly nextAttemptAt: string | null;
  readonly lastError: string | null;
}

/** Describes an event that has failed, without its content. */
export function describeFailing(event: StoredEvent): FailingEvent {
  const { attempts, nextAttemptAtMs, reason = null } = event;
  const nextAttemptAt = nextAttemptAtMs > 0 ? new Date(nextAttemptAtMs).toISOString() : null;
  return { ...factsOf(event), attempts, nextAttemptAt, lastError: reason };
}

interface EventDescription extends EventFacts {
  readonly arrivedAt: string;
  readonly attempts: number;
  readonly reason: string | null;
}

function describeEvent(event: StoredEvent): EventDescription {
  const { arrivedAtMs, attempts, reason = null } = event;
  return { ...factsOf(event), arrivedAt: new Date(arrivedAtMs).toISOString(), attempts, reason };
}

/** Names an event; `null` where it has no such field. */
interface EventFacts {
  readonly seq: number;
  readonly transactionId: string;
  readonly type: string | null;
  readonly eventId: string | null;
  readonly roomId: string | null;
  readonly sender: string | null;
}

function factsOf({ seq, transactionId, body }: StoredEvent): EventFacts {
  const event = keptEvent(body);
  const text = (name: string): string | null => {
    const value = isJsonObject(event) ? own(event, name) : undefined;
    return typeof value === 'string' ? value : null;
  };
  return {
    seq,
    transactionId,
    type: text('type'),
    eventId: text('event_id'),
    roomId: text('room_id'),
    sender: text('sender'),
  };
}

/** Returns the event or ephemeral event in a body that the inbox's receiver wrote; `undefined` if it is damaged. */
function keptEvent(body: string): unknown {
  try {
    const kept: unknown = JSON.parse(body);
    return isJsonObject(kept) ? (own(kept, 'event') ?? own(kept, 'ephemeral')) : undefined;
  } catch {
    return undefined;
  }
}
