import { describe, expectTypeOf, it } from 'vitest';
import {
  createKeyProxy,
  type FederationViewer,
  type KeyProxy,
  type KeyProxyOptions,
  type KeyQueryViewer,
  type LocalKeys,
  type LocalQuery,
} from 'matrix-encrypted-appservice/homeserver';

interface Caller {
  readonly token: string;
}

declare const options: Omit<KeyProxyOptions, 'local'>;
declare const local: LocalKeys;
declare const localOfCaller: LocalKeys<Caller>;
declare const localOfAnybody: LocalKeys<Caller | undefined>;
const viewer = { userId: '@bob:example.org' };
const remote = { serverName: 'remote.example' };

describe('a key proxy', () => {
  it('takes no context where its store needs none', () => {
    const proxy = createKeyProxy({ ...options, local });
    expectTypeOf(proxy).toEqualTypeOf<KeyProxy>();
    void proxy.queryKeys({}, viewer);
    void proxy.queryKeys({}, viewer, undefined);
    void proxy.queryKeys({}, viewer, { signal: AbortSignal.abort() });
    void proxy.userDevices('@a:x', remote);
    void proxy.claimKeys({}, { includeFallback: true });
    // @ts-expect-error: its store would not see it
    void proxy.queryKeys({}, viewer, { context: { token: '' } });
  });

  it('infers that its store needs none where no method of it looks at the context', () => {
    const proxy = createKeyProxy({
      ...options,
      local: {
        queryKeys: async () => Promise.resolve({}),
        claimKeys: async () => Promise.resolve({}),
        fallbackKeys: async (_, { markAsUsed }) => Promise.resolve(markAsUsed ? {} : {}),
        userDevices: async (userId) => Promise.resolve({ user_id: userId, stream_id: 1, devices: [] }),
      },
    });
    expectTypeOf(proxy).toEqualTypeOf<KeyProxy>();
  });

  it('demands the context that its store needs, with every request', () => {
    const proxy = createKeyProxy({ ...options, local: localOfCaller });
    expectTypeOf(proxy).toEqualTypeOf<KeyProxy<Caller>>();
    const context = { token: '' };
    void proxy.queryKeys({}, viewer, { context });
    void proxy.userDevices('@a:x', remote, { context, signal: undefined });
    void proxy.claimKeys({}, { context, includeFallback: true });
    // @ts-expect-error: no context
    void proxy.queryKeys({}, viewer);
    // @ts-expect-error: no context
    void proxy.userDevices('@a:x', remote, {});
    // @ts-expect-error: no context
    void proxy.claimKeys({}, { includeFallback: true });
    // @ts-expect-error: another context
    void proxy.queryKeys({}, viewer, { context: {} });
  });

  it('infers the context from a method of its store', () => {
    const proxy = createKeyProxy({
      ...options,
      local: {
        ...localOfCaller,
        queryKeys: (_, { context }: LocalQuery<Caller>) => Promise.reject(new Error(context.token)),
      },
    });
    expectTypeOf(proxy).toEqualTypeOf<KeyProxy<Caller>>();
  });

  it('leaves the context to the host where its store can do without', () => {
    const proxy = createKeyProxy({ ...options, local: localOfAnybody });
    void proxy.queryKeys({}, viewer);
    void proxy.queryKeys({}, viewer, { context: { token: '' } });
    void proxy.claimKeys({});
  });

  it('tells its store who looks: anybody, another server, or for a claim perhaps nobody', () => {
    type Request<Method extends keyof LocalKeys<Caller>> = Parameters<LocalKeys<Caller>[Method]>[1];
    expectTypeOf<Request<'queryKeys'>['viewer']>().toEqualTypeOf<KeyQueryViewer>();
    expectTypeOf<Request<'userDevices'>['viewer']>().toEqualTypeOf<FederationViewer>();
    expectTypeOf<Request<'claimKeys'>['viewer']>().toEqualTypeOf<KeyQueryViewer | undefined>();
    expectTypeOf<Request<'fallbackKeys'>>().toHaveProperty('markAsUsed');
    expectTypeOf<Request<keyof LocalKeys>['context']>().toEqualTypeOf<Caller>();
    expectTypeOf<Request<keyof LocalKeys>['signal']>().toEqualTypeOf<AbortSignal>();
  });
});
