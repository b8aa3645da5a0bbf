import { fieldNames } from '../../generated/names.js';
import { neverExisted } from '../../generated/support.js';
import { PayloadError } from '../errors.js';
import { FindingCollector, jsonPointer, type Finding, type FindingSink } from '../findings.js';
import { isJsonObject, type JsonObject, own } from '../json-objects.js';
import type { Transaction } from '../types.js';
import { readDeviceLists } from './read-device-lists.js';
import { readClientEvent, readEphemeralEvent, readToDeviceEvent } from './read-event.js';
import { readFallbackKeyTypes } from './read-fallback-key-types.js';
import { readField } from './read-field.js';
import { readKeyCounts } from './read-key-counts.js';
import { readList } from './read-list.js';

/**
 * Reads the body of a transaction, under any of the names and shapes that homeservers write, into the stable ones.
 *
 * Each field is taken from the first of its names that holds a value of the right type (T1). A malformed event, device,
 * user or count is left out, and its neighbours are delivered: a homeserver would send a refused transaction for ever
 * (T6). An absent field stays absent, and an empty one empty (T3).
 *
 * Findings list everything that was left out, renamed or not understood. They also list every field whose name looks
 * like a proposal's but is not read (T9). Other fields that do not belong to a transaction are left out without one.
 *
 * Events are shared with `body`, not copied, and their content is not checked (S3). Lists and maps that lost nothing
 * are shared too. `body` is never changed.
 *
 * @example
 * ```ts
 * const { transaction } = readTransaction({ events: ['not an event'], to_device: [] });
 * transaction; // { events: [], to_device: [] }
 * ```
 * @throws {PayloadError} where `body` is not an object, or its `events` is not an array; for no other reason.
 * @see https://spec.matrix.org/v1.19/application-service-api/#put_matrixappv1transactionstxnid
 * @see https://github.com/matrix-org/matrix-spec-proposals/pull/3202
 * @see https://github.com/matrix-org/matrix-spec-proposals/pull/4203
 * @rule T3
 */
export function readTransaction(body: unknown): ReadTransaction {
  return readTransactionInto(body, new FindingCollector());
}

/** A transaction with the findings about it. */
interface ReadTransaction {
  transaction: Transaction;
  findings: Finding[];
}

/** Does the work of {@link readTransaction} with a collector that may know secrets. */
export function readTransactionInto(body: unknown, findings: FindingCollector): ReadTransaction {
  if (!isJsonObject(body)) throw new PayloadError([{ pointer: '', message: 'must be an object' }]);
  const events = own(body, 'events');
  if (!isArray(events)) throw new PayloadError([{ pointer: '/events', message: 'must be an array' }]);

  const transaction: Transaction = { events: readList(events, '/events', findings, readClientEvent) };
  addEphemeral(transaction, body, findings);
  addToDevice(transaction, body, findings);
  addLists(transaction, body, findings);
  addCounts(transaction, body, findings);
  addFallbackTypes(transaction, body, findings);
  for (const name of Object.keys(body)) {
    if (proposalName.test(name) && !readNames.has(name)) findings.push(unreadName(name));
  }
  return { transaction, findings: findings.list() };
}

const names = fieldNames.TransactionBody;

// Each of these sets its field only if the body has it: an absent field stays absent (T3).

function addEphemeral(transaction: Transaction, body: JsonObject, findings: FindingSink): void {
  const field = readField(body, 'ephemeral', names.ephemeral, isArray, '', findings);
  if (field) transaction.ephemeral = readList(field.value, field.pointer, findings, readEphemeralEvent);
}

function addToDevice(transaction: Transaction, body: JsonObject, findings: FindingSink): void {
  const field = readField(body, 'to_device', names.to_device, isArray, '', findings);
  if (field) transaction.to_device = readList(field.value, field.pointer, findings, readToDeviceEvent);
}

function addLists(transaction: Transaction, body: JsonObject, findings: FindingSink): void {
  const field = readField(body, 'device_lists', names.device_lists, isJsonObject, '', findings);
  if (field) transaction.device_lists = readDeviceLists(field.value, field.pointer, findings);
}

function addCounts(transaction: Transaction, body: JsonObject, findings: FindingSink): void {
  const known = names.device_one_time_keys_count;
  const field = readField(body, 'device_one_time_keys_count', known, isJsonObject, '', findings);
  if (!field) return;
  const { devices, users } = readKeyCounts(field.value, field.pointer, findings);
  if (devices) transaction.device_one_time_keys_count = devices;
  if (users) transaction.user_one_time_keys_count = users;
}

function addFallbackTypes(transaction: Transaction, body: JsonObject, findings: FindingSink): void {
  const known = names.device_unused_fallback_key_types;
  const field = readField(body, 'device_unused_fallback_key_types', known, isJsonObject, '', findings);
  if (field) transaction.device_unused_fallback_key_types = readFallbackKeyTypes(field.value, field.pointer, findings);
}

function isArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/**
 * Matches the names of drafts: reversed domain, `msc` and number, and the name of the field.
 *
 * @rule T9
 */
const proposalName = /^[\w.-]+\.msc\d/i;

/** Every name under which a field of a transaction is read. */
const readNames: ReadonlySet<string> = /*@__PURE__*/ new Set(
  /*@__PURE__*/ Object.values(names).flatMap(({ unstable, accepted }): string[] => [...unstable, ...accepted]),
);

function unreadName(name: string): Finding {
  const known = neverExisted.find((each) => each.name === name);
  const field = name.slice(name.lastIndexOf('.') + 1);
  const message = known
    ? `no proposal ever had this name, and it is not read; use ${known.instead}`
    : `it looks like a proposal's name, and is not read${Object.hasOwn(names, field) ? `; did you mean ${field}?` : ''}`;
  return { code: 'name-never-existed', severity: 'warning', pointer: jsonPointer(name), message };
}
