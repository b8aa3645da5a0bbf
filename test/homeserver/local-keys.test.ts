import { describe, expect, it } from 'vitest';
import { createKeyProxy, type LocalKeys } from '../../src/homeserver/index.js';
import { createAppservices, deviceKeysOf, hanging, type FakeAppservice } from '../helpers/appservices.js';
import { withResolvers } from '../helpers/with-resolvers.js';

const ann = '@irc_ann:example.org';
const bob = { userId: '@bob:example.org' };
const remote = { serverName: 'remote.example', displayNames: true };
const answering: FakeAppservice = {
  queryKeys: () => ({ device_keys: { [ann]: { NEW: deviceKeysOf(ann, 'NEW') } } }),
  claimKeys: () => ({}),
};

/** Whom a request is for. */
interface Caller {
  readonly token: string;
}

/** A proxy whose store answers by the caller's token, and every call of the store: the method and its last argument. */
function setUp(appservice: FakeAppservice = answering, changes: Partial<LocalKeys<Caller>> = {}) {
  const { registrations, fetch, requests } = createAppservices({ irc: appservice });
  const calls: [method: string, request: unknown][] = [];
  const local: LocalKeys<Caller> = {
    queryKeys(_, request) {
      calls.push(['queryKeys', request]);
      const device = deviceKeysOf(ann, 'OLD', request.context.token);
      return Promise.resolve({ device_keys: { [ann]: { OLD: device } } });
    },
    claimKeys(_, request) {
      calls.push(['claimKeys', request]);
      return Promise.resolve({ [ann]: { D: { 'a:1': request.context.token } } });
    },
    fallbackKeys(_, request) {
      calls.push(['fallbackKeys', request]);
      return Promise.resolve({});
    },
    userDevices(userId, request) {
      calls.push(['userDevices', request]);
      return Promise.resolve({ user_id: userId, stream_id: 1, devices: [] });
    },
    ...changes,
  };
  const proxy = createKeyProxy({ serverName: 'example.org', registrations, fetch, local });
  return { proxy, calls, requests };
}

describe('the homeserver’s own store', () => {
  it('is told of every request who looks, the host’s context and a signal', async () => {
    const { proxy, calls } = setUp();
    const context = { token: 'secret' };
    await proxy.queryKeys({ [ann]: [] }, bob, { context });
    await proxy.userDevices(ann, remote, { context });
    await proxy.claimKeys({ [ann]: { D: ['a', 'a'], E: ['b'] } }, { context });
    const signal = expect.any(AbortSignal) as AbortSignal;
    expect(calls).toEqual([
      ['queryKeys', { viewer: bob, signal, context }],
      ['userDevices', { viewer: remote, signal, context }],
      ['claimKeys', { signal, context }],
      ['fallbackKeys', { markAsUsed: true, signal, context }],
      ['fallbackKeys', { markAsUsed: false, signal, context }],
    ]);
    for (const [, request] of calls) expect(request).toHaveProperty('context', context);
  });

  it('answers each request by itself, while those who ask the same share what an appservice is asked (G4)', async () => {
    const answer = withResolvers<Response>();
    const { proxy, requests } = setUp(() => answer.promise);
    const tokens = ['one', 'two', 'three'];
    const answers = tokens.map((token) => proxy.queryKeys({ [ann]: [] }, bob, { context: { token } }));
    answer.resolve(Response.json({ device_keys: { [ann]: { NEW: deviceKeysOf(ann, 'NEW') } } }));
    expect(await Promise.all(answers)).toEqual(
      tokens.map((token) => ({
        device_keys: { [ann]: { OLD: deviceKeysOf(ann, 'OLD', token), NEW: deviceKeysOf(ann, 'NEW') } },
      })),
    );
    expect(requests).toHaveLength(1);
  });

  it('gives no answer of one context to another when answers of appservices are kept (G4)', async () => {
    const { registrations, fetch, requests } = createAppservices({ irc: answering });
    const local: LocalKeys<string> = {
      queryKeys: (_, { context }) => Promise.resolve({ failures: { [context]: {} } }),
      claimKeys: () => Promise.resolve({}),
      fallbackKeys: () => Promise.resolve({}),
      userDevices: (userId) => Promise.resolve({ user_id: userId, stream_id: 1, devices: [] }),
    };
    const options = { serverName: 'example.org', registrations, fetch, local, reuseMs: 1000, ownsLocalAnswers: true };
    const proxy = createKeyProxy(options);
    for (const context of ['a', 'b', 'a']) {
      const { failures } = await proxy.queryKeys({ [ann]: [] }, bob, { context });
      expect(failures).toEqual({ [context]: {} });
    }
    expect(requests).toHaveLength(1);
  });

  it('hears by its signal when the caller stops waiting, with the caller’s reason', async () => {
    let signal: AbortSignal | undefined;
    const { proxy } = setUp(hanging, {
      queryKeys: (_, request) => {
        ({ signal } = request);
        return Promise.resolve({});
      },
    });
    const caller = new AbortController();
    const answer = proxy.queryKeys({ [ann]: [] }, bob, { context: { token: '' }, signal: caller.signal });
    expect(signal?.aborted).toBe(false);
    caller.abort('gone');
    expect(signal).toMatchObject({ aborted: true, reason: 'gone' });
    expect(await answer).toEqual({});
  });

  it('hears by its signal that its own failure has ended the request, so that nothing is left running', async () => {
    let signal: AbortSignal | undefined;
    const failure = new Error('the store is closed');
    const { proxy } = setUp(hanging, {
      queryKeys: (_, request) => {
        ({ signal } = request);
        return Promise.reject(failure);
      },
    });
    await expect(proxy.queryKeys({ [ann]: [] }, bob, { context: { token: '' } })).rejects.toBe(failure);
    expect(signal).toMatchObject({ aborted: true, reason: failure });
  });

  it('has no context where the host gives none', async () => {
    const contexts: unknown[] = [];
    const { registrations, fetch } = createAppservices({});
    const proxy = createKeyProxy({
      serverName: 'example.org',
      registrations,
      fetch,
      local: {
        queryKeys: (_, { context }) => {
          contexts.push(context);
          return Promise.resolve({});
        },
        claimKeys: () => Promise.resolve({}),
        fallbackKeys: () => Promise.resolve({}),
        userDevices: (userId) => Promise.resolve({ user_id: userId, stream_id: 1, devices: [] }),
      },
    });
    await proxy.queryKeys({ [ann]: [] }, bob);
    expect(contexts).toEqual([undefined]);
  });
});
