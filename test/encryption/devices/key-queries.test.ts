import { describe, expect, it, onTestFinished } from 'vitest';
import { createKeyQueries } from '../../../src/encryption/devices/key-queries.js';
import type { EncryptionContext } from '../../../src/encryption/encryption-context.js';
import type { DeviceName } from '../../../src/encryption/machine/device-name.js';
import { nextTurn } from '../../../src/async/turns.js';
import { createHomeserverClient } from '../../../src/client/index.js';
import { systemTime } from '../../../src/appservice/leadership.js';
import { faults } from '../../helpers/fake-homeserver.js';
import { withResolvers } from '../../helpers/with-resolvers.js';
import { createDeviceWorld, type DeviceWorld } from '../device-world.js';

const [ann, ben] = ['@irc_ann:example.org', '@irc_ben:example.org'] as const;
const bob = '@bob:example.org';
const carol = '@carol:example.org';

async function prepared(): Promise<{
  world: DeviceWorld;
  queries: ReturnType<typeof createKeyQueries>;
  devices: Readonly<Record<'ann' | 'ben', DeviceName>>;
  bodies: () => unknown[];
}> {
  const world = createDeviceWorld();
  const process = await world.start();
  onTestFinished(process.stop);
  const devices = { ann: await process.life.device(ann), ben: await process.life.device(ben) };
  const client = await world.client(bob);
  client.close();
  const { homeserver, registration } = world;
  const context = {
    homeserver: createHomeserverClient({
      url: homeserver.url,
      asToken: registration.as_token,
      fetch: homeserver.fetch,
    }),
    machines: process.machines,
    time: systemTime,
    random: () => 0.5,
  } as unknown as EncryptionContext; // the parts that queries use
  const before = homeserver.calls.length;
  const bodies = (): unknown[] =>
    homeserver.calls.slice(before).flatMap(({ name, body }) => (name === 'queryKeys' ? [body] : []));
  return { world, queries: createKeyQueries(context), devices, bodies };
}

describe('key queries', () => {
  it('of one turn are one request, and each gets the users that it asked for', async () => {
    const { queries, devices, bodies } = await prepared();
    const first = queries.query(devices.ann, { [bob]: [] });
    const second = queries.query(devices.ben, { [bob]: [], [carol]: [] });
    expect(Object.keys((await first).device_keys ?? {})).toEqual([bob]);
    expect(Object.keys((await second).device_keys ?? {}).sort()).toEqual([bob, carol]);
    expect(bodies()).toEqual([{ device_keys: { [bob]: [], [carol]: [] } }]);
  });

  it('wait for no other that the homeserver is slow to answer, and are united where four are in flight (D6)', async () => {
    const { world, queries, devices, bodies } = await prepared();
    const { promise: slowness, resolve } = withResolvers<undefined>();
    world.homeserver.onCall = ({ name, body }) =>
      name === 'queryKeys' && JSON.stringify(body).includes('slow') ? slowness : undefined;
    const asked: Promise<unknown>[] = [];
    const ask = async (...users: readonly string[]): Promise<void> => {
      const before = bodies().length;
      for (const userId of users) asked.push(queries.query(devices.ann, { [userId]: [] }));
      await expect.poll(() => bodies().length).toBe(before + 1);
    };
    await ask('@slow1:example.org');
    expect(Object.keys((await queries.query(devices.ben, { [bob]: [] })).device_keys ?? {})).toEqual([bob]);
    await ask('@slow2:example.org');
    await ask('@slow3:example.org');
    await ask('@slow4:example.org', '@slow5:example.org');
    const late = [queries.query(devices.ann, { [bob]: [] }), queries.query(devices.ben, { [carol]: [] })];
    await nextTurn();
    expect(bodies()).toHaveLength(5);
    resolve(undefined);
    await Promise.all([...asked, ...late]);
    expect(bodies()).toHaveLength(6);
  });

  it('ask for a machine’s own user as that user, and give its user-signing key to no other (M7)', async () => {
    const { queries, devices } = await prepared();
    const both = { [ann]: [], [ben]: [] };
    const answer = await queries.query(devices.ann, both);
    expect(Object.keys(answer.user_signing_keys ?? {})).toEqual([ann]);
    expect(Object.keys(answer.master_keys ?? {}).sort()).toEqual([ann, ben]);
  });

  it('that are asked together give no user-signing key to another than its owner (M7)', async () => {
    const { world, queries, devices, bodies } = await prepared();
    // The one whose query goes out sees its own key in the answer, as at the homeserver.
    const answers = await Promise.all([
      queries.query(devices.ann, { [ben]: [], [bob]: [] }),
      queries.query(devices.ben, { [ann]: [], [bob]: [] }),
    ]);
    expect(bodies()).toHaveLength(1);
    expect(world.homeserver.state.accounts.get(ann)?.crossSigningKeys.has('user_signing_keys')).toBe(true);
    expect(answers.map((answer) => Object.keys(answer.master_keys ?? {}).sort())).toEqual([
      [bob, ben].sort(),
      [bob, ann].sort(),
    ]);
    expect(answers.map((answer) => Object.keys(answer.user_signing_keys ?? {}))).toEqual([[], []]);
  });

  it('go on after an answer that cannot be read', async () => {
    const { world, queries, devices } = await prepared();
    world.homeserver.fail('queryKeys', { afterEffect: false, answer: () => new Response('[]', { status: 200 }) });
    await expect(queries.query(devices.ann, { [bob]: [] })).rejects.toThrow();
    expect(Object.keys((await queries.query(devices.ann, { [bob]: [] })).device_keys ?? {})).toEqual([bob]);
  });

  it('take an answer of 11 MiB, for users of other servers may have any number of devices', async () => {
    const { world, queries, devices } = await prepared();
    const body = JSON.stringify({ device_keys: {}, failures: { 'elsewhere.example': 'x'.repeat(11 * 2 ** 20) } });
    world.homeserver.fail('queryKeys', { afterEffect: false, answer: () => new Response(body) });
    expect(Object.keys((await queries.query(devices.ann, { [bob]: [] })).failures ?? {})).toEqual([
      'elsewhere.example',
    ]);
  });

  it('that are refused together are asked one by one, so that one cannot spoil the others', async () => {
    const { world, queries, devices } = await prepared();
    world.homeserver.onCall = ({ name, body }) =>
      name === 'queryKeys' && JSON.stringify(body).includes('nonsense')
        ? faults.status(400, 'M_INVALID_PARAM')
        : undefined;
    const good = queries.query(devices.ann, { [bob]: [] });
    const bad = queries.query(devices.ben, { '@nonsense': [] });
    await expect(bad).rejects.toMatchObject({ status: 400 });
    expect(Object.keys((await good).device_keys ?? {})).toEqual([bob]);
  });

  it('of more than 500 users are several requests', async () => {
    const { queries, devices, bodies } = await prepared();
    const users = (letter: string): Record<string, string[]> =>
      Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`@${letter}${String(n)}:example.org`, []]));
    await Promise.all(['a', 'b', 'c'].map((letter) => queries.query(devices.ann, users(letter))));
    expect(bodies()).toHaveLength(3);
  });

  it('keep the names of servers that failed', async () => {
    const { world, queries, devices } = await prepared();
    world.homeserver.state.unreachableServers.add('down.example');
    const answer = await queries.query(devices.ann, { '@eve:down.example': [], [ann]: [] });
    expect(Object.keys(answer.failures ?? {})).toEqual(['down.example']);
  });
});
