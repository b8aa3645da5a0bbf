import { describe, expect, it, onTestFinished } from 'vitest';
import type { Transaction } from '../../../src/types.js';
import { createManualTime, type ManualTime } from '../../helpers/manual-time.js';
import { createDeviceWorld, ghost, type DeviceWorld, type Process, type ProcessOptions } from '../device-world.js';

const bob = '@bob:example.org';

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
    process.missingFields.noteMissingKey();
    process.missingFields.noteMissingKey();
    await time.advance(9000);
    expect(texts()).toEqual([]);
    await time.advance(1000);
    await expect
      .poll(texts)
      .toEqual([
        expect.stringMatching(/sends no to-device messages.*msc2409_to_device_messages_enabled: true.*receive: 'sync'/),
      ]);
    sendMessage();
    process.missingFields.noteMissingKey();
    await time.advance(60_000);
    expect(texts()).toHaveLength(1);
  });

  it('is not suspected where no message was sent, or one came, or messages are asked for all the time', async () => {
    const { process, time, sendMessage, texts } = await prepared();
    process.missingFields.noteMissingKey();
    await time.advance(60_000);
    expect(texts()).toEqual([]);
    process.missingFields.noteTransaction({ ...withMessage, device_one_time_keys_count: {} });
    sendMessage();
    process.catchUp.allSoon();
    process.missingFields.noteMissingKey();
    await time.advance(60_000);
    expect(texts()).toEqual([]);

    const syncing = await prepared({ receive: 'sync' });
    syncing.process.missingFields.noteMissingKey();
    syncing.sendMessage();
    await syncing.time.advance(60_000);
    expect(syncing.texts()).toEqual([]);
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
