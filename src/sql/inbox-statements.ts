import type { SqlEngine } from './engine.js';

const eventColumns = 'seq, txn_id, body, arrived_at, state, attempts, next_attempt_at, reason';

/** The most transactions that one call of `forgetOld` deletes. Those whose events still wait are passed over. */
const forgottenAtOnce = 2000;

/** The statements of an inbox. */
export type InboxStatements = Readonly<
  Record<
    | 'insertDigest'
    | 'insertDigests'
    | 'insertNewDigests'
    | 'lastPart'
    | 'touchTransaction'
    | 'insertTransaction'
    | 'nextTransaction'
    | 'unpack'
    | 'insertEvents'
    | 'nextEvent'
    | 'list'
    | 'listOfReason'
    | 'recordAttempt'
    | 'recordFailure'
    | 'setState'
    | 'setWaiting'
    | 'remove'
    | 'readNote'
    | 'writeNote'
    | 'countTransactions'
    | 'countEvents'
    | 'forgetTransactions'
    | 'forgetDigests',
    string
  >
>;

/** The texts of the statements, which are prepared once. */
export function inboxStatements({ prefix, dialect }: SqlEngine): InboxStatements {
  const { nowMs, rowsOfJson, plannedText, plannedInteger } = dialect;
  const insertDigests = `INSERT INTO ${prefix}txn_digest(id, digest) SELECT ?, d.digest FROM ${rowsOfJson(['digest'])} AS d
    WHERE true ON CONFLICT DO NOTHING`;
  const list = (condition: string): string =>
    `SELECT ${eventColumns} FROM ${prefix}event WHERE state = ${plannedText} AND seq > ${plannedInteger}${condition}
    ORDER BY seq LIMIT ${plannedInteger}`;
  const setState = (also: string): string => `UPDATE ${prefix}event SET state = ?, reason = ?${also} WHERE seq = ?`;
  return {
    insertDigest: `INSERT INTO ${prefix}txn_digest(id, digest) VALUES (?, ?) ON CONFLICT DO NOTHING`,
    insertDigests,
    insertNewDigests: `${insertDigests} RETURNING digest`,
    lastPart: `SELECT part FROM ${prefix}txn WHERE id = ${plannedText} ORDER BY part DESC LIMIT 1`,
    touchTransaction: `UPDATE ${prefix}txn SET part = part WHERE id = ? AND part = ?`,
    insertTransaction: `INSERT INTO ${prefix}txn(id, part, body, arrived_at) VALUES (?, ?, ?, ${nowMs})`,
    nextTransaction: `SELECT seq, id, body, arrived_at FROM ${prefix}txn WHERE body IS NOT NULL ORDER BY seq LIMIT 1`,
    unpack: `UPDATE ${prefix}txn SET body = NULL WHERE seq = ? AND body IS NOT NULL`,
    insertEvents: `INSERT INTO ${prefix}event(txn, txn_id, body, arrived_at, state, attempts, next_attempt_at)
      SELECT CAST(? AS ${dialect.integer}), (SELECT id FROM ${prefix}txn WHERE seq = ?), e.body,
        (SELECT arrived_at FROM ${prefix}txn WHERE seq = ?), 'waiting', 0, 0
      FROM ${rowsOfJson(['body'])} AS e`,
    nextEvent: `SELECT ${eventColumns} FROM ${prefix}event WHERE state = 'waiting' ORDER BY seq LIMIT 1`,
    list: list(''),
    listOfReason: list(' AND reason = ?'),
    recordAttempt: `UPDATE ${prefix}event SET attempts = ?, next_attempt_at = ? WHERE seq = ?`,
    recordFailure: `UPDATE ${prefix}event SET attempts = ?, next_attempt_at = ?, reason = ? WHERE seq = ?`,
    setState: setState(''),
    setWaiting: setState(', attempts = 0, next_attempt_at = 0'),
    remove: `DELETE FROM ${prefix}event WHERE seq = ?`,
    readNote: `SELECT value FROM ${prefix}note WHERE name = ?`,
    writeNote: `INSERT INTO ${prefix}note(name, value) VALUES (?, ?)
      ON CONFLICT(name) DO UPDATE SET value = excluded.value`,
    countTransactions: `SELECT count(*) AS n, min(arrived_at) AS oldest FROM ${prefix}txn WHERE body IS NOT NULL`,
    countEvents: `SELECT state, count(*) AS n, min(arrived_at) AS oldest FROM ${prefix}event GROUP BY state`,
    forgetTransactions: `DELETE FROM ${prefix}txn WHERE seq IN (
        SELECT seq FROM ${prefix}txn WHERE seq <= coalesce(
          (SELECT seq FROM ${prefix}txn ORDER BY seq DESC LIMIT 1 OFFSET ?), 0)
        AND body IS NULL
        AND NOT EXISTS (SELECT 1 FROM ${prefix}event WHERE ${prefix}event.txn = ${prefix}txn.seq)
        ORDER BY seq LIMIT ${forgottenAtOnce}
      ) AND arrived_at < ${nowMs} - ? RETURNING id`,
    forgetDigests: `DELETE FROM ${prefix}txn_digest WHERE id IN (SELECT g.id FROM ${rowsOfJson(['id'])} AS g)
      AND NOT EXISTS (SELECT 1 FROM ${prefix}txn WHERE ${prefix}txn.id = ${prefix}txn_digest.id)`,
  };
}
