import { fieldNames } from '../../../generated/names.js';
import { neverExisted } from '../../../generated/support.js';
import type { UserId } from '../../identifiers.js';
import { own } from '../../json-objects.js';
import { writeTransaction } from '../../transactions/write-transaction.js';
import type { ClientEvent, ToDeviceEvent, Transaction } from '../../types.js';

/** Names of the fields of a transaction. */
export type Spelling = 'stable' | 'unstable' | 'both' | 'invented' | 'removed';

/** Names in a transaction that are in nothing else, by the place where they are. */
export interface TransactionMarks {
  readonly event: string;
  readonly ephemeral: string;
  readonly toDevice: string;
  readonly changed: string;
  readonly left: string;
  readonly counts: string;
  readonly fallback: string;
  /** In a field that no appservice reads. */
  readonly unread: string;
}

/** The server of all users and rooms that the checks make up: a name that cannot exist. */
const madeUpServer = 'check.invalid';

/** Makes an event in a room that does not exist. */
export function markedEvent(mark: string): ClientEvent {
  return {
    event_id: `$${mark}`,
    type: 'm.room.message',
    room_id: `!${mark}:${madeUpServer}`,
    sender: madeUpUser('check-appservice'),
    origin_server_ts: 0,
    content: { msgtype: 'm.notice', body: 'check-appservice sent this. Please ignore it.' },
  };
}

/** Makes a to-device message, which no device reacts to, for a device that does not exist. */
export function markedMessage(mark: string, user: UserId): ToDeviceEvent {
  return { type: 'm.dummy', sender: madeUpUser('check-appservice'), to_user_id: user, to_device_id: mark, content: {} };
}

/** Makes a transaction with every field, in a spelling. */
export function spelledTransaction(
  spelling: Spelling,
  user: UserId,
  uniqueName: () => string,
): { readonly body: object; readonly marks: TransactionMarks } {
  const marks: TransactionMarks = {
    event: uniqueName(),
    ephemeral: uniqueName(),
    toDevice: uniqueName(),
    changed: uniqueName(),
    left: uniqueName(),
    counts: uniqueName(),
    fallback: uniqueName(),
    unread: uniqueName(),
  };
  const transaction: Transaction = {
    events: [markedEvent(marks.event)],
    ephemeral: [
      {
        type: 'm.typing',
        room_id: `!${marks.ephemeral}:${madeUpServer}`,
        content: { user_ids: [madeUpUser(marks.ephemeral)] },
      },
    ],
    to_device: [markedMessage(marks.toDevice, user)],
    device_lists: { changed: [madeUpUser(marks.changed)], left: [madeUpUser(marks.left)] },
    device_one_time_keys_count: { [user]: { [marks.counts]: { signed_curve25519: 50 } } },
    device_unused_fallback_key_types: { [user]: { [marks.fallback]: ['signed_curve25519'] } },
  };
  return { body: { ...bodyIn(spelling, transaction), check_appservice: marks.unread }, marks };
}

function bodyIn(spelling: Spelling, transaction: Transaction): object {
  const { events, device_lists: lists } = transaction;
  if (spelling === 'removed') {
    const { left, ...others } = lists ?? { changed: [] };
    const [older] = fieldNames.DeviceLists.left.accepted;
    const field = { ...others, [older]: left };
    return { events, ...Object.fromEntries(namesOf('device_lists').map((name) => [name, field])) };
  }
  if (spelling !== 'invented') return writeTransaction(transaction, spelling);
  const invented = neverExisted.map(({ name, instead }): [string, unknown] => [name, own({ ...transaction }, instead)]);
  return { events, ...Object.fromEntries(invented) };
}

/** The fields of a transaction that have several names. */
export type SpelledField = keyof typeof fieldNames.TransactionBody;

/** Returns the stable name of a field, and the unstable one that homeservers write. */
export function namesOf(field: SpelledField): readonly [stable: string, unstable: string] {
  return [field, fieldNames.TransactionBody[field].unstable[0]];
}

/** Malformed values of fields, which must be reported and skipped (T1). */
export const malformedFields: readonly (readonly [field: SpelledField, value: unknown])[] = [
  ['to_device', [null]],
  ['ephemeral', [null]],
  ['device_lists', 1],
  ['device_one_time_keys_count', 1],
  ['device_unused_fallback_key_types', 1],
];

function madeUpUser(localpart: string): UserId {
  return `@${localpart}:${madeUpServer}`;
}
