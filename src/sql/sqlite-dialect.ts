import type { GivenKey } from '../appservice/key-claim-store.js';
import { numberOf, type OneTimeKeyTaker, type SqlDialect } from './engine.js';

/** Speaks the SQL of SQLite, 3.35 or newer. */
export const sqliteDialect: SqlDialect = {
  sequence: 'INTEGER PRIMARY KEY AUTOINCREMENT',
  integer: 'INTEGER',
  text: 'TEXT',
  // Subseconds of unixepoch() need SQLite 3.42.
  nowMs: "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)",
  findTable: "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?",
  rowsOfJson: (columns) => {
    const values = columns.map((column, index) => `json_extract(value, '$[${index}]') AS ${column}`);
    return `(SELECT ${values.join(', ')} FROM json_each(?))`;
  },
  plannedText: "(? || '')",
  plannedInteger: '(? + 0)',
  // Otherwise SQLite may read all rows of an indexed table, and the list again for each of them.
  joinInOrder: 'CROSS JOIN',
  forShare: '',
  keepOrder: undefined, // one transaction writes at a time
  prepare: undefined,
  // RETURNING makes a table for its rows. What the driver says of a statement that gives none costs nothing.
  *insertRow(sql, parameters) {
    const [written] = yield { sql, parameters };
    return numberOf(written?.['lastInsertRowid']);
  },
  changesRow: async (connection, sql, parameters) => {
    const [written] = await connection.all(sql, parameters);
    return numberOf(written?.['changes']) > 0;
  },
  oneTimeKeyTaker: createOneTimeKeyTaker,
  newTransactionWriter: undefined,
};

function createOneTimeKeyTaker(prefix: string): OneTimeKeyTaker {
  const oldest = `SELECT seq FROM ${prefix}one_time_key
    WHERE device = (SELECT device FROM ${prefix}device WHERE user_id = ? AND device_id = ?)
    AND algorithm = ${sqliteDialect.plannedText} ORDER BY seq LIMIT`;
  const taking = (condition: string): string =>
    `DELETE FROM ${prefix}one_time_key WHERE seq ${condition} RETURNING seq, key_id, content`;
  // A comparison needs no table of its own for the numbers.
  const takeOne = taking(`= (${oldest} 1)`);
  const takeSome = taking(`IN (${oldest} ${sqliteDialect.plannedInteger})`);

  return function* (wishes) {
    const given: GivenKey[] = [];
    for (const { wish, userId, deviceId, algorithm, count } of wishes) {
      const rows =
        count === 1
          ? yield { sql: takeOne, parameters: [userId, deviceId, algorithm] }
          : yield { sql: takeSome, parameters: [userId, deviceId, algorithm, count] };
      if (rows.length > 1) rows.sort((a, b) => numberOf(a['seq']) - numberOf(b['seq']));
      for (const row of rows) given.push({ wish, keyId: String(row['key_id']), key: String(row['content']) });
    }
    return given;
  };
}
