import { describe, expect, it } from 'vitest';
import type { EncryptedUser } from '../../src/encryption/encrypted-user.js';
import { checkingArguments, requireUserText } from '../../src/encryption/require-arguments.js';
import { createMemoryStore } from '../../src/appservice/memory-store.js';
import { createEncryption } from '../../src/encryption/encryption.js';
import { registration, serverName, storeKey, text } from './world.js';

const room = '!room:example.org';
const anId = 'such as `!abc:example.org`';
const user = '@bob:example.org';
const file = { bytes: new Uint8Array(1), name: 'dot.png' };

type Method = Exclude<keyof EncryptedUser, 'userId' | 'deviceId'>;

/** A user that notes which of its methods were called, with the arguments. */
function setUp() {
  const calls: [string, ...unknown[]][] = [];
  const methods: readonly Method[] = [
    ...([
      'join',
      'leave',
      'invite',
      'createRoom',
      'send',
      'sendFile',
      'readFile',
      'redact',
      'setProfile',
      'reset',
    ] as const),
  ];
  const plain = Object.fromEntries(
    methods.map((name) => [
      name,
      (...given: unknown[]) => {
        calls.push([name, ...given]);
        return Promise.resolve('done');
      },
    ]),
  );
  const checked = checkingArguments({ userId: user, deviceId: 'A', ...plain } as unknown as EncryptedUser);
  const call = (name: Method, ...given: unknown[]): Promise<unknown> =>
    (checked[name] as (...all: unknown[]) => Promise<unknown>)(...given);
  return { checked, call, calls };
}

