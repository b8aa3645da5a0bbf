import { expect, it, onTestFinished } from 'vitest';
import type { EventState, InboxStore } from '../../../src/appservice/inbox-store.js';
import { createMemoryStore } from '../../../src/appservice/memory-store.js';
import { Cancellation } from '../../../src/async/cancellation.js';
import { openMachine } from '../../../src/encryption/machine/machine.js';
import { createPendingEvents, type PendingEvents } from '../../../src/encryption/receiving/pending-events.js';
import { createRowReader } from '../../../src/encryption/row-reader.js';
import { createManualTime, type ManualTime } from '../../helpers/manual-time.js';
import { takeTerm } from '../../helpers/terms.js';
import { holdMessages } from '../held-messages.js';
import { type Conversation, createWorld, says, startConversation, storeKey, type TestWorld, text } from '../world.js';

const dayMs = 24 * 3_600_000;

interface Waiting {
  readonly events: PendingEvents;
  readonly time: ManualTime;
  readonly states: Map<number, EventState>;
  readonly end: () => void;
}

/** Begins a term with events that are pending, the first of which came so long ago. */
async function begin(count: number, { firstIsOldMs = 0 } = {}): Promise<Waiting> {
  const time = createManualTime(1000);
  const begunMs = time.epochMs();
  const memory = createMemoryStore();
  const states = new Map(Array.from({ length: count }, (_, n): [number, EventState] => [n + 1, 'pending']));
  const inbox: Pick<InboxStore, 'list' | 'setState'> = {
    list: (state, { afterSeq = 0, limit = 1000 } = {}) => {
      const found = [...states].filter(([seq, each]) => each === state && seq > afterSeq).slice(0, limit);
      const common = { transactionId: 't', body: '{}', state, attempts: 0, nextAttemptAtMs: 0, reason: undefined };
      const arrivedAtMs = (seq: number): number => begunMs - (seq === 1 ? firstIsOldMs : 0);
      return Promise.resolve(found.map(([seq]) => ({ ...common, seq, arrivedAtMs: arrivedAtMs(seq) })));
    },
    setState: (seq, state) => Promise.resolve(states.set(seq, state).has(seq)),
  };
  const lease = await memory.lease.acquire('this process', 100 * dayMs);
  const term = { fence: lease ?? 0, lost: new Cancellation(), ending: new Cancellation() };
  const events = createPendingEvents({
    store: {
      ...memory,
      transaction: (work, options) =>
        memory.transaction((parts) => work({ ...parts, inbox: { ...parts.inbox, ...inbox } }), options),
    },
    ...{ time, readRow: createRowReader(() => undefined), wake: () => undefined },
  });
  await events.begin(term);
  return {
    events,
    time,
    states,
    end: () => {
      term.ending.cancel(undefined);
    },
  };
}

const waiting = ({ states }: Waiting): number[] =>
  [...states].filter(([, state]) => state === 'waiting').map(([seq]) => seq);

it('are tried a hundred at a time when a term begins, so that what is new need not wait for all (R4)', async () => {
  const world = await begin(250);
  expect(waiting(world)).toHaveLength(100);
  await world.time.advance(5000);
  expect(waiting(world)).toHaveLength(200);
  await world.time.advance(5000);
  expect(waiting(world)).toHaveLength(250);
  world.end();
});

/** Gives a ghost Bob's room keys, as a process that was killed before it could write down who has them. */
async function importRoomKeys({ store }: TestWorld, { ghost, bob }: Conversation): Promise<void> {
  const term = await takeTerm(store);
  const machine = await openMachine(ghost, { store, storeKey, term });
  await machine.olm.importExportedRoomKeys(await bob.machine.exportRoomKeys(() => true), () => undefined);
  await machine.commit();
  machine.close();
  await store.lease.release(term.fence);
}

