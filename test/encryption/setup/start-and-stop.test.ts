import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { createMemoryStore } from '../../../src/appservice/memory-store.js';
import { NotLeaderError, StoreError } from '../../../src/errors.js';
import { createWorld, startConversation, text, type TestWorld } from '../world.js';

let world: TestWorld;
afterEach(() => world.close());

/** Holds the calls of a name until they are released. */
function hold(name: string): { readonly isHeld: Promise<void>; readonly release: () => void } {
  let release = (): void => undefined;
  let tellHeld = (): void => undefined;
  const isReleased = new Promise<void>((resolve) => (release = resolve));
  const isHeld = new Promise<void>((resolve) => (tellHeld = resolve));
  world.homeserver.onCall = async (call) => {
    if (call.name !== name) return undefined;
    tellHeld();
    await isReleased;
    return undefined;
  };
  return { isHeld, release };
}

describe('a start that is stopped', () => {
  it.each(['getTokenOwner', 'pingAppservice'])('while it waits for %s goes no further, and rejects', async (name) => {
    world = createWorld();
    const { encryption, failures } = world.create();
    const { isHeld, release } = hold(name);
    onTestFinished(release);
    const started = expect(encryption.start()).rejects.toThrow(/stop\(\) was called before start\(\) was done/);
    await isHeld;
    await encryption.stop();
    await started;
    release();
    await new Promise((resolve) => setImmediate(resolve));
    await expect(encryption.user('@irc_ann:example.org')).rejects.toThrow(NotLeaderError);
    expect(await world.store.lease.acquire('another process', 1000)).toBeDefined();
    expect(failures).toEqual([]);
  });

  it('can be started again at once', async () => {
    world = createWorld();
    const { encryption } = world.create();
    const { isHeld, release } = hold('getTokenOwner');
    const first = expect(encryption.start()).rejects.toThrow(NotLeaderError);
    await isHeld;
    const stopped = encryption.stop();
    const second = encryption.start();
    release();
    await Promise.all([first, stopped, second]);
    expect((await encryption.user('@irc_ann:example.org')).userId).toBe('@irc_ann:example.org');
  });
});

describe('a stop', () => {
  it('ends while the application goes on sending, and lets what was begun be finished (R5)', async () => {
    world = createWorld();
    const { appservice, ghost, bob } = await startConversation(world);
    const outcomes: unknown[] = [];
    const loops = ['a', 'b'].map(async () => {
      const roomId = await bob.createRoom({ invite: [ghost.userId] });
      await ghost.join(roomId);
      for (;;) await ghost.send(roomId, 'm.room.message', text('again'));
    });
    const ended = Promise.all(loops.map((loop) => loop.catch((error: unknown) => outcomes.push(error))));
    const sent = (): number => world.homeserver.calls.filter(({ name }) => name === 'sendEvent').length;
    await expect.poll(sent, { timeout: 10_000 }).toBeGreaterThan(3);
    await appservice.encryption.stop();
    await ended;
    expect(outcomes).toEqual([expect.any(NotLeaderError), expect.any(NotLeaderError)]);
    for (const call of [
      () => ghost.reset(),
      () => ghost.setProfile({ displayName: 'Ann' }),
      () => appservice.encryption.user(ghost.userId),
    ]) {
      await expect(call()).rejects.toThrow(/stop\(\) was called/);
    }
    expect(appservice.failures).toEqual([]);
  });

  it('lets the application answer an event whose delivery is in progress', async () => {
    world = createWorld();
    let answer = (): Promise<unknown> => Promise.resolve();
    let isDelivering = (): void => undefined;
    let goOn = (): void => undefined;
    const delivering = new Promise<void>((resolve) => (isDelivering = resolve));
    const released = new Promise<void>((resolve) => (goOn = resolve));
    const { appservice, ghost, bob, roomId } = await startConversation(world, {
      options: {
        onEvent: async ({ content }) => {
          if (content['body'] !== 'question') return;
          isDelivering();
          await released;
          await answer();
        },
      },
    });
    answer = () => ghost.send(roomId, 'm.room.message', text('answer'));
    await bob.send(roomId, text('question'));
    await delivering;
    const stopped = appservice.encryption.stop();
    goOn();
    await stopped;
    expect(await bob.sync()).toContainEqual(expect.objectContaining({ content: text('answer') }));
  });
});

describe('a store that is closed', () => {
  it('makes start() reject with its error, each time, and is told to be final', async () => {
    world = createWorld();
    const { encryption, failures } = world.create();
    await world.store.close();
    for (const times of [1, 2]) {
      await expect(encryption.start(), String(times)).rejects.toMatchObject({ code: 'CLOSED' });
    }
    await expect(encryption.user('@irc_ann:example.org')).rejects.toThrow(/ended by a failure/);
    expect(failures.map(({ message }) => message).join()).not.toContain('tried again');
  });

  it.each(['CLOSED', 'REPLACED'] as const)(
    'or gone (%s) when the lease is asked for makes start() reject',
    async (code) => {
      const store = createMemoryStore();
      const lease = { ...store.lease, acquire: () => Promise.reject(new StoreError(code, 'it is gone')) };
      world = createWorld({ store: { ...store, lease } });
      const { encryption, failures } = world.create();
      await expect(encryption.start()).rejects.toMatchObject({ code });
      expect(failures.map(({ message }) => message)).toEqual([
        expect.stringMatching(/it is gone.*Nothing is received or sent any more/),
      ]);
    },
  );

  it('while it is in use is told to be final, and start() says so afterwards', async () => {
    world = createWorld();
    const { encryption, failures } = await world.start();
    await world.store.close();
    await expect.poll(() => failures.length, { timeout: 5000 }).toBeGreaterThan(0);
    expect(failures[0]?.message).toContain('Nothing is received or sent any more');
    await expect(encryption.user('@irc_ann:example.org')).rejects.toThrow(NotLeaderError);
    await expect(encryption.start()).rejects.toMatchObject({ code: 'CLOSED' });
  });
});

describe('a NotLeaderError', () => {
  it('says whether to call start(), to wait, or that another process leads (R5)', async () => {
    world = createWorld();
    const first = world.create();
    await expect(first.encryption.user('@irc_ann:example.org')).rejects.toThrow(/call start\(\), and wait/);
    const { isHeld, release } = hold('getTokenOwner');
    const starting = first.encryption.start();
    await isHeld;
    await expect(first.encryption.user('@irc_ann:example.org')).rejects.toThrow(/until start\(\) has resolved/);
    release();
    await starting;
    const second = await world.start({ leaseMs: 1000 });
    await expect(second.encryption.user('@irc_ann:example.org')).rejects.toThrow(
      /another process.*takes over by itself/,
    );
    await second.encryption.stop();
    await expect(second.encryption.user('@irc_ann:example.org')).rejects.toThrow(/stop\(\) was called/);
  });
});
