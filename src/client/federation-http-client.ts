import type { paths as UserKeysPaths } from '../../generated/types/server-server-user-keys.js';
import type { HttpMethod } from './http-client.js';

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
export interface Addressed {
  /** The homeserver to ask. */
  serverName: string;
}
