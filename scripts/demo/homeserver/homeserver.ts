import type { TransactionNames } from 'matrix-encrypted-appservice';
import type { Fetch } from 'matrix-encrypted-appservice/client';
import { createKeyProxy, type KeyProxyFailure } from 'matrix-encrypted-appservice/homeserver';
import type { AppserviceRegistration, UserId } from 'matrix-encrypted-appservice/types';
import { createAppservices, type Appservices } from './appservices.js';
import { createAuthenticator, type Login, type ReadNames } from './authenticate.js';
import { jsonOf, respond, routed, type Call } from './calls.js';
import { crossSigningRoutes } from './cross-signing-routes.js';
import { deviceRoutes } from './device-routes.js';
import { untilAborted, type Fault } from './faults.js';
import { keyRoutes } from './key-routes.js';
import { createKeyStore } from './key-store.js';
import { roomRoutes } from './room-routes.js';
import { jsonResponse, refusal, type Route, type RoutedRequest } from './routes.js';
import { HomeserverState } from './state.js';
import { syncRoutes } from './sync.js';
import type { PushedFields, SentTransaction } from './transactions.js';
import { userRoutes } from './user-routes.js';

export interface FakeHomeserverOptions {
  readonly serverName: string;
  readonly registrations: readonly AppserviceRegistration[];
  /** Reaches the appservices, as `handler.fetch` does. {@link FakeHomeserver.connect} replaces it. */
  readonly fetch?: Fetch;
  /** Sends transactions by itself. Default: false, so that `deliver` sends them. */
  readonly pushes?: boolean;
  /** The fields of transactions. Default: all. */
  readonly fields?: Partial<PushedFields>;
  /** The names of the fields. Default: `unstable`, as on Synapse. */
  readonly names?: TransactionNames;
  /** Asks the appservices for keys (MSC3984, MSC3983). Default: true. */
  readonly asksForKeys?: boolean;
  /** The names of the device parameter that are read. Default: `stable`, as on Synapse 1.161 and newer. */
  readonly readNames?: ReadNames;
  /** Time that the key proxy waits for appservices, in milliseconds. Default: 10,000. */
  readonly keyTimeoutMs?: number;
}

/**
 * A homeserver in memory that behaves as Synapse 1.163 was measured, with our key proxy: one process, no sockets, no
 * clock. Rules D, R, T and G of behaviour.md say what was measured.
 */
export interface FakeHomeserver {
  readonly url: string;
  /** Answers requests of clients and appservices. */
  readonly fetch: (request: Request | string | URL, init?: RequestInit) => Promise<Response>;
  readonly state: HomeserverState;
  /** Every call so far. */
  readonly calls: readonly Call[];
  /** Every transaction so far, accepted or refused. */
  readonly transactions: readonly SentTransaction[];
  /** Calls of appservices for keys that gave no information. */
  readonly failures: readonly KeyProxyFailure[];
  /** Sees each call before it has its effect, and may answer in its place. */
  onCall: ((call: Call) => Fault | undefined | Promise<Fault | undefined>) | undefined;
  /** Lets the next calls of a name fail. */
  readonly fail: (name: string, fault: Fault, times?: number) => void;
  /** Logs a client in, with a new device. */
  readonly logIn: (userId: UserId, deviceId: string) => Login;
  /** Replaces the way to the appservices, as when one has started again. */
  readonly connect: (fetch: Fetch) => void;
  readonly fields: { -readonly [Field in keyof PushedFields]: PushedFields[Field] };
  /** Sends everything new in transactions. Those that are refused wait for `retry` or a ping. */
  readonly deliver: () => Promise<SentTransaction[]>;
  /** Repeats the refused transactions, without their to-device messages (R1). */
  readonly retry: () => Promise<SentTransaction[]>;
  readonly restartTransactionIds: () => void;
}

