import { expect, it } from 'vitest';
import { createPostgresStore } from '../../src/sql/postgres.js';

type Given = Parameters<typeof createPostgresStore>;

const open = (pool: unknown, options?: unknown): Promise<unknown> =>
  createPostgresStore(pool as Given[0], options as Given[1]);

it.each([
  ['null', null],
  ['undefined', undefined],
  ['an address', 'postgres://localhost/bridge'],
  ['the promise of a pool', Promise.resolve({ connect: () => undefined })],
  ['an object without connect()', {}],
  ['a single client', { connect: () => Promise.resolve(undefined) }],
  ['a single client that gives itself', { connect: () => Promise.resolve({ query: () => undefined }) }],
])('refuses %s in place of a pool, and says what to pass', async (_, pool) => {
  await expect(open(pool)).rejects.toThrow(
    new TypeError('createPostgresStore takes a pool of connections, such as new Pool() of pg'),
  );
});

it.each([null, { schema: '' }, { schema: null }, { schema: 5 }, { schema: 'é'.repeat(32) }])(
  'refuses the options %j, which name no schema',
  async (options) => {
    const pool = { connect: () => Promise.reject(new Error('asked')) };
    await expect(open(pool, options)).rejects.toThrow(
      new TypeError('`schema` must be a name of 1 to 63 bytes, in an object of options'),
    );
  },
);

it('says that a pool has ended', async () => {
  const pool = { connect: () => Promise.reject(new Error('Cannot use a pool after calling end on the pool')) };
  await expect(open(pool, { schema: 'a'.repeat(63) })).rejects.toMatchObject({ name: 'StoreError', code: 'CLOSED' });
});
