import { describe, expect, it, onTestFinished } from 'vitest';
import type { Transaction } from '../../../src/types.js';
import { createManualTime, type ManualTime } from '../../helpers/manual-time.js';
import { createDeviceWorld, ghost, type DeviceWorld, type Process, type ProcessOptions } from '../device-world.js';

const bob = '@bob:example.org';
const missing = (): boolean => true;

async function prepared(
  options: ProcessOptions = {},
): Promise<{ world: DeviceWorld; process: Process; time: ManualTime; sendMessage: () => void; texts: () => string[] }> {
  const world = createDeviceWorld();
  const time = createManualTime(20);
  const process = await world.start({ time, ...options });
  onTestFinished(process.stop);
  const device = await process.life.device(ghost);
  await process.catchUp.begin(process.term);
  await time.settle();
  world.homeserver.logIn(bob, 'CLIENT');
  const sendMessage = (): void => {
    const receiver = { to_user_id: ghost, to_device_id: device.deviceId } as const;
    world.homeserver.state.sendToDevice({ type: 'm.test', sender: bob, content: {}, ...receiver });
  };
  return { world, process, time, sendMessage, texts: () => process.failures.map(({ message }) => message) };
}

const withMessage: Transaction = {
  events: [],
  to_device: [{ type: 'm.test', sender: bob, content: {}, to_user_id: ghost, to_device_id: 'D' }],
};

describe('a homeserver that sends no to-device messages', () => {
  it('is told once, when a room key is overdue and then comes with a /sync', async () => {
    const { process, time, sendMessage, texts } = await prepared();
    sendMessage();
    process.missingFields.noteTransaction({ events: [] });
    process.missingFields.noteMissingKey(missing);
    process.missingFields.noteMissingKey(missing);
    await time.advance(9000);
    expect(texts()).toEqual([]);
    await time.advance(1000);
    await expect
      .poll(texts)
      .toEqual([
        expect.stringMatching(/sends no to-device messages.*msc2409_to_device_messages_enabled: true.*receive: 'sync'/),
      ]);
    sendMessage();
    process.missingFields.noteMissingKey(missing);
    await time.advance(60_000);
    expect(texts()).toHaveLength(1);
  });

  it('is not suspected where no message was sent, or one came, or messages are asked for all the time', async () => {
    const { process, time, sendMessage, texts } = await prepared();
    process.missingFields.noteMissingKey(missing);
    await time.advance(60_000);
    expect(texts()).toEqual([]);
    process.missingFields.noteTransaction({ ...withMessage, device_one_time_keys_count: {} });
    sendMessage();
    process.catchUp.allSoon();
    process.missingFields.noteMissingKey(missing);
    await time.advance(60_000);
    expect(texts()).toEqual([]);

    const syncing = await prepared({ receive: 'sync' });
    syncing.process.missingFields.noteMissingKey(missing);
    syncing.sendMessage();
    await syncing.time.advance(60_000);
    expect(syncing.texts()).toEqual([]);
  });
});

describe('a room key that is overdue although transactions bring messages', () => {
  it('makes devices fetch what a proxy in front may have refused, once in ten minutes (R8)', async () => {
    const { world, process, time, texts } = await prepared();
    const syncs = (): number => world.homeserver.calls.filter(({ name }) => name === 'sync').length;
    process.missingFields.noteTransaction({ ...withMessage, device_one_time_keys_count: {} });
    const before = syncs();
    process.missingFields.noteMissingKey(missing);
    await time.advance(9000);
    expect(syncs()).toBe(before);
    await time.advance(1000);
    await expect.poll(syncs).toBeGreaterThan(before);
    await time.settle();
    const afterOne = syncs();
    process.missingFields.noteMissingKey(missing);
    await time.advance(599_000);
    expect(syncs()).toBe(afterOne);
    await time.advance(11_000);
    await expect.poll(syncs).toBeGreaterThan(afterOne);
    expect(texts()).toEqual([]);
  });

  it('asks for nothing where the key has come by itself, or the term has ended', async () => {
    const { world, process, time } = await prepared();
    const syncs = (): number => world.homeserver.calls.filter(({ name }) => name === 'sync').length;
    const before = syncs();
    process.missingFields.noteMissingKey(() => false);
    await time.advance(60_000);
    for (let count = 0; count < 1100; count++) process.missingFields.noteMissingKey(() => false);
    await time.advance(5000);
    expect(syncs()).toBe(before);
    process.missingFields.noteMissingKey(missing);
    await process.stop();
    await time.advance(60_000);
    expect(syncs()).toBe(before);
  });
});

describe('a homeserver that sends no key counts', () => {
  it('is told once, when it sends a to-device message without any', async () => {
    const { process, texts } = await prepared();
    process.missingFields.noteTransaction({ events: [] });
    process.missingFields.noteTransaction({ events: [], to_device: [] });
    expect(texts()).toEqual([]);
    process.missingFields.noteTransaction(withMessage);
    process.missingFields.noteTransaction(withMessage);
    expect(texts()).toEqual([
      expect.stringMatching(/sends no key counts.*`org.matrix.msc3202: true`.*msc3202_transaction_extensions: true/),
    ]);
  });
});
