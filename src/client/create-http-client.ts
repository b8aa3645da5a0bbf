import createClient, { defaultPathSerializer, type Client } from 'openapi-fetch';
import { requirePathSegment } from './path-segment.js';
import { requestInit, type Fetch } from './send.js';

/**
 * Makes a client of openapi-fetch for the paths of a document. A parameter that the path cannot hold rejects with a
 * {@link RangeError}, and nothing is sent.
 *
 * @param headers What every request carries: the only place where a token belongs (N8).
 */
export function createHttpClient<Paths extends object>(
  baseUrl: string,
  fetch: Fetch,
  headers: Readonly<Record<string, string>> = {},
): Client<Paths> {
  return createClient<Paths>({
    ...requestInit,
    baseUrl,
    headers: { ...requestInit.headers, ...headers },
    fetch,
    pathSerializer: (path, parameters) => {
      for (const [name, value] of Object.entries(parameters)) requirePathSegment(name, String(value));
      return defaultPathSerializer(path, parameters);
    },
  });
}
