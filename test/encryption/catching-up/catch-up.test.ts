import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { KeptTransaction } from '../../../src/appservice/receive-transaction.js';
import { isFetched } from '../../../src/encryption/catching-up/message-fetch.js';
import type { DeviceName } from '../../../src/encryption/machine/device-name.js';
import { type Fault, faults } from '../../helpers/fake-homeserver.js';
import { createManualTime, type ManualTime } from '../../helpers/manual-time.js';
import { createDeviceWorld, ghost, type DeviceWorld, type Process, type ProcessOptions } from '../device-world.js';
import { eventually } from '../../helpers/eventually.js';

const bob = '@bob:example.org';

interface Prepared {
  readonly world: DeviceWorld;
  readonly process: Process;
  readonly device: DeviceName;
  readonly time: ManualTime;
  /** Puts messages into the device's inbox at the homeserver. */
  readonly sendMessages: (count: number) => void;
}

async function prepared(options: ProcessOptions = {}, userId = ghost): Promise<Prepared> {
  const world = createDeviceWorld();
  const time = createManualTime(20);
  const process = await world.start({ time, ...options });
  onTestFinished(process.stop);
  const device = await process.life.device(userId);
  await time.settle();
  world.homeserver.logIn(bob, 'CLIENT');
  let sent = 0;
  const sendMessages = (count: number): void => {
    for (let n = 0; n < count; n++) {
      const receiver = { to_user_id: device.userId as typeof ghost, to_device_id: device.deviceId };
      world.homeserver.state.sendToDevice({ type: 'm.test', sender: bob, content: { n: ++sent }, ...receiver });
    }
  };
  return { world, process, device, time, sendMessages };
}

/** Takes everything out of the inbox, as its first stage does. */
async function takeAll({ store }: DeviceWorld): Promise<KeptTransaction['transaction'][]> {
  const all = [];
  for (let next = await store.inbox.nextTransaction(); next; next = await store.inbox.nextTransaction()) {
    expect(isFetched(next.id)).toBe(true);
    all.push((JSON.parse(next.body) as KeptTransaction).transaction);
    await store.inbox.unpack(next.seq, []);
  }
  return all;
}

/** The numbers of the messages in the inbox. */
async function messagesIn(world: DeviceWorld): Promise<unknown[]> {
  return (await takeAll(world)).flatMap(({ to_device: messages = [] }) => messages.map(({ content }) => content['n']));
}

function syncsOf({ homeserver }: DeviceWorld): URLSearchParams[] {
  return homeserver.calls.filter(({ name }) => name === 'sync').map(({ query }) => query);
}

function answer(position: () => string, events: readonly object[]): Fault {
  const body = (): object => ({ next_batch: position(), to_device: { events } });
  return { afterEffect: false, answer: () => Response.json(body()) };
}

/** Lets the homeserver answer each question for messages with one, and this position. */
function answerSyncs(world: DeviceWorld, position: () => string): void {
  const message = { type: 'm.dummy', sender: bob, content: {} };
  world.homeserver.onCall = ({ name }) => (name === 'sync' ? answer(position, [message]) : undefined);
}