export function createFakeHomeserver(options: FakeHomeserverOptions): FakeHomeserver {
  const { serverName, registrations, names = 'unstable', readNames = 'stable' } = options;
  const state = new HomeserverState(serverName);
  const fields = { ephemeral: true, toDevice: true, deviceLists: true, counts: true, ...options.fields };
  let appserviceFetch: Fetch = options.fetch ?? (() => Promise.reject(new TypeError('fetch failed')));
  const fetch: Fetch = (request) => appserviceFetch(request);

  const calls: Call[] = [];
  const failures: KeyProxyFailure[] = [];
  const planned: { readonly name: string; readonly fault: Fault; times: number }[] = [];
  const answered = new Map<string, unknown>();

  const authenticator = createAuthenticator(state, registrations, readNames);
  const appservices = createAppservices(state, registrations, authenticator.namespaces, {
    fetch,
    fields: () => fields,
    names,
  });
  const proxy = createKeyProxy({
    serverName,
    registrations: options.asksForKeys === false ? [] : [...registrations],
    local: createKeyStore(state),
    fetch,
    timeoutMs: options.keyTimeoutMs,
    onFailure: (failure) => failures.push(failure),
  });
  /** Lets the key proxy ask an appservice again that was given up, before it is pinged (N5, N6). */
  const ping: Appservices['ping'] = (id, transactionId) => {
    proxy.forget(id);
    return appservices.ping(id, transactionId);
  };
  const routes = [
    ...userRoutes(state, authenticator, { ...appservices, ping }),
    ...deviceRoutes(state),
    ...keyRoutes(state, proxy),
    ...crossSigningRoutes(state),
    ...roomRoutes(state, authenticator.namespaces),
    ...syncRoutes(state),
  ];

  if (options.pushes === true) state.watch(() => void appservices.deliver('new'));

  async function answerTo(request: Request): Promise<Response> {
    const { pathname: path, searchParams: query } = new URL(request.url);
    const ofPath = routes.filter((route) => route.path.test(path));
    const route = ofPath.find(({ method }) => method === request.method);
    const bytes = new Uint8Array(await request.arrayBuffer());
    const name = route?.name ?? 'unknown';
    const n = calls.filter((call) => call.name === name).length + 1;
    const { method } = request;
    const common = { name, n, method, path, query, body: jsonOf(bytes), status: undefined };
    const requester = attempt(() => authenticator.authenticate(request.headers, query));
    const call: Call = { ...common, requester: requester.value };
    calls.push(call);

    const perform = async (): Promise<Response> => {
      if (route === undefined) throw refusal(ofPath.length > 0 ? 405 : 404, 'M_UNRECOGNIZED', 'Unrecognized request');
      if (requester.value === undefined) throw requester.error;
      return answerOnce(route, routed(route, request, call, { requester: requester.value, bytes }));
    };
    const fault = (await homeserver.onCall?.(call)) ?? plannedFault(name);
    if (fault !== undefined && !fault.afterEffect) return respond(call, () => fault.answer(request.signal));
    const response = await respond(call, perform);
    return fault === undefined ? response : respond(call, () => fault.answer(request.signal));
  }

  /** Performs a request. One with a transaction ID has its effect once, and the same answer each time. */
  async function answerOnce(route: Route, request: RoutedRequest): Promise<Response> {
    const { userId, deviceId } = request.requester;
    const key = route.takesTransactionId ? JSON.stringify([userId, deviceId, request.path]) : undefined;
    const before = key === undefined ? undefined : answered.get(key);
    if (before !== undefined) return jsonResponse(200, before);
    const answer = await route.answer(request);
    if (answer instanceof Response) return answer;
    if (key !== undefined) answered.set(key, answer);
    return jsonResponse(200, answer);
  }

  function plannedFault(name: string): Fault | undefined {
    const plan = planned.find((each) => each.name === name && each.times > 0);
    if (plan !== undefined) plan.times -= 1;
    return plan?.fault;
  }

  const homeserver: FakeHomeserver = {
    url: `http://${serverName}`,
    async fetch(input, init) {
      const request = new Request(input, init);
      return Promise.race([answerTo(request), untilAborted(request.signal)]);
    },
    state,
    calls,
    transactions: appservices.transactions,
    failures,
    onCall: undefined,
    fail(name, fault, times = 1) {
      planned.push({ name, fault, times });
    },
    logIn(userId, deviceId) {
      const login = { userId, deviceId, accessToken: `token-${authenticator.logins.size + 1}-of-a-client` };
      authenticator.logins.set(login.accessToken, login);
      state.putDevice(userId, deviceId, undefined);
      return login;
    },
    connect(other) {
      appserviceFetch = other;
    },
    fields,
    deliver: () => appservices.deliver('new'),
    retry: () => appservices.deliver('refused'),
    restartTransactionIds: () => {
      appservices.restartTransactionIds();
    },
  };
  return homeserver;
}

function attempt<T>(work: () => T): { readonly value?: T; readonly error?: unknown } {
  try {
    return { value: work() };
  } catch (error) {
    return { error };
  }
}
