import { EncryptionSettings, RoomId, UserId } from '@matrix-org/matrix-sdk-crypto-wasm';
import { DecryptionSettings, TrustRequirement } from '@matrix-org/matrix-sdk-crypto-wasm';
import { describe, expect, it, onTestFinished } from 'vitest';
import { machineDatabase } from '../../src/encryption/machine.js';
import { EncryptionError } from '../../src/errors.js';
import { faults } from '../helpers/fake-homeserver.js';
import { createDeviceWorld, ghost, type DeviceWorld, type Process } from './device-world.js';

const roomId = '!room:example.org';

/** Encrypts an event with a room key that the device makes now. */
async function encryptAs({ machines }: Process, deviceId: string): Promise<string> {
  return machines.use({ userId: ghost, deviceId }, async ({ olm, commit }) => {
    await olm.updateTrackedUsers([new UserId(ghost)]);
    await olm.shareRoomKey(new RoomId(roomId), [new UserId(ghost)], new EncryptionSettings());
    const content = await olm.encryptRoomEvent(new RoomId(roomId), 'm.room.message', '{"body":"Hello"}');
    await commit();
    const common = { event_id: '$1', sender: ghost, room_id: roomId, origin_server_ts: 1 };
    return JSON.stringify({ ...common, type: 'm.room.encrypted', content: JSON.parse(content) as unknown });
  });
}

async function decryptAs({ machines }: Process, deviceId: string, event: string): Promise<string> {
  return machines.use({ userId: ghost, deviceId }, async ({ olm }) => {
    const settings = new DecryptionSettings(TrustRequirement.Untrusted);
    return (await olm.decryptRoomEvent(event, new RoomId(roomId), settings)).event;
  });
}

function masterKeyOf({ homeserver }: DeviceWorld): unknown {
  return homeserver.state.accounts.get(ghost)?.crossSigningKeys.get('master_keys')?.keys;
}

async function trustOfBob(world: DeviceWorld, deviceId: string): Promise<string> {
  const bob = await world.client('@bob:example.org');
  await bob.queryKeys(ghost);
  return bob.trustOf(ghost, deviceId);
}

describe('a reset', () => {
  it('makes a new device with the room keys of the old one, signed by the same master key (D7)', async () => {
    const world = createDeviceWorld();
    const process = await world.start();
    onTestFinished(process.stop);
    const old = await process.life.device(ghost);
    const event = await encryptAs(process, old.deviceId);
    const master = masterKeyOf(world);

    const { deviceId } = await process.life.reset(ghost);
    expect(deviceId).not.toBe(old.deviceId);
    expect([...(world.homeserver.state.accounts.get(ghost)?.devices.keys() ?? [])]).toEqual([deviceId]);
    expect(masterKeyOf(world)).toEqual(master);
    expect(await trustOfBob(world, deviceId)).toBe('cross-signed');
    expect(await decryptAs(process, deviceId, event)).toContain('Hello');
    expect(await world.store.crypto.load(machineDatabase(old))).toEqual([]);
    expect(process.failures).toEqual([]);
  });

  it('that is killed at any call is taken up by the next process (D7)', { timeout: 120_000 }, async () => {
    for (let n = 1; ; n++) {
      const world = createDeviceWorld();
      let kill: (() => void) | undefined;
      let calls = 0;
      const first = await world.start({
        fetch: async (request) => {
          if (kill === undefined || ++calls < n) return world.homeserver.fetch(request);
          if (n % 2 === 0) await world.homeserver.fetch(request);
          kill();
          return new Promise(() => undefined);
        },
      });
      const old = await first.life.device(ghost);
      const event = await encryptAs(first, old.deviceId);
      const master = masterKeyOf(world);
      await first.background.end();
      const killed = new Promise<'killed'>((resolve) => {
        kill = () => {
          resolve('killed');
        };
      });
      const outcome = await Promise.race([killed, first.life.reset(ghost).then(() => 'done' as const)]);
      const second = await world.start();
      const { deviceId } = await second.life.device(ghost);
      if (deviceId === old.deviceId) {
        // It was killed before anything was written down, and the device is as it was.
        expect(n).toBeLessThan(3);
      } else {
        expect([...(world.homeserver.state.accounts.get(ghost)?.devices.keys() ?? [])]).toEqual([deviceId]);
      }
      expect(masterKeyOf(world)).toEqual(master);
      expect(await trustOfBob(world, deviceId)).toBe('cross-signed');
      expect(await decryptAs(second, deviceId, event)).toContain('Hello');
      await second.stop();
      if (outcome === 'done') return;
    }
  });

  it('goes on where the old device cannot be read, and says what is lost', async () => {
    const world = createDeviceWorld();
    const first = await world.start();
    const old = await first.life.device(ghost);
    await first.stop();
    const rows = await world.store.crypto.load(machineDatabase(old));
    const damaged = rows.map((row) => ({ ...row, value: 'damaged' }));
    await world.store.crypto.write(machineDatabase(old), damaged);

    const second = await world.start();
    onTestFinished(second.stop);
    expect(await second.life.device(ghost)).toEqual(old);
    const { deviceId } = await second.life.reset(ghost);
    expect(await trustOfBob(world, deviceId)).toBe('cross-signed');
    expect(second.failures.map(({ message }) => message)).toEqual([
      expect.stringContaining('room keys could not be read'),
    ]);
  });
});

