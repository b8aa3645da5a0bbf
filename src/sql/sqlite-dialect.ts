import { numberOf, type SqlDialect, type SqlRow } from './engine.js';

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
  forShare: '',
  keepOrder: undefined, // one transaction writes at a time
  prepare: undefined,
  // RETURNING makes a table for its rows, which costs more than the statement. Two simple ones are faster, and nothing comes between
  // them: a statement runs when it is called, not when it is awaited.
  insertRow: async (connection, sql, parameters) => {
    const [, [row]] = await Promise.all([
      connection.run(sql, parameters),
      connection.all('SELECT last_insert_rowid() AS seq'),
    ]);
    return numberOf(row?.['seq']);
  },
  changesRow: async (connection, sql, parameters) => {
    const [, [row]] = await Promise.all([connection.run(sql, parameters), connection.all('SELECT changes() AS n')]);
    return numberOf(row?.['n']) > 0;
  },
  takeKeys: async (connection, wishes, prefix) => {
    const oldest = `FROM ${prefix}one_time_key WHERE device = ? AND algorithm = ? ORDER BY seq LIMIT ?`;
    const rows: SqlRow[] = [];
    for (const { wish, device, algorithm, count } of wishes) {
      const parameters = [device, algorithm, count];
      const [taken] = await Promise.all([
        connection.all(`SELECT seq, key_id, content ${oldest}`, parameters),
        // A comparison needs no table of its own for the numbers, either.
        connection.run(
          `DELETE FROM ${prefix}one_time_key WHERE seq ${count === 1 ? '=' : 'IN'} (SELECT seq ${oldest})`,
          parameters,
        ),
      ]);
      for (const row of taken) rows.push({ ...row, wish });
    }
    return rows;
  },
};
