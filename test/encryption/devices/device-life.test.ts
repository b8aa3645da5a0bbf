import { describe, expect, it, onTestFinished } from 'vitest';
import type { KeyMode } from '../../../src/encryption/encryption-options.js';
import { faults } from '../../helpers/fake-homeserver.js';
import { createDeviceWorld, ghost, type DeviceWorld, type Process, type ProcessOptions } from '../device-world.js';

const modes: readonly KeyMode[] = ['uploaded', 'one-time-keys-served', 'served'];
const algorithm = 'signed_curve25519';

async function startIn(world: DeviceWorld, options?: ProcessOptions): Promise<Process> {
  const process = await world.start(options);
  onTestFinished(process.stop);
  return process;
}

/** The calls of the appservice for its devices, without those of clients. */
function callsOf({ homeserver }: DeviceWorld): string[] {
  return homeserver.calls.filter(({ requester }) => requester?.appservice).map(({ name }) => name);
}

/** Says how a client sees the device of the ghost. */
async function seenByClient(world: DeviceWorld): Promise<{ devices: string[]; trust: string[] }> {
  const bob = await world.client('@bob:example.org');
  await bob.queryKeys(ghost);
  const devices = await bob.devicesOf(ghost);
  const trust = await Promise.all(devices.map((deviceId) => bob.trustOf(ghost, deviceId)));
  bob.close();
  return { devices, trust };
}

describe('a new user', () => {
  it.each<[KeyMode, string[]]>([
    [
      'uploaded',
      [
        'register',
        'updateDevice',
        'getTokenOwner',
        'queryKeys',
        'uploadKeys',
        'uploadCrossSigningKeys',
        'uploadCrossSigningSignatures',
      ],
    ],
    [
      'one-time-keys-served',
      [
        'register',
        'updateDevice',
        'getTokenOwner',
        'queryKeys',
        'uploadKeys',
        'uploadCrossSigningKeys',
        'uploadCrossSigningSignatures',
      ],
    ],
    [
      'served',
      [
        'register',
        'updateDevice',
        'getTokenOwner',
        'uploadKeys',
        'uploadCrossSigningKeys',
        'uploadCrossSigningSignatures',
        'updateDevice',
      ],
    ],
  ])('gets a device that is cross-signed, with keys %s (rule D5)', async (keys, expected) => {
    const world = createDeviceWorld();
    const { life, failures } = await startIn(world, { keys });
    const { deviceId } = await life.device(ghost);
    expect(callsOf(world).filter((name) => name !== 'sync')).toEqual(expected);
    expect(await seenByClient(world)).toEqual({ devices: [deviceId], trust: ['cross-signed'] });
    expect(failures).toEqual([]);
  });
});

describe('keys that are served', () => {
  it('are announced with a PUT once they are spoken of, for clients that have asked before (rule D1)', async () => {
    const world = createDeviceWorld();
    const { life } = await startIn(world, { keys: 'served' });
    const bob = await world.client('@bob:example.org');
    onTestFinished(bob.close);
    const seen: string[] = [];
    world.homeserver.onCall = async ({ name }) => {
      // Bob asks whenever the homeserver has announced something, and no more.
      if (name === 'uploadCrossSigningKeys') seen.push(...(await asked(bob)));
      return undefined;
    };
    const { deviceId } = await life.device(ghost);
    expect(seen).toEqual([]);
    const last = world.homeserver.state.deviceListChanges.at(-1)?.userId;
    expect(last).toBe(ghost);
    expect(callsOf(world).at(-1)).toBe('updateDevice');
    expect(await asked(bob)).toEqual([deviceId]);
  });

  it('are those of one device while it is replaced, whenever a client asks (D7)', async () => {
    const world = createDeviceWorld();
    const { life } = await startIn(world, { keys: 'served' });
    const { deviceId: before } = await life.device(ghost);
    const bob = await world.client('@bob:example.org');
    onTestFinished(bob.close);
    const seen: string[][] = [];
    let isAsking = false;
    world.homeserver.onCall = async () => {
      if (!isAsking) {
        isAsking = true;
        seen.push(await asked(bob));
        isAsking = false;
      }
      return undefined;
    };
    const { deviceId: after } = await life.reset(ghost);
    world.homeserver.onCall = undefined;
    expect(seen.length).toBeGreaterThan(4);
    expect([...new Set(seen.map((devices) => devices.join(' + ')))]).toEqual([before, after]);
  });

  async function asked(bob: Awaited<ReturnType<DeviceWorld['client']>>): Promise<string[]> {
    await bob.queryKeys(ghost);
    return bob.devicesOf(ghost);
  }
});

