import createClient, { type Client } from 'openapi-fetch';
import type { AppservicePaths } from './http-client.js';
import { requestInit, type Fetch } from './send.js';

/** Makes a client of openapi-fetch, with the token in the only place where it belongs: the `Authorization` header (N8). */
export function createHttpClient(baseUrl: string, hsToken: string, fetch: Fetch): Client<AppservicePaths> {
  const headers = { ...requestInit.headers, authorization: `Bearer ${hsToken}` };
  return createClient<AppservicePaths>({ ...requestInit, baseUrl, headers, fetch });
}
