import type { OpenDatabase, StoreFinding } from './database.js';

/** Looks through a store: the database itself, its schema, and rows whose counterpart is missing. */
export async function checkStore(database: OpenDatabase): Promise<StoreFinding[]> {
  const findings = await database.findFaults();
  // Refuses other versions of the schema, and one whose tables are not all there.
  await (await database.openStore('read')).close();
  for (const { table, condition, message } of orphans(database.prefix)) {
    const [row] = await database.query(`SELECT count(*) AS n FROM ${database.prefix}${table} AS t WHERE ${condition}`);
    const count = Number(row?.['n']);
    if (count > 0) findings.push({ severity: 'error', message: `${String(count)} × ${message}` });
  }
  return findings;
}

/** Rows that refer to nothing, with the meaning of each kind for people. */
function orphans(prefix: string): { table: string; condition: string; message: string }[] {
  const without = (table: string, match: string): string =>
    `NOT EXISTS (SELECT 1 FROM ${prefix}${table} AS o WHERE ${match})`;
  const ofNoDevice = without('device', 'o.device = t.device');
  return [
    { table: 'one_time_key', condition: ofNoDevice, message: 'a one-time key of a device that is missing' },
    { table: 'fallback_key', condition: ofNoDevice, message: 'a fallback key of a device that is missing' },
    { table: 'known_key', condition: ofNoDevice, message: 'a known key ID of a device that is missing' },
    { table: 'algorithm', condition: ofNoDevice, message: 'an algorithm of a device that is missing' },
    {
      table: 'one_time_key',
      condition: without('known_key', `o.device = t.device AND o.kind = 'one-time' AND o.key_id = t.key_id`),
      message: 'a one-time key whose ID is not remembered, so it could be given out twice: forget its device',
    },
    {
      table: 'event',
      condition: without('txn', 'o.seq = t.txn'),
      message: 'an event of a transaction that is missing',
    },
    {
      table: 'txn_digest',
      condition: without('txn', 'o.id = t.id'),
      message: 'a digest of a transaction that is missing',
    },
  ];
}
