import { afterEach, describe, expect, it, vi } from 'vitest';
import { createPathMemory } from '../../src/paths/path-memory.js';
import { createAppserviceClient } from '../../src/client/index.js';
import type { DeviceKeysByUser, KeyQuery } from '../../src/types.js';
import {
  createAppservices,
  deviceKeysOf,
  down,
  hanging,
  registrationOf,
  type FakeAppservice,
} from '../helpers/appservices.js';
import { createLocalKeys } from '../helpers/local-keys.js';
import { proxyOver } from '../helpers/proxy-over.js';
import { eventually } from '../helpers/eventually.js';

const ann = '@irc_ann:example.org';
const ben = '@xmpp_ben:example.org';
const viewer = { userId: '@bob:example.org' };
const server = { serverName: 'remote.example' };
const claim = { [ann]: { D: ['signed_curve25519'] } };

afterEach(() => {
  vi.useRealTimers();
});

/** An appservice that has one device of each user whom it is asked for, and notes what it is asked. */
function holder(asked: KeyQuery[] = []): FakeAppservice {
  return {
    queryKeys: (query) => {
      asked.push(query);
      const devices = Object.keys(query).map((userId) => [
        userId,
        { D: { ...deviceKeysOf(userId, 'D'), unsigned: { device_display_name: 'phone' } } },
      ]);
      return { device_keys: Object.fromEntries(devices) as DeviceKeysByUser };
    },
    claimKeys: () => ({}),
  };
}

describe('the key proxy, with an appservice that is down', () => {
  it('asks it after 2, 4, 8 … seconds, 480 at the most, and not in between (N6)', async () => {
    let nowMs = 0;
    const { proxy, requests, failures } = proxyOver({ irc: down }, createLocalKeys(), { now: () => nowMs });
    const askedAt: number[] = [];
    for (; nowMs <= 1600_000; nowMs += 1000) {
      const before = requests.length;
      await proxy.queryKeys({ [ann]: [] }, viewer);
      if (requests.length > before) askedAt.push(nowMs / 1000);
    }
    expect(askedAt).toEqual([0, 2, 6, 14, 30, 62, 126, 254, 510, 990, 1470]);
    expect(failures[1]?.error).toMatchObject({ code: 'BACKING_OFF', reason: 'failing', retryAtMs: 2000 });
  });

  it('treats claims as it treats queries, each for itself, and forgets both at once (N6)', async () => {
    const { proxy, requests } = proxyOver({ irc: down }, createLocalKeys(), { now: () => 0 });
    await proxy.queryKeys({ [ann]: [] }, viewer);
    await proxy.claimKeys(claim);
    await proxy.claimKeys(claim);
    expect(requests.map((request) => request.split('/').at(-1))).toEqual(['query', 'claim']);
    proxy.forget('irc');
    await proxy.queryKeys({ [ann]: [] }, viewer);
    await proxy.claimKeys(claim);
    expect(requests).toHaveLength(4);
  });

  it('does not hold up a ping of a client that shares its path memory; a success ends the pause (N6)', async () => {
    const paths = createPathMemory({ now: () => 0 });
    let isDown = true;
    const { registrations, fetch, requests } = createAppservices({
      irc: () => (isDown ? Promise.reject(new TypeError('fetch failed')) : Response.json({})),
    });
    const { proxy } = proxyOver({}, createLocalKeys(), { registrations, fetch, paths, now: () => 0 });
    await proxy.queryKeys({ [ann]: [] }, viewer);
    isDown = false;
    await createAppserviceClient(registrationOf('irc'), { fetch, paths }).ping();
    await proxy.queryKeys({ [ann]: [] }, viewer);
    expect(requests).toHaveLength(3);
  });
});

