import { DecryptionSettings, DeviceLists, RoomId, TrustRequirement, UserId } from '@matrix-org/matrix-sdk-crypto-wasm';
import { EncryptionSettings } from '@matrix-org/matrix-sdk-crypto-wasm';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { repeatRequest } from '../../../src/encryption/repeat-request.js';
import { MatrixHttpError, StoreError, TimeoutError } from '../../../src/errors.js';
import { encodeBase64 } from '../../../src/federation/base64.js';
import { createPlainClient, faults } from '../../helpers/fake-homeserver.js';
import { createManualTime } from '../../helpers/manual-time.js';
import { createDeviceWorld, ghost, type DeviceWorld, type Process, type ProcessOptions } from '../device-world.js';
import { eventually } from '../../helpers/eventually.js';

const bob = '@bob:example.org';
const roomId = '!room:example.org';

/** A ghost that knows the devices of Bob. */
async function acquainted(world: DeviceWorld, options?: ProcessOptions): Promise<Process & { deviceId: string }> {
  const client = await world.client(bob);
  onTestFinished(client.close);
  const process = await world.start(options);
  onTestFinished(process.stop);
  const { deviceId } = await process.life.device(ghost);
  await process.machines.use({ userId: ghost, deviceId }, async (machine) => {
    await machine.olm.updateTrackedUsers([new UserId(bob)]);
    await process.sender.tend(machine);
  });
  return { ...process, deviceId };
}

/** Makes the messages that bring Bob a room key. */
async function share({ machines, sender, deviceId }: Process & { deviceId: string }): Promise<() => Promise<void>> {
  return machines.use({ userId: ghost, deviceId }, async (machine) => {
    await machine.alone(async () => {
      const claim = await machine.olm.getMissingSessions([new UserId(bob)]);
      if (claim) await sender.send(machine, claim);
    });
    const requests = await machine.olm.shareRoomKey(new RoomId(roomId), [new UserId(bob)], new EncryptionSettings());
    return async () => {
      for (const request of requests) await sender.send(machine, request);
    };
  });
}

/** Brings Bob a room key, two hours before what follows: a session of the last hour is not replaced. */
async function shareTwoHoursAgo(process: Process & { deviceId: string }): Promise<void> {
  const send = await share(process);
  await send();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * 3_600_000 });
}

/** Leaves Bob's device without any key that can be claimed. */
function takeKeysOfBob({ homeserver }: DeviceWorld): void {
  const device = homeserver.state.device(bob, 'CLIENT');
  device?.oneTimeKeys.clear();
  device?.fallbackKeys.clear();
}

/** The calls of a name, after the first `before` calls of all. */
function callsNamed(
  { homeserver }: DeviceWorld,
  name: string,
  before = 0,
): { path: string; status: number | undefined }[] {
  return homeserver.calls.slice(before).filter((call) => call.name === name);
}

describe('a request that is sent', () => {
  it('does not leave before the state behind it is in the store (rule E6)', async () => {
    const world = createDeviceWorld();
    const process = await acquainted(world);
    const send = await share(process);
    const transaction = vi
      .spyOn(world.store, 'transaction')
      .mockRejectedValue(new StoreError('IO', 'the disk is full'));
    await expect(send()).rejects.toThrow('the disk is full');
    expect(callsNamed(world, 'sendToDevice')).toEqual([]);
    transaction.mockRestore();
    await send();
    expect(callsNamed(world, 'sendToDevice')).toHaveLength(1);
  });

  it('is the same request, with the same transaction ID, after a 429 and a lost connection (rule E5)', async () => {
    const world = createDeviceWorld();
    const time = createManualTime(20);
    const process = await acquainted(world, { time });
    const send = await share(process);
    world.homeserver.fail('sendToDevice', faults.status(429, 'M_LIMIT_EXCEEDED'));
    world.homeserver.fail('sendToDevice', faults.lost());
    world.homeserver.fail('sendToDevice', faults.afterEffect(faults.html(502)));
    const sent = send();
    await time.advance(60_000);
    await sent;
    const calls = callsNamed(world, 'sendToDevice');
    expect(calls).toHaveLength(4);
    expect(new Set(calls.map(({ path }) => path)).size).toBe(1);
    expect(world.homeserver.state.device(bob, 'CLIENT')?.inbox).toHaveLength(1);
  });

  it('is repeated after a timeout (E5)', async () => {
    const world = createDeviceWorld();
    const time = createManualTime(20);
    const { machines } = await acquainted(world, { time });
    let calls = 0;
    const request = (): Promise<string> =>
      ++calls < 3 ? Promise.reject(new TimeoutError(1000)) : Promise.resolve('sent');
    const sent = repeatRequest({ machines, time, random: () => 0 }, request);
    await time.advance(60_000);
    expect(await sent).toBe('sent');
  });

  it('fails after five attempts, and comes again with the same transaction ID (E5)', async () => {
    const world = createDeviceWorld();
    const time = createManualTime(20);
    const process = await acquainted(world, { time });
    const send = await share(process);
    world.homeserver.fail('sendToDevice', faults.html(503), 5);
    const failed = expect(send()).rejects.toThrow(MatrixHttpError);
    await time.advance(60_000);
    await failed;
    await send();
    const calls = callsNamed(world, 'sendToDevice');
    expect(calls).toHaveLength(6);
    expect(new Set(calls.map(({ path }) => path)).size).toBe(1);
  });

  it('is not repeated where it is a claim whose fate is unknown (N3)', async () => {
    const world = createDeviceWorld();
    const process = await acquainted(world);
    world.homeserver.fail('claimKeys', faults.lost());
    await expect(share(process)).rejects.toThrow();
    expect(callsNamed(world, 'claimKeys')).toHaveLength(1);
  });
});