describe('catching up', () => {
  it('asks with a filter without rooms until no message comes, and writes each message down before it is deleted (rule R8)', async () => {
    const { world, process, device, sendMessages } = await prepared();
    sendMessages(250);
    const before = syncsOf(world).length;
    const { seq } = await process.catchUp.now(device);
    const asked = syncsOf(world).slice(before);
    expect(asked.map((query) => [query.get('timeout'), query.get('set_presence')])).toEqual(
      Array.from({ length: 4 }, () => ['0', 'offline']),
    );
    expect(JSON.parse(asked[0]?.get('filter') ?? '')).toMatchObject({ room: { rooms: [] } });
    expect(seq).toBeGreaterThan(0);
    const [first, ...rest] = await takeAll(world);
    expect(first?.to_device?.[0]).toEqual({
      type: 'm.test',
      sender: bob,
      content: { n: 1 },
      to_user_id: device.userId,
      to_device_id: device.deviceId,
    });
    expect(rest).toHaveLength(2);
  });

  it.each(['before', 'after'] as const)(
    'that is killed %s any call loses no message, and the next process goes on from where it was',
    async (when) => {
      for (let n = 1; ; n++) {
        const { world, process, device, sendMessages } = await prepared();
        sendMessages(150);
        await process.stop();
        let calls = 0;
        let kill = (): void => undefined;
        const killed = new Promise<'killed'>((resolve) => {
          kill = () => {
            resolve('killed');
          };
        });
        const second = await world.start({
          fetch: async (request) => {
            if (++calls < n) return world.homeserver.fetch(request);
            if (calls === n && when === 'after') await world.homeserver.fetch(request);
            kill();
            return new Promise(() => undefined);
          },
        });
        void second.catchUp.begin(second.term);
        const outcome = await Promise.race([killed, second.catchUp.now(device).then(() => 'done' as const)]);
        second.term.lost.cancel(undefined);
        second.term.ending.cancel(undefined);
        const third = await world.start();
        await third.catchUp.begin(third.term);
        await third.catchUp.now(device);
        const found = new Set(await messagesIn(world));
        expect(found.size).toBe(150);
        await third.stop();
        if (outcome === 'done') return;
      }
    },
  );

  it('does not believe the first answer of a term that says there is nothing, since it may be an old one (R8)', async () => {
    const { world, process, device, time, sendMessages } = await prepared();
    await process.catchUp.now(device);
    await process.stop();
    // The answer to the same question of a process that was killed, which Synapse gives for two minutes.
    const { position } = world.homeserver.state;
    world.homeserver.state.advance();
    const old = `s${String(position + 1)}_${String(position + 1)}`;
    sendMessages(1);
    world.homeserver.fail(
      'sync',
      answer(() => old, []),
    );
    const second = await world.start({ time });
    onTestFinished(second.stop);
    await second.catchUp.begin(second.term);
    await time.settle();
    expect(await messagesIn(world)).toEqual([1]);
    // From then on its answers are its own.
    world.homeserver.state.advance();
    const before = syncsOf(world).length;
    await second.catchUp.now(device);
    expect(syncsOf(world).length - before).toBe(1);
  });

  it('is done for each device in use when a term begins, and every hour', async () => {
    const { world, process, time, sendMessages } = await prepared();
    await process.catchUp.begin(process.term);
    await time.settle();
    sendMessages(1);
    await time.advance(3_599_000);
    expect(await messagesIn(world)).toEqual([]);
    await time.advance(1000);
    expect(await messagesIn(world)).toEqual([1]);
    sendMessages(1);
    process.catchUp.allSoon();
    await time.settle();
    expect(await messagesIn(world)).toEqual([2]);
  });

  it('is not done for a device that was not in use for 30 days, until it is used', async () => {
    const { world, process, device, time, sendMessages } = await prepared();
    await process.catchUp.begin(process.term);
    await time.settle();
    await process.stop();
    await time.advance(31 * 24 * 3_600_000);
    sendMessages(1);
    const second = await world.start({ time });
    onTestFinished(second.stop);
    await second.catchUp.begin(second.term);
    await time.settle();
    expect(await messagesIn(world)).toEqual([]);
    second.catchUp.noteUse(device);
    second.catchUp.noteUse(device);
    await time.settle();
    expect(await messagesIn(world)).toEqual([1]);
  });

  it('is done for a device that was used once in 30 days, or got messages by transactions alone', async () => {
    const { world, process, device, time, sendMessages } = await prepared();
    const days = (count: number): Promise<void> => time.advance(count * 24 * 3_600_000);
    await days(20);
    process.catchUp.noteUse(device);
    await days(20);
    const note = process.catchUp.noteMessages(device);
    await world.store.transaction(async (parts) => note?.write(parts));
    note?.written();
    expect(process.catchUp.noteMessages(device)).toBeUndefined();
    await process.stop();
    await days(20);
    sendMessages(1);
    const second = await world.start({ time });
    onTestFinished(second.stop);
    expect(await second.catchUp.begin(second.term)).toEqual([device]);
    await time.settle();
    expect(await messagesIn(world)).toEqual([1]);
  });

  it('asks from the old position where messages could not be written down, and from the new one after a restart', async () => {
    const { world, process, device, time, sendMessages } = await prepared();
    await process.catchUp.now(device);
    sendMessages(1);
    const before = syncsOf(world).length;
    vi.spyOn(world.store, 'transaction').mockRejectedValueOnce(new Error('the disk is full'));
    await expect(process.catchUp.now(device)).rejects.toThrow('the disk is full');
    await process.catchUp.now(device);
    const [failed, again, last] = syncsOf(world)
      .map((query) => query.get('since'))
      .slice(before);
    expect(again).toBe(failed);
    expect(last).not.toBe(failed);
    await process.stop();
    const second = await world.start({ time });
    onTestFinished(second.stop);
    const asked = syncsOf(world).length;
    await second.catchUp.begin(second.term);
    await second.catchUp.now(device);
    expect(syncsOf(world)[asked]?.get('since')).toBe(last);
  });

  it('brings the device lists that have changed, and names them', async () => {
    const { world, process, device } = await prepared();
    await process.catchUp.now(device);
    const client = await world.client('@carol:example.org');
    const roomId = await client.createRoom({ invite: [ghost] });
    client.close();
    await world.homeserver.fetch(
      new Request(`${world.homeserver.url}/_matrix/client/v3/join/${encodeURIComponent(roomId)}?user_id=${ghost}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${world.registration.as_token}` },
        body: '{}',
      }),
    );
    const { changed } = await process.catchUp.now(device);
    expect(changed).toContain('@carol:example.org');
    const lists = (await takeAll(world)).map(({ device_lists: all }) => all?.changed);
    expect(lists.flat()).toContain('@carol:example.org');
  });

  it('is tried again where it fails, and told once', async () => {
    const { world, process, time, sendMessages } = await prepared();
    await process.catchUp.begin(process.term);
    await time.settle();
    sendMessages(1);
    world.homeserver.fail('sync', faults.html(500), 3);
    process.catchUp.allSoon();
    await time.advance(60_000);
    expect(await messagesIn(world)).toEqual([1]);
    expect(process.failures.map(({ message }) => message)).toEqual([
      expect.stringMatching(/could not be fetched: .*the homeserver answered 500.*The homeserver keeps them/),
    ]);
  });

  it('is not tried again before an hour where the homeserver refuses the device', async () => {
    const { world, process, time } = await prepared();
    await process.catchUp.begin(process.term);
    await time.settle();
    const before = syncsOf(world).length;
    world.homeserver.fail('sync', faults.status(400, 'M_UNKNOWN_DEVICE'), 2);
    process.catchUp.allSoon();
    await time.advance(60_000);
    expect(syncsOf(world).length - before).toBe(1);
    expect(process.failures).toHaveLength(1);
    await time.advance(3_600_000);
    expect(syncsOf(world).length - before).toBe(2);
    expect(process.failures).toHaveLength(1);
  });

  it('asks without a position that the homeserver refuses, and goes on from there', async () => {
    const { world, process, device, time, sendMessages } = await prepared();
    await process.catchUp.now(device);
    await process.stop();
    sendMessages(1);
    world.homeserver.onCall = ({ name, query }) =>
      name === 'sync' && query.get('since') === refused ? faults.status(400, 'M_UNKNOWN') : undefined;
    const refused = syncsOf(world).at(-1)?.get('since');
    expect(refused).toBeTypeOf('string');
    const second = await world.start({ time });
    onTestFinished(second.stop);
    await second.catchUp.begin(second.term);
    await time.settle();
    expect(await messagesIn(world)).toContain(1);
    expect(second.failures).toEqual([]);
    expect(syncsOf(world).at(-1)?.get('since')).not.toBe(refused);
  });

  it('ends where the position stays the same although messages came', async () => {
    const { world, process, device } = await prepared();
    answerSyncs(world, () => 'same');
    await process.catchUp.now(device);
    const before = syncsOf(world).length;
    expect(await process.catchUp.now(device)).toMatchObject({ isComplete: true });
    expect(syncsOf(world).length - before).toBe(1);
  });

  it('goes on after a message of 11 MiB, which another server may send', async () => {
    const { world, process, device } = await prepared();
    const receiver = { to_user_id: ghost, to_device_id: device.deviceId };
    const content = { n: 1, filling: 'x'.repeat(11 * 2 ** 20) };
    world.homeserver.state.sendToDevice({ type: 'm.dummy', sender: bob, content, ...receiver });
    world.homeserver.state.sendToDevice({ type: 'm.dummy', sender: bob, content: { n: 2 }, ...receiver });
    expect(await process.catchUp.now(device)).toMatchObject({ isComplete: true });
    expect(await messagesIn(world)).toEqual([1, 2]);
  });

  it('is told to need a reset where the answer is too large', async () => {
    const { world, process } = await prepared();
    const headers = { 'content-length': String(2 ** 40) };
    world.homeserver.fail('sync', { afterEffect: false, answer: () => new Response('{}', { headers }) }, 5);
    await process.catchUp.begin(process.term);
    await eventually(() => {
      expect(process.failures.map(({ message }) => message)).toEqual([
        expect.stringMatching(/larger than 268435456 bytes.*call reset\(\) of the user/),
      ]);
    });
  });

  it.each(['M_UNKNOWN_DEVICE', 'ORG.MATRIX.MSC4326.M_UNKNOWN_DEVICE'])(
    'is told to be in vain where the device is gone (%s), with what helps',
    async (errcode) => {
      const { world, process, device } = await prepared();
      world.homeserver.fail('sync', faults.status(400, errcode), 5);
      await expect(process.catchUp.now(device)).rejects.toMatchObject({ errcode });
      await process.catchUp.begin(process.term);
      await eventually(() => {
        expect(process.failures.map(({ message }) => message)).toEqual([
          expect.stringMatching(/call reset\(\) of the user.*deleted with the device$/),
        ]);
      });
    },
  );

  it('is left for later, more and more slowly, and reported once, where messages come without an end', async () => {
    const { world, process, device, time } = await prepared();
    await process.catchUp.begin(process.term);
    await time.settle();
    let n = 0;
    answerSyncs(world, () => `s${String(++n)}`);
    expect(await process.catchUp.now(device)).toMatchObject({ isComplete: false });
    expect(n).toBe(100);
    await eventually(() => {
      expect(process.failures.map(({ message }) => message)).toEqual([
        expect.stringContaining(`has ever more messages for the device ${device.deviceId} of ${ghost}`),
      ]);
    });
    const before = n;
    await time.advance(700);
    expect(n).toBe(before);
    await eventually(async () => {
      await time.advance(100);
      expect(n).toBe(before + 100);
    });
    await time.advance(1400);
    expect(n).toBe(before + 100);
    expect(process.failures).toHaveLength(1);
  });

  it.each([
    ['hangs', faults.hanging()],
    ['fails', faults.status(502)],
  ])('keeps a room session waiting for ten seconds at the most where the homeserver %s', async (_, fault) => {
    const { world, process, device, time } = await prepared();
    world.homeserver.onCall = ({ name }) => (name === 'sync' ? fault : undefined);
    let isOver = false;
    const waiting = process.catchUp.beforeSession(device).then(() => (isOver = true));
    await time.advance(9999);
    expect(isOver).toBe(false);
    await time.advance(1);
    await waiting;
  });

  it('is tried again for the sender, too, on a homeserver that has answered before', async () => {
    const { world, process, device, time } = await prepared({}, '@ircbot:example.org');
    world.homeserver.onCall = ({ name }) => (name === 'sync' ? answer(() => 's1_0', []) : undefined);
    await process.catchUp.begin(process.term);
    await process.catchUp.now(device);
    const before = syncsOf(world).length;
    world.homeserver.onCall = undefined;
    process.catchUp.allSoon();
    await time.advance(5000);
    expect(syncsOf(world).length - before).toBeGreaterThan(2);
    expect(process.findings.length + process.failures.length).toBeGreaterThan(0);
  });

  it('reports once that Synapse cannot do it for the sender, and leaves it', async () => {
    const { world, process, time } = await prepared({}, '@ircbot:example.org');
    await process.catchUp.begin(process.term);
    process.catchUp.allSoon();
    await time.advance(7_200_000);
    expect(process.findings.map(({ code, severity }) => [code, severity])).toEqual([
      ['sender-cannot-catch-up', 'warning'],
    ]);
    expect(process.failures).toEqual([]);
    expect(syncsOf(world).length).toBeLessThan(6);
  });

  it('waits until the first stage of what came is done', async () => {
    const { world, process, device, time, sendMessages } = await prepared();
    sendMessages(1);
    const { seq = 0 } = await process.catchUp.now(device);
    let isReceived = false;
    const waiting = process.catchUp.untilReceived(seq).then(() => (isReceived = true));
    await time.advance(500);
    expect(isReceived).toBe(false);
    await takeAll(world);
    await time.advance(50);
    await waiting;
  });
});

