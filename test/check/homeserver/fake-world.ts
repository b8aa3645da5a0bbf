import { randomBytes } from 'node:crypto';
import { answerFetch } from '../../../src/appservice/answer-fetch.js';
import type { AppserviceHandler } from '../../../src/appservice/index.js';
import type { CheckReport, CheckResult } from '../../../src/check/check.js';
import { checkHomeserver, type CheckHomeserverOptions } from '../../../src/check/homeserver/check-homeserver.js';
import { createCheckRegistration } from '../../../src/check/homeserver/check-registration.js';
import type { Fetch } from '../../../src/client/index.js';
import type { AppserviceRegistration } from '../../../src/types.js';
import {
  createFakeHomeserver,
  type FakeHomeserver,
  type FakeHomeserverOptions,
} from '../../helpers/fake-homeserver.js';

export const checkedServer = 'example.org';

/** Makes a registration for checks. */
export function checkRegistration(port = 29399): AppserviceRegistration {
  return createCheckRegistration({ serverName: checkedServer, url: `http://127.0.0.1:${port}`, randomBytes });
}

/** What is otherwise than at the demo's homeserver: a fault, say. */
export interface FakeWorldOptions {
  readonly registrations?: readonly AppserviceRegistration[];
  readonly homeserver?: Partial<FakeHomeserverOptions>;
  /** Stands between the checks and the homeserver. */
  readonly toHomeserver?: (next: Fetch, homeserver: FakeHomeserver) => Fetch;
  /** Stands between the homeserver and its appservices. */
  readonly toAppservice?: (next: Fetch) => Fetch;
  /** Lets time pass: what the homeserver does by itself. Default: it repeats what was refused. */
  readonly later?: (homeserver: FakeHomeserver) => Promise<unknown>;
}

/** The demo's homeserver, which behaves as Synapse was measured, and what checks of it need: no sockets and no timers. */
export interface FakeWorld {
  readonly homeserver: FakeHomeserver;
  readonly registrations: readonly AppserviceRegistration[];
  readonly fetch: Fetch;
  readonly delay: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Serves a handler at a port of loopback, as far as this homeserver is concerned. */
  readonly serve: (
    handle: AppserviceHandler['handle'],
    address: { readonly port: number },
  ) => Promise<() => Promise<void>>;
}

export function createFakeWorld(options: FakeWorldOptions = {}): FakeWorld {
  const { registrations = [checkRegistration()], later = (each: FakeHomeserver) => each.retry() } = options;
  const handlers = new Map<string, Fetch>();
  const reach: Fetch = (request) =>
    handlers.get(new URL(request.url).port)?.(request) ?? Promise.reject(new TypeError('fetch failed'));
  const homeserver = createFakeHomeserver({
    serverName: checkedServer,
    registrations,
    fetch: options.toAppservice?.(reach) ?? reach,
    pushes: true,
    keyTimeoutMs: 250,
    ...options.homeserver,
  });
  const direct: Fetch = (request) => homeserver.fetch(request);
  return {
    homeserver,
    registrations,
    fetch: options.toHomeserver?.(direct, homeserver) ?? direct,
    // What is under way ends first; then time passes.
    delay: async (_, signal) => {
      await turns();
      if (signal?.aborted === true) return;
      await later(homeserver);
      await turns();
    },
    serve: (handle, { port }) => {
      handlers.set(String(port), (request) => answerFetch(handle, request));
      return Promise.resolve(() => {
        handlers.delete(String(port));
        return Promise.resolve();
      });
    },
  };
}

async function turns(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** Checks that homeserver. */
export function checkFake(
  { homeserver, registrations, fetch, delay, serve }: FakeWorld,
  options: Partial<CheckHomeserverOptions> = {},
): Promise<CheckReport> {
  const [registration = checkRegistration(), second] = registrations;
  let time = 0;
  return checkHomeserver({
    homeserverUrl: homeserver.url,
    serverName: checkedServer,
    registration,
    second,
    software: { name: 'synapse', version: '1.163.2' },
    serve: ({ url }, handle) => serve(handle, { port: Number(new URL(url ?? '').port) }),
    fetch,
    now: () => (time += 5),
    delay,
    randomBytes,
    times: { hang: 5000 },
    ...options,
  });
}

/** Returns the result of a check. */
export function resultOf({ results }: CheckReport, id: string): CheckResult {
  const result = results.find(({ check }) => check.id === id);
  if (result === undefined) throw new Error(`there is no check ${id}`);
  return result;
}

/** Writes the results that are not `works`, by ID. */
export function faultsIn({ results }: CheckReport): Record<string, string> {
  const faults = results.filter(({ verdict }) => verdict !== 'works');
  return Object.fromEntries(
    faults.map(({ check, verdict, seen }) => [check.id, seen === undefined ? verdict : `${verdict}: ${seen}`]),
  );
}
