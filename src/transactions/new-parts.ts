import type { ClientEvent, Transaction } from '../types.js';
import { jsonDigest } from './json-digest.js';

/** The parts of a transaction that did not come under its ID before (T7). */
export interface NewParts {
  /** The transaction without the events and messages that came before. Everything else is as it was. */
  readonly transaction: Transaction;
  /** The ID of each event and message that is left, or its digest where it has none, to be remembered. */
  readonly parts: string[];
  /** Tells whether some came before. */
  readonly overlaps: boolean;
}

/**
 * Leaves out of a transaction the events and messages that came before. It yields after each of them: digests of many take so long
 * that others need a turn meanwhile (S9).
 *
 * A room event is known by its ID, whatever is in it: homeservers send it with another `age` or redacted. One without an ID, an
 * ephemeral event and a to-device message are known by a digest, and as often as they came: of three equal messages the third
 * is new where two came before. The transaction is not changed, and is given out itself where nothing came before.
 *
 * @param earlier The `parts` of everything that came under the ID before.
 */
export function* findNewParts(transaction: Transaction, earlier: readonly string[]): Generator<undefined, NewParts> {
  const left = new Map<string, number>();
  for (const part of earlier) left.set(part, (left.get(part) ?? 0) + 1);
  const parts: string[] = [];

  /** Tells whether a part is new; each time that it came before it is known once. */
  function isNew(part: string): boolean {
    const times = left.get(part) ?? 0;
    if (times > 0) left.set(part, times - 1);
    else parts.push(part);
    return times === 0;
  }

  function isNewEvent(event: ClientEvent): boolean {
    const id = idOf(event);
    if (id === undefined) return isNew(`event ${jsonDigest(event)}`);
    if (left.has(id)) return false;
    parts.push(id);
    return true;
  }

  const { events, ephemeral, to_device: messages } = transaction;
  const newEvents = yield* filterInSteps(events, isNewEvent);
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

/** The longest event ID of Matrix, in bytes; what is longer is not remembered as it is. */
const longestId = 255;

/** The ID of an event, which it may lack, whatever its type says (T6). */
function idOf({ event_id: id }: Partial<ClientEvent>): string | undefined {
  return typeof id === 'string' && id !== '' && id.length <= longestId ? id : undefined;
}
