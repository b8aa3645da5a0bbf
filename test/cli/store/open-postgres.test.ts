import { describe, expect, it } from 'vitest';
import { openPostgres } from '../../../src/cli/store/open-postgres.js';
import { runCli } from '../run-cli.js';

/** A driver whose server answers each statement that has `part` in it with these rows. */
function driverOf(answers: readonly (readonly [part: string, rows: readonly object[]])[]): {
  loadModule: () => Promise<unknown>;
  given: unknown[];
  ended: () => number;
  heard: string[];
} {
  const given: unknown[] = [];
  const heard: string[] = [];
  let ends = 0;
  class Pool {
    constructor(config: unknown) {
      given.push(config);
    }
    on(event: string): void {
      heard.push(`${event} of the pool`);
    }
    connect(): Promise<unknown> {
      return Promise.resolve({
        query: ({ text }: { text: string }) => {
          const found = answers.find(([part]) => text.includes(part));
          if (!found) throw Object.assign(new Error('permission denied'), { code: '42501' });
          return Promise.resolve({ rows: found[1] });
        },
        on: (event: string) => void heard.push(event),
        removeListener: () => undefined,
        release: () => undefined,
      });
    }
    end(): Promise<void> {
      ends += 1;
      return Promise.resolve();
    }
  }
  return { loadModule: () => Promise.resolve({ default: { Pool } }), given, ended: () => ends, heard };
}

const isThere = ['pg_tables', [{ '?column?': 1 }]] as const;
const healthy = { fsync: 'on', full_page_writes: 'on', standbys: '', is_standby: false, replicas: 0 };

async function faultsWith(settings: object): Promise<unknown[]> {
  const { loadModule } = driverOf([isThere, ['current_setting', [settings]]]);
  const world = { env: {}, loadModule } as unknown as Parameters<typeof openPostgres>[2];
  return (await openPostgres('postgres://h/d', 'public', world)).findFaults();
}

describe('a PostgreSQL database', () => {
  it('has no fault in its settings where a crash and a failover lose nothing', async () => {
    expect(await faultsWith(healthy)).toEqual([]);
    expect(await faultsWith({ ...healthy, standbys: 'ANY 1 (*)', replicas: 2 })).toEqual([]);
  });

  it('has a fault where a crash damages it, or a failover loses what was acknowledged', async () => {
    expect(await faultsWith({ ...healthy, fsync: 'off', full_page_writes: 'off', replicas: 1 })).toMatchObject([
      { severity: 'error', message: expect.stringContaining('fsync is off') as string },
      { severity: 'error', message: expect.stringContaining('full_page_writes is off') as string },
      { severity: 'warning', message: expect.stringContaining('synchronous_standby_names is empty') as string },
    ]);
  });

  it('without a store is refused, and its connections are closed', async () => {
    const { loadModule, given, ended } = driverOf([['pg_tables', []]]);
    const { status, stderr } = await runCli(['store', 'postgres://bridge@h/d', 'status'], { loadModule });
    expect(status).toBe(1);
    expect(stderr).toContain('there is no store in the schema public of this database');
    expect(given).toMatchObject([{ connectionString: 'postgres:///d?user=bridge&host=h' }]);
    expect(ended()).toBe(1);
  });

  it('whose connection is lost does not end the process: something listens to it', async () => {
    const { loadModule, heard } = driverOf([['pg_tables', []]]);
    await runCli(['store', 'postgres://h/d', 'status'], { loadModule });
    expect(heard).toEqual(['error of the pool', 'error']);
  });

  it('that refuses a statement is an error with the code of the store', async () => {
    const { loadModule, ended } = driverOf([]);
    const { json } = await runCli(['store', 'postgres://h/d', 'status', '--json'], { loadModule });
    expect(json()).toMatchObject({ error: { code: 'DATABASE', message: 'PostgreSQL: permission denied' } });
    expect(ended()).toBe(1);
  });
});
