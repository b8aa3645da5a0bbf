import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldNames } from '../../generated/names.js';
import { isTransactionBody } from '../../generated/validators/index.js';
import { isSameJson } from '../../src/json-objects.js';
import { readTransaction } from '../../src/transactions/read-transaction.js';
import { writeTransaction } from '../../src/transactions/write-transaction.js';
import type { Transaction } from '../../src/types.js';
import { deepFreeze } from '../helpers/deep-freeze.js';
import { readExample } from '../helpers/read-example.js';
import { transaction } from './transaction-arbitraries.js';

const example = readTransaction(readExample('transaction')).transaction;
const fields = Object.entries(fieldNames.TransactionBody);

describe('writeTransaction', () => {
  it('never writes an older name that a host passes on (T4)', () => {
    const raw: object = { changed: [], removed: ['@b:x'] };
    expect(writeTransaction({ events: [], device_lists: raw }, 'stable')).toEqual({
      events: [],
      device_lists: { changed: [], left: ['@b:x'] },
    });
  });

  it('writes the stable names alone when asked to (T10)', () => {
    expect(writeTransaction(example, 'stable')).toEqual(readExample('transaction'));
  });

  it('writes every unstable name of each field when asked to, as Synapse does, and events under its own name (T10)', () => {
    const body = writeTransaction(example, 'unstable');
    expect(Object.keys(body).sort()).toEqual(['events', ...fields.flatMap(([, names]) => names.unstable)].sort());
    expect(readTransaction(body).transaction).toEqual(example);
  });

  it('writes both when not told otherwise, each name with the same value (rule T10)', () => {
    const body = writeTransaction(example) as unknown as Record<string, unknown>;
    expect(body).toEqual(writeTransaction(example, 'both'));
    for (const [field, names] of fields) {
      for (const name of names.unstable) expect(body[name]).toBe(body[field]);
      expect(body[field]).toBe((example as unknown as Record<string, unknown>)[field]);
    }
  });

  it('writes no name that is only read, and no counts in the older shape (T4 T10)', () => {
    const lists = { changed: ['@a:x'], left: ['@b:x'] };
    const body = writeTransaction({ events: [], device_lists: lists, user_one_time_keys_count: { '@a:x': { s: 1 } } });
    expect(JSON.stringify(body)).not.toMatch(/removed|edu_type|user_one_time_keys_count/);
  });

  it('writes nothing for what is absent or undefined, and what is empty as empty (T3)', () => {
    expect(writeTransaction({ events: [] })).toEqual({ events: [] });
    const loose = { events: [], ephemeral: undefined, to_device: [] } as unknown as Transaction;
    expect(Object.keys(writeTransaction(loose, 'stable'))).toEqual(['events', 'to_device']);
  });

  it.each(['stable', 'unstable', 'both'] as const)(
    'writes %s names so that the reader gives back the same (T1 T10)',
    (names) => {
      fc.assert(
        fc.property(transaction, (original) => {
          const body = writeTransaction(deepFreeze(original), names);
          expect(isTransactionBody(body)).toBe(true);
          const sent: unknown = JSON.parse(JSON.stringify(body));
          const { transaction: read, findings } = readTransaction(sent);
          expect(isSameJson(read, original)).toBe(true);
          expect(new Set(findings.map(({ code }) => code))).toEqual(
            names === 'unstable' && Object.keys(original).length > 1 ? new Set(['unstable-name']) : new Set(),
          );
        }),
      );
    },
  );
});
