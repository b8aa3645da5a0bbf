import { describe, expect, it, onTestFinished } from 'vitest';
import { createManualTime, type ManualTime } from '../../helpers/manual-time.js';
import { faults } from '../../helpers/fake-homeserver.js';
import type { KeyMode } from '../../../src/encryption/encryption-options.js';
import { NotLeaderError } from '../../../src/errors.js';
import type { EncryptionContext } from '../../../src/encryption/encryption-context.js';
import { createKeySupply } from '../../../src/encryption/devices/key-supply.js';
import { createServedKeys } from '../../../src/encryption/setup/served-keys.js';
import type { DeviceName } from '../../../src/encryption/machine/device-name.js';
import { createDeviceWorld, ghost, type DeviceWorld, type Process } from '../device-world.js';
import { eventually } from '../../helpers/eventually.js';

const algorithm = 'signed_curve25519';

async function prepared(
  keys: KeyMode,
): Promise<{ world: DeviceWorld; process: Process; device: DeviceName; time: ManualTime; uploads: () => number }> {
  const world = createDeviceWorld();
  const time = createManualTime(40);
  const process = await world.start({ keys, time });
  onTestFinished(process.stop);
  const device = await process.life.device(ghost);
  await time.settle();
  const before = world.homeserver.calls.length;
  const uploads = (): number => world.homeserver.calls.slice(before).filter(({ name }) => name === 'uploadKeys').length;
  return { world, process, device, time, uploads };
}

/** What a process has that has not got the lease. */
function standByContext(): EncryptionContext {
  const machines = {
    term: () => {
      throw new NotLeaderError();
    },
  };
  return { keys: 'one-time-keys-served', machines, reportFailure: () => undefined } as never;
}

function oneTimeKeysOf({ homeserver }: DeviceWorld, { deviceId }: DeviceName): Map<string, unknown> {
  return homeserver.state.device(ghost, deviceId)?.oneTimeKeys ?? new Map<string, unknown>();
}

describe('the level of one-time keys', () => {
  it('is asked for where a transaction hints at few, so that an old one makes no keys however often it comes (rule D4)', async () => {
    const { world, process, device, time, uploads } = await prepared('uploaded');
    for (let n = 0; n < 200; n++) process.levels.hint(device, {});
    await eventually(() => {
      expect(uploads()).toBeGreaterThan(0);
    });
    await time.settle();
    expect(uploads()).toBeLessThan(3);
    expect(oneTimeKeysOf(world, device).size).toBe(50);
  });

  it('is filled up where the answer is low, with as many keys as are missing (D4)', async () => {
    const { world, process, device, time, uploads } = await prepared('uploaded');
    const keys = oneTimeKeysOf(world, device);
    for (const keyId of [...keys.keys()].slice(0, 30)) keys.delete(keyId);
    process.levels.hint(device, { [algorithm]: 20 });
    await eventually(() => {
      expect(keys.size).toBe(50);
    });
    expect(uploads()).toBe(2);
    process.levels.hint(device, { [algorithm]: 25 });
    await time.settle();
    expect(uploads()).toBe(2);
  });

  it('of a device that is none of ours, or of earlier days, is not asked for', async () => {
    const { process, time, uploads } = await prepared('uploaded');
    process.levels.hint({ userId: ghost, deviceId: 'OTHER' }, {});
    process.levels.hint({ userId: '@irc_nobody:example.org', deviceId: 'OTHER' }, {});
    await time.settle();
    expect(uploads()).toBe(0);
    expect(process.machines.open()).toHaveLength(1);
  });

  it('is told to an operator where it cannot be asked for, and filled up later', async () => {
    const { world, process, device, time } = await prepared('uploaded');
    const keys = oneTimeKeysOf(world, device);
    keys.clear();
    world.homeserver.fail('uploadKeys', faults.html(500), 2);
    process.levels.hint(device, {});
    await eventually(async () => {
      await time.advance(60_000);
      expect(keys.size).toBe(50);
    });
    expect(process.failures.map(({ message }) => message)).toEqual([expect.stringContaining('could not be filled up')]);
  });

  it.each<KeyMode>(['one-time-keys-served', 'served'])(
    'is the ledger’s with keys %s: filled up after claims, once for all of a second (D4)',
    async (keys) => {
      const { world, process, device, time, uploads } = await prepared(keys);
      const claim = { [ghost]: { [device.deviceId]: Array.from({ length: 5 }, () => algorithm) } };
      for (let n = 0; n < 6; n++) await process.servedKeys.handlers.claimKeys?.(claim, {} as never);
      const counts = async (): Promise<number | undefined> =>
        (await world.store.claims.counts(ghost, device.deviceId)).get(algorithm);
      expect(await counts()).toBe(20);
      await time.advance(999);
      expect(await counts()).toBe(20);
      await time.advance(1);
      await eventually(async () => {
        expect(await counts()).toBe(50);
      });
      expect(uploads()).toBe(0);
      process.levels.hint(device, {});
      await time.settle();
      expect(uploads()).toBe(0);
    },
  );

  it('is looked for at the beginning of a term, where another process has given keys out', async () => {
    const { world, process, device } = await prepared('served');
    const wanted = Array.from({ length: 9 }, () => ({ ...device, algorithm, count: 5 }));
    await world.store.claims.take(wanted);
    await process.levels.fillUpAll();
    await eventually(async () => {
      expect((await world.store.claims.counts(ghost, device.deviceId)).get(algorithm)).toBe(50);
    });
  });

  it('is looked for every minute where a process without the lease gives keys out (D4)', async () => {
    const { world, process, device, time } = await prepared('one-time-keys-served');
    process.begin(process.term);
    await time.settle();
    const standBy = createServedKeys(
      world.store,
      'one-time-keys-served',
      createKeySupply(
        { ...standByContext(), store: world.store },
        { uploads: {} as never, sender: {} as never, background: { soon: () => undefined } as never },
      ).claimed,
      (claim) => Promise.resolve(claim),
      () => undefined,
    );
    const claim = { [ghost]: { [device.deviceId]: Array.from({ length: 5 }, () => algorithm) } };
    for (let n = 0; n < 9; n++) await standBy.handlers.claimKeys?.(claim, {} as never);
    const counts = async (): Promise<number | undefined> =>
      (await world.store.claims.counts(ghost, device.deviceId)).get(algorithm);
    expect(await counts()).toBe(5);
    await time.advance(60_000);
    await eventually(async () => {
      expect(await counts()).toBe(50);
    });
    expect(await world.store.crypto.load('claimed elsewhere')).toEqual([]);
  });

  it('is not looked for where keys are uploaded', async () => {
    const { process, uploads, time } = await prepared('uploaded');
    await process.levels.fillUpAll();
    await time.settle();
    expect(uploads()).toBe(0);
  });
});
