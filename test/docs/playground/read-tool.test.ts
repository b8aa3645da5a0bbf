import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../scripts/docs/playground/outcome.js';
import { readTool } from '../../../scripts/docs/playground/read-tool.js';
import { linesOf, remarksOf, rowsOf } from './outcomes.js';

async function read(transaction: unknown): Promise<Outcome> {
  return await readTool.run({
    transaction: typeof transaction === 'string' ? transaction : JSON.stringify(transaction),
  });
}

const message = {
  type: 'm.room.encrypted',
  to_user_id: '@a:example.org',
  to_device_id: 'A',
  sender: '@b:c',
  content: {},
};

describe('the playground’s reader of transactions', () => {
  it('shows each field under the name that came and the one that counts', async () => {
    const outcome = await read({
      events: [],
      'de.sorunome.msc2409.to_device': [message],
      device_lists: { changed: ['@b:c'] },
      'org.matrix.msc3202.device_lists': { changed: [] },
      ephemeral: 3,
    });
    expect(outcome.summary).toBe('Read 0 events, 1 to-device message, 1 changed device list.');
    expect(rowsOf(outcome)).toEqual([
      ['`events`', '`events`', 'an empty list', 'line 1'],
      ['`de.sorunome.msc2409.to_device`', '`to_device`', 'a list of 1', 'line 1'],
      ['`device_lists`', '`device_lists`', 'an object with 1 name', 'line 1'],
      [
        '`org.matrix.msc3202.device_lists`',
        'not read: `device_lists` came under another name, too',
        'an object with 1 name',
        'line 1',
      ],
      ['`ephemeral`', 'not read: the wrong type', 'a number', 'line 1'],
    ]);
  });

  it.each([
    ['a misspelt name', { event: [] }, ['There is no `events`.', '`event` is not read in its place.']],
    ['no events', { to_device: [] }, ['even if its list is empty; without it the whole request is refused']],
    ['a name that no draft had', { events: [], 'org.matrix.msc3202.to_device': [] }, ['Is `to_device` meant?']],
    [
      'another style of writing',
      { events: [], toDevice: [message] },
      ['`toDevice` is no name', 'Is `to_device` meant?'],
    ],
    ['a foreign name', { events: [], messages: [message] }, ['`messages` is no name of a field']],
    ['a wrapping', { body: { events: [] } }, ['The transaction is inside `body`.']],
    ['a list', [], ['This is a list.']],
    ['a single event', { type: 'a', content: {} }, ['This is a single event.']],
    ['a number', 3, ['A transaction is an object']],
    ['an answer to a sync', { next_batch: 's', to_device: { events: [] } }, ['This is an answer to `/sync`']],
    ['a message about keys', { device_keys: {} }, ['This is a message about keys']],
    ['an object in place of a list', { events: [], to_device: { events: [] } }, ['`to_device` has to be a list']],
    ['misspelt device lists', { events: [], device_lists: { change: ['@a:b'] } }, ['Is `changed` meant?']],
    [
      'events that are misspelt',
      { events: [{ type: 'm', contents: {}, eventId: '$a' }] },
      ['`contents` is not read. Is `content` meant?', '`eventId` is not read. Is `event_id` meant?'],
    ],
    [
      'messages that are misspelt',
      { events: [], to_device: [{ ...message, to_user_id: undefined, user_id: '@a:b' }] },
      ['In an entry of `to_device`, `user_id` is not read. Is `to_user_id` meant?'],
    ],
  ])('explains why nothing comes of %s', async (_, body, reasons) => {
    const outcome = await read(body);
    expect(outcome.state).toBe('bad');
    expect(outcome.summary).toMatch(/Nothing is read|not a transaction/);
    const said = linesOf(outcome).join('\n');
    for (const reason of reasons) expect(said).toContain(reason);
  });

  it('tells an empty transaction, for which nobody is to blame, from one that was misread', async () => {
    const outcome = await read({ events: [], device_lists: { changed: [], left: [] } });
    expect(outcome.state).toBe('good');
    expect(outcome.summary).toContain('This transaction is empty');
    expect(linesOf(outcome).join()).toContain('check the registration');
    expect((await read('')).state).toBe('note');
  });

  it('counts lists and key counts, and says that no message was lost where there is none', async () => {
    const outcome = await read({
      events: [],
      'de.sorunome.msc2409.to_device': [],
      'org.matrix.msc3202.device_one_time_key_counts': { '@b:x': { D: { signed_curve25519: 3 } } },
      device_lists: { changed: ['@a:x'] },
    });
    expect(outcome).toMatchObject({
      state: 'good',
      summary: 'Read 0 events, 0 to-device messages, 1 changed device list, key counts of 1 device.',
    });
    expect(linesOf(outcome).join()).toContain('There are no events and no messages in it');
    expect(linesOf(outcome).join()).toContain(
      'It gets nothing from `to_device`, `device_one_time_keys_count`: these came',
    );
    expect(remarksOf(outcome).map(({ code }) => code)).toEqual(['unstable-name', 'unstable-name']);
  });

  it('says nothing of libraries that know stable names alone where these came, too, or alone', async () => {
    for (const body of [
      { events: [], to_device: [message] },
      { events: [], device_lists: {}, 'org.matrix.msc3202.device_lists': {} },
    ])
      expect(linesOf(await read(body)).join()).not.toContain('It gets nothing from');
  });

  it('says where a text stops being JSON', async () => {
    const outcome = await read('{\n  "events": [],\n}');
    expect(outcome.summary).toBe('This is not JSON: see line 3.');
    expect(remarksOf(outcome)[0]).toMatchObject({ place: { field: 'transaction', line: 3, column: 1 } });
  });

  it('places each finding at its line, and keeps its place with names that mean something to JavaScript (M6)', async () => {
    const outcome = await read('{"events": [],\n"__proto__": {"a": 1},\n"constructor": 2,\n"to_device": [\n3]}');
    expect(rowsOf(outcome).map(([name]) => name)).toEqual(['`events`', '`__proto__`', '`constructor`', '`to_device`']);
    expect(remarksOf(outcome)).toMatchObject([{ pointer: '/to_device/0', place: { line: 5 } }]);
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });

  it('reads five megabytes at once', async () => {
    const event = { type: 'm', content: { body: 'x'.repeat(900) }, event_id: '$a', room_id: '!a', sender: '@a:b' };
    const outcome = await read({ events: Array.from({ length: 5000 }, () => ({ ...event, origin_server_ts: 1 })) });
    expect(outcome.summary).toBe('Read 5000 events.');
  });
});
