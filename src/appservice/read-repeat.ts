import type { Finding } from '../findings.js';
import { isSameJson } from '../json-objects.js';
import type { NewParts } from '../transactions/new-parts.js';
import type { Transaction } from '../types.js';

/** The homeserver's key counts and types: a level, not an event, so only the latest counts. */
export type KeyLevels = Pick<
  Transaction,
  'device_one_time_keys_count' | 'user_one_time_keys_count' | 'device_unused_fallback_key_types'
>;

/** The new parts of a transaction whose ID came before. */
export interface Repeat {
  /** The parts to deliver; `undefined` where there are none. */
  readonly transaction: Transaction | undefined;
  /** The IDs and digests of its events and messages, to be remembered. */
  readonly parts: readonly string[];
  /** Report of new parts, if there are any. */
  readonly finding: Finding | undefined;
}

/**
 * Reads a transaction whose ID came before, without the events and messages that came under it (T7).
 *
 * Homeservers do repeat IDs. Synapse repeats a transaction without its to-device messages, Dendrite with more events.
 * After a restored backup, say, a counter starts again, and IDs come with other content. Device lists are always kept:
 * they may be applied twice. Counts and types of keys are kept only if they can be newer than those delivered last: if
 * the ID came with other content, or they differ and no other transaction came since.
 *
 * @param news The new parts among it.
 * @param earlierCount The number of parts that came under the ID before, where it is known.
 * @param latest The key counts and types of the latest transaction, if it had this ID.
 */
export function readRepeat(
  transaction: Transaction,
  { transaction: fresh, parts, overlaps }: NewParts,
  earlierCount: number | undefined,
  latest: KeyLevels | undefined,
): Repeat {
  const isReused = parts.length > 0 && !overlaps;
  const hasLevels = isReused || (latest !== undefined && !isSameJson(keyLevelsOf(latest), keyLevelsOf(transaction)));
  const left = hasLevels ? fresh : withoutKeyLevels(fresh);
  return {
    transaction: hasContent(left) ? left : undefined,
    parts,
    finding: parts.length === 0 ? undefined : isReused ? reusedId(earlierCount) : grown(parts.length),
  };
}

/** Returns the key counts and types of a transaction. */
export function keyLevelsOf(transaction: KeyLevels): KeyLevels {
  const { device_one_time_keys_count, user_one_time_keys_count, device_unused_fallback_key_types } = transaction;
  return {
    ...(device_one_time_keys_count && { device_one_time_keys_count }),
    ...(user_one_time_keys_count && { user_one_time_keys_count }),
    ...(device_unused_fallback_key_types && { device_unused_fallback_key_types }),
  };
}

function withoutKeyLevels(transaction: Transaction): Transaction {
  const rest = { ...transaction };
  delete rest.device_one_time_keys_count;
  delete rest.user_one_time_keys_count;
  delete rest.device_unused_fallback_key_types;
  return rest;
}

/** Tells whether there is anything to deliver in a transaction. */
export function hasContent(transaction: Transaction): boolean {
  const { events, ephemeral = [], to_device = [], device_lists: { changed = [], left = [] } = {} } = transaction;
  const lists: readonly (readonly unknown[])[] = [events, ephemeral, to_device, changed, left];
  return lists.some((list) => list.length > 0) || Object.keys(keyLevelsOf(transaction)).length > 0;
}

function reusedId(earlierCount: number | undefined): Finding {
  const message =
    `this ID came before with ${earlierCount ?? 'only'} other events and messages, and with none of these: ` +
    'the homeserver may have begun its counter anew; they are delivered';
  return { code: 'transaction-id-reused', severity: 'warning', pointer: '', message };
}

function grown(newPartCount: number): Finding {
  const message = `this ID came before, without ${newPartCount} of its events and messages; these are delivered`;
  return { code: 'transaction-grew', severity: 'info', pointer: '', message };
}
