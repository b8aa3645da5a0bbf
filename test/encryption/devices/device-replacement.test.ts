import { EncryptionSettings, RoomId, UserId } from '@matrix-org/matrix-sdk-crypto-wasm';
import { DecryptionSettings, TrustRequirement } from '@matrix-org/matrix-sdk-crypto-wasm';
import { describe, expect, it, onTestFinished } from 'vitest';
import { databaseNames } from '../../../src/encryption/database-names.js';
import { EncryptionError } from '../../../src/errors.js';
import { faults } from '../../helpers/fake-homeserver.js';
import { createManualTime, type ManualTime } from '../../helpers/manual-time.js';
import { createWorld, says, startConversation, text } from '../world.js';
import { createDeviceWorld, ghost, type DeviceWorld, type Process } from '../device-world.js';
import { eventually } from '../../helpers/eventually.js';

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
  it.each([
    ['lie at the homeserver before it', 'sync'],
    ['are pushed as the old device is deleted', 'deleteDevice'],
  ])('keeps the room keys that %s (D7)', async (_, when) => {
    const world = createWorld();
    onTestFinished(world.close);
    const { homeserver } = world;
    const { appservice, ghost: ann, bob, roomId } = await startConversation(world);
    // Its first catching up is over.
    await ann.send(roomId, 'm.room.message', text('hello'));
    const sending: Promise<string>[] = [];
    if (when === 'sync') homeserver.fields.toDevice = false;
    homeserver.onCall = async ({ name, requester }) => {
      const isOld = name === 'sync' ? requester?.deviceId === ann.deviceId : requester?.userId === ann.userId;
      if (name !== when || !isOld || sending.length > 0) return undefined;
      sending.push(bob.send(roomId, text('meanwhile')));
      await Promise.all(sending);
      return undefined;
    };
    await ann.reset();
    expect(sending).toHaveLength(1);
    const { receivers } = await appservice.events.find(says('meanwhile'));
    expect(receivers).toEqual([ann.userId]);
    expect(appservice.findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

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
    expect(await world.store.crypto.load(databaseNames.machine(old))).toEqual([]);
    expect(process.failures).toEqual([]);
  });

  it('waits for all that was received for the old device, and leaves it to the next process where it stops (D7)', async () => {
    const world = createDeviceWorld();
    const time = createManualTime(40);
    const process = await world.start({ time });
    onTestFinished(process.stop);
    const old = await process.life.device(ghost);
    await time.settle();
    await world.store.inbox.accept({ id: 'waiting', digests: [], compose: () => '{}' });
    const reset = process.life.reset(ghost).then(
      () => 'done',
      () => 'failed',
    );
    const signed = (): number =>
      world.homeserver.calls.filter(({ name }) => name === 'uploadCrossSigningSignatures').length;
    await expect.poll(signed).toBe(2);
    await time.settle();
    for (let n = 0; n < 400; n++) await time.advance(50);
    expect(await world.store.crypto.load(databaseNames.machine(old))).not.toEqual([]);
    process.term.ending.cancel(undefined);
    expect(await reset).toBe('failed');
    expect(await world.store.crypto.load(databaseNames.machine(old))).not.toEqual([]);
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
    const rows = await world.store.crypto.load(databaseNames.machine(old));
    const damaged = rows.map((row) => ({ ...row, value: 'damaged' }));
    await world.store.crypto.write(databaseNames.machine(old), damaged);

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
  const clash = faults.status(400, 'M_UNKNOWN', { error: 'One time key signed_curve25519:AAAAAQ already exists.' });

  async function lose(world: DeviceWorld): Promise<string> {
    const first = await world.start();
    const device = await first.life.device(ghost);
    await first.stop();
    await world.store.crypto.remove(databaseNames.machine(device));
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
    const { deviceId } = await process.life.device(ghost);
    world.homeserver.fail('uploadKeys', clash);
    await process.machines.use({ userId: ghost, deviceId }, async (machine) => {
      await expect(process.levels.fillUp(machine)).rejects.toMatchObject({ code: 'DEVICE_REPLACED' });
      await expect(process.sender.tend(machine)).rejects.toMatchObject({ code: 'DEVICE_REPLACED' });
    });
    expect(process.failures).toHaveLength(1);
    // To be asked for again makes no older state a newer one.
    await process.life.device(ghost);
    await expect(process.machines.use({ userId: ghost, deviceId }, process.sender.tend)).rejects.toThrow(
      EncryptionError,
    );
    expect(process.failures).toHaveLength(1);
  });

  it.each([
    ['before the first message', false],
    ['after one', true],
  ])('is recognised where the homeserver has deleted the device %s, and nothing is sent (D7)', async (_, isLate) => {
    const world = createWorld();
    onTestFinished(world.close);
    const { appservice, ghost: ann, bob, roomId } = await startConversation(world);
    if (isLate) await ann.send(roomId, 'm.room.message', text('hello'));
    world.homeserver.state.accounts.get(ann.userId)?.devices.delete(ann.deviceId);
    const sendInVain = (): Promise<void> =>
      expect(ann.send(roomId, 'm.room.message', text('lost'))).rejects.toMatchObject({ code: 'DEVICE_REPLACED' });
    await sendInVain();
    const before = world.homeserver.calls.length;
    await sendInVain();
    expect(world.homeserver.calls.slice(before)).toEqual([]);
    expect(appservice.failures.filter(({ message }) => message.includes('no keys of it any more'))).toHaveLength(1);
    const fresh = await ann.reset();
    await fresh.send(roomId, 'm.room.message', text('here again'));
    const bodies = (await bob.sync()).map(({ content }) => content['body']);
    expect(bodies).toContain('here again');
    expect(bodies).not.toContain('lost');
  });

  it('is not meant where the homeserver refuses the device once, and has its keys (D7)', async () => {
    const world = createWorld();
    onTestFinished(world.close);
    const { ghost: ann, roomId } = await startConversation(world);
    world.homeserver.fail('getRoomStateEvent', faults.status(400, 'M_UNKNOWN_DEVICE'));
    await expect(ann.send(roomId, 'm.room.message', text('hello'))).rejects.toMatchObject({ code: 'ROOM_STATE' });
    await ann.send(roomId, 'm.room.message', text('hello'));
  });

  it.each([
    ['another text, of a device that has keys', faults.status(400, 'M_UNKNOWN'), false],
    ['a text without words', faults.status(400, 'M_UNKNOWN', { error: 7 }), false],
    ['that text, of a device that has none yet', clash, true],
  ])('is not meant by a refusal of keys with %s (D7)', async (_, fault, isFirst) => {
    const world = createDeviceWorld();
    const process = await world.start();
    onTestFinished(process.stop);
    if (!isFirst) await process.life.device(ghost);
    world.homeserver.fail('uploadKeys', fault);
    if (isFirst) await expect(process.life.device(ghost)).rejects.toMatchObject({ status: 400 });
    const { deviceId } = await process.life.device(ghost);
    await process.machines.use({ userId: ghost, deviceId }, async (machine) => {
      if (!isFirst) await expect(process.levels.fillUp(machine)).rejects.toMatchObject({ status: 400 });
      await process.levels.fillUp(machine);
    });
    expect(await trustOfBob(world, deviceId)).toBe('cross-signed');
  });

  /** Starts a second process, for whose device the homeserver gives an answer to some key queries. */
  async function queried(
    answers: unknown[],
    time?: ManualTime,
  ): Promise<{ process: Process; fillUp: () => Promise<void> }> {
    const world = createDeviceWorld();
    const first = await world.start();
    const device = await first.life.device(ghost);
    await first.stop();
    world.homeserver.onCall = ({ name }) => {
      const answer = name === 'queryKeys' ? answers.shift() : undefined;
      return answer === undefined ? undefined : { answer: () => Response.json(answer), afterEffect: false };
    };
    const process = await world.start(time === undefined ? {} : { time });
    onTestFinished(process.stop);
    const fillUp = (): Promise<void> => process.machines.use(device, process.levels.fillUp);
    return { process, fillUp };
  }

  it('is recognised by the keys that the homeserver has no more, once it has said so twice (D7)', async () => {
    const nothing = { device_keys: { [ghost]: {} } };
    const { process, fillUp } = await queried([nothing, nothing]);
    await expect(fillUp()).rejects.toThrow(/no keys of it any more/);
    expect(process.failures.map(({ message }) => message)).toEqual([expect.stringContaining('call reset()')]);
  });

  it.each([
    ['once says nothing of it', [{ device_keys: {} }]],
    ['once says that it has no keys', [{ device_keys: { [ghost]: {} } }]],
  ])('is not meant where the homeserver %s (D7)', async (_, answers) => {
    const { process, fillUp } = await queried(answers);
    await fillUp();
    expect(process.failures).toEqual([]);
  });

  it('is not meant by an answer without device keys, which is tried again (D7)', async () => {
    const { process, fillUp } = await queried([{}]);
    await expect(fillUp()).rejects.toMatchObject({ code: 'INVALID_ANSWER' });
    await fillUp();
    expect(process.failures).toEqual([]);
  });

  it('is looked at anew when the user is asked for, and after an hour (D7)', async () => {
    const nothing = { device_keys: { [ghost]: {} } };
    const time = createManualTime(20);
    for (const isAsked of [true, false]) {
      const { process, fillUp } = await queried([nothing, nothing, nothing, nothing], time);
      const settle = async <T>(work: Promise<T>): Promise<T | Error> => {
        let isDone = false;
        const done = work.catch((error: unknown) => error as Error).finally(() => (isDone = true));
        const pass = async (): Promise<void> => {
          await time.advance(1000);
          expect(isDone).toBe(true);
        };
        await eventually(pass);
        return done;
      };
      const again = async (): Promise<unknown> => {
        if (isAsked) await settle(process.life.device(ghost));
        else await time.advance(3_600_000);
        return settle(fillUp());
      };
      expect(await settle(fillUp())).toMatchObject({ code: 'DEVICE_REPLACED' });
      expect(await settle(fillUp())).toMatchObject({ code: 'DEVICE_REPLACED' });
      expect(await again()).toMatchObject({ code: 'DEVICE_REPLACED' });
      expect(process.failures).toHaveLength(1);
      expect(await again()).toBeUndefined();
    }
  });
});
