import type { AppserviceRegistration, Transaction } from 'matrix-encrypted-appservice';
import { createKeyProxy, type KeyProxyFailure } from 'matrix-encrypted-appservice/homeserver';
import { createJsonListener } from './json-listener.js';
import { keyRoutes } from './key-routes.js';
import { KeyStore } from './key-store.js';
import type { Login } from './login.js';
import { openLoopbackServer, type Exchange } from './loopback-server.js';
import { messageRoutes } from './message-routes.js';
import { createOutbox } from './outbox.js';
import type { Scope } from './scope.js';

export interface Homeserver {
  readonly url: string;
  /** Keys uploaded by clients. */
  readonly keys: KeyStore;
  /** Calls of the appservice that gave no information, oldest first. */
  readonly failures: readonly KeyProxyFailure[];
  /**
   * Sends the appservice everything that waits for it. Real homeservers do this by themselves; here it is a visible
   * step.
   */
  deliver(): Promise<Transaction>;
}

/** Starts a miniature homeserver, with one user and one appservice. */
export async function startHomeserver(
  serverName: string,
  user: Login,
  registration: AppserviceRegistration,
  exchanges: Exchange[],
  scope: Scope,
): Promise<Homeserver> {
  const keys = new KeyStore();
  const failures: KeyProxyFailure[] = [];
  const proxy = createKeyProxy({
    serverName,
    registrations: [registration],
    local: keys,
    onFailure: (failure) => failures.push(failure),
  });

  const outbox = createOutbox(registration, serverName);
  const routes = [...keyRoutes(user, keys, proxy), ...messageRoutes(user, outbox)];
  const server = await openLoopbackServer({ from: 'Bob', to: 'homeserver' }, exchanges, scope);
  server.serve(createJsonListener(user.accessToken, routes));
  return { url: server.url, keys, failures, deliver: () => outbox.deliver() };
}
