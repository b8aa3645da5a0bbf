import { fieldNames } from '../../generated/names.js';
import type { DeviceLists, Transaction, TransactionBody } from '../types.js';
import { readDeviceLists } from './read-device-lists.js';

/** The names under which the fields of a transaction are written (T10). */
export type TransactionNames = 'stable' | 'unstable' | 'both';

/**
 * Writes a transaction's body, under the stable names, the unstable ones, or both (T10).
 *
 * `both` is the default: some appservices read only one kind, and those that read both take the first. `unstable`
 * writes every name that a homeserver has used. `events` has only ever had its stable name. Values are shared with
 * `transaction`, under each of their names. One-time key counts are written by device only: `user_one_time_keys_count`
 * is not written.
 *
 * {@link readTransaction} turns the result into `transaction` again, whatever the names, except for
 * `user_one_time_keys_count`.
 *
 * @example
 * ```ts
 * writeTransaction({ events: [], to_device: [] }, 'stable'); // { events: [], to_device: [] }
 * ```
 * @see https://github.com/matrix-org/matrix-spec-proposals/pull/3202
 * @rule T10
 */
export function writeTransaction(transaction: Transaction, names: TransactionNames = 'both'): TransactionBody {
  const stableValues: Record<string, unknown> = { ...transaction, device_lists: writeDeviceLists(transaction) };
  const renamed: Record<string, unknown> = {};
  for (const [field, { unstable }] of Object.entries(fieldNames.TransactionBody)) {
    const value = stableValues[field];
    if (value === undefined || value === null) continue;
    for (const name of names === 'unstable' ? unstable : names === 'stable' ? [field] : [field, ...unstable]) {
      renamed[name] = value;
    }
  }
  return { events: transaction.events, ...renamed };
}

/** Writes device lists under stable names alone; a relayed transaction may have older ones in it (T4). */
function writeDeviceLists({ device_lists: lists }: Transaction): DeviceLists | undefined {
  const older = fieldNames.DeviceLists.left.accepted.filter((name) => lists && Object.hasOwn(lists, name));
  return lists && older.length > 0 ? readDeviceLists({ ...lists }, '', []) : lists;
}
