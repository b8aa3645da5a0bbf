import { createHttpClient } from './create-http-client.js';
import { exchangeSigned, type FederationSettings } from './federation-call.js';
import type { Addressed, FederationHttpClient, FederationPaths } from './federation-http-client.js';
import { protectFetch } from './protected-fetch.js';
import { commonHeaders } from './request-maker.js';

/** A request is made before it is known where to, so it needs a URL, and this one leads nowhere. */
export const nowhere = 'http://homeserver.invalid';

/** Makes the raw client. */
export function createFederationHttpClient(settings: FederationSettings): FederationHttpClient {
  const callWith =
    (method: 'get' | 'post'): UntypedCall =>
    (path, { serverName, ...request }) => {
      const send = protectFetch(settings.timeoutMs, (made, cancellation) =>
        exchangeSigned(made, serverName, cancellation, settings),
      );
      const client = createHttpClient<FederationPaths>(nowhere, send, commonHeaders()) as unknown as UntypedClient;
      return client.request(method, path, request);
    };
  // The same calls under narrower types: those of openapi-fetch cannot be followed through a wrapper.
  return { GET: callWith('get'), POST: callWith('post') } as unknown as FederationHttpClient;
}

interface UntypedClient {
  request(method: string, path: string, request: object): Promise<unknown>;
}

type UntypedCall = (path: string, request: Addressed) => Promise<unknown>;
