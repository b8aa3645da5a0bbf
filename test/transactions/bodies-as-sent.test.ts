import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldNames } from '../../generated/names.js';
import { isTransactionBody } from '../../generated/validators/index.js';
import { isSameJson } from '../../src/json-objects.js';
import { readTransaction } from '../../src/transactions/read-transaction.js';
import type { Transaction } from '../../src/types.js';
import { bodiesAsSent } from './bodies-as-sent.js';
import { transaction } from './transaction-arbitraries.js';

const fields = Object.entries(fieldNames.TransactionBody).map(([field, { unstable, accepted }]) => {
  return { field, ways: nonEmptySubsets([field, ...unstable, ...accepted]) };
});
const leftNames = ['left', ...fieldNames.DeviceLists.left.unstable, ...fieldNames.DeviceLists.left.accepted];
const { unstable, accepted } = fieldNames.EphemeralEvent.type;
const typeNames = ['type', ...unstable, ...accepted];

/** One way to write a transaction: under which names each field, and the parts that have other names. */
interface Spelling {
  /** By field. */
  readonly names: Readonly<Record<string, readonly string[]>>;
  readonly left: readonly string[];
  readonly type: string;
  readonly counts: 'by device' | 'by user';
}

/** Every way there is: each field under each choice of its names, times each spelling of what is in it. */
const spellings: readonly Spelling[] = fields
  .reduce<Spelling['names'][]>(
    (before, { field, ways }) => before.flatMap((names) => ways.map((way) => ({ ...names, [field]: way }))),
    [{}],
  )
  .flatMap((names) =>
    nonEmptySubsets(leftNames).flatMap((left) =>
      typeNames.flatMap((type) => (['by device', 'by user'] as const).map((counts) => ({ names, left, type, counts }))),
    ),
  );

const countsField = 'device_one_time_keys_count';

function stableNameOf(name: string): string {
  return fields.find(({ ways }) => ways.some((way) => way.includes(name)))?.field ?? name;
}

describe('bodies as they are sent', () => {
  it.each(bodiesAsSent)('by $by are read whole, and without a warning (T1–T5)', ({ body, says }) => {
    const read = readTransaction(body);
    expect(read.transaction).toEqual(says);
    expect(read.findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  it.each(bodiesAsSent)('by $by fit the schema (W4)', ({ body }) => {
    expect([isTransactionBody(body), isTransactionBody.errors]).toEqual([true, []]);
  });

  it.each(bodiesAsSent)('by $by say something with each of their names (T1)', ({ body, says }) => {
    const said = Object.keys(says).map((name) => (name === 'user_one_time_keys_count' ? countsField : name));
    expect(new Set(Object.keys(body).map(stableNameOf))).toEqual(new Set(said));
  });
});

describe('every spelling of a transaction', () => {
  it('there are thousands, the stable one among them', () => {
    expect(spellings.length).toBeGreaterThan(5000);
    expect(spellings).toContainEqual({
      names: Object.fromEntries(fields.map(({ field }) => [field, [field]])),
      left: ['left'],
      type: 'type',
      counts: 'by device',
    });
  });

  it('reads as the same (T1–T5)', () => {
    const [full] = bodiesAsSent.filter(({ says }) => fields.every(({ field }) => Object.hasOwn(says, field)));
    const says = full?.says ?? { events: [] };
    expect(says.to_device).toHaveLength(1);
    for (const spelling of spellings) {
      const { transaction: read, findings } = readTransaction(spell(says, spelling));
      const same = isSameJson(read, expected(says, spelling));
      if (!same) expect([spelling, read]).toEqual([spelling, expected(says, spelling)]);
      expect(findings.every(({ severity }) => severity === 'info')).toBe(true);
    }
  });

  it('reads as the same, for all transactions (T1–T5)', () => {
    fc.assert(
      fc.property(transaction, fc.constantFrom(...spellings), (says, spelling) => {
        const { transaction: read, findings } = readTransaction(spell(says, spelling));
        expect(isSameJson(read, expected(says, spelling))).toBe(true);
        expect(findings.every(({ severity }) => severity === 'info')).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

function nonEmptySubsets(names: readonly string[]): readonly string[][] {
  return names
    .reduce<string[][]>((subsets, name) => [...subsets, ...subsets.map((subset) => [...subset, name])], [[]])
    .slice(1);
}

/** Writes a transaction in one of the ways. */
function spell(says: Transaction, { names, left, type, counts }: Spelling): unknown {
  const { device_lists: lists, ephemeral, device_one_time_keys_count: byDevice } = says;
  const spelled: Record<string, unknown> = {
    ...says,
    ...(lists && { device_lists: renamed(lists, 'left', left) }),
    ...(ephemeral && { ephemeral: ephemeral.map((event) => renamed(event, 'type', [type])) }),
    ...(byDevice && counts === 'by user' && { device_one_time_keys_count: byUser(byDevice) }),
  };
  const entries = Object.entries(spelled).flatMap(([field, value]) =>
    (names[field] ?? [field]).map((name) => [name, value] as const),
  );
  // From text, as homeservers send it: two names never share an object.
  return JSON.parse(JSON.stringify(Object.fromEntries(entries)));
}

/** What a spelling reads as: the same, except that counts by user stay that. */
function expected(says: Transaction, { counts }: Spelling): Transaction {
  const { device_one_time_keys_count: byDevice, ...rest } = says;
  if (counts === 'by device' || byDevice === undefined) return says;
  const users = byUser(byDevice);
  return Object.keys(users).length === 0
    ? { ...rest, device_one_time_keys_count: {} }
    : { ...rest, user_one_time_keys_count: users };
}

/** The older shape (T2). It is recognised by its numbers, so each user has one. */
function byUser(
  counts: NonNullable<Transaction['device_one_time_keys_count']>,
): Record<string, Record<string, number>> {
  return Object.fromEntries(Object.keys(counts).map((user) => [user, { signed_curve25519: 7 }]));
}

function renamed(object: object, name: string, names: readonly string[]): object {
  const entries = Object.entries(object).flatMap(([key, value]) =>
    (key === name ? names : [key]).map((written) => [written, value as unknown] as const),
  );
  return Object.fromEntries(entries);
}
