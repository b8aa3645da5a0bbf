import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runScript } from '../../scripts/run-script.js';
import { postgresPrograms, startPostgres } from '../helpers/postgres-server.js';
import { killInTraffic, whyNoStorm } from './encryption/storm.js';
import { faultColumns, type StormFound } from './encryption/storm-record.js';
import { failOver } from './failover.js';
import { end, ended, ready } from './processes.js';
import { readOptions, usage, type Mode, type Options } from './options.js';
import { search, type Found } from './search.js';

const program = fileURLToPath(new URL('life.mjs', import.meta.url));
/** The longest time to a kill, in milliseconds: mostly from the moment that work begins, otherwise from the start. */
const [workMs, startMs] = [300, 1000];
/** One kill in so many may come while the store is being opened and keys are added. */
const killsPerEarlyOne = 4;
const columns: readonly (keyof Found)[] = [
  'given',
  'givenTwice',
  'acknowledged',
  'lost',
  'delivered',
  'deliveredAgain',
  'outOfOrder',
];
const stormColumns: readonly (keyof StormFound)[] = [
  'fromClients',
  'fromGhosts',
  'megolm',
  'olm',
  'keys',
  ...faultColumns,
];

process.exitCode = await runScript(process.argv.slice(2), { usage, readOptions }, killAll);

/** Returns the exit status. */
async function killAll(options: Options): Promise<number> {
  const [storms, others] = [true, false].map((isStorm) =>
    options.modes.filter((mode) => mode.startsWith('encryption') === isStorm && isPossible(mode)),
  );
  const isRight = [await killReceiving(others ?? [], options.kills), await killEncrypting(storms ?? [], options.kills)];
  return isRight.every(Boolean) ? 0 : 1;
}

function isPossible(mode: Mode): boolean {
  const withoutPostgres = /^postgres|^failover|-postgres$/.test(mode) && postgresPrograms === undefined;
  const why = withoutPostgres
    ? 'PostgreSQL is not installed (test/interop/postgres/install.sh)'
    : mode.startsWith('encryption') && whyNoStorm();
  if (why) say(`${mode}: skipped, since ${why}`);
  return !why;
}

/** Kills appservices that encrypt. Returns true if all was as it should be. */
async function killEncrypting(modes: readonly Mode[], kills: number): Promise<boolean> {
  if (modes.length > 0) print(['mode', 'kills', ...stormColumns]);
  let isRight = true;
  for (const mode of modes) {
    const isControl = mode === 'encryption-control';
    const onProgress = (line: string): void => {
      process.stderr.write(`${mode}: ${line}\n`);
    };
    const onPostgres = mode === 'encryption-postgres';
    const found = await killInTraffic({ kills, onPostgres, flushesLate: isControl, onProgress });
    print([mode, kills, ...stormColumns.map((column) => found[column])]);
    const hasFaults = faultColumns.some((column) => found[column] > 0);
    const didWork = found.fromClients > 0 && found.fromGhosts > 0 && found.olm > 0;
    const repeats = found.megolmTwice + found.olmTwice;
    if (isControl ? repeats === 0 : hasFaults || !didWork) isRight = false;
  }
  return isRight;
}

/** Kills appservices that do not encrypt. Returns true if all was as it should be. */
async function killReceiving(modes: readonly Mode[], most: number): Promise<boolean> {
  if (modes.length > 0) print(['mode', 'kills', ...columns]);
  let isRight = true;
  for (const mode of modes) {
    const kills = killsOf(mode, most);
    const found = mode.startsWith('failover') ? await failOverAgain(mode, kills) : await tryMode(mode, kills);
    print([mode, kills, ...columns.map((column) => found[column])]);
    const faults = found.givenTwice + found.lost + found.outOfOrder;
    const didWork = found.given > 0 && found.delivered > 0;
    if (mode === 'failover-asynchronous') continue;
    if (mode === 'control' ? faults === 0 : faults > 0 || !didWork) isRight = false;
  }
  return isRight;
}

function killsOf(mode: Mode, kills: number): number {
  if (mode === 'postgres-server') return Math.ceil(kills / 20);
  return mode.startsWith('failover') ? Math.ceil(kills / 200) : kills;
}

async function failOverAgain(mode: Mode, times: number): Promise<Found> {
  const sum: Record<keyof Found, number> = search('');
  for (let time = 0; time < times; time++) {
    const found = await failOver(mode === 'failover-synchronous');
    for (const column of columns) sum[column] += found[column];
  }
  return sum;
}

/** Where the state is, and how to begin and end with it. */
interface Ground {
  readonly where: { readonly sqlite: string } | { readonly postgres: readonly number[] };
  /** Kills the database server itself, and starts it again. */
  readonly restart: () => Promise<void>;
  readonly dispose: () => Promise<void>;
}

async function tryMode(mode: Mode, kills: number): Promise<Found> {
  const folder = await mkdtemp(join(tmpdir(), 'kills-'));
  const journal = join(folder, 'journal');
  await writeFile(journal, '');
  const ground = await prepare(mode, folder);
  const { where } = ground;
  let lives = 0;
  const begin = (drains = false): ChildProcess => {
    const order = {
      where,
      threads: drains || mode.startsWith('postgres') ? 1 : 4,
      journal,
      life: lives++,
      drains,
      commitsLate: mode === 'control',
    };
    return spawn(process.execPath, ['--no-warnings', program, JSON.stringify(order)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  };
  try {
    const running = Array.from({ length: mode.endsWith('2') || mode === 'postgres-server' ? 2 : 1 }, () => begin());
    for (let kill = 0; kill < kills; kill++) {
      const index = kill % running.length;
      const victim = running[index];
      if (victim) await pauseBefore(kill, victim);
      if (mode === 'postgres-server') await ground.restart();
      else {
        if (victim) await end(victim);
        running[index] = begin();
      }
    }
    for (const each of running) await end(each);
    await ended(begin(true));
    return search(await readFile(journal, 'utf8'));
  } finally {
    await ground.dispose();
    await rm(folder, { recursive: true });
  }
}

/** Waits for a random time: for some kills after the start, for others after the work has begun. */
async function pauseBefore(kill: number, victim: ChildProcess): Promise<void> {
  const isEarly = kill % killsPerEarlyOne === 0;
  if (!isEarly) await ready(victim);
  await new Promise((resolve) => setTimeout(resolve, (isEarly ? startMs : workMs) * Math.random()));
}

async function prepare(mode: Mode, folder: string): Promise<Ground> {
  if (!mode.startsWith('postgres')) {
    const nothing = (): Promise<void> => Promise.resolve();
    return { where: { sqlite: join(folder, 'store.sqlite') }, restart: nothing, dispose: nothing };
  }
  const server = await startPostgres();
  const restart = async (): Promise<void> => {
    await server.kill();
    await server.start();
  };
  return { where: { postgres: [server.port] }, restart, dispose: server.dispose };
}

function print(cells: readonly (string | number)[]): void {
  say(cells.map((cell, i) => (i === 0 ? String(cell).padEnd(22) : String(cell).padStart(14))).join(''));
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