describe('a user', () => {
  it('of others is refused, and one of ours has a device as soon as it is there', async () => {
    const world = createDeviceWorld();
    const { life } = await startIn(world);
    const others = ['@bob:example.org', '@irc_ann:other.example', 'irc_ann', '@ircx:example.org'];
    // No store can keep these two.
    for (const userId of [...others, '@irc_\0:example.org', '@irc_\ud83d:example.org']) {
      await expect(life.device(userId), userId).rejects.toMatchObject({ code: 'FOREIGN_USER' });
    }
    expect(callsOf(world)).toEqual([]);
    expect(await life.current(ghost)).toBeUndefined();
    const [one, other] = await Promise.all([life.device(ghost), life.device(ghost)]);
    expect(one).toEqual(other);
    expect(await life.current(ghost)).toEqual(one);
    const before = callsOf(world).length;
    await life.device(ghost);
    expect(callsOf(world).slice(before)).toEqual([]);
  });

  it('whom the homeserver has in no namespace of ours is told with what to compare', async () => {
    const world = createDeviceWorld();
    const { life, failures } = await startIn(world);
    world.homeserver.fail('register', faults.status(400, 'M_EXCLUSIVE'));
    await expect(life.device(ghost)).rejects.toThrow(/in no namespace of this appservice: compare/);
    world.homeserver.fail('updateDevice', faults.status(404, 'M_NOT_FOUND'));
    await expect(life.device(ghost)).rejects.toThrow(/does not let an appservice create devices: on Synapse/);
    expect(failures).toEqual([]);
  });

  it('whose device was begun is taken up in the next term', async () => {
    const world = createDeviceWorld();
    const first = await world.start();
    world.homeserver.fail('uploadKeys', faults.status(500));
    await expect(first.life.device(ghost)).rejects.toThrow();
    first.term.ending.cancel(undefined);
    await first.stop();
    const second = await startIn(world);
    await second.life.takeUp();
    await expect.poll(() => world.homeserver.state.accounts.get(ghost)?.crossSigningKeys.size).toBe(3);
    await expect.poll(async () => (await world.store.crypto.load('unfinished devices')).length).toBe(0);
  });

  it('needs the lease, and is refused in a process without it (R5)', async () => {
    const world = createDeviceWorld();
    const process = await world.start();
    await process.stop();
    await expect(process.life.device(ghost)).rejects.toMatchObject({ code: 'NOT_LEADER' });
    await expect(process.life.reset(ghost)).rejects.toMatchObject({ code: 'NOT_LEADER' });
  });
});

describe('a process that is killed', () => {
  for (const keys of modes) {
    for (const when of ['before', 'after'] as const) {
      it(
        `${when} any call of a device's life leaves it to the next, with keys ${keys} (D5)`,
        { timeout: 120_000 },
        async () => {
          for (let n = 1; ; n++) {
            const world = createDeviceWorld();
            const { homeserver, store } = world;
            let calls = 0;
            let kill = (): void => undefined;
            const killed = new Promise<'killed'>((resolve) => {
              kill = () => {
                resolve('killed');
              };
            });
            const first = await world.start({
              keys,
              fetch: async (request) => {
                if (++calls < n) return homeserver.fetch(request);
                if (calls === n && when === 'after') await homeserver.fetch(request);
                kill();
                return new Promise(() => undefined);
              },
            });
            const outcome = await Promise.race([killed, first.life.device(ghost).then(() => 'done' as const)]);
            const { deviceId } = (await first.life.current(ghost)) ?? {};
            const second = await world.start({ keys });
            expect(await second.life.device(ghost), `killed at call ${String(n)}`).toEqual({ userId: ghost, deviceId });
            expect(await seenByClient(world)).toEqual({ devices: [deviceId], trust: ['cross-signed'] });
            const device = homeserver.state.device(ghost, deviceId ?? '');
            const counts = await store.claims.counts(ghost, deviceId ?? '');
            expect(keys === 'uploaded' ? device?.oneTimeKeys.size : counts.get(algorithm)).toBe(50);
            expect(device?.fallbackKeys.size).toBe(1);
            expect(second.failures).toEqual([]);
            await second.stop();
            if (outcome === 'done') return;
          }
        },
      );
    }
  }
});

describe('a homeserver that fails', () => {
  it.each([
    ['401', faults.status(401, 'M_UNKNOWN_TOKEN')],
    ['403', faults.status(403, 'M_FORBIDDEN')],
    ['500', faults.status(500)],
    ['HTML', faults.html(200)],
  ])(
    'with %s at any call of a device’s life is told, and the life goes on later',
    { timeout: 60_000 },
    async (_, fault) => {
      const names = [
        'register',
        'updateDevice',
        'getTokenOwner',
        'queryKeys',
        'uploadKeys',
        'uploadCrossSigningKeys',
        'uploadCrossSigningSignatures',
      ];
      for (const name of names) {
        const world = createDeviceWorld();
        const { life, failures, stop } = await world.start();
        world.homeserver.fail(name, fault);
        await expect(life.device(ghost), name).rejects.toThrow();
        await life.device(ghost);
        expect((await seenByClient(world)).trust).toEqual(['cross-signed']);
        expect(failures.length).toBeLessThan(3);
        await stop();
      }
    },
  );
});
