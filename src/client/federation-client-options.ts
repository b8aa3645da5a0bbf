import type { SignRequest } from '../federation/request-signer.js';
import type { CommonClientOptions } from './client-options.js';

/** How a client calls other homeservers. The deadline covers `resolve` and `sign` as well (N8). */
export interface FederationClientOptions extends CommonClientOptions {
  /** The server name of the homeserver that asks. A header that `sign` makes for another one is not sent. */
  readonly origin: string;
  /**
   * Gives the value of the `Authorization` header, such as what `createRequestSigner` makes. It gets method, target and content
   * exactly as they are sent, and is called once for each request. What it rejects with, the call rejects with.
   */
  readonly sign: SignRequest;
  /**
   * Finds out where a homeserver is: its http or https URL, without user, query and fragment. What it rejects with, the call
   * rejects with.
   *
   * A path is put in front of those of the API, without slashes at its end, and is signed with them: whatever stands there has to
   * pass the path on unchanged. The URL's host is the `Host` header's as well; if the connection has to go to another address or
   * the certificate is for another name, `fetch` has to see to that.
   *
   * @see https://spec.matrix.org/v1.19/server-server-api/#resolving-server-names
   */
  readonly resolve: (serverName: string) => Promise<URL>;
}
