import { nearest } from '../../../src/cli/nearest.js';
import { isJsonObject, own, type JsonObject } from '../../../src/json-objects.js';
import { clientEvent, ephemeralEvent, toDeviceEvent } from '../../../src/transactions/read-event.js';
import type { Transaction } from '../../../src/types.js';
import { type FieldReading, transactionFields } from './transaction-fields.js';

/**
 * Explains why little or nothing could be read: names that are nearly right, a wrapping, another kind of message.
 *
 * Each entry is a sentence or two for people. Empty if nothing looks odd.
 *
 * @param transaction What was read; `undefined` if that was impossible.
 */
export function explainTransaction(body: unknown, transaction: Transaction | undefined): string[] {
  if (Array.isArray(body)) {
    return ['This is a list. A transaction is an object that has the list under `events`: `{"events": […]}`.'];
  }
  if (!isJsonObject(body)) return ['A transaction is an object with a list under `events`: `{"events": []}`.'];
  const readings = transactionFields(body);
  const wrapped = wrapping(body, readings);
  if (wrapped !== undefined) return [wrapped];
  return [
    ...otherMessage(body),
    ...missingEvents(body, readings),
    ...misnamed(readings, transaction === undefined || isEmptyTransaction(transaction)),
    ...wrongTypes(body, readings),
    ...(transaction === undefined ? [] : insideLists(body, readings)),
  ];
}

/** Tells whether nothing at all is in a transaction. */
export function isEmptyTransaction(transaction: Transaction): boolean {
  return Object.values<unknown>({ ...transaction }).every(isEmpty);
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return !isJsonObject(value) || Object.values(value).every(isEmpty);
}

/** Finds a transaction inside another object, as logs and test fixtures have it. */
function wrapping(body: JsonObject, readings: readonly FieldReading[]): string | undefined {
  if (readings.some(({ stable }) => stable !== undefined)) return undefined;
  for (const [name, value] of Object.entries(body)) {
    if (isJsonObject(value) && Array.isArray(own(value, 'events')) && !Array.isArray(own(body, 'next_batch'))) {
      return `The transaction is inside \`${name}\`. The body of the request must be what is under \`${name}\`, without anything around it.`;
    }
  }
  return undefined;
}

function otherMessage(body: JsonObject): string[] {
  if (typeof own(body, 'next_batch') === 'string') {
    return [
      'This is an answer to `/sync`, and not a transaction: there, `to_device` is an object with `events`; in a transaction it is a list, and each entry says by `to_user_id` and `to_device_id` for which device it is.',
    ];
  }
  if (typeof own(body, 'type') === 'string' && isJsonObject(own(body, 'content'))) {
    return ['This is a single event. A transaction has events in a list: `{"events": [ … ]}`.'];
  }
  if (isJsonObject(own(body, 'device_keys')) || isJsonObject(own(body, 'one_time_keys'))) {
    return ['This is a message about keys, and not a transaction. Check it under Validate.'];
  }
  return [];
}

function missingEvents(body: JsonObject, readings: readonly FieldReading[]): string[] {
  if (Object.hasOwn(body, 'events') || otherMessage(body).length > 0) return [];
  const meant = readings.find(({ alike }) => alike.includes('events'));
  const instead = meant === undefined ? '' : ` \`${meant.name}\` is not read in its place.`;
  return [
    `There is no \`events\`. It is the one field that every transaction has, even if its list is empty; without it the whole request is refused.${instead}`,
  ];
}

/** Names the fields that no one reads: those that look like another one and, where nothing was read, all of them. */
function misnamed(readings: readonly FieldReading[], isAll: boolean): string[] {
  const unread = readings.filter(({ stable, alike }) => stable === undefined && !alike.includes('events'));
  return unread
    .filter(({ alike }) => isAll || alike.length > 0)
    .slice(0, mostHints)
    .map(({ name, alike }) => {
      const meant = alike.length === 0 ? '' : ` Is ${alike.map((each) => `\`${each}\``).join(' or ')} meant?`;
      return `\`${name}\` is no name of a field, so everything under it was left out.${meant}`;
    });
}

function wrongTypes(body: JsonObject, readings: readonly FieldReading[]): string[] {
  return readings.flatMap(({ name, stable }) => {
    const value = own(body, name);
    if (stable !== 'to_device' && stable !== 'ephemeral' && stable !== 'events') return [];
    if (!isJsonObject(value)) return [];
    const inner = Array.isArray(own(value, 'events')) ? ' Put the list under its `events` there instead.' : '';
    return [`\`${name}\` has to be a list, and is an object, so nothing in it was read.${inner}`];
  });
}

/** Finds nearly right names in events and device lists. */
function insideLists(body: JsonObject, readings: readonly FieldReading[]): string[] {
  const said = new Set<string>();
  for (const { name, stable, isRead } of readings) {
    if (!isRead) continue;
    const value = own(body, name);
    const shape = shapes.get(stable ?? '');
    if (stable === 'device_lists' && isJsonObject(value)) {
      for (const hint of misspelt(value, ['changed', 'left'], ['removed'])) said.add(`In \`${name}\`, ${hint}`);
    } else if (shape !== undefined && Array.isArray(value)) {
      for (const event of value.slice(0, mostEvents)) {
        if (isJsonObject(event))
          for (const hint of misspelt(event, shape)) said.add(`In an entry of \`${name}\`, ${hint}`);
      }
    }
  }
  return [...said].slice(0, mostHints);
}

/** Events that are searched for misspelt names, and hints that are given. The first few tell as much as all of them. */
const [mostEvents, mostHints] = [200, 10];

const shapes: ReadonlyMap<string, readonly string[]> = new Map([
  ['events', required(clientEvent)],
  ['to_device', required(toDeviceEvent)],
  ['ephemeral', required(ephemeralEvent)],
]);

function required({ fields }: typeof clientEvent): string[] {
  return Object.entries(fields).flatMap(([name, { need }]) => (need === 'optional' ? [] : [name]));
}

/** Finds names that are nearly those of fields that an object lacks. */
function misspelt(object: JsonObject, names: readonly string[], others: readonly string[] = []): string[] {
  const missing = names.filter((name) => !Object.hasOwn(object, name));
  if (missing.length === 0) return [];
  return Object.keys(object)
    .filter((name) => !names.includes(name) && !others.includes(name))
    .flatMap((name) => {
      const snake = name.replaceAll(/([a-z])([A-Z])/g, '$1_$2').replaceAll('-', '_');
      const [meant] = missing.includes(snake) ? [snake] : nearest(snake, missing);
      return meant === undefined ? [] : [`\`${name}\` is not read. Is \`${meant}\` meant?`];
    });
}
