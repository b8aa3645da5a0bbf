import { execFile, execFileSync, type ExecFileOptions } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** A PostgreSQL server of a test's own, on loopback, with the superuser `postgres` and a role `guarded` that needs a password. */
export interface PostgresServer {
  readonly port: number;
  /** Ends the server as a crash would. */
  readonly crash: () => Promise<void>;
  readonly start: () => Promise<void>;
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
export async function startPostgres(settings: readonly string[] = []): Promise<PostgresServer> {
  if (postgresPrograms === undefined) throw new Error('PostgreSQL is not installed');
  const programs = postgresPrograms;
  const folder = await mkdtemp(join(tmpdir(), 'postgres-'));
  const user = serverUser();
  if (user) await chown(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const run = (program: string, args: readonly string[], options: ExecFileOptions = {}): Promise<unknown> =>
    runFile(join(programs, program), [...args], { cwd: folder, ...user, ...options });

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
  const access = 'host all guarded 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n';
  await writeFile(join(data, 'pg_hba.conf'), access);
  const port = await freePort();
  const given = [
    ...settings,
    `port=${String(port)}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
  ];
  const flags = given.map((setting) => `-c ${setting}`).join(' ');
  const start = async (): Promise<void> => {
    await run('pg_ctl', ['start', '-w', '-t', '60', '-D', data, '-l', join(folder, 'log'), '-o', flags]);
  };
  const crash = async (): Promise<void> => {
    await run('pg_ctl', ['stop', '-w', '-m', 'immediate', '-D', data]).catch(() => undefined);
  };
  await start();
  return {
    port,
    start,
    crash,
    dispose: async () => {
      await crash();
      await rm(folder, { recursive: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo; // it listens at a port, not at a path
  await new Promise((resolve) => server.close(resolve));
  return port;
}
