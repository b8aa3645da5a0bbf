import { expect, it } from 'vitest';
import { describeWorlds, ownWorld, talk } from './own-world.js';
import type { PassedRequest } from './proxy.js';
import { wireFaults } from './wire.js';
import { givenKeys, keysGivenTwice, keysMadeTwice, uploadedKeys } from './wire-keys.js';
import { bob, ghost, given, openRoom, password, say, type World } from './world.js';

const oneTimeKeys = (requests: readonly PassedRequest[]): string[] =>
  uploadedKeys(requests).flatMap(({ name, isFallback }) => (isFallback ? [] : [name]));
const fallbackKeys = (requests: readonly PassedRequest[]): string[] =>
  uploadedKeys(requests).flatMap(({ content, isFallback }) => (isFallback ? [content] : []));
const claimedOfGhost = (requests: readonly PassedRequest[]): number =>
  givenKeys(requests).filter(({ name, isFallback }) => name.startsWith(`${ghost} `) && !isFallback).length;

/** Counts that were true once, or never. */
const staleCounts = [{}, { signed_curve25519: 30 }, { signed_curve25519: 0 }, { signed_curve25519: 49 }];
const backlog = 200;

/** Sends a transaction as the homeserver does, again until the appservice listens. */
async function push({ registration }: World, id: string, body: object): Promise<void> {
  for (;;) {
    try {
      const response = await fetch(`${String(registration.url)}/_matrix/app/v1/transactions/${id}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${registration.hs_token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      expect(response.status).toBe(200);
      return;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

describeWorlds('a backlog of transactions with stale counts', () => {
  it('makes at most 50 keys beyond what was claimed (D4)', async () => {
    const world = await ownWorld({ options: { leaseMs: 15_000 }, recordsClients: true });
    const { clients, proxy, clientProxy, appservice } = world;
    const roomId = await openRoom(world);
    await talk(world, roomId, 'before the backlog');
    const { deviceId } = (await appservice.ask('user', { userId: ghost })) as { deviceId: string };
    await appservice.kill();
    const marks = [proxy.requests.length, clientProxy?.requests.length ?? 0] as const;

    // Until the lease of the process that was killed expires, transactions are acknowledged, and none is delivered.
    world.appservice = world.launch();
    const started = world.appservice.ask('start');
    for (let n = 0; n < backlog; n++) {
      const counts = { [ghost]: { [deviceId]: staleCounts[n % staleCounts.length] } };
      const types = { [ghost]: { [deviceId]: n % 2 === 0 ? [] : ['signed_curve25519'] } };
      await push(world, `stale-${n}`, {
        events: [],
        'org.matrix.msc3202.device_one_time_keys_count': counts,
        'org.matrix.msc3202.device_unused_fallback_key_types': types,
      });
    }
    const last = { type: 'm.room.message', event_id: '$last', room_id: roomId, sender: bob, origin_server_ts: 1 };
    await push(world, 'last', { events: [{ ...last, content: { body: 'the last of the backlog' } }] });
    await started;
    await given(world, 'the last of the backlog');
    // Who begins to write now is given a key that the ghost still has.
    for (const name of ['bob-phone', 'bob-tablet', 'bob-watch']) {
      await clients.ask('login', name, { url: clientProxy?.url, username: 'bob', password });
      await clients.send(name, roomId, `hello from ${name}`);
      await given(world, `hello from ${name}`);
    }

    const ours = proxy.requests.slice(marks[0]);
    const theirs = clientProxy?.requests.slice(marks[1]) ?? [];
    const claimed = claimedOfGhost([...ours, ...theirs]);
    expect(claimed).toBeGreaterThanOrEqual(3);
    expect(new Set(oneTimeKeys(ours)).size).toBeLessThanOrEqual(claimed + 50);
    expect(keysMadeTwice(proxy.requests)).toEqual([]);
    expect(keysGivenTwice([...proxy.requests, ...(clientProxy?.requests ?? [])])).toEqual([]);
    expect(wireFaults(proxy.requests)).toEqual([]);
  });
});

const eightDaysMs = 8 * 86_400_000;

describeWorlds('a fallback key', () => {
  it('is renewed when its week is over, and the last one that was claimed still works (D4)', async () => {
    const world = await ownWorld({ recordsClients: true });
    const { clients, proxy, clientProxy } = world;
    const roomId = await openRoom(world);
    await talk(world, roomId, 'in the first week');
    const { deviceId } = (await world.appservice.ask('user', { userId: ghost })) as { deviceId: string };
    const [first] = fallbackKeys(proxy.requests);
    await world.appservice.kill();

    // With the appservice down the stock is used up, and what is claimed next is the fallback key.
    const claim = { one_time_keys: { [ghost]: { [deviceId]: 'signed_curve25519' } } };
    let isFallback = false;
    while (!isFallback) {
      const answer = (await clients.ask('claim', 'bob', { claim })) as object;
      const [key] = givenKeys([
        { method: '', path: '', query: new URLSearchParams(), body: '', answer: JSON.stringify(answer) },
      ]);
      isFallback = key?.isFallback ?? true;
    }
    await clients.ask('login', 'bob-phone', { url: clientProxy?.url, username: 'bob', password });
    await clients.send('bob-phone', roomId, 'by the old fallback key');
    expect(givenKeys(clientProxy?.requests ?? []).at(-1)).toMatchObject({ isFallback: true });

    // The new key is uploaded before the message can come: it lies with the homeserver until it is asked for.
    const renewed = proxy.next(
      ({ path, body }) =>
        path.endsWith('/keys/upload') &&
        fallbackKeys([{ method: 'POST', path, body, query: new URLSearchParams() }]).length > 0,
    );
    proxy.interfere = ({ path }) => (path.endsWith('/sync') ? { status: 500, body: '{}' } : undefined);
    await world.revive({ clockShiftMs: eightDaysMs });
    // The transaction that is repeated has no counts; the next one says that there are no keys left.
    await clients.send('bob', roomId, 'after the outage');
    await renewed;
    const keys = fallbackKeys(proxy.requests);
    expect(new Set(keys).size).toBe(2);
    expect(keys.at(-1)).not.toBe(first);
    proxy.interfere = () => undefined;
    await world.revive({ clockShiftMs: eightDaysMs });
    await given(world, 'by the old fallback key');
    await say(world, roomId, 'in the second week');
    await clients.shows('bob-phone', 'in the second week');
    expect(wireFaults(proxy.requests)).toEqual([]);
  });
});