describe('a device whose state was lost', () => {
  async function lose(world: DeviceWorld): Promise<string> {
    const first = await world.start();
    const device = await first.life.device(ghost);
    await first.stop();
    await world.store.crypto.remove(machineDatabase(device));
    return device.deviceId;
  }

  it('sends nothing, says so once, and is replaced by a reset (rule D7)', async () => {
    const world = createDeviceWorld();
    const deviceId = await lose(world);
    const process = await world.start();
    onTestFinished(process.stop);
    const before = world.homeserver.calls.length;
    const { sender, machines, life, failures } = process;
    for (let round = 0; round < 2; round++) {
      await expect(machines.use({ userId: ghost, deviceId }, sender.tend)).rejects.toThrow(EncryptionError);
    }
    expect(world.homeserver.calls.slice(before).map(({ name }) => name)).toEqual([]);
    expect(failures.map(({ message }) => message)).toEqual([expect.stringContaining('call reset()')]);
    expect(await life.device(ghost)).toEqual({ userId: ghost, deviceId });
    const fresh = await life.reset(ghost);
    expect(fresh.deviceId).not.toBe(deviceId);
    expect(await trustOfBob(world, fresh.deviceId)).toBe('cross-signed');
  });

  it('is recognised by the keys that the homeserver has, before anything is uploaded (D7)', async () => {
    const world = createDeviceWorld();
    const first = await world.start();
    const { deviceId } = await first.life.device(ghost);
    await first.stop();
    const device = world.homeserver.state.device(ghost, deviceId);
    if (device?.keys)
      device.keys = { ...device.keys, keys: { ...device.keys.keys, [`curve25519:${deviceId}`]: 'AAAA' } };
    const second = await world.start();
    onTestFinished(second.stop);
    await second.machines.use({ userId: ghost, deviceId }, async (machine) => {
      await expect(second.levels.fillUp(machine)).rejects.toMatchObject({ code: 'DEVICE_REPLACED' });
      await expect(second.sender.tend(machine)).rejects.toMatchObject({ code: 'DEVICE_REPLACED' });
    });
  });

  it('is recognised where the homeserver has another one-time key under an ID (D7)', async () => {
    const world = createDeviceWorld();
    const process = await world.start();
    onTestFinished(process.stop);
    world.homeserver.fail('uploadKeys', faults.status(400, 'M_UNKNOWN'));
    const { deviceId } = await process.life.device(ghost);
    expect(process.failures).toHaveLength(1);
    await expect(process.machines.use({ userId: ghost, deviceId }, process.sender.tend)).rejects.toMatchObject({
      code: 'DEVICE_REPLACED',
    });
  });
});
