import type { Fetch } from '../../src/client/index.js';
import { createNodeTransport } from '../../src/node/transport.js';

const transport = createNodeTransport();

/** Every way in which a client's requests can go out on Node: what it is called, and what is passed in as `fetch`. */
export const fetches: readonly (readonly [name: string, fetch: Fetch | undefined])[] = [
  ['the fetch of the runtime', undefined],
  ['a fetch that is passed in', (request: Request): Promise<Response> => fetch(request)],
  ['the Node transport', transport],
  ['the Node transport within another fetch', (request: Request): Promise<Response> => transport(request)],
];
