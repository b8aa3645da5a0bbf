import { describe, expect, it, onTestFinished } from 'vitest';
import type { Transaction } from '../../../src/types.js';
import { createManualTime, type ManualTime } from '../../helpers/manual-time.js';
import { createDeviceWorld, ghost, type DeviceWorld, type Process, type ProcessOptions } from '../device-world.js';

const bob = '@bob:example.org';
const other = '@irc_zoe:example.org';
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
    process.missingFields.noteMissingKey(missing, [ghost]);
    process.missingFields.noteMissingKey(missing, [ghost]);
    await time.advance(9000);
    expect(texts()).toEqual([]);
    await time.advance(1000);
    await expect
      .poll(texts)
      .toEqual([
        expect.stringMatching(/sends no to-device messages.*msc2409_to_device_messages_enabled: true.*receive: 'sync'/),
      ]);
    sendMessage();
    process.missingFields.noteMissingKey(missing, [ghost]);
    await time.advance(60_000);
    expect(texts()).toHaveLength(1);
  });

  it('is not suspected where no message was sent, or one came, or messages are asked for all the time', async () => {
    const { process, time, sendMessage, texts } = await prepared();
    process.missingFields.noteMissingKey(missing, [ghost]);
    await time.advance(60_000);
    expect(texts()).toEqual([]);
    process.missingFields.noteTransaction({ ...withMessage, device_one_time_keys_count: {} });
    sendMessage();
    process.catchUp.allSoon();
    process.missingFields.noteMissingKey(missing, [ghost]);
    await time.advance(60_000);
    expect(texts()).toEqual([]);

    const syncing = await prepared({ receive: 'sync' });
    syncing.process.missingFields.noteMissingKey(missing, [ghost]);
    syncing.sendMessage();
    await syncing.time.advance(60_000);
    expect(syncing.texts()).toEqual([]);
  });
});

describe('a room key that is overdue although transactions bring messages', () => {
  /** A process that has the fields of transactions, and the users whose devices have asked since. */
  async function overdue(): Promise<{
    process: Process;
    time: ManualTime;
    sendMessage: () => void;
    texts: () => string[];
    askers: () => string[];
  }> {
    const { world, process, time, sendMessage, texts } = await prepared();
    await process.life.device(other);
    await time.settle();
    process.missingFields.noteTransaction({ ...withMessage, device_one_time_keys_count: {} });
    let seen = world.homeserver.calls.length;
    const askers = (): string[] => {
      const calls = world.homeserver.calls.slice(seen).filter(({ name }) => name === 'sync');
      seen = world.homeserver.calls.length;
      return [...new Set(calls.map(({ requester }) => requester?.userId ?? ''))].sort();
    };
    return { process, time, sendMessage, texts, askers };
  }

  it('makes all devices fetch what a proxy in front may have refused, and those in the room what comes late then (R8)', async () => {
    const { process, time, sendMessage, texts, askers } = await overdue();
    process.missingFields.noteMissingKey(missing, [ghost]);
    await time.advance(9000);
    expect(askers()).toEqual([]);
    sendMessage();
    await time.advance(1000);
    await time.settle();
    expect(askers()).toEqual([ghost, other]);
    // It has brought something: so the next is fetched as soon as it is late.
    process.missingFields.noteMissingKey(missing, [ghost]);
    process.missingFields.noteMissingKey(missing, ['@irc_unknown:example.org']);
    await time.advance(20_000);
    await time.settle();
    expect(askers()).toEqual([ghost]);
    await time.advance(600_000);
    process.missingFields.noteMissingKey(missing, [ghost]);
    await time.advance(30_000);
    await time.settle();
    expect(askers()).toEqual([ghost, other]);
    expect(texts()).toEqual([]);
  });

  it('is fetched less and less often while that brings nothing, since anyone can send what nothing decrypts (R8)', async () => {
    const { process, time, askers } = await overdue();
    let rounds = 0;
    for (let second = 0; second < 3600; second += 10) {
      process.missingFields.noteMissingKey(missing, [ghost]);
      await time.advance(10_000);
      if (askers().length > 0) rounds += 1;
    }
    expect(rounds).toBeGreaterThan(8);
    expect(rounds).toBeLessThan(14);
  });

  it('asks for nothing where the key has come by itself, or the term has ended', async () => {
    const { world, process, time } = await prepared();
    const syncs = (): number => world.homeserver.calls.filter(({ name }) => name === 'sync').length;
    const before = syncs();
    process.missingFields.noteMissingKey(() => false, [ghost]);
    await time.advance(60_000);
    for (let count = 0; count < 1100; count++) process.missingFields.noteMissingKey(() => false, [ghost]);
    await time.advance(5000);
    expect(syncs()).toBe(before);
    process.missingFields.noteMissingKey(missing, [ghost]);
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