describe('uploads of a device', () => {
  it('come one after the other, so that a question for its level waits for the keys before it (D4)', async () => {
    const world = createDeviceWorld();
    const process = await world.start();
    onTestFinished(process.stop);
    const device = await process.life.device(ghost);
    const bodies: unknown[] = [];
    let release = (): void => undefined;
    const isReleased = new Promise<void>((resolve) => (release = resolve));
    world.homeserver.onCall = async ({ name, body }) => {
      if (name !== 'uploadKeys') return undefined;
      bodies.push(body);
      if (bodies.length === 1) await isReleased;
      return undefined;
    };
    await process.machines.use(device, async (machine) => {
      const counts = new Map([['signed_curve25519', 20]]);
      await machine.olm.receiveSyncChangesMsc4186('[]', new DeviceLists(), counts, new Set());
      const tended = process.sender.tend(machine);
      await eventually(() => {
        expect(bodies).toHaveLength(1);
      });
      const filledUp = process.levels.fillUp(machine);
      for (let turn = 0; turn < 40; turn++) await new Promise((resolve) => setImmediate(resolve));
      expect(bodies).toHaveLength(1);
      release();
      await Promise.all([tended, filledUp]);
    });
    expect(bodies).toMatchObject([{ one_time_keys: expect.any(Object) as unknown }, {}]);
    expect(bodies[1]).toEqual({});
  });
});

