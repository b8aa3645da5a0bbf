import { expect, it } from 'vitest';
import { freePort } from '../../helpers/free-port.js';
import type { LineProcess } from '../clients/line-process.js';
import { copyOf, describeWorlds, effects, ownWorld, talk } from './own-world.js';
import { wireFaults } from './wire.js';
import { encrypted, ghost, given, openRoom, say, type World } from './world.js';

const refusal = 'restored from a backup';

/** Starts a world in which people have talked, and copies its database. */
async function withCopy(): Promise<{ world: World; roomId: string; database: string }> {
  const world = await ownWorld();
  const roomId = await openRoom(world);
  await talk(world, roomId, 'before the copy');
  await world.appservice.kill();
  const database = copyOf(world.database);
  await world.revive();
  return { world, roomId, database };
}

/** Starts a world whose database is an older copy, with the device that is in use. */
async function withOldCopy(): Promise<{ world: World; roomId: string }> {
  const { world, roomId, database } = await withCopy();
  await talk(world, roomId, 'after the copy');
  await talk(world, roomId, 'later');
  await world.appservice.kill();
  await world.revive({ database });
  return { world, roomId };
}

describeWorlds('a database that was put back', () => {
  it('from before a reset is recognised before anything is uploaded or sent, and reset() goes on with the same identity (D7)', async () => {
    const { world, roomId, database } = await withCopy();
    await world.appservice.ask('reset', { userId: ghost });
    await talk(world, roomId, 'after the reset');
    const { masterKey } = await world.clients.trust('bob', ghost);
    await world.appservice.kill();

    const mark = world.proxy.requests.length;
    await world.revive({ database });
    await expect(say(world, roomId, 'from an old state')).rejects.toThrow(refusal);
    await world.appservice.until(({ what, message }) => what === 'failure' && String(message).includes(refusal));
    expect(effects(world.proxy.requests.slice(mark))).toEqual([]);

    const { deviceId } = (await world.appservice.ask('reset', { userId: ghost })) as { deviceId: string };
    await talk(world, roomId, 'with a new device');
    const trust = await world.clients.trust('bob', ghost);
    expect(trust).toMatchObject({ masterKey, needsUserApproval: false });
    expect(trust.devices).toContainEqual(expect.objectContaining({ deviceId, signedByOwner: true }));
    expect(wireFaults(world.proxy.requests)).toEqual([]);
  });

  it('with the device that is in use doubles nothing where reset() comes before the first message', async () => {
    const { world, roomId } = await withOldCopy();
    const { masterKey } = await world.clients.trust('bob', ghost);
    const { deviceId } = (await world.appservice.ask('reset', { userId: ghost })) as { deviceId: string };
    await talk(world, roomId, 'with a new device');
    const trust = await world.clients.trust('bob', ghost);
    expect(trust).toMatchObject({ masterKey, needsUserApproval: false, devices: [{ deviceId, signedByOwner: true }] });
    expect(wireFaults(world.proxy.requests)).toEqual([]);
  });

  it('with the device that is in use is refused before anything is sent, and reset() goes on with the same identity (D9)', async () => {
    const { world, roomId, database } = await withCopy();
    await talk(world, roomId, 'after the copy');
    const { masterKey } = await world.clients.trust('bob', ghost);
    await world.appservice.kill();
    const mark = world.proxy.requests.length;
    await world.revive({ database });
    await expect(say(world, roomId, 'from an old state')).rejects.toThrow(refusal);
    await world.appservice.until(({ what, message }) => what === 'failure' && String(message).includes(refusal));
    expect(effects(world.proxy.requests.slice(mark))).toEqual([]);

    await world.appservice.ask('reset', { userId: ghost });
    await talk(world, roomId, 'with a new device');
    await world.appservice.kill();
    await world.revive({ database });
    await talk(world, roomId, 'after another start');
    expect(await world.clients.trust('bob', ghost)).toMatchObject({ masterKey, needsUserApproval: false });
    expect(wireFaults(world.proxy.requests)).toEqual([]);
  });

  it('is refused as well where it was copied while it was in use, once it was used for half a minute more (D9)', async () => {
    const world = await ownWorld();
    const roomId = await openRoom(world);
    await talk(world, roomId, 'before the copy');
    const database = copyOf(world.database);
    const isMarked = world.proxy.next(({ method, path }) => method === 'PUT' && path.includes('/account_data/'));
    await talk(world, roomId, 'after the copy');
    await isMarked;
    await world.appservice.kill();
    await world.revive({ database });
    await expect(say(world, roomId, 'from an old state')).rejects.toThrow(refusal);
    expect(wireFaults(world.proxy.requests)).toEqual([]);
  });
});

