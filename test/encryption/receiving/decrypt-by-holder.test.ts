import {
  type DecryptedRoomEvent,
  DecryptionErrorCode,
  MegolmDecryptionError,
  ShieldStateCode,
} from '@matrix-org/matrix-sdk-crypto-wasm';
import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../src/appservice/memory-store.js';
import { systemTime } from '../../../src/appservice/leadership.js';
import { EncryptionError } from '../../../src/encryption-errors.js';
import { createDecryptEvent, type Decryption } from '../../../src/encryption/receiving/decrypt-event.js';
import type { Machine } from '../../../src/encryption/machine/machine.js';
import type { Machines } from '../../../src/encryption/machine/machines.js';
import { createOwnUsers } from '../../../src/encryption/own-users.js';
import { createSessionIndex } from '../../../src/encryption/rooms/session-index.js';
import type { ClientEvent, UserId } from '../../../src/types.js';

const ann = '@irc_ann:example.org';
const ben = '@irc_ben:example.org';
const bob = '@bob:example.org';

const event: ClientEvent = {
  ...{ event_id: '$1', room_id: '!room:example.org', sender: bob, type: 'm.room.encrypted', origin_server_ts: 1 },
  content: { algorithm: 'm.megolm.v1.aes-sha2', session_id: 'session', ciphertext: '…' },
};

/** What the library makes of an event: those parts of it that are read. */
function decrypted(plain: unknown, code?: ShieldStateCode): DecryptedRoomEvent {
  const fields = { event: JSON.stringify(plain), senderDevice: 'PHONE', shieldState: () => ({ code }) };
  return fields as unknown as DecryptedRoomEvent;
}

/** Decrypts an event by machines that answer as they are told, by user. */
async function decrypt(
  outcomes: Record<string, () => DecryptedRoomEvent>,
  given: ClientEvent = event,
  holders: readonly UserId[] = [ann, ben],
  members: readonly UserId[] = [],
  attempts = 1,
): Promise<Decryption> {
  const store = createMemoryStore();
  const sessionIndex = createSessionIndex(store.crypto, () => undefined);
  for (const userId of new Set([ann, ben, ...holders])) {
    await store.devices.putUser({ userId, deviceId: 'A', crossSigning: undefined, state: '{}' });
  }
  for (const userId of holders) await sessionIndex.addHolder(given.room_id, 'session', userId);
  for (const userId of members) await sessionIndex.setMember(given.room_id, userId, true);
  const machineOf = (userId: string): Machine => {
    const decryptRoomEvent = async (): Promise<DecryptedRoomEvent> =>
      Promise.resolve().then(() => outcomes[userId]?.() ?? decrypted({}));
    // Nothing else of it is used.
    return { userId, olm: { decryptRoomEvent, updateTrackedUsers: () => Promise.resolve() } } as unknown as Machine;
  };
  const machines = {
    open: () => [],
    use: async ({ userId }: { userId: string }, work: (machine: Machine) => Promise<unknown>) =>
      work(machineOf(userId)),
  } as unknown as Machines;
  const decryptEvent = createDecryptEvent({
    context: { machines, time: systemTime },
    ownUsers: createOwnUsers((userId) => userId.startsWith('@irc_'), store.devices),
    sessionIndex,
    requestSender: { tend: () => Promise.resolve() },
    trust: 'any',
  });
  return decryptEvent(given, attempts);
}

/** The library's errors are none of JavaScript's. */
function failing(error: Error | MegolmDecryptionError): () => never {
  return () => {
    throw error as Error;
  };
}

/** An error of the library's, which alone can make them with most codes. */
function errorOf(code: DecryptionErrorCode): MegolmDecryptionError {
  const fields = { code: { value: code }, description: { value: 'no' }, withheldCode: { value: undefined } };
  return Object.create(MegolmDecryptionError.prototype, fields) as MegolmDecryptionError;
}

const missing = errorOf(DecryptionErrorCode.MissingRoomKey);

const hello = { type: 'm.room.message', content: { body: 'hello' } };