describe('tending', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Gives the ghost a message of no session that it knows, as Bob sends it who has lost his state. */
  async function receiveStray(
    world: DeviceWorld,
    { machines, sender, deviceId }: Process & { deviceId: string },
    from = 'CLIENT',
  ): Promise<void> {
    const client = world.homeserver.state.device(bob, from);
    // Version, ratchet key, index, ciphertext, and its code.
    const ratchetKey = Array<number>(32).fill(9);
    const bytes = [3, 0x0a, 32, ...ratchetKey, 0x10, 0, 0x22, 16, ...Array<number>(24).fill(0)];
    await machines.use({ userId: ghost, deviceId }, async (machine) => {
      const event = {
        type: 'm.room.encrypted',
        sender: bob,
        content: {
          algorithm: 'm.olm.v1.curve25519-aes-sha2',
          sender_key: client?.keys?.keys[`curve25519:${from}`],
          ciphertext: {
            [machine.identityKeys.curve25519]: { type: 1, body: encodeBase64(Uint8Array.from(bytes)) },
          },
        },
      };
      const settings = new DecryptionSettings(TrustRequirement.Untrusted);
      const events = JSON.stringify([event]);
      await machine.olm.receiveSyncChangesMsc4186(events, new DeviceLists(), new Map(), new Set(), settings);
      await sender.tend(machine);
    });
  }

  it('replaces an Olm session that is wedged, and lets the other side know the new one (rule E3)', async () => {
    const world = createDeviceWorld();
    const process = await acquainted(world);
    await shareTwoHoursAgo(process);
    const before = world.homeserver.calls.length;
    await receiveStray(world, process);
    expect(callsNamed(world, 'claimKeys', before)).toHaveLength(1);
    expect(callsNamed(world, 'sendToDevice', before)).toHaveLength(1);
    const messages = world.homeserver.state.device(bob, 'CLIENT')?.inbox.slice(-1);
    expect(messages?.map(({ message }) => message)).toMatchObject([
      { type: 'm.room.encrypted', sender: ghost, content: { algorithm: 'm.olm.v1.curve25519-aes-sha2' } },
    ]);
    expect(JSON.stringify(messages)).toContain('"type":0');
  });

  it('claims no keys of a device again within an hour, if it had none (E3)', async () => {
    const world = createDeviceWorld();
    const time = createManualTime(20);
    const process = await acquainted(world, { time });
    await shareTwoHoursAgo(process);
    takeKeysOfBob(world);
    const before = world.homeserver.calls.length;
    for (let round = 0; round < 3; round++) await receiveStray(world, process);
    expect(callsNamed(world, 'claimKeys', before)).toHaveLength(1);
    await time.advance(3_600_000);
    await receiveStray(world, process);
    expect(callsNamed(world, 'claimKeys', before)).toHaveLength(2);
  });

  it('claims no keys again within an hour where the answer to the claim was lost (E5)', async () => {
    const world = createDeviceWorld();
    const time = createManualTime(20);
    const process = await acquainted(world, { time });
    await shareTwoHoursAgo(process);
    const before = world.homeserver.calls.length;
    world.homeserver.fail('claimKeys', faults.afterEffect(faults.lost()), 20);
    await expect(receiveStray(world, process)).rejects.toThrow();
    const keysLeft = world.homeserver.state.device(bob, 'CLIENT')?.oneTimeKeys.size;
    for (let round = 0; round < 3; round++) await receiveStray(world, process);
    process.sender.tendSoon(ghost, process.deviceId);
    await time.advance(600_000);
    expect(callsNamed(world, 'claimKeys', before)).toHaveLength(1);
    expect(world.homeserver.state.device(bob, 'CLIENT')?.oneTimeKeys.size).toBe(keysLeft);
    world.homeserver.fail('claimKeys', faults.lost(), 0);
  });

  it('claims no keys again of one device for the sake of another (E5)', async () => {
    const world = createDeviceWorld();
    const { url, fetch, logIn } = world.homeserver;
    const second = await createPlainClient(url, logIn(bob, 'SECOND'), fetch);
    onTestFinished(second.close);
    await second.uploadKeys();
    const process = await acquainted(world, { time: createManualTime(20) });
    await shareTwoHoursAgo(process);
    takeKeysOfBob(world);
    const before = world.homeserver.calls.length;
    for (const from of ['CLIENT', 'SECOND']) await receiveStray(world, process, from);
    const claims = world.homeserver.calls.slice(before).filter(({ name }) => name === 'claimKeys');
    expect(claims.map(({ body }) => body)).toMatchObject(
      ['CLIENT', 'SECOND'].map((from) => ({ one_time_keys: { [bob]: { [from]: 'signed_curve25519' } } })),
    );
    expect(JSON.stringify(claims[1]?.body)).not.toContain('CLIENT');
  });

  it('sends the other requests where one fails, and fails then', async () => {
    const world = createDeviceWorld();
    const { machines, sender, deviceId } = await acquainted(world);
    await machines.use({ userId: ghost, deviceId }, async (machine) => {
      const counts = new Map([['signed_curve25519', 20]]);
      await machine.olm.receiveSyncChangesMsc4186('[]', new DeviceLists(), counts, new Set());
      await machine.olm.updateTrackedUsers([new UserId('@carol:example.org')]);
      const before = world.homeserver.calls.length;
      world.homeserver.fail('uploadKeys', faults.status(500));
      await expect(sender.tend(machine)).rejects.toMatchObject({ status: 500 });
      expect(callsNamed(world, 'queryKeys', before)).toHaveLength(1);
      await sender.tend(machine);
      expect(callsNamed(world, 'uploadKeys', before).map(({ status }) => status)).toEqual([500, 200]);
    });
  });

  it('in the background is tried again until it succeeds, and told once', async () => {
    const world = createDeviceWorld();
    const time = createManualTime(20);
    const { machines, sender, deviceId, failures } = await acquainted(world, { time });
    await machines.use({ userId: ghost, deviceId }, async (machine) => {
      await machine.olm.updateTrackedUsers([new UserId('@carol:example.org')]);
    });
    world.homeserver.fail('queryKeys', faults.status(500), 2);
    sender.tendSoon(ghost, deviceId);
    sender.tendSoon(ghost, deviceId);
    await time.advance(60_000);
    expect(failures.map(({ message }) => message)).toEqual([
      expect.stringMatching(/could not be sent: .*the homeserver answered 500 M_UNKNOWN.*it failed.*tried again/),
    ]);
    await machines.use({ userId: ghost, deviceId }, async ({ olm }) => {
      expect(await olm.outgoingRequests()).toEqual([]);
    });
  });
});
