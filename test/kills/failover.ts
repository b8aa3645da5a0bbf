import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres, startStandby } from '../helpers/postgres-server.js';
import { end, ended, ready } from './processes.js';
import { search, type Found } from './search.js';

const program = fileURLToPath(new URL('life.mjs', import.meta.url));
const clients = 4;
/** The time that the clients work before the failover, and after it, in milliseconds. */
const workMs = 2000;
/** The time that the primary works on without its standby before it is lost, in milliseconds. */
const cutMs = 500;

/**
 * Loses the primary server of a pair once, with SIGKILL, while clients work; the standby is promoted, and they go on. The link
 * between the two is cut a moment before, as when a whole machine fails: a standby on loopback hardly lags otherwise.
 *
 * @param isSynchronous Tells whether the primary waits for the standby (`synchronous_standby_names`).
 */
export async function failOver(isSynchronous: boolean): Promise<Found> {
  const folder = await mkdtemp(join(tmpdir(), 'failover-'));
  const journal = join(folder, 'journal');
  await writeFile(journal, '');
  const primary = await startPostgres(['wal_level=replica', 'max_wal_senders=5', 'hot_standby=on']);
  const standby = await startStandby(primary, ['hot_standby=on']);
  try {
    if (isSynchronous) await primary.set('synchronous_standby_names', 'standby');
    const order = { where: { postgres: [primary.port, standby.port] }, threads: 1, journal, commitsLate: false };
    const live = (life: number, drains: boolean): ChildProcess =>
      spawn(process.execPath, ['--no-warnings', program, JSON.stringify({ ...order, life, drains })], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
    const living = Array.from({ length: clients }, (_, life) => live(life, false));
    await Promise.all(living.map(ready));
    await pause(workMs);
    await standby.set('primary_conninfo', '');
    await pause(cutMs);
    await primary.kill();
    await standby.promote();
    await pause(workMs);
    await Promise.all(living.map(end));
    await ended(live(clients, true));
    return search(await readFile(journal, 'utf8'));
  } finally {
    await standby.dispose();
    await primary.dispose();
    await rm(folder, { recursive: true });
  }
}

function pause(timeMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, timeMs));
}