describe('the methods of a user', () => {
  it.each<[Method, unknown[], string]>([
    ['send', [undefined, 'm.room.message', {}], `send: roomId must be the ID of a room, ${anId}, but is undefined`],
    [
      'send',
      [Promise.resolve(room), 'm.room.message', {}],
      `roomId must be the ID of a room, ${anId}, but is a promise, which needs \`await\``,
    ],
    ['send', ['#tea:example.org', 'm.room.message', {}], 'but is another string'],
    ['send', [room, text('hi')], 'send: type must be the type of an event, such as `m.room.message`, but is an object'],
    ['send', [room, '', {}], 'send: type must be the type of an event'],
    [
      'send',
      [room, 'm.room.message', 'hi'],
      "send: content must be an event's content, such as `{ msgtype: 'm.text', body: 'Hello' }`, but is a string",
    ],
    ['send', [room, 'm.room.message'], 'send: content must be'],
    ['send', [room, 'm.room.message', [text('hi')]], 'but is an array'],
    ['send', [room, 'm.room.message', null], 'but is null'],
    ['send', [room, 'm.room.message', Promise.resolve({})], 'send: content must be'],
    ['send', [room, 'm.room.message', {}, { txnid: '1' }], 'send has no option `txnid`. It has txnId.'],
    [
      'send',
      [room, 'm.room.message', {}, { txnId: 1 }],
      'send: txnId must be a string that is not empty, but is a number',
    ],
    ['send', [room, 'm.room.message', {}, { txnId: '' }], 'send: txnId must be a string that is not empty'],
    ['send', [room, 'm.room.message', {}, '1'], 'send: options must be an object with txnId, but is a string'],
    ['send', [room, 'm.room.message', {}, null], 'send: options must be an object with txnId, but is null'],
    ['sendFile', [room], 'sendFile: file must be an object with bytes, name, type, msgtype, info, but is undefined'],
    ['sendFile', [room, 'hello'], 'sendFile: file must be an object with bytes'],
    ['sendFile', [room, new Uint8Array(1)], 'sendFile: file must be an object with bytes'],
    ['sendFile', [room, { name: 'a' }], 'sendFile: bytes must be a Uint8Array, but is undefined'],
    ['sendFile', [room, { ...file, bytes: 'hello' }], 'sendFile: bytes must be a Uint8Array, but is a string'],
    ['sendFile', [room, { bytes: file.bytes }], 'sendFile: name must be a string, but is undefined'],
    [
      'sendFile',
      [room, { ...file, mimetype: 'image/png' }],
      'sendFile has no option `mimetype`. It has bytes, name, type, msgtype, info.',
    ],
    ['sendFile', [room, { ...file, type: 5 }], 'sendFile: type must be'],
    ['sendFile', [room, { ...file, msgtype: null }], 'sendFile: msgtype must be'],
    ['sendFile', [room, { ...file, info: [] }], 'sendFile: info must be an object, but is an array'],
    ['sendFile', [undefined, file], 'sendFile: roomId must be'],
    ['sendFile', [room, file, { txn: '1' }], 'sendFile has no option `txn`'],
    [
      'join',
      [5],
      'join: roomIdOrAlias must be the ID or an alias of a room, such as `!abc:example.org` or `#tea:example.org`, but is a number',
    ],
    ['join', [], 'join: roomIdOrAlias must be'],
    ['join', ['tea'], 'join: roomIdOrAlias must be'],
    ['join', [room, { via: 'example.org' }], 'join: via must be an array of the names of servers, but is a string'],
    ['join', [room, { via: [5] }], 'join: via must be'],
    ['join', [room, ['example.org']], 'join: options must be an object with via, but is an array'],
    ['join', [room, { server: 'example.org' }], 'join has no option `server`. It has via.'],
    ['leave', [undefined], 'leave: roomId must be'],
    ['leave', [NaN], 'but is NaN'],
    ['invite', [room], 'invite: userId must be the ID of a user, such as `@ann:example.org`, but is undefined'],
    ['invite', [room, 'bob'], 'invite: userId must be'],
    ['invite', [user, room], 'invite: roomId must be'],
    ['createRoom', ['tea'], 'createRoom: options must be an object, such as `{ encrypted: true }`, but is a string'],
    ['createRoom', [{ encrypted: 'no' }], 'createRoom: encrypted must be true or false, but is a string'],
    ['createRoom', [{ initial_state: {} }], 'createRoom: initial_state must be an array, but is an object'],
    ['readFile', [], 'readFile: content must be'],
    ['readFile', ['mxc://example.org/a'], 'readFile: content must be'],
    ['redact', [room], 'redact: eventId must be the ID of an event, such as `$abc`, but is undefined'],
    ['redact', ['$event', room], 'redact: roomId must be'],
    ['redact', [room, '$event', 'spam'], 'redact: options must be an object with reason, txnId, but is a string'],
    ['redact', [room, '$event', { why: 'spam' }], 'redact has no option `why`'],
    ['redact', [room, '$event', { reason: 5 }], 'redact: reason must be a string, but is a number'],
    ['setProfile', [], 'setProfile: profile must be an object with displayName, avatarUrl, but is undefined'],
    ['setProfile', ['Ann'], 'setProfile: profile must be'],
    ['setProfile', [{ displayname: 'Ann' }], 'setProfile has no option `displayname`. It has displayName, avatarUrl.'],
    ['setProfile', [{ displayName: null }], 'setProfile: displayName must be a string, but is null'],
    ['setProfile', [{ avatarUrl: new URL('mxc://a/b') }], 'setProfile: avatarUrl must be a string, but is an object'],
  ])('refuse, before anything else happens: %s(%j)', async (name, given, message) => {
    const { call, calls } = setUp();
    // Read as a promise: a mistake must not throw where only rejections are caught.
    const outcome = call(name, ...given);
    await expect(outcome).rejects.toThrow(TypeError);
    await expect(outcome).rejects.toThrow(message);
    expect(calls).toEqual([]);
  });

  it.each<[Method, ...unknown[]]>([
    ['join', '#tea:example.org', { via: ['example.org'] }],
    ['join', room, { via: undefined }],
    ['leave', room],
    ['invite', room, user],
    ['createRoom'],
    ['createRoom', { encrypted: false, name: 'Tea', initial_state: [] }],
    ['send', room, 'm.room.message', text('hi')],
    ['send', room, 'm.room.message', {}, { txnId: undefined }],
    ['sendFile', room, file],
    ['sendFile', room, { ...file, name: '', type: 'image/png', msgtype: 'm.image', info: { w: 1 } }, { txnId: '1' }],
    ['sendFile', room, { bytes: Buffer.from('a'), name: 'a', type: undefined }],
    ['readFile', { url: 'mxc://example.org/a' }],
    ['redact', room, '$event', { reason: '', txnId: '1' }],
    ['setProfile', { displayName: '', avatarUrl: undefined }],
    ['reset'],
  ])('get their arguments as they are: %s', async (name, ...given) => {
    const { call, calls } = setUp();
    expect(await call(name, ...given)).toBe('done');
    expect(calls).toEqual([[name, ...given]]);
  });

  it('leave the rest of the user as it is', () => {
    expect(setUp().checked).toMatchObject({ userId: user, deviceId: 'A' });
  });
});

describe('user', () => {
  it.each([undefined, 5, null, {}, Promise.resolve(user)])('refuses %j, before it asks for a lease', async (userId) => {
    const failures: unknown[] = [];
    const encryption = createEncryption({
      ...{ registration, serverName, storeKey, store: createMemoryStore() },
      homeserver: { as: () => undefined } as never,
      onFailure: (failure) => failures.push(failure),
    });
    const outcome = encryption.user(userId as string);
    await expect(outcome).rejects.toThrow(TypeError);
    await expect(outcome).rejects.toThrow('user: userId must be the ID of a user, such as `@ann:example.org`, but is ');
    expect(failures).toEqual([]);
  });

  it('leaves it to the namespaces what a text is', () => {
    expect(() => {
      requireUserText('ann');
    }).not.toThrow();
  });
});