describe('an encrypted event', () => {
  it.each([
    ['without a session', { ...event, content: { algorithm: 'm.megolm.v1.aes-sha2' } }],
    ['without a text that is encrypted', { ...event, content: { ...event.content, ciphertext: 5 } }],
    ['without a sender', { ...event, sender: undefined }],
    ['without a room', { ...event, room_id: undefined }],
    ['in a room with a name that is none', { ...event, room_id: 'room' }],
    ['of an unknown algorithm', { ...event, content: { algorithm: 'org.example.rot13', session_id: 'session' } }],
  ])('%s is given up at once, and its sender’s app is blamed', async (_, malformed) => {
    // Homeservers send what they like.
    const outcome = await decrypt({}, malformed as ClientEvent, []);
    expect(outcome).toMatchObject({ failure: { isFinal: true, reason: expect.stringContaining('mistake') as string } });
  });

  it.each([
    [undefined, 'cross-signed', 'PHONE'],
    [ShieldStateCode.UnsignedDevice, 'not-cross-signed', 'PHONE'],
    [ShieldStateCode.UnknownDevice, 'unknown-device', 'PHONE'],
    [ShieldStateCode.AuthenticityNotGuaranteed, 'unknown-device', 'PHONE'],
    [ShieldStateCode.MismatchedSender, 'unknown-device', undefined],
    [ShieldStateCode.UnverifiedIdentity, 'cross-signed', 'PHONE'],
    [ShieldStateCode.VerificationViolation, 'unknown-device', 'PHONE'],
    [99 as unknown as ShieldStateCode, 'unknown-device', 'PHONE'],
  ])('with the doubt %s of the library has the trust %s (E4)', async (code, trust, deviceId) => {
    const outcome = await decrypt({ [ann]: () => decrypted(hello, code) });
    expect(outcome).toMatchObject({ event: hello, encryption: { trust, deviceId, sessionId: 'session' } });
  });

  it('needs a device of ours, and says so where no member has one', async () => {
    const cat = '@irc_cat:example.org';
    expect(await decrypt({}, event, [], [cat])).toMatchObject({
      failure: { reason: expect.stringContaining(`${cat} had no device`) as string, isFinal: false },
    });
    expect(await decrypt({ [ann]: failing(missing) }, event, [], [cat, ann])).toMatchObject({
      failure: { reason: expect.stringContaining(`has not reached ${ann}`) as string },
    });
  });

  it('is decrypted by the next holder where the first cannot, and the reason that says most is told', async () => {
    const second = { [ann]: failing(missing), [ben]: () => decrypted(hello) };
    expect(await decrypt(second)).toMatchObject({ event: hello });

    const damaged = new EncryptionError('STORE_DAMAGED', 'the keys cannot be read');
    const neither = await decrypt({ [ann]: failing(damaged), [ben]: failing(missing) });
    expect(neither).toMatchObject({ failure: { reason: expect.stringContaining('storeKey') as string } });
  });

  it('is decrypted by the only one of many holders who has the key, at one attempt or another', async () => {
    // Anyone can send our users what passes for the key of any session.
    const many = Array.from({ length: 45 }, (__, n): UserId => `@irc_${String(n)}:example.org`);
    const outcomes = Object.fromEntries(many.map((userId) => [userId, failing(missing)]));
    const attempts = many.map(async (userId) => {
      const withKey = { ...outcomes, [userId]: () => decrypted(hello) };
      const tries = [0, 1, 2].map((attempt) => decrypt(withKey, event, many, [], attempt));
      return (await Promise.all(tries)).some((outcome) => 'event' in outcome);
    });
    expect(await Promise.all(attempts)).toEqual(many.map(() => true));
  });

  it.each([
    ['damaged', DecryptionErrorCode.UnableToDecrypt, 1],
    ['forged', DecryptionErrorCode.MismatchedSender, 1],
    ['of an unknown code', 99 as unknown as DecryptionErrorCode, 1],
    ['older than a membership', DecryptionErrorCode.UnknownMessageIndex, 20],
    ['without a key', DecryptionErrorCode.MissingRoomKey, 20],
    ['from a device that is not cross-signed', DecryptionErrorCode.UnsignedSenderDevice, 20],
  ])('that is %s opens no more machines than can help', async (_, code, expected) => {
    const many = Array.from({ length: 31 }, (__, n): UserId => `@irc_${String(n)}:example.org`);
    const tried = new Set<string>();
    const outcomes = many.map((userId) => [
      userId,
      () => {
        tried.add(userId);
        throw errorOf(code) as unknown as Error;
      },
    ]);
    const outcome = await decrypt(Object.fromEntries(outcomes) as Record<string, () => never>, event, many);
    expect(outcome).toMatchObject({ failure: { isFinal: expected === 1 } });
    expect(tried.size).toBe(expected);
  });

  it('is tried again where something fails that has nothing to do with it', async () => {
    await expect(decrypt({ [ann]: failing(new TypeError('down')) })).rejects.toThrow('down');
    const replaced = new EncryptionError('DEVICE_REPLACED', 'reset it');
    await expect(decrypt({ [ann]: failing(replaced) })).rejects.toThrow('reset it');
  });

  it.each([
    ['text in place of an object', 'text', 'm.room.encrypted', {}],
    ['neither a type nor a content', {}, 'm.room.encrypted', {}],
    ['a content that is none', { type: 'm.room.message', content: 7 }, 'm.room.message', {}],
  ])('that decrypts to %s is delivered with what it has', async (_, plain, type, content) => {
    expect(await decrypt({ [ann]: () => decrypted(plain) })).toMatchObject({ event: { type, content } });
  });

  it('keeps the relation that stands outside of the encryption, unless there is one inside', async () => {
    const outside = { ...event, content: { ...event.content, 'm.relates_to': { event_id: '$outside' } } };
    const without = await decrypt({ [ann]: () => decrypted(hello) }, outside);
    expect(without).toMatchObject({ event: { content: { 'm.relates_to': { event_id: '$outside' } } } });
    const inside = { ...hello, content: { 'm.relates_to': { event_id: '$inside' } } };
    const both = await decrypt({ [ann]: () => decrypted(inside) }, outside);
    expect(both).toMatchObject({ event: { content: { 'm.relates_to': { event_id: '$inside' } } } });
  });
});
