import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../src/appservice/memory-store.js';
import type { AppserviceStore } from '../../../src/appservice/store.js';
import {
  createReplayGuard,
  rememberingReplays,
  type ReplayGuard,
} from '../../../src/encryption/receiving/replay-guard.js';
import type { ClientEvent } from '../../../src/types.js';
import { createManualTime, type ManualTime } from '../../helpers/manual-time.js';

let store: AppserviceStore;
let time: ManualTime;
let guard: ReplayGuard;
let fence: number | undefined;
beforeEach(() => {
  store = createMemoryStore();
  fence = undefined;
  time = createManualTime(1);
  guard = createReplayGuard({ store, time });
});

/** An event with the message of this index in its session. The rest of the message is not read. */
function eventOf(eventId: string, index: readonly number[], sessionId = 'session'): ClientEvent {
  const ciphertext = btoa(String.fromCharCode(3, 8, ...index, 0x12, 0x10, 1, 2, 3, 4));
  const content = { algorithm: 'm.megolm.v1.aes-sha2', session_id: sessionId, ciphertext };
  return {
    ...{ event_id: eventId, room_id: '!room:e', sender: '@bob:e', origin_server_ts: 1, type: 'm.room.encrypted' },
    content,
  };
}

const earlier = (event: ClientEvent): Promise<string | undefined> => guard.earlierEvent(event);

/** Asks for a first event, and ends its delivery. */
async function write(event: ClientEvent): Promise<void> {
  expect(await earlier(event)).toBeUndefined();
  await endDelivery();
}

/** Writes the outcome of a delivery, as an inbox does. */
async function endDelivery(): Promise<void> {
  fence ??= await store.lease.acquire('this process', 1e15);
  await rememberingReplays(store, guard).transaction(() => Promise.resolve(), { fence });
}

describe('the guard against replays', () => {
  it('knows the index of each message, in memory and after a restart', async () => {
    await write(eventOf('$1', [5]));
    await write(eventOf('$2', [0xac, 0x02]));
    await write(eventOf('$3', [0xff, 0xff, 0xff, 0xff, 0x0f]));
    for (const each of [guard, createReplayGuard({ store, time })]) {
      guard = each;
      expect(await earlier(eventOf('$1', [5]))).toBeUndefined();
      expect(await earlier(eventOf('$other', [5]))).toBe('$1');
      expect(await earlier(eventOf('$other', [0xac, 0x02]))).toBe('$2');
      expect(await earlier(eventOf('$other', [0xff, 0xff, 0xff, 0xff, 0x0f]))).toBe('$3');
      expect(await earlier(eventOf('$6', [6]))).toBeUndefined();
      expect(await earlier(eventOf('$7', [5], 'another session'))).toBeUndefined();
    }
  });

  it('writes a place with the outcome of the delivery, and again until that is committed', async () => {
    const rows = (): Promise<unknown[]> => store.crypto.load('replays !room:e session');
    expect(await earlier(eventOf('$1', [1]))).toBeUndefined();
    expect(await rows()).toEqual([]);
    const inbox = rememberingReplays(store, guard);
    await inbox.transaction(() => Promise.resolve());
    expect(await rows()).toEqual([]);
    const fenced = { fence: await store.lease.acquire('this process', 1e15) };
    await expect(inbox.transaction(() => Promise.reject(new Error('down')), fenced)).rejects.toThrow('down');
    expect(await rows()).toEqual([]);
    expect(await earlier(eventOf('$2', [1]))).toBe('$1');
    await inbox.transaction(({ rooms }) => rooms.put('!room:e', '{}'), fenced);
    expect(await rows()).toHaveLength(1);
    await store.crypto.remove('replays !room:e session');
    await inbox.transaction(() => Promise.resolve(), fenced);
    expect(await rows()).toEqual([]);
  });

  it.each([
    ['no ciphertext', { session_id: 'session' }],
    ['no base64', { session_id: 'session', ciphertext: '*' }],
    ['another version', { session_id: 'session', ciphertext: btoa('\u0004\u0008\u0001') }],
    [
      'a number without an end',
      { session_id: 'session', ciphertext: btoa('\u0003\u0008\u00ff\u00ff\u00ff\u00ff\u00ff') },
    ],
    ['no session', { ciphertext: btoa('\u0003\u0008\u0001') }],
  ])('lets a message with %s pass', async (_, content) => {
    const event = { ...eventOf('$1', [1]), content };
    expect(await earlier(event)).toBeUndefined();
    expect(await earlier({ ...event, event_id: '$2' })).toBeUndefined();
  });

  it('forgets a session 30 days after its last message', async () => {
    const day = 24 * 3_600_000;
    await write(eventOf('$1', [1], 'old'));
    await write(eventOf('$2', [1], 'in use'));
    await time.advance(20 * day);
    await write(eventOf('$3', [2], 'in use'));
    await time.advance(20 * day);
    await write(eventOf('$4', [1], 'new'));
    expect(await store.crypto.load('replays !room:e old')).toEqual([]);
    expect(await store.crypto.load('replay sessions')).toHaveLength(2);
    expect(await earlier(eventOf('$5', [1], 'in use'))).toBe('$2');
    guard.clear();
    expect(await earlier(eventOf('$5', [1], 'in use'))).toBe('$2');
    expect(await earlier(eventOf('$5', [1], 'old'))).toBeUndefined();
  });

  it('forgets the oldest of more than 20,000 sessions, and opens few at a time', async () => {
    const rows = Array.from({ length: 20_001 }, (_, n) => ({
      store: 'session',
      key: `!room:e ${String(n)}`,
      value: String(n),
    }));
    await store.crypto.write(
      'replay sessions',
      rows.map((row) => ({ ...row, value: '19600' })),
    );
    await time.advance(1);
    for (let n = 0; n < 501; n++) await write(eventOf('$1', [1], `new ${String(n)}`));
    expect((await store.crypto.load('replay sessions')).length).toBeLessThanOrEqual(20_000);
    expect(await earlier(eventOf('$2', [1], 'new 0'))).toBe('$1');
  });

  it('asks the store again where it has failed, and takes a damaged row for what it is', async () => {
    const load = store.crypto.load.bind(store.crypto);
    store.crypto.load = () => Promise.reject(new Error('down'));
    await expect(earlier(eventOf('$1', [1]))).rejects.toThrow('down');
    store.crypto.load = load;
    await store.crypto.write('replays !room:e session', [{ store: 'index', key: '1', value: '{broken' }]);
    expect(await earlier(eventOf('$1', [1]))).toBe('of a damaged row');
    await store.crypto.write('replay sessions', [{ store: 'session', key: '!room:e gone', value: 'x' }]);
    guard.clear();
    await write(eventOf('$1', [2]));
    expect(await store.crypto.load('replay sessions')).toHaveLength(1);
  });
});
