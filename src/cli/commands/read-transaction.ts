import type { Transaction } from '../../types.js';
import { usageError } from '../cli-error.js';
import type { Command } from '../command.js';
import { findingLines, hasErrors } from '../print/finding-lines.js';
import { jsonLines, styled, type Text } from '../print/text.js';
import { readJsonInput } from '../read-input.js';
import { readTransactionDocument } from '../transaction-document.js';
import { table } from '../print/table.js';
import { screenWidth } from '../world.js';

/** The `read-transaction` command. */
export const readTransactionCommand: Command = {
  name: 'read-transaction',
  summary: 'shows a transaction under its stable names',
  operands: 'FILE',
  about: [
    'Reads the body of a transaction under any of the names that homeservers write, and shows it under the stable ones. Reports ' +
      'whatever was renamed, contradictory, malformed or not understood. Use - for standard input.',
  ],
  options: {},
  examples: ['read-transaction transaction.json', 'read-transaction transaction.json --json'],
  json: {
    transaction: 'the transaction under its stable names; null if it cannot be read at all',
    findings: '[{ code, severity, pointer, message, file, line, column }]',
  },
  async run({ operands }, world) {
    const [path, ...others] = operands;
    if (path === undefined || others.length > 0) throw usageError('read-transaction needs exactly one file');
    const document = await readJsonInput(path, world);
    const { transaction, findings } = readTransactionDocument(document);
    return {
      status: hasErrors(findings) ? 1 : 0,
      json: { transaction: transaction ?? null, findings },
      lines: [
        ...(transaction === undefined
          ? ['This is not a transaction: a homeserver would get the answer 400.']
          : jsonLines(transaction)),
        ...(transaction === undefined ? [] : summaryOf(transaction)),
        ...findingLines('Findings', findings, screenWidth(world)),
      ],
    };
  },
};

/** Counts each part. An absent field says nothing, and an empty one means none (T3). */
function summaryOf(transaction: Transaction): Text[] {
  const { device_lists: lists, device_one_time_keys_count: counts, user_one_time_keys_count: userCounts } = transaction;
  const types = transaction.device_unused_fallback_key_types;
  const rows: (readonly [string, number | undefined, string])[] = [
    ['events', transaction.events.length, ''],
    ['ephemeral', transaction.ephemeral?.length, ''],
    ['to_device', transaction.to_device?.length, ''],
    ['device_lists', lists && (lists.changed ?? []).length + (lists.left ?? []).length, 'users changed or left'],
    ['device_one_time_keys_count', counts && devicesIn(counts), 'devices'],
    // From an older draft, so its absence is not shown.
    ...(userCounts ? [['user_one_time_keys_count', Object.keys(userCounts).length, 'users'] as const] : []),
    ['device_unused_fallback_key_types', types && devicesIn(types), 'devices'],
  ];
  const shown = rows.map(([field, count, what]): Text[] => [
    field,
    count === undefined ? styled('dim', 'absent') : `${count} ${what}`.trim(),
  ]);
  return ['', styled('bold', 'Fields'), '', ...table(shown)];
}

function devicesIn(map: Readonly<Record<string, object>>): number {
  return Object.values(map).reduce((sum, devices) => sum + Object.keys(devices).length, 0);
}
