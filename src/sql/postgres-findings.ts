import type { Finding } from '../findings.js';
import type { SqlRow } from './engine.js';

/**
 * Finds settings of a PostgreSQL server with which a crash or a failover loses what was acknowledged, or gives keys a second time.
 *
 * @param query Runs a SELECT without parameters, inside a transaction or outside.
 */
export async function findPostgresFaults(query: (sql: string) => Promise<readonly SqlRow[]>): Promise<Finding[]> {
  // What a transaction has set for itself, as those of a store do, does not show in `reset_val`.
  const [row = {}] = await query(
    `SELECT current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_page_writes,
      current_setting('synchronous_standby_names') AS standbys,
      (SELECT reset_val FROM pg_settings WHERE name = 'synchronous_commit') AS synchronous_commit,
      (SELECT count(*) FROM pg_stat_replication) AS replicas`,
  );
  const findings: Finding[] = [];
  const tell = (severity: Finding['severity'], message: string): void => {
    findings.push({ code: 'unsafe-database-setting', severity, pointer: '', message });
  };
  for (const setting of ['fsync', 'full_page_writes']) {
    if (row[setting] === 'off') tell('error', `${setting} is off: a crash of the machine damages the database`);
  }
  if (row['standbys'] === '') {
    const consequence = 'a failover gives keys a second time and loses acknowledged transactions';
    if (Number(row['replicas']) > 0) tell('warning', `synchronous_standby_names is empty: ${consequence}`);
    else
      tell('info', `synchronous_standby_names is empty: without a standby that is right, and with one ${consequence}`);
  }
  const commit = String(row['synchronous_commit']);
  if (!['on', 'remote_apply'].includes(commit)) {
    tell('info', `synchronous_commit is ${commit}: the store's own transactions use "on"`);
  }
  return findings;
}
