import { type DecryptedRoomEvent, ShieldStateCode } from '@matrix-org/matrix-sdk-crypto-wasm';
import { expect, it } from 'vitest';
import { createMemoryStore } from '../../../src/appservice/memory-store.js';
import type { TrustLevel } from '../../../src/encryption/encryption-options.js';
import { createOwnUsers } from '../../../src/encryption/own-users.js';
import { createDecryptEvent, type DecryptEventOptions } from '../../../src/encryption/receiving/decrypt-event.js';
import { createSessionIndex } from '../../../src/encryption/rooms/session-index.js';

const ann = '@irc_ann:example.org';
const roomId = '!room:example.org';

/** Decrypts an event of each sender, of whom no query is answered, and returns how long it waited for each. */
async function waitsFor(senders: readonly string[], trust: TrustLevel): Promise<number[]> {
  const store = createMemoryStore();
  await store.devices.putUser({ userId: ann, deviceId: 'A', crossSigning: undefined, state: '{}' });
  const sessionIndex = createSessionIndex(store.crypto, () => undefined);
  await sessionIndex.addHolder(roomId, 'session', ann);
  const fields = { event: '{}', shieldState: () => ({ code: ShieldStateCode.UnsignedDevice }) };
  const decrypted = fields as unknown as DecryptedRoomEvent; // what is read of it
  const machine = {
    userId: ann,
    olm: { decryptRoomEvent: () => Promise.resolve(decrypted), updateTrackedUsers: () => Promise.resolve() },
  };
  let nowMs = 0;
  const context = {
    machines: { open: () => [], use: (_: unknown, work: (given: unknown) => unknown) => work(machine) },
    time: {
      monotonicMs: () => nowMs,
      wait: (ms: number) => {
        nowMs += ms;
        return Promise.resolve();
      },
    },
  } as unknown as DecryptEventOptions['context']; // the parts that are used
  const decrypt = createDecryptEvent({
    ...{ context, sessionIndex, trust, ownUsers: createOwnUsers((userId) => userId === ann, store.devices) },
    requestSender: { tend: () => new Promise(() => undefined) },
  });
  const waits: number[] = [];
  for (const sender of senders) {
    const beforeMs = nowMs;
    const content = { algorithm: 'm.megolm.v1.aes-sha2', session_id: 'session', ciphertext: '…' };
    const event = { event_id: '$1', room_id: roomId, sender, type: 'm.room.encrypted', origin_server_ts: 1, content };
    expect(await decrypt(event, 1)).toHaveProperty('event');
    waits.push(nowMs - beforeMs);
  }
  return waits;
}

const eves = [1, 2, 3].map((n) => `@eve${String(n)}:slow.example`);

it('a server that does not answer holds events up once, and not for each of its users', async () => {
  expect(await waitsFor([...eves, '@bob:other.example'], 'cross-signed')).toEqual([10_000, 0, 0, 10_000]);
});

it('the wait is shorter where the event is decrypted in any case', async () => {
  expect(await waitsFor(eves, 'any')).toEqual([2000, 0, 0]);
});
