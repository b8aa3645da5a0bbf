import { afterEach, describe, expect, it } from 'vitest';
import { sendableContent, wellFormedJson } from '../../../src/encryption/machine/sendable.js';
import { createWorld, says, startConversation, text, type Conversation, type TestWorld } from '../world.js';

const half = '\ud83d';

function nested(levels: number): Record<string, unknown> {
  let content: Record<string, unknown> = {};
  for (let level = 0; level < levels; level++) content = { a: content };
  return content;
}

describe('the content of an event', () => {
  it('is sent with U+FFFD for each half of a surrogate pair, in names as well', () => {
    const content = { body: `a${half}`, [half]: [{ key: `${half}\u{1f600}` }], formatted_body: undefined, n: 1.5 };
    expect(sendableContent(content)).toEqual({ body: 'a\ufffd', '\ufffd': [{ key: '\ufffd\u{1f600}' }], n: 1.5 });
    expect(Object.hasOwn(sendableContent({ formatted_body: undefined }), 'formatted_body')).toBe(false);
  });

  it('may have any names of members', () => {
    const content = JSON.parse('{"__proto__":{"constructor":1}}') as Record<string, unknown>;
    expect(JSON.stringify(sendableContent(content))).toBe('{"__proto__":{"constructor":1}}');
  });

  it.each([
    ['an array', [], 'is an array'],
    ['null', null, 'is null'],
    ['undefined', undefined, 'is undefined'],
    ['a string', 'hello', 'is a string'],
    ['an instance of a class', new Map(), 'is an instance of a class'],
    ['a function in it', { a: { b: () => 1 } }, 'has at /a/b a value that is a function'],
    ['a bigint in it', { a: [1n] }, 'has at /a/0 a value that is a bigint'],
    ['NaN in it', { info: { 'w/h': NaN } }, 'has at /info/w~1h a value that is NaN'],
    ['an infinity in it', { a: Infinity }, 'has at /a a value that is Infinity'],
    ['a gap in a list', { a: [undefined] }, 'has at /a/0 a value that is undefined'],
    ['a date in it', { a: new Date(0) }, 'has at /a a value that is an instance of a class'],
    ['deep nesting', nested(102), 'is nested deeper than 100 levels'],
  ])('is refused where it is, or has, %s', (_, content, message) => {
    expect(() => sendableContent(content)).toThrow(TypeError);
    expect(() => sendableContent(content)).toThrow(message);
  });

  it('is refused where it contains itself, or fits into no event', () => {
    const content: Record<string, unknown> = {};
    content['a'] = { b: content };
    expect(() => sendableContent(content)).toThrow(/\/a\/b\/a\/b.* is nested deeper/);
    expect(() => sendableContent(text('é'.repeat(33_000)))).toThrow(/takes 660\d\d bytes/);
  });
});

describe('JSON for the library', () => {
  it('has no halves of surrogate pairs, and is otherwise as it was', () => {
    const value = { [half]: `\\ud83d \\\\${half}\u{1f600}\n` };
    expect(JSON.parse(wellFormedJson(JSON.stringify(value)))).toEqual({ '\ufffd': '\\ud83d \\\\\ufffd\u{1f600}\n' });
  });
});

describe('sending what the library cannot take', () => {
  let world: TestWorld;
  afterEach(() => world.close());

  async function inARoom(encrypted = true): Promise<Conversation> {
    world = createWorld();
    return startConversation(world, { encrypted });
  }

  it.each([true, false])('mends text in a room that is encrypted: %s', async (encrypted) => {
    const { appservice, ghost, bob, roomId } = await inARoom(encrypted);
    await ghost.send(roomId, 'm.room.message', { ...text(`half ${half}`), [half]: { [half]: half } });
    const { event } = await appservice.events.find(says('half \ufffd'));
    expect(event.content).toMatchObject({ '\ufffd': { '\ufffd': '\ufffd' } });
    const bytes = new Uint8Array([1]);
    await ghost.sendFile(roomId, { bytes, name: `${half}.txt`, info: { a: half } });
    expect(await bob.sync()).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ content: expect.objectContaining({ body: '\ufffd.txt' }) as unknown }),
      ]) as unknown[],
    );
    await ghost.setProfile({ displayName: `Ann ${half}` });
    await ghost.redact(roomId, event.event_id, { reason: half });
    await ghost.createRoom({ name: half });
  });

  it('refuses other contents and names before the room waits for them, and goes on', async () => {
    const { appservice, ghost, bob, roomId } = await inARoom();
    const before = world.homeserver.calls.length;
    for (const content of [[], null, { a: 1n }] as never[]) {
      await expect(ghost.send(roomId, 'm.room.message', content)).rejects.toThrow(TypeError);
    }
    await expect(ghost.send(roomId, `m.${half}`, {})).rejects.toThrow('event type');
    await expect(ghost.send(`!${half}`, 'm.room.message', {})).rejects.toThrow('room ID');
    await expect(ghost.sendFile(`!${half}`, { bytes: new Uint8Array(), name: 'a' })).rejects.toThrow('room ID');
    await expect(ghost.send(roomId, 'm.room.message', {}, { txnId: half })).rejects.toThrow('txnId');
    await expect(ghost.sendFile(roomId, { bytes: new Uint8Array(), name: 'a', info: { a: 1n } })).rejects.toThrow(
      '/info/a',
    );
    await expect(ghost.createRoom({ name: () => 1 })).rejects.toThrow('/name');
    const names = new Set(world.homeserver.calls.slice(before).map(({ name }) => name));
    for (const name of ['sendEvent', 'uploadMedia', 'createRoom', 'getMembers']) expect(names).not.toContain(name);
    await ghost.send(roomId, 'm.room.message', text('still here'));
    expect((await bob.sync()).map(({ content }) => content['body'])).toContain('still here');
    await appservice.encryption.stop();
  });

  it('takes keys of others from an answer that has half a surrogate pair in it', async () => {
    const { ghost, bob, roomId } = await inARoom();
    const device = world.homeserver.state.device(bob.userId, bob.deviceId);
    if (device?.keys) device.keys = { ...device.keys, unsigned: { device_display_name: half } };
    await ghost.send(roomId, 'm.room.message', text('readable'));
    expect((await bob.sync()).find(({ content }) => content['body'] === 'readable')).toMatchObject({
      wasEncrypted: true,
    });
  });
});
