import { createHttpClient, protectFetch } from './raw-client.js';
import { exchangeSigned, type FederationSettings } from './federation-call.js';
import { commonHeaders, nowhere } from './request.js';
import type { paths as UserKeysPaths } from '../../generated/types/server-server-user-keys.js';
import type { HttpMethod } from './raw-client-types.js';

/** Creates the raw client. */
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
 * The API of other homeservers as it is, one method per HTTP method, typed by the document.
 *
 * Calls are signed and protected like all others: deadline, limits, no redirects, strict JSON in a success. But a
 * refusal of the other side is not an error.
 */
export interface FederationHttpClient {
  GET: HttpMethod<'get', FederationPaths, Addressed>;
  POST: HttpMethod<'post', FederationPaths, Addressed>;
}

/** The fields of a request to another homeserver that the document does not have. */
interface Addressed {
  /** Name of the homeserver to ask. */
  serverName: string;
}
