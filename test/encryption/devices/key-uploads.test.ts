import { DeviceLists } from '@matrix-org/matrix-sdk-crypto-wasm';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isKeyUpload } from '../../../generated/validators/index.js';
import type { DeviceName } from '../../../src/encryption/machine/device-name.js';
import { createManualTime, type ManualTime } from '../../helpers/manual-time.js';
import { eventually } from '../../helpers/eventually.js';
import { faults, type Fault } from '../../helpers/fake-homeserver.js';
import { createDeviceWorld, ghost, type DeviceWorld, type Process } from '../device-world.js';

/** The one-time keys of a device that others can claim. */
function claimableOf({ homeserver }: DeviceWorld, { deviceId }: DeviceName): Map<string, unknown> {
  return homeserver.state.device(ghost, deviceId)?.oneTimeKeys ?? new Map<string, unknown>();
}

/** How often each one-time key was uploaded, by its ID. */
function uploadsOf({ homeserver }: DeviceWorld): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { name, body } of homeserver.calls) {
    if (name !== 'uploadKeys' || !isKeyUpload(body)) continue;
    for (const id of Object.keys(body.one_time_keys ?? {})) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

/** Lets others claim all keys as soon as an upload has had its effect, whatever becomes of its answer. */
function claimAllAfterFirst(world: DeviceWorld, device: DeviceName, fault: Fault): void {
  let uploads = 0;
  world.homeserver.onCall = ({ name, body }) => {
    if (name !== 'uploadKeys' || !isKeyUpload(body)) return undefined;
    if (uploads > 0) claimableOf(world, device).clear();
    const hasKeys = Object.keys(body.one_time_keys ?? {}).length > 0;
    return hasKeys && ++uploads === 1 ? fault : undefined;
  };
}

async function prepared(): Promise<{ world: DeviceWorld; process: Process; device: DeviceName; time: ManualTime }> {
  const world = createDeviceWorld();
  const time = createManualTime(40);
  const process = await world.start({ time });
  onTestFinished(process.stop);
  const device = await process.life.device(ghost);
  await time.settle();
  return { world, process, device, time };
}

describe('one-time keys', () => {
  it.each<[string, Fault]>([
    ['the answer is lost', faults.afterEffect(faults.lost())],
    ['a proxy says 502', faults.afterEffect(faults.html(502))],
    ['the homeserver says 500', faults.afterEffect(faults.status(500))],
    ['the answer is no JSON', faults.afterEffect(faults.html(200))],
    ['nothing arrived', faults.lost()],
  ])('are never uploaded again where %s: they may have been given out since (D4)', async (_, fault) => {
    const { world, process, device, time } = await prepared();
    claimableOf(world, device).clear();
    claimAllAfterFirst(world, device, fault);
    process.levels.hint(device, {});
    await eventually(async () => {
      await time.advance(60_000);
      expect(claimableOf(world, device).size).toBe(50);
    });
    expect([...uploadsOf(world).values()].filter((count) => count > 1)).toEqual([]);
  });

  it('are uploaded again where a limit of requests refused them', async () => {
    const { world, process, device, time } = await prepared();
    claimableOf(world, device).clear();
    world.homeserver.fail('uploadKeys', faults.limited(1000), 3);
    const before = uploadsOf(world).size;
    process.levels.hint(device, {});
    await eventually(async () => {
      await time.advance(1000);
      expect(claimableOf(world, device).size).toBe(50);
    });
    expect(uploadsOf(world).size).toBe(before + 50);
  });

  it('are never uploaded again by the process after one that was killed, and leave nothing in the store (D4)', async () => {
    for (const when of ['before', 'after'] as const) {
      const world = createDeviceWorld();
      const { homeserver, store } = world;
      let kill = (): void => undefined;
      const killed = new Promise<void>((resolve) => (kill = resolve));
      const first = await world.start({
        fetch: async (request) => {
          if (!request.url.includes('/keys/upload')) return homeserver.fetch(request);
          if (when === 'after') await homeserver.fetch(request);
          kill();
          return new Promise(() => undefined);
        },
      });
      void first.life.device(ghost).catch(() => undefined);
      await killed;
      const device = await first.life.current(ghost);
      if (device === undefined) throw new Error('no device was begun');
      // Others have claimed everything meanwhile.
      claimableOf(world, device).clear();
      const second = await world.start();
      onTestFinished(second.stop);
      await second.life.device(ghost);
      expect(claimableOf(world, device).size, when).toBe(50);
      expect([...uploadsOf(world).values()].filter((count) => count > 1)).toEqual([]);
      expect(await store.crypto.load(`tried keys ${ghost}|${device.deviceId}`)).toEqual([]);
    }
  });

  it('are not uploaded again by work that wanted to upload them as well, and waited for its turn (D4)', async () => {
    const world = createDeviceWorld();
    const process = await world.start();
    onTestFinished(process.stop);
    const device = await process.life.device(ghost);
    const claimable = claimableOf(world, device);
    claimable.clear();
    world.homeserver.onCall = ({ name }) => {
      if (name === 'uploadKeys') claimable.clear();
      return undefined;
    };
    await process.machines.use(device, async (machine) => {
      const none = new Map([['signed_curve25519', 0]]);
      await machine.olm.receiveSyncChangesMsc4186('[]', new DeviceLists(), none, new Set());
      const [first, second] = [await machine.olm.outgoingRequests(), await machine.olm.outgoingRequests()];
      await Promise.all([...first, ...second].map((request) => process.sender.send(machine, request)));
      await process.sender.tend(machine);
    });
    expect([...uploadsOf(world).values()].filter((count) => count > 1)).toEqual([]);
    expect(claimable.size).toBe(50);
  });

  it('are made again where the homeserver says by an empty answer that it has none (D4)', async () => {
    const { world, process, device, time } = await prepared();
    const { homeserver } = world;
    claimableOf(world, device).clear();
    process.stop().catch(() => undefined);
    const next = await world.start({
      time,
      fetch: async (request) => {
        const answer = await homeserver.fetch(request);
        if (!request.url.includes('/keys/upload') || claimableOf(world, device).size > 0) return answer;
        return Response.json({ one_time_key_counts: {} });
      },
    });
    onTestFinished(next.stop);
    claimAllAfterFirst(world, device, faults.lost());
    next.levels.hint(device, {});
    await eventually(async () => {
      await time.advance(60_000);
      expect(claimableOf(world, device).size).toBe(50);
    });
  });
});
