import type { AppserviceStore, Fence } from '../../src/appservice/store.js';
import type { Fetch } from '../../src/client/fetch.js';

/** The outside of a process: its store and its network. Once it is killed nothing it does has an effect or an end. */
export interface Killable {
  readonly store: AppserviceStore;
  /** Its own requests. */
  readonly fetch: Fetch;
  /** Requests to it: they break when it is killed. */
  readonly serve: (answer: Fetch) => Fetch;
  /** Kills it before its nth step from now: a call of the store, or a request. */
  readonly killAt: (step: number) => void;
  readonly kill: () => void;
  /** Resolves once it is killed, and another process can have the lease. */
  readonly killed: Promise<'killed'>;
  readonly isKilled: () => boolean;
}

/** Puts a process between its store and its network. */
export function createKillable(store: AppserviceStore, fetch: Fetch): Killable {
  const deathRow: ((reason: Error) => void)[] = [];
  let stepsLeft = Infinity;
  let isDead = false;
  let fence: Fence | undefined;
  let die = (): void => undefined;
  const killed = new Promise<'killed'>((resolve) => {
    die = () => {
      // A killed process does not give its lease up; to wait until it expires would teach nothing more.
      const released = fence === undefined ? Promise.resolve() : store.lease.release(fence);
      void released.then(() => {
        resolve('killed');
      });
    };
  });

  function kill(): void {
    if (isDead) return;
    isDead = true;
    die();
    for (const end of deathRow) end(new TypeError('fetch failed'));
  }

  function step<T>(work: () => Promise<T>): Promise<T> {
    if (--stepsLeft <= 0) kill();
    if (isDead) return new Promise<T>(() => undefined);
    return work().then((result) => (isDead ? new Promise<T>(() => undefined) : result));
  }

  /** Counts the calls of an object's methods as steps. */
  function counted<T extends object>(part: T): T {
    return new Proxy(part, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => step(() => Reflect.apply(value, target, args) as Promise<unknown>);
      },
    });
  }

  return {
    store: {
      ...{ inbox: counted(store.inbox), claims: counted(store.claims), devices: counted(store.devices) },
      ...{ rooms: counted(store.rooms), crypto: counted(store.crypto) },
      lease: {
        acquire: async (owner, durationMs) => {
          if (isDead) return undefined;
          fence = (await store.lease.acquire(owner, durationMs)) ?? fence;
          return fence;
        },
        renew: (held, durationMs) => (isDead ? Promise.resolve(false) : store.lease.renew(held, durationMs)),
        release: (held) => (isDead ? Promise.resolve() : store.lease.release(held)),
      },
      transaction: (work, options) => step(() => store.transaction(work, options)),
      close: () => store.close(),
    },
    fetch: (request) => step(() => fetch(request)),
    serve: (answer) => (request) =>
      new Promise((resolve, reject) => {
        if (isDead) reject(new TypeError('fetch failed'));
        deathRow.push(reject);
        answer(request).then(resolve, reject);
      }),
    killAt: (count) => {
      stepsLeft = count;
    },
    kill,
    killed,
    isKilled: () => isDead,
  };
}
