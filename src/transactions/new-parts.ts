import type { ClientEvent, Transaction } from '../types.js';
import { jsonDigest } from './json-digest.js';

/** The parts of a transaction that are new under its ID (T7). */
export interface NewParts {
  /** The transaction without repeated events and messages. All else is unchanged. */
  readonly transaction: Transaction;
  /** ID of each new event and message, or its digest where it has none, to be remembered. */
  readonly parts: string[];
  /** Tells whether anything was a repeat. */
  readonly overlaps: boolean;
}

/**
 * Removes repeated events and messages from a transaction.
 *
 * Yields after each of them, unless all events have an ID: digests of many take so long that other work needs a turn
 * (S9). A room event is recognised by its ID alone: homeservers repeat it with another `age`, or redacted. An event without an ID, an ephemeral event
 * and a to-device message are recognised by a digest, and counted: the third of three equal messages is new after two.
 * The transaction is not changed, and is returned itself where nothing is a repeat.
 *
 * @param earlier The `parts` of everything that came under the ID before.
 */
export function* findNewParts(transaction: Transaction, earlier: readonly string[]): Generator<undefined, NewParts> {
  const left = new Map<string, number>();
  for (const part of earlier) left.set(part, (left.get(part) ?? 0) + 1);
  const parts: string[] = [];

  /** Tells whether a part is new; each earlier copy accounts for one. */
  function isNew(part: string): boolean {
    const times = left.get(part) ?? 0;
    if (times > 0) left.set(part, times - 1);
    else parts.push(part);
    return times === 0;
  }

  function isNewEvent(event: ClientEvent): boolean {
    const id = idOf(event);
    if (id === undefined) return isNew(`event ${jsonDigest(event)}`);
    return !left.has(id) && parts.push(id) > 0;
  }

  const { events, ephemeral, to_device: messages } = transaction;
  const newEvents = events.every(idOf) ? events.filter(isNewEvent) : yield* filterInSteps(events, isNewEvent);
  const newEphemeral =
    ephemeral && (yield* filterInSteps(ephemeral, (event) => isNew(`ephemeral ${jsonDigest(event)}`)));
  const newMessages =
    messages && (yield* filterInSteps(messages, (message) => isNew(`message ${jsonDigest(message)}`)));
  const count = events.length + (ephemeral?.length ?? 0) + (messages?.length ?? 0);
  if (parts.length === count) return { transaction, parts, overlaps: false };
  return {
    transaction: {
      ...transaction,
      events: newEvents,
      ...(newEphemeral && { ephemeral: newEphemeral }),
      ...(newMessages && { to_device: newMessages }),
    },
    parts,
    overlaps: true,
  };
}

function* filterInSteps<T>(list: readonly T[], keeps: (member: T) => boolean): Generator<undefined, T[]> {
  const kept: T[] = [];
  for (const member of list) {
    if (keeps(member)) kept.push(member);
    yield undefined;
  }
  return kept;
}

/** The longest event ID of Matrix, in bytes; a longer one is remembered by its digest. */
const longestId = 255;

/** Returns the ID of an event, which may lack it despite its type (T6). */
function idOf({ event_id: id }: Partial<ClientEvent>): string | undefined {
  return typeof id === 'string' && id !== '' && id.length <= longestId ? id : undefined;
}
