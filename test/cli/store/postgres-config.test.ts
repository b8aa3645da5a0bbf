import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isPostgresUrl, postgresConfig } from '../../../src/cli/store/postgres-config.js';
import { temporaryFolder } from '../../node/temporary-folder.js';

const path = temporaryFolder();

/** The settings that `pg` is given. */
async function settings(target: string, env: Record<string, string> = {}): Promise<Record<string, string>> {
  const url = new URL(await postgresConfig(target, { env }));
  return { database: decodeURIComponent(url.pathname.slice(1)), ...Object.fromEntries(url.searchParams) };
}

it('isPostgresUrl tells a URL from a file', () => {
  expect(['postgres:', 'postgres://h/d', 'postgresql://h', 'POSTGRES:?service=a'].filter(isPostgresUrl)).toHaveLength(
    4,
  );
  expect(['bridge.db', './postgres:x', 'postgres', 'file:postgres://h'].filter(isPostgresUrl)).toEqual([]);
});

describe('postgresConfig', () => {
  it.each([
    [
      'postgres://bridge@db.example.org:5433/my%20bridge',
      { user: 'bridge', host: 'db.example.org', port: '5433', database: 'my bridge' },
    ],
    ['postgresql://[::1]/x?sslmode=verify-full', { host: '::1', database: 'x', sslmode: 'verify-full' }],
    ['postgres:', { database: '' }],
    ['postgres:///x?host=/run/postgresql', { database: 'x', host: '/run/postgresql' }],
    ['postgres:?dbname=x', { database: 'x' }],
  ])('passes on the settings of %s', async (target, expected) => {
    expect(await settings(target)).toEqual(expected);
  });

  it('adds those of the service that the URL or PGSERVICE names, passwords too', async () => {
    const file = path('services');
    writeFileSync(
      file,
      '# services\n[other]\nhost=other\n[bridge]\r\n# ours\nhostaddr = 127.0.0.1\ndbname=bridge\npassword=a=b c\nnonsense\n=x\n[last]\nuser=z\n',
    );
    const expected = { host: '127.0.0.1', database: 'bridge', password: 'a=b c' };
    expect(await settings('postgres:?service=bridge', { PGSERVICEFILE: file })).toEqual(expected);
    expect(await settings('postgres:', { PGSERVICE: 'bridge', PGSERVICEFILE: file })).toEqual(expected);
    expect(await settings('postgres://h/d?service=bridge', { PGSERVICEFILE: file })).toEqual({
      ...expected,
      host: 'h',
      database: 'd',
    });
    expect(await settings('postgres:?service=last', { PGSERVICEFILE: file })).toEqual({ database: '', user: 'z' });
  });

  it("looks for a service in the user's file, and then in the system's", async () => {
    writeFileSync(path('.pg_service.conf'), '[mine]\nhost=mine\n');
    writeFileSync(path('pg_service.conf'), '[theirs]\nhost=theirs\n[mine]\nhost=other\n');
    const env = { HOME: path('.'), PGSYSCONFDIR: path('.') };
    expect(await settings('postgres:?service=mine', env)).toMatchObject({ host: 'mine' });
    expect(await settings('postgres:?service=theirs', env)).toMatchObject({ host: 'theirs' });
    await expect(settings('postgres:?service=none', env)).rejects.toThrow(
      /^there is no service none in .*pg_service.conf or /,
    );
    await expect(settings('postgres:?service=none')).rejects.toThrow('there is no service none in .pg_service.conf');
  });

  it.each(['postgres://u:p@h:x/d', 'postgres://h/%zz'])('refuses %s without repeating it (S5)', async (target) => {
    await expect(settings(target)).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.not.stringContaining('://u') as string,
    });
  });
});