describe('asking all the time', () => {
  it('gives a homeserver a rest whose messages never end, and reports that', async () => {
    const { world, process, time } = await prepared({ receive: 'sync' });
    let n = 0;
    answerSyncs(world, () => (n++ < 20 ? `s${String(n)}` : 'same'));
    await process.catchUp.begin(process.term);
    for (let second = 0; second < 300; second++) await time.advance(1000);
    expect(n).toBeLessThan(330);
    expect(process.failures.map(({ message }) => message)).toEqual([expect.stringContaining('has ever more messages')]);
  });

  it('brings each message as it comes, on a homeserver that pushes none', async () => {
    const { world, process, device, time, sendMessages } = await prepared({ receive: 'sync' });
    await process.catchUp.begin(process.term);
    await eventually(async () => {
      await time.settle();
      expect(syncsOf(world).at(-1)?.get('timeout')).toBe('30000');
    });
    sendMessages(1);
    await eventually(async () => {
      await time.settle();
      expect(await messagesIn(world)).toEqual([1]);
    });
    expect(await process.catchUp.now(device)).toEqual({
      seq: undefined,
      changed: [],
      isComplete: true,
    });
  });

  it('begins with the first use of a new device', async () => {
    const { world, process, time, sendMessages } = await prepared({ receive: 'sync' });
    await process.catchUp.begin(process.term);
    await process.life.device(ghost);
    await time.settle();
    sendMessages(1);
    await eventually(async () => {
      await time.settle();
      expect(await messagesIn(world)).toEqual([1]);
    });
  });

  it('does not storm a homeserver that answers at once, or fails', async () => {
    const { world, process, time } = await prepared({ receive: 'sync' });
    world.homeserver.onCall = ({ name }) => (name === 'sync' ? faults.status(502) : undefined);
    await process.catchUp.begin(process.term);
    const before = syncsOf(world).length;
    await time.advance(300_000);
    expect(syncsOf(world).length - before).toBeLessThan(12);
    expect(process.failures).toHaveLength(1);
  });
});
