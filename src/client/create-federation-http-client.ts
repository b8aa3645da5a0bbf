import type { Client } from 'openapi-fetch';
import { createHttpClient } from './create-http-client.js';
import { exchangeSigned, type FederationSettings } from './federation-call.js';
import type { Addressed, FederationHttpClient, FederationPaths } from './federation-http-client.js';
import { protectFetch } from './protected-fetch.js';

/** Makes the raw client. */
export function createFederationHttpClient(settings: FederationSettings): FederationHttpClient {
  const callWith =
    (method: 'get' | 'post'): UntypedCall =>
    (path, { serverName, ...request }) => {
      const client = createAddressedClient(serverName, settings) as unknown as UntypedClient;
      return client.request(method, path, request);
    };
  // The same calls under narrower types: those of openapi-fetch cannot be followed through a wrapper.
  return { GET: callWith('get'), POST: callWith('post') } as unknown as FederationHttpClient;
}

/** Makes a client of openapi-fetch whose requests are signed, and go to one homeserver. */
export function createAddressedClient(serverName: string, settings: FederationSettings): Client<FederationPaths> {
  return createHttpClient<FederationPaths>(
    // openapi-fetch makes a `Request` before it is known where to, so it needs a URL, and this one leads nowhere.
    'http://homeserver.invalid',
    protectFetch(settings.timeoutMs, (made, signal) => exchangeSigned(made, serverName, signal, settings)),
  );
}

interface UntypedClient {
  request(method: string, path: string, request: object): Promise<unknown>;
}

type UntypedCall = (path: string, request: Addressed) => Promise<unknown>;
