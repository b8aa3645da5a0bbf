import type { JsonDocument } from '../../../src/cli/json/json-document.js';
import { readTransactionDocument } from '../../../src/cli/transaction-document.js';
import { isJsonObject } from '../../../src/json-objects.js';
import type { Transaction } from '../../../src/types.js';
import { explainTransaction, isEmptyTransaction } from './explain-transaction.js';
import { counted, isOutcome, readJsonField, remarksPart } from './json-input.js';
import { jsonTextIndented } from './format-json.js';
import type { Inline, Line, Outcome, Part, Tool, Values } from './outcome.js';
import { type FieldReading, fieldOf, holdsOf, transactionFields } from './transaction-fields.js';

/** Reads a transaction under any of its names. */
export const readTool: Tool = { id: 'read', run: runRead };

function runRead({ transaction: text = '' }: Values): Outcome {
  if (text.trim() === '')
    return { state: 'note', summary: 'Paste the body of a transaction, or take an example.', parts: [] };
  const document = readJsonField('transaction', text);
  if (isOutcome(document)) return document;
  const { transaction, findings } = readTransactionDocument(document);
  const reasons = explainTransaction(document.value, transaction).map(document.hide);
  const hasErrors = findings.some(({ severity }) => severity === 'error');
  const parts: Part[] = [
    ...whyPart(reasons, transaction),
    ...unstablePart(document),
    ...fieldsPart(document),
    ...remarksPart('Findings', findings),
    ...(transaction === undefined
      ? []
      : [
          {
            kind: 'code' as const,
            title: 'The transaction, under its stable names',
            text: jsonTextIndented(transaction),
          },
        ]),
  ];
  if (transaction === undefined) {
    return { state: 'bad', summary: 'This is not a transaction: an appservice answers it with 400.', parts };
  }
  const isOdd = reasons.length > 0 || hasErrors;
  return { state: isOdd ? 'bad' : 'good', summary: summaryOf(transaction, isOdd), parts };
}

function summaryOf(transaction: Transaction, isOdd: boolean): string {
  if (isEmptyTransaction(transaction)) {
    return isOdd
      ? 'Nothing is read from this transaction. The reasons are below.'
      : 'This transaction is empty: the homeserver had nothing to say.';
  }
  return `Read ${countsOf(transaction).join(', ')}${isOdd ? '; something was left out or is odd' : ''}.`;
}

/** Counts each part that a transaction has. An absent one says nothing, and an empty one means none (T3). */
function countsOf(transaction: Transaction): string[] {
  const { events, to_device: messages, ephemeral, device_lists: lists } = transaction;
  const changes = lists && (lists.changed ?? []).length + (lists.left ?? []).length;
  const counts = transaction.device_one_time_keys_count;
  const types = transaction.device_unused_fallback_key_types;
  return [
    counted(events.length, 'event'),
    ...(messages === undefined ? [] : [counted(messages.length, 'to-device message')]),
    ...(ephemeral === undefined ? [] : [counted(ephemeral.length, 'ephemeral event')]),
    ...(changes === undefined ? [] : [counted(changes, 'changed device list')]),
    ...(counts === undefined ? [] : [`key counts of ${counted(devicesIn(counts), 'device')}`]),
    ...(types === undefined ? [] : [`fallback key types of ${counted(devicesIn(types), 'device')}`]),
  ];
}

function devicesIn(map: Readonly<Record<string, object>>): number {
  return Object.values(map).reduce((sum, devices) => sum + Object.keys(devices).length, 0);
}

/** Tells whether a transaction has lists and counts alone, as most between two messages do. */
function hasNoMessages({ events, to_device: messages = [], ephemeral = [] }: Transaction): boolean {
  return events.length + messages.length + ephemeral.length === 0;
}

function whyPart(reasons: readonly string[], transaction: Transaction | undefined): Part[] {
  if (reasons.length > 0) return [{ kind: 'text', title: 'Why', lines: reasons }];
  if (transaction === undefined || !hasNoMessages(transaction)) return [];
  if (!isEmptyTransaction(transaction)) {
    return [
      {
        kind: 'text',
        title: 'Why',
        lines: ['There are no events and no messages in it, only device lists and key counts. Nothing was lost here.'],
      },
    ];
  }
  const lines: Line[] = [
    'Every field was understood, and all of them are empty.',
    [
      'If messages should be in here, ask whether the homeserver sends them: ',
      { text: 'check the registration', href: '#lint' },
      '. To-device messages, device lists and key counts each need a line in it, and often one in the homeserver’s configuration.',
    ],
  ];
  return [{ kind: 'text', title: 'Why', lines }];
}

/** Says what a library that knows stable names alone loses: the most frequent reason why a transaction parses into nothing. */
function unstablePart({ value: body }: JsonDocument): Part[] {
  if (!isJsonObject(body)) return [];
  const lost = transactionFields(body).filter(
    ({ name, stable, isRead }) => isRead && stable !== undefined && name !== stable && !Object.hasOwn(body, stable),
  );
  if (lost.length === 0) return [];
  const names = lost.map(({ stable }) => `\`${stable ?? ''}\``).join(', ');
  const lines: Line[] = [
    `It gets nothing from ${names}: ${lost.length === 1 ? 'this' : 'these'} came under unstable names, as homeservers write drafts.`,
    [
      'The transaction is sound. The library has to read the unstable name where the stable one is absent: ',
      { text: 'what to do', href: 'troubleshooting.html#a-transaction-parses-into-nothing' },
      ', ',
      { text: 'all names', href: 'names.html#fields' },
      '.',
    ],
  ];
  return [{ kind: 'text', title: 'A library that knows stable names alone', lines }];
}

/** Shows the name of each field beside its stable one. */
function fieldsPart(document: JsonDocument): Part[] {
  const { value: body, hide } = document;
  if (!isJsonObject(body)) return [];
  const readings = transactionFields(body);
  const shown = readings.slice(0, mostFields);
  const positions = document.positionsOf(shown.map(({ pointer }) => pointer));
  const rows = shown.map((reading): Line[] => {
    const name = `\`${hide(reading.name).slice(0, 100)}\``;
    const { line, column } = positions.get(reading.pointer) ?? {};
    const place: Inline[] =
      line === undefined ? [] : [{ text: `line ${line}`, place: { field: 'transaction', line, column: column ?? 1 } }];
    return [name, readAs(reading, readings), holdsOf(fieldOf(body, reading)), place];
  });
  if (rows.length === 0) return [];
  const head = ['came as', 'read as', 'holds', 'where'];
  const more = readings.length - shown.length;
  const rest: Part[] = more === 0 ? [] : [{ kind: 'text', lines: [`${counted(more, 'more field')} are not listed.`] }];
  return [{ kind: 'table', title: 'Names', head, rows }, ...rest];
}

const mostFields = 50;

function readAs({ stable, isRead, alike }: FieldReading, all: readonly FieldReading[]): string {
  if (stable === undefined) {
    const meant = alike.length === 0 ? '' : `; ${alike.map((each) => `\`${each}\``).join(' or ')}?`;
    return `not read: no field has this name${meant}`;
  }
  if (isRead) return `\`${stable}\``;
  const isElsewhere = all.some((each) => each.stable === stable && each.isRead);
  return isElsewhere ? `not read: \`${stable}\` came under another name, too` : 'not read: the wrong type';
}
