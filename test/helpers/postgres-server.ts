import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.js';

/** A PostgreSQL server of a test's own, on loopback, with the superuser `postgres` and a role `guarded` that needs a password. */
export interface PostgresServer {
  readonly port: number;
  /** Ends the server in a hurry, without a checkpoint. */
  readonly crash: () => Promise<void>;
  /** Ends the server with SIGKILL. */
  readonly kill: () => Promise<void>;
  readonly start: () => Promise<void>;
  /** Changes a setting while the server runs. */
  readonly set: (setting: string, value: string) => Promise<void>;
  /** Makes a standby the primary. */
  readonly promote: () => Promise<void>;
  /** Ends the server and deletes its data. */
  readonly dispose: () => Promise<void>;
}

const runFile = promisify(execFile);

/** Where Debian and others put the server's programs, beside the PATH: newest first. */
function programFolder(): string | undefined {
  const versions = '/usr/lib/postgresql';
  const ofDebian = existsSync(versions)
    ? readdirSync(versions)
        .sort((a, b) => Number(b) - Number(a))
        .map((version) => join(versions, version, 'bin'))
    : [];
  const folders = [...ofDebian, ...(process.env['PATH'] ?? '').split(delimiter)];
  return folders.find((folder) => ['initdb', 'pg_ctl', 'postgres'].every((name) => existsSync(join(folder, name))));
}

/** The folder of PostgreSQL's programs; `undefined` where there are none, so that tests can be skipped. */
export const postgresPrograms: string | undefined = programFolder();

/** PostgreSQL refuses to run as root: there it runs as the user `postgres`. */
function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** Starts a server with a data directory of its own. */
export function startPostgres(settings: readonly string[] = []): Promise<PostgresServer> {
  return startIn(settings, async (run, data) => {
    await run('initdb', [
      '-D',
      data,
      '-U',
      'postgres',
      '--auth=trust',
      '--encoding=UTF8',
      '--locale=C.UTF-8',
      '--no-sync',
    ]);
    const access = 'host all guarded 127.0.0.1/32 scram-sha-256\nhost all,replication all 127.0.0.1/32 trust\n';
    await writeFile(join(data, 'pg_hba.conf'), access);
  });
}

/** Starts a standby that streams from a primary; the primary knows it as `standby`. */
export function startStandby(primary: PostgresServer, settings: readonly string[] = []): Promise<PostgresServer> {
  const from = `host=127.0.0.1 port=${String(primary.port)} user=postgres application_name=standby`;
  return startIn(settings, (run, data) =>
    run('pg_basebackup', ['-D', data, '-d', from, '-R', '-X', 'stream', '-c', 'fast', '--no-sync']),
  );
}

type RunProgram = (program: string, args: readonly string[]) => Promise<unknown>;

/** Starts a server on the data directory that `prepare` makes. */
async function startIn(
  settings: readonly string[],
  prepare: (run: RunProgram, data: string) => Promise<unknown>,
): Promise<PostgresServer> {
  if (postgresPrograms === undefined) throw new Error('PostgreSQL is not installed');
  const programs = postgresPrograms;
  const folder = await mkdtemp(join(tmpdir(), 'postgres-'));
  const user = serverUser();
  if (user) await chown(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const run: RunProgram = (program, args) => runFile(join(programs, program), [...args], { cwd: folder, ...user });

  await prepare(run, data);
  const port = await freePort();
  const given = [
    ...settings,
    `port=${String(port)}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
  ];
  const flags = given.map((setting) => `-c ${setting}`).join(' ');
  const begin = (): Promise<unknown> =>
    run('pg_ctl', ['start', '-w', '-t', '60', '-D', data, '-l', join(folder, 'log'), '-o', flags]);
  const start = async (): Promise<void> => {
    // The processes of a killed server end a moment after it, and until then nothing starts on their memory.
    for (let tries = 1; ; tries++) {
      try {
        await begin();
        return;
      } catch (error) {
        if (tries === 50) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const crash = async (): Promise<void> => {
    await run('pg_ctl', ['stop', '-w', '-m', 'immediate', '-D', data]).catch(() => undefined);
  };
  await start();
  return {
    port,
    start,
    crash,
    kill: async () => {
      const [pid] = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n');
      process.kill(Number(pid), 'SIGKILL');
    },
    set: async (setting, value) => {
      const ask = ['-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', '-c'];
      await run('psql', [...ask, `ALTER SYSTEM SET ${setting} = '${value}'`]);
      await run('psql', [...ask, 'SELECT pg_reload_conf()']);
    },
    promote: async () => {
      await run('pg_ctl', ['promote', '-w', '-t', '60', '-D', data]);
    },
    dispose: async () => {
      await crash();
      await rm(folder, { recursive: true });
    },
  };
}