it('are tried at a start, for a key that came without a word: its process was killed (R4)', async () => {
  const world = createWorld();
  onTestFinished(world.close);
  const conversation = await startConversation(world);
  const { appservice, bob, roomId } = conversation;
  const held = holdMessages(world.homeserver, bob);
  await bob.send(roomId, text('hello'));
  await appservice.undecryptable.find(({ state }) => state === 'pending');
  await expect.poll(async () => (await world.store.inbox.status()).pendingEvents).toBe(1);
  await appservice.encryption.stop();
  held.drop();
  await importRoomKeys(world, conversation);
  const restarted = await world.start();
  await restarted.events.find(says('hello'));
});

it('are none where the key came without a word before the event came, and its holder is found (R4)', async () => {
  const world = createWorld();
  onTestFinished(world.close);
  const conversation = await startConversation(world);
  const { appservice, bob, roomId } = conversation;
  await appservice.encryption.stop();
  world.homeserver.connect(() => Promise.reject(new TypeError('fetch failed')));
  const held = holdMessages(world.homeserver, bob);
  await bob.send(roomId, text('hello'));
  held.drop();
  await importRoomKeys(world, conversation);
  const restarted = await world.start();
  await world.homeserver.deliver();
  await restarted.events.find(says('hello'));
  expect(restarted.undecryptable.all).toEqual([]);
});

it('are left alone once the term has ended (R5)', async () => {
  const world = await begin(250);
  world.end();
  await world.time.advance(60_000);
  expect(waiting(world)).toHaveLength(100);
});

it('are tried a last time when they have waited for 30 days, without a start (R9)', async () => {
  const world = await begin(2, { firstIsOldMs: 30 * dayMs - 1000 });
  for (const seq of [1, 2]) world.states.set(seq, 'pending');
  await world.time.advance(dayMs);
  expect(waiting(world)).toEqual([1]);
  world.end();
});

it('are a thousand in a room at most: the oldest makes room for the newest (R9)', async () => {
  const world = await begin(0);
  const record = { attempts: 1, reason: 'a reason' };
  for (let seq = 1; seq <= 1002; seq++) {
    world.states.set(seq, 'pending');
    await world.events.setRecord(seq, { ...record, roomId: '!busy:example.org' });
  }
  await world.events.setRecord(5000, { ...record, roomId: '!quiet:example.org' });
  await world.time.settle();
  expect(waiting(world)).toEqual([1, 2]);
  expect(world.events.recordOf(1)).toMatchObject({ isSurplus: true });
  expect(world.events.recordOf(3)?.isSurplus).toBeUndefined();
  world.end();
});

it('make room for those of others where one sender has too many in a room, or one room in all', async () => {
  const world = await begin(0);
  onTestFinished(world.end);
  const record = { attempts: 1, reason: 'a reason' };
  let seq = 0;
  const add = (roomId: string, sender: string): Promise<void> =>
    world.events.setRecord(++seq, { ...record, roomId, sender });
  await add('!alice:example.org', '@alice:example.org');
  await add('!shared:example.org', '@alice:example.org');
  for (let n = 0; n < 1000; n++) await add('!shared:example.org', '@eve:example.org');
  expect([1, 2, 3].map((each) => world.events.recordOf(each)?.isSurplus)).toEqual([undefined, undefined, true]);
  for (let n = 0; n < 20_000; n++) await add(`!eve${String(n % 20)}:example.org`, '@eve:example.org');
  expect([1, 2].map((each) => world.events.recordOf(each)?.isSurplus)).toEqual([undefined, undefined]);
}, 60_000);

it('a session’s events are tried again five times in a term for what one user sends, and once for a key that is withheld', async () => {
  const state = await begin(0);
  onTestFinished(state.end);
  const rounds = (isWithheld: boolean, sessionId: string, sender = '@eve:example.org'): number => {
    const before = state.events.keysCame();
    for (let n = 0; n < 20; n++) state.events.keyCame('!room:example.org', sessionId, sender, isWithheld);
    return state.events.keysCame() - before;
  };
  expect(rounds(true, 'a')).toBe(1);
  expect(rounds(false, 'a')).toBe(4);
  expect(rounds(false, 'b')).toBe(5);
  expect(rounds(true, 'b')).toBe(0);
  expect(rounds(false, 'b', '@alice:example.org')).toBe(5);
});
