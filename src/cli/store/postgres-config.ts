import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError, usageError } from '../cli-error.js';
import type { World } from '../world.js';

/** Tells whether an operand names a PostgreSQL database, and not a file. */
export function isPostgresUrl(target: string): boolean {
  return /^postgres(ql)?:/i.test(target);
}

/** Settings that hold a secret. */
const secrets = ['password', 'sslpassword'];

/**
 * Makes the string that the package `pg` connects by, from a URL and the service that it or PGSERVICE names. Settings of the URL
 * win. PGHOST, PGUSER, PGPASSWORD and the others are read by `pg` itself.
 *
 * @throws {CliError} if there is a password in the URL, or the service is not in the service file.
 * @see https://www.postgresql.org/docs/current/libpq-pgservice.html
 */
export async function postgresConfig(target: string, { env }: Pick<World, 'env'>): Promise<string> {
  const settings = settingsOf(target);
  const service = settings.get('service') ?? env['PGSERVICE'];
  if (service !== undefined && service !== '') {
    for (const [name, value] of await readService(service, env)) {
      const ours = name === 'hostaddr' ? 'host' : name;
      if (!settings.has(ours)) settings.set(ours, value);
    }
  }
  settings.delete('service');
  const database = settings.get('dbname') ?? '';
  settings.delete('dbname');
  return `postgres:///${encodeURIComponent(database)}?${new URLSearchParams([...settings]).toString()}`;
}

/** The settings in a URL, under libpq's names. */
function settingsOf(target: string): Map<string, string> {
  let url: URL;
  try {
    url = new URL(target);
  } catch {
    throw usageError('the URL of the database cannot be read: it should be postgres://USER@HOST:PORT/DATABASE');
  }
  if (url.password !== '' || secrets.some((name) => url.searchParams.has(name))) {
    throw usageError(
      'the URL contains a password, which other users of this machine can see in the list of processes',
      'Leave it out. Set PGPASSWORD, or put the password into ~/.pg_service.conf and name its service with ?service=NAME.',
    );
  }
  const settings = new Map<string, string>();
  const parts = { user: url.username, host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: url.port };
  for (const [name, value] of Object.entries(parts)) if (value !== '') settings.set(name, decode(value));
  const database = url.pathname.replace(/^\//, '');
  if (database !== '') settings.set('dbname', decode(database));
  for (const [name, value] of url.searchParams) settings.set(name, value);
  return settings;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw usageError('the URL of the database contains a % that encodes nothing: write %25 for a percent sign');
  }
}

/** The settings of a service. The user's file comes before the system's. */
async function readService(service: string, env: World['env']): Promise<[name: string, value: string][]> {
  const { PGSERVICEFILE: named, HOME: home = '', PGSYSCONFDIR: folder = '' } = env;
  const files = [named ?? join(home, '.pg_service.conf'), ...(folder === '' ? [] : [join(folder, 'pg_service.conf')])];
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => '');
    const settings = sectionOf(text, service);
    if (settings !== undefined) return settings;
  }
  throw new CliError('CONTENT', `there is no service ${service} in ${files.join(' or ')}`);
}

function sectionOf(text: string, name: string): [name: string, value: string][] | undefined {
  let found: [string, string][] | undefined;
  let isInside = false;
  for (const line of text.split(/\r?\n/).map((each) => each.trim())) {
    if (line.startsWith('[')) {
      isInside = line === `[${name}]`;
      if (isInside) found ??= [];
    } else if (isInside && !line.startsWith('#')) {
      const equals = line.indexOf('=');
      if (equals > 0) found?.push([line.slice(0, equals).trim(), line.slice(equals + 1).trim()]);
    }
  }
  return found;
}