describe('the key proxy, asked much at once', () => {
  it('cuts a query for more than 500 users into several requests, and joins what they give (rule G4)', async () => {
    const asked: KeyQuery[] = [];
    const { proxy } = proxyOver({ irc: holder(asked) });
    const query = Object.fromEntries(Array.from({ length: 1100 }, (_, i) => [`@irc_${i}:example.org`, []]));
    const { device_keys } = await proxy.queryKeys(query, viewer);
    expect(asked.map((part) => Object.keys(part).length).sort()).toEqual([100, 500, 500]);
    expect(Object.keys(device_keys ?? {})).toHaveLength(1100);
  });

  it('sends one request for identical queries at the same time and, if told to, for another second, and one for each claim (G4)', async () => {
    let nowMs = 0;
    const options = { now: () => nowMs, reuseMs: 60_000 }; // more than a second is a second
    const { proxy, requests } = proxyOver({ irc: holder(), xmpp: holder() }, createLocalKeys(), options);
    const ask = () => proxy.queryKeys({ [ann]: ['D', 'E'], [ben]: [] }, viewer);
    await Promise.all([ask(), ask(), proxy.queryKeys({ [ben]: [], [ann]: ['E', 'D'] }, server)]);
    nowMs += 999;
    await ask();
    expect(requests).toHaveLength(2);
    nowMs += 1;
    await ask();
    expect(requests).toHaveLength(4);
    await Promise.all([proxy.claimKeys(claim), proxy.claimKeys(claim)]);
    await proxy.claimKeys(claim);
    expect(requests).toHaveLength(7);
    expect(proxy.metrics().sharedRequests).toBe(6);
  });

  it('asks again for each query that is not asked at the same time, unless told otherwise (G4)', async () => {
    const { proxy, requests } = proxyOver({ irc: holder() }, createLocalKeys(), { now: () => 0 });
    for (let i = 0; i < 3; i++) await proxy.queryKeys({ [ann]: [] }, viewer);
    expect(requests).toHaveLength(3);
  });

  it('keeps no answer of an appservice that is to be forgotten (G4, N5)', async () => {
    const { proxy, requests } = proxyOver({ irc: holder() }, createLocalKeys(), { now: () => 0, reuseMs: 1000 });
    const ask = () => proxy.queryKeys({ [ann]: [] }, viewer);
    await ask();
    await ask();
    expect(requests).toHaveLength(1);
    proxy.forget('irc');
    await ask();
    expect(requests).toHaveLength(2);
  });

  it('lets nothing of one viewer’s answer reach another, whatever the first does to it (G4, M7)', async () => {
    const { proxy, requests } = proxyOver({ irc: holder() }, createLocalKeys(), { now: () => 0, reuseMs: 1000 });
    const ask = () => Promise.all([proxy.queryKeys({ [ann]: [] }, viewer), proxy.queryKeys({ [ann]: [] }, server)]);
    const before = JSON.stringify(await ask());
    const answers = await ask();
    for (const { device_keys } of answers) {
      const device = device_keys?.[ann]?.['D'];
      Object.assign(device?.unsigned ?? {}, { device_display_name: 'changed' });
      Object.assign(device?.signatures ?? {}, { '@eve:x': {} });
      Object.assign(device_keys ?? {}, { '@eve:x': {} });
    }
    expect(JSON.stringify(await ask())).toBe(before);
    expect(before).toContain('phone');
    expect(JSON.stringify((await ask())[1])).not.toContain('phone');
    expect(requests).toHaveLength(1);
  });

  it('goes on with a shared request for the one who still waits', async () => {
    let answer = (_: Response): void => undefined;
    const { proxy } = proxyOver({ irc: () => new Promise<Response>((resolve) => (answer = resolve)) });
    const controller = new AbortController();
    const first = proxy.queryKeys({ [ann]: [] }, viewer, { signal: controller.signal });
    const second = proxy.queryKeys({ [ann]: [] }, viewer);
    await eventually(() => {
      expect(proxy.metrics().requests).toBe(1);
    });
    controller.abort();
    expect(await first).toEqual({ device_keys: {} });
    answer(Response.json({ device_keys: { [ann]: { D: deviceKeysOf(ann, 'D') } } }));
    expect((await second).device_keys).toHaveProperty([ann, 'D']);
  });

  it('has at most `maxConcurrent` requests under way, lets ten times as many wait, and answers the rest at once', async () => {
    const answers: (() => void)[] = [];
    const slow: FakeAppservice = () =>
      new Promise<Response>((resolve) => {
        answers.push(() => {
          resolve(Response.json({}));
        });
      });
    const { proxy, failures, requests } = proxyOver({ irc: slow }, createLocalKeys(), { maxConcurrent: 2 });
    const queries = Array.from({ length: 23 }, (_, i) => proxy.queryKeys({ [`@irc_${i}:example.org`]: [] }, viewer));
    await queries[22];
    expect(failures.map(({ error }) => error.code)).toEqual(['QUEUE_FULL']);
    for (let done = 0; done < 22;) {
      await eventually(() => {
        expect(answers.length).toBeGreaterThan(0);
      });
      expect(requests.length - done).toBeLessThanOrEqual(2);
      for (const answer of answers.splice(0)) {
        answer();
        done += 1;
      }
    }
    await Promise.all(queries);
    expect(requests).toHaveLength(22);
    expect(proxy.metrics().failures).toEqual({ QUEUE_FULL: 1 });
  });

  it('has one deadline for all it asks, the waiting in line included (N8)', async () => {
    vi.useFakeTimers();
    const { proxy, failures, requests } = proxyOver({ irc: hanging, xmpp: holder() }, createLocalKeys(), {
      maxConcurrent: 1,
      timeoutMs: 10_000,
    });
    const queries = ['1', '2', '3'].map((i) => proxy.queryKeys({ [`@irc_${i}:example.org`]: [], [ben]: [] }, viewer));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(vi.getTimerCount()).toBe(0);
    const answers = await Promise.all(queries);
    for (const { device_keys } of answers) expect(Object.keys(device_keys ?? {})).toEqual([ben]);
    expect(requests.filter((request) => request.startsWith('irc '))).toHaveLength(1);
    expect(failures.map(({ registrationId }) => registrationId)).toEqual(['irc', 'irc', 'irc']);
  });
});
