import { type OlmMachine, ProcessedToDeviceEventType } from '@matrix-org/matrix-sdk-crypto-wasm';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemTime } from '../../../src/appservice/leadership.js';
import { explainError } from '../../../src/encryption/explain-error.js';
import { LibrarySilenceError } from '../../../src/encryption/machine/library-answer.js';
import { olmRoomId, olmUserIds } from '../../../src/encryption/machine/olm-ids.js';
import { receiveMessages } from '../../../src/encryption/receiving/receive-messages.js';
import type { ToDeviceEvent } from '../../../src/types.js';
import { createManualTime } from '../../helpers/manual-time.js';
import { createWorld } from '../world.js';

function messageNamed(name: string): ToDeviceEvent {
  return {
    ...{ type: name, sender: '@bob:example.org', content: {} },
    ...{ to_user_id: '@irc_ann:example.org', to_device_id: 'A' },
  };
}

/** A machine that fails at each batch with a message of nonsense, and else says what it has made of each. */
function machineOf(outcomes: Record<string, { type: ProcessedToDeviceEventType; rawEvent: string }>): OlmMachine {
  const machine = {
    receiveSyncChangesMsc4186: (text: string) => {
      const messages = JSON.parse(text) as ToDeviceEvent[];
      if (messages.some(({ type }) => type === 'silence')) return new Promise(() => undefined);
      if (messages.some(({ type }) => type === 'nonsense')) return Promise.reject(new Error('it panicked'));
      return Promise.resolve(messages.flatMap(({ type }) => outcomes[type] ?? []));
    },
  };
  // Nothing else of it is called.
  return machine as unknown as OlmMachine;
}

const bob = '@bob:example.org';
const key = (content: unknown, type: unknown = 'm.room_key'): string => JSON.stringify({ type, content, sender: bob });
const session = { room_id: '!room:example.org', session_id: 'session' };
const { Decrypted, PlainText, UnableToDecrypt } = ProcessedToDeviceEventType;

describe('to-device messages', () => {
  it('tell which room keys came, and which are withheld', async () => {
    const olm = machineOf({
      a: { type: Decrypted, rawEvent: key(session) },
      b: { type: PlainText, rawEvent: key({ ...session, session_id: 'other' }, 'm.room_key.withheld') },
      c: { type: UnableToDecrypt, rawEvent: key({ ...session, session_id: 'lost' }) },
    });
    expect(await receiveMessages(olm, ['a', 'b', 'c'].map(messageNamed), systemTime)).toEqual({
      sessions: [
        { roomId: '!room:example.org', sessionId: 'session', sender: bob, isWithheld: false },
        { roomId: '!room:example.org', sessionId: 'other', sender: bob, isWithheld: true },
      ],
      failed: 0,
    });
  });

  it('lose no other where one makes the machine fail', async () => {
    const olm = machineOf({ a: { type: Decrypted, rawEvent: key(session) } });
    expect(await receiveMessages(olm, ['nonsense', 'a', 'nonsense'].map(messageNamed), systemTime)).toMatchObject({
      sessions: [{ sessionId: 'session' }],
      failed: 2,
    });
    expect(await receiveMessages(olm, [messageNamed('nonsense')], systemTime)).toEqual({ sessions: [], failed: 1 });
  });

  it('are waited for a minute where the library does not answer, and all but that one are received alone', async () => {
    const olm = machineOf({ a: { type: Decrypted, rawEvent: key(session) } });
    const messages = ['a', 'silence', 'a'].map(messageNamed);
    const time = createManualTime(2);
    const outcome = receiveMessages(olm, messages, time).catch((error: unknown) => error);
    await time.advance(60_000);
    expect(await outcome).toBeInstanceOf(LibrarySilenceError);
    expect(explainError(await outcome)).toContain('library did not answer');
    const start = (place: number): Promise<boolean> => Promise.resolve(place !== 1);
    const received = await receiveMessages(olm, messages, time, { start, end: () => Promise.resolve() });
    expect(received).toMatchObject({ sessions: [{ sessionId: 'session' }, { sessionId: 'session' }], failed: 0 });
  });

  it.each([
    ['no object', '7'],
    ['no type', key(session, 7)],
    ['another type', key(session, 'm.dummy')],
    ['no content', key('text')],
    ['no room', key({ session_id: 'session' })],
    ['no session', key({ room_id: '!room:example.org' })],
  ])('name no room key where their content has %s', async (_, rawEvent) => {
    const olm = machineOf({ a: { type: Decrypted, rawEvent } });
    expect(await receiveMessages(olm, [messageNamed('a')], systemTime)).toEqual({ sessions: [], failed: 0 });
  });
});

describe('a room key that is shared again', () => {
  // A client does that once the other side has begun a new Olm session, with the key as it is by then.
  it('does not replace the earlier one that came with it, so that earlier messages can be read (R9)', async () => {
    const world = createWorld();
    onTestFinished(world.close);
    const [alice, bob] = [await world.client('@alice:example.org'), await world.client('@bob:example.org')];
    const roomId = await alice.createRoom({ invite: [bob.userId] });
    await bob.join(roomId);
    await alice.send(roomId, { body: 'first' });
    await bob.send(roomId, { body: 'meanwhile' });
    await alice.sync();
    await alice.send(roomId, { body: 'second' });
    const inbox = world.homeserver.state.device(bob.userId, bob.deviceId)?.inbox ?? [];
    const messages = inbox.map(({ message }) => message);
    expect(messages).toHaveLength(2);

    expect((await receiveMessages(bob.machine, messages, systemTime)).sessions).toHaveLength(2);
    const bodies = (await bob.sync()).map(({ content }) => content['body']);
    expect(bodies).toEqual(expect.arrayContaining(['first', 'second']));
  });
});

describe('IDs for the library', () => {
  it('are left out where it would not take them', () => {
    expect(olmUserIds(['@ann:example.org', 'ann', '']).map(String)).toEqual(['@ann:example.org']);
    expect(olmRoomId('!room:example.org')?.toString()).toBe('!room:example.org');
    expect(olmRoomId('room')).toBeUndefined();
  });
});
