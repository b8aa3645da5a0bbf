import { createHttpClient, protectFetch } from './raw-client.js';
import { exchangeSigned, type FederationSettings } from './federation-call.js';
import { commonHeaders } from './request.js';
import type { paths as UserKeysPaths } from '../../generated/types/server-server-user-keys.js';
import type { HttpMethod } from './raw-client-types.js';

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

/** Every path of the federation document, unstable ones included. */
export type FederationPaths = UserKeysPaths;

/**
 * The API of other homeservers as it is, one method per HTTP method: typed by the document, signed and protected as all calls are
 * (deadline, limits, no redirects, strict JSON in a success), but without errors for what the other side refuses.
 */
export interface FederationHttpClient {
  GET: HttpMethod<'get', FederationPaths, Addressed>;
  POST: HttpMethod<'post', FederationPaths, Addressed>;
}

/** What a request to another homeserver says beside what the document asks for. */
interface Addressed {
  /** The homeserver to ask. */
  serverName: string;
}
