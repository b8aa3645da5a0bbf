import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../src/appservice/memory-store.js';
import type { AppserviceStore, CryptoStore } from '../../../src/appservice/store.js';
import type { EncryptionFailure } from '../../../src/encryption/encryption-options.js';
import { createRowReader } from '../../../src/encryption/row-reader.js';
import { createSessionIndex, type SessionIndex } from '../../../src/encryption/rooms/session-index.js';

const ann = '@irc_ann:example.org';
const ben = '@irc_ben:example.org';
const room = '!room:example.org';

const failures: EncryptionFailure[] = [];
const readRow = createRowReader((failure) => failures.push(failure));

let store: AppserviceStore;
let index: SessionIndex;
beforeEach(() => {
  store = createMemoryStore();
  index = createSessionIndex(store.crypto, readRow);
});

/** Writes what is not written yet. */
async function write(): Promise<void> {
  const changes = index.changes();
  await store.transaction((parts) => changes.write(parts));
  changes.written();
}

describe('the index of room sessions', () => {
  it('says once that nobody is known to hold a session, for twenty in a room: anyone can name more', async () => {
    await index.addHolder(room, 'known', ann);
    expect(await index.isUnknown(room, 'known')).toBe(false);
    expect([await index.isUnknown(room, 'lost'), await index.isUnknown(room, 'lost')]).toEqual([true, false]);
    let count = 1;
    for (let n = 0; n < 30; n++) if (await index.isUnknown(room, `made up ${String(n)}`)) count++;
    expect(count).toBe(20);
    expect(await index.isUnknown('!other:example.org', 'lost')).toBe(true);
    expect(await index.isUnknown('!'.repeat(300), 'lost')).toBe(false);
    index.clear();
    expect(await index.isUnknown(room, 'lost')).toBe(true);
  });

  it('finds holders and members again after a restart, once they are written', async () => {
    await index.addHolder(room, 'session', ann);
    await index.addHolder(room, 'session', ben);
    await index.setMember(room, ann, true);
    await index.setMember(room, ben, true);
    await index.setMember(room, ben, false);
    await write();
    const again = createSessionIndex(store.crypto, readRow);
    expect(await again.holdersOf(room, 'session')).toEqual([ann, ben]);
    expect(await again.membersOf(room)).toEqual([ann]);
    expect(await again.holdersOf(room, 'other')).toEqual([]);
  });

  it('gives what was not written again, and what was written once', async () => {
    await index.addHolder(room, 'session', ann);
    const failed = index.changes();
    await index.addHolder(room, 'session', ben);
    // A note that came after the changes were taken is not among those that were written.
    failed.written();
    await write();
    expect(await createSessionIndex(store.crypto, readRow).holdersOf(room, 'session')).toEqual([ann, ben]);

    const rows: unknown[] = [];
    const crypto = {
      ...store.crypto,
      write: (_: string, given: readonly unknown[]) => Promise.resolve(void rows.push(...given)),
    };
    await index.changes().write({ crypto });
    expect(rows).toEqual([]);
  });

  it('notes nothing that it knows already', async () => {
    await index.addHolder(room, 'session', ann);
    await index.setMember(room, ann, true);
    await write();
    await index.addHolder(room, 'session', ann);
    await index.setMember(room, ann, true);
    await index.setMember(room, ben, false);
    const databases: string[] = [];
    const crypto = { ...store.crypto, write: (name: string) => Promise.resolve(void databases.push(name)) };
    await index.changes().write({ crypto });
    expect(databases).toEqual([]);
  });

  it.each([
    ['with a NUL', `!a\0:example.org`],
    ['with half a surrogate pair', '!\ud800:example.org'],
    ['of 300 characters', `!${'a'.repeat(300)}`],
  ])('keeps nothing under an ID %s, which no store can keep', async (_, id) => {
    await index.addHolder(id, 'session', ann);
    await index.addHolder(room, id, ann);
    await index.setMember(id, ann, true);
    await index.setMember(room, `@${id}`, true);
    await write();
    expect(await index.holdersOf(id, 'session')).toEqual([]);
    expect(await index.membersOf(id)).toEqual([]);
    expect(await index.holdersOf(room, id)).toEqual([]);
    expect(await index.membersOf(room)).toEqual([]);
  });

  it('asks the store again where it has failed', async () => {
    await index.setMember(room, ann, true);
    await write();
    let isDown = true;
    const failing: Pick<CryptoStore, 'load'> = {
      load: (name) => (isDown ? Promise.reject(new Error('down')) : store.crypto.load(name)),
    };
    const again = createSessionIndex(failing, readRow);
    await expect(again.membersOf(room)).rejects.toThrow('down');
    isDown = false;
    expect(await again.membersOf(room)).toEqual([ann]);
  });

  it('reports a damaged row once, and takes all members for holders in its place', async () => {
    await store.crypto.write(`room ${room}`, [
      { store: 'member', key: 'nobody', value: '1' },
      { store: 'member', key: ann, value: '1' },
    ]);
    expect(await index.membersOf(room)).toEqual([ann]);
    const damaged = '!damaged:example.org';
    await store.crypto.write(`room ${damaged}`, [
      { store: 'member', key: ann, value: '1' },
      { store: 'session', key: 'a', value: '{"no": "list"}' },
      { store: 'session', key: 'b', value: JSON.stringify([ben]) },
    ]);
    expect(await index.holdersOf(damaged, 'a')).toEqual([ann]);
    expect(await index.holdersOf(damaged, 'b')).toEqual([ben]);
    index.clear();
    expect(await index.holdersOf(damaged, 'a')).toEqual([ann]);
    expect(failures).toEqual([expect.objectContaining({ roomId: damaged })]);
  });

  it('keeps thousands of rooms apart, those in memory and those that are loaded again', async () => {
    const rooms = Array.from({ length: 2100 }, (_, n) => `!${String(n)}:example.org`);
    await index.setMember('!unwritten:example.org', ben, true);
    for (const each of rooms) await index.setMember(each, ann, true);
    await write();
    const loaded: string[] = [];
    const again = createSessionIndex(
      {
        load: (name) => {
          loaded.push(name);
          return store.crypto.load(name);
        },
      },
      readRow,
    );
    for (const each of rooms) expect(await again.membersOf(each)).toEqual([ann]);
    expect(await again.membersOf('!unwritten:example.org')).toEqual([ben]);
    expect(loaded).toHaveLength(rooms.length + 1);
    // The first room has given way to others, and the last has not.
    await again.membersOf(rooms[0] ?? '');
    await again.membersOf(rooms.at(-1) ?? '');
    expect(loaded.slice(rooms.length + 1)).toEqual([`room ${String(rooms[0])}`]);
  });

  it('forgets what another process may have changed, when it is told to', async () => {
    await index.setMember(room, ann, true);
    index.clear();
    expect(await index.membersOf(room)).toEqual([]);
  });
});