const leaseMs = 1500;
const everyMessage = { encryption: { ...encrypted, rotation_period_msgs: 1 } };

/** Starts a second process on the same database, at an address of its own. */
async function startSecond(world: World): Promise<LineProcess> {
  const second = world.launch({ port: await freePort() });
  // Its end is not waited for: the ping at the end of it goes to the first process, which may be stopped.
  second.ask('start').catch(() => undefined);
  await second.ask('requests');
  return second;
}

/** Waits until a process has the lease. */
async function takesOver(process: LineProcess): Promise<void> {
  for (;;) {
    try {
      await process.ask('user', { userId: ghost });
      return;
    } catch (error) {
      if (!String(error).includes('NotLeaderError')) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

describeWorlds('two processes on one database', () => {
  it.each(['/keys/claim', '/sendToDevice/', '/send/'])(
    'double nothing where one is stopped past its lease at %s, and goes on (R5)',
    async (point) => {
      const world = await ownWorld({ options: { leaseMs } });
      const roomId = await openRoom(world, everyMessage);
      if (point !== '/keys/claim') await talk(world, roomId, 'before it is stopped');
      const first = world.appservice;
      const isThere = world.proxy.next(({ path }) => path.includes(point));
      world.proxy.interfere = ({ path }) => {
        if (path.includes(point)) first.signal('SIGSTOP');
        return undefined;
      };
      const late = say(world, roomId, 'of the one who was stopped').then(
        () => 'sent',
        (error: unknown) => String(error),
      );
      await isThere;
      world.proxy.interfere = () => undefined;

      const second = await startSecond(world);
      await takesOver(second);
      const send = (process: LineProcess, body: string): Promise<unknown> =>
        process.ask('send', { userId: ghost, roomId, body });
      await send(second, 'of the second');
      await world.clients.shows('bob', 'of the second');
      first.signal('SIGCONT');
      // What had reached the homeserver is said; everything else is refused.
      expect(await late).toMatch(point === '/send/' ? 'sent' : 'NotLeaderError');
      if (point === '/send/') await world.clients.shows('bob', 'of the one who was stopped');
      await expect(send(first, 'too late')).rejects.toThrow('NotLeaderError');
      await send(second, 'still of the second');
      await world.clients.shows('bob', 'still of the second');
      await world.clients.send('bob', roomId, 'to whoever works');
      await given({ appservice: second }, 'to whoever works');
      expect(wireFaults(world.proxy.requests)).toEqual([]);
      await second.kill();
    },
  );

  it('double nothing where both are to send at once: the one without the lease refuses (R5)', async () => {
    const world = await ownWorld({ options: { leaseMs } });
    const roomId = await openRoom(world, everyMessage);
    await talk(world, roomId, 'first words');
    const second = await startSecond(world);
    const sendAs = (process: LineProcess, body: string): Promise<unknown> =>
      process.ask('send', { userId: ghost, roomId, body });
    const numbers = [1, 2, 3, 4, 5, 6, 7, 8];
    const outcomes = await Promise.allSettled(
      numbers.flatMap((n) => [sendAs(world.appservice, `first ${n}`), sendAs(second, `second ${n}`)]),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(numbers.flatMap(() => ['fulfilled', 'rejected']));
    for (const each of outcomes)
      if (each.status === 'rejected') expect(String(each.reason)).toContain('NotLeaderError');
    for (const n of numbers) await world.clients.shows('bob', `first ${n}`);

    // The other takes over, and goes on with the same ratchets.
    await world.appservice.ask('stop');
    await takesOver(second);
    for (const n of numbers.slice(0, 3)) await sendAs(second, `after that ${n}`);
    for (const n of numbers.slice(0, 3)) await world.clients.shows('bob', `after that ${n}`);
    expect(wireFaults(world.proxy.requests)).toEqual([]);
    await second.kill();
  });
});
