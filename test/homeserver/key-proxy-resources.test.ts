import { afterEach, describe, expect, it, vi } from 'vitest';
import type { KeyQuery } from '../../src/types.js';
import { deviceKeysOf, down, hanging, type FakeAppservice } from '../helpers/appservices.js';
import { createLocalKeys } from '../helpers/local-keys.js';
import { proxyOver } from '../helpers/proxy-over.js';
import { eventually } from '../helpers/eventually.js';

const ann = '@irc_ann:example.org';
const viewer = { userId: '@bob:example.org' };
const claim = { [ann]: { D: ['signed_curve25519'] } };
const answering: FakeAppservice = {
  queryKeys: () => ({ device_keys: { [ann]: { D: deviceKeysOf(ann, 'D') } } }),
  claimKeys: () => ({}),
};

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('the key proxy', () => {
  it.each([
    ['answers', answering],
    ['cannot be reached', down],
    ['hangs', hanging],
    ['knows no such route', {}],
  ])('leaves no timer running behind an appservice that %s (S6)', async (_, appservice) => {
    vi.useFakeTimers();
    const { proxy } = proxyOver({ irc: appservice }, createLocalKeys(), { verifyDevices: true, reuseMs: 1000 });
    const controller = new AbortController();
    const abandoned = proxy.queryKeys({ [ann]: ['E'] }, viewer, { signal: controller.signal });
    const all = [
      proxy.queryKeys({ [ann]: [] }, viewer),
      proxy.queryKeys({ [ann]: [] }, viewer),
      proxy.userDevices(ann, { serverName: 'remote.example' }),
      proxy.claimKeys(claim),
      abandoned,
    ];
    controller.abort();
    await vi.advanceTimersByTimeAsync(10_000);
    await Promise.all(all);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('has one timer for each appservice that is asked, and makes no signal where none is (N8)', async () => {
    vi.useFakeTimers();
    const controllers = vi.spyOn(AbortController.prototype, 'signal', 'get');
    const { proxy, requests } = proxyOver({ irc: hanging, xmpp: hanging });
    const answer = proxy.queryKeys({ [ann]: [], '@xmpp_ann:example.org': [] }, viewer);
    await vi.advanceTimersByTimeAsync(0);
    expect(requests).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(2);
    await vi.advanceTimersByTimeAsync(10_000);
    await answer;
    controllers.mockClear();
    await proxy.queryKeys({ '@ann:example.org': [] }, viewer);
    expect(controllers).not.toHaveBeenCalled();
  });

  it('has few listeners on any one signal, however many appservices a query has to do with', async () => {
    const listened = vi.spyOn(EventTarget.prototype, 'addEventListener');
    const ids = Array.from({ length: 20 }, (_, i) => `bridge${i}`);
    const query = Object.fromEntries(ids.map((id) => [`@${id}_ann:example.org`, []])) as KeyQuery;
    const bridges = Object.fromEntries(ids.map((id) => [id, { queryKeys: () => ({}) }]));
    const { proxy, requests } = proxyOver(bridges);
    await proxy.queryKeys(query, viewer, { signal: new AbortController().signal });
    const perSignal = new Map<unknown, number>();
    for (const signal of listened.mock.contexts) perSignal.set(signal, (perSignal.get(signal) ?? 0) + 1);
    expect(requests).toHaveLength(20);
    expect(Math.max(...perSignal.values())).toBeLessThan(10);
  });

  it('asks nobody after the deadline has passed by the clock, though its timer has not gone off yet (N8)', async () => {
    let nowMs = 0;
    let answer = (): void => undefined;
    const slow: FakeAppservice = () =>
      new Promise((resolve) => {
        answer = () => {
          resolve(Response.json({}));
        };
      });
    const options = { now: () => nowMs, maxConcurrent: 1, timeoutMs: 60_000 };
    const { proxy, requests, failures, findings } = proxyOver({ irc: slow }, createLocalKeys(), options);
    const first = proxy.claimKeys(claim);
    const second = proxy.claimKeys(claim);
    await eventually(() => {
      expect(requests).toHaveLength(1);
    });
    nowMs = 60_000;
    answer();
    await Promise.all([first, second]);
    expect(requests).toHaveLength(1);
    expect(failures).toMatchObject([{ error: { code: 'TIMEOUT' }, durationMs: 60_000 }]);
    expect(findings).toEqual([]);
  });

  it.each([-6, 6])('waits as long for an appservice when the system’s time is set by %i hours (S8)', async (hours) => {
    vi.useFakeTimers();
    const { proxy, requests, failures } = proxyOver({ irc: down }, createLocalKeys());
    await proxy.queryKeys({ [ann]: [] }, viewer);
    vi.setSystemTime(Date.now() + hours * 3_600_000);
    vi.advanceTimersByTime(1999);
    await proxy.queryKeys({ [ann]: [] }, viewer);
    expect(failures.at(-1)).toMatchObject({ error: { code: 'BACKING_OFF', retryAtMs: Date.now() + 1 } });
    vi.advanceTimersByTime(1);
    await proxy.queryKeys({ [ann]: [] }, viewer);
    expect(requests).toHaveLength(2);
    expect(failures.map(({ durationMs }) => durationMs)).toEqual([0, 0, 0]);
  });

  it('does nothing for an appservice that is being left alone but report it: no sharing, no place in line (N6)', async () => {
    const { proxy, requests, failures } = proxyOver({ irc: down }, createLocalKeys(), { now: () => 0 });
    await proxy.queryKeys({ [ann]: [] }, viewer);
    const query = Object.fromEntries(Array.from({ length: 1100 }, (_, i) => [`@irc_${i}:example.org`, []]));
    await Promise.all([proxy.queryKeys(query, viewer), proxy.queryKeys(query, viewer)]);
    expect(requests).toHaveLength(1);
    expect(failures.map(({ error }) => error.code)).toEqual(['CONNECTION_FAILED', 'BACKING_OFF', 'BACKING_OFF']);
    expect(proxy.metrics()).toMatchObject({ backOffs: 2, sharedRequests: 0 });
  });

  it('reports nothing to do with a caller who had stopped waiting before', async () => {
    const { proxy, failures } = proxyOver({ irc: down }, createLocalKeys(), { now: () => 0 });
    await proxy.queryKeys({ [ann]: [] }, viewer);
    await proxy.queryKeys({ [ann]: [] }, viewer, { signal: AbortSignal.abort() });
    await proxy.claimKeys(claim, { signal: AbortSignal.abort() });
    expect(failures).toHaveLength(1);
  });

  it('says for each finding how long the call took', async () => {
    let nowMs = 0;
    const durations: (number | undefined)[] = [];
    const poacher: FakeAppservice = () => {
      nowMs += 30;
      return Response.json({ device_keys: { '@eve:example.org': {} } });
    };
    const { proxy } = proxyOver({ irc: poacher }, createLocalKeys(), {
      now: () => nowMs,
      onFinding: (_, { durationMs }) => durations.push(durationMs),
    });
    await proxy.queryKeys({ [ann]: [] }, viewer);
    expect(durations).toEqual([30]);
  });
});
