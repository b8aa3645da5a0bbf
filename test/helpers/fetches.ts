import type { Fetch } from '../../src/client/index.js';
import { Agent } from 'undici';
import { createNodeTransport } from '../../src/node/transport.js';
import { createUndiciTransport } from '../../src/undici/index.js';

const transport = createNodeTransport();
const undici = createUndiciTransport(new Agent());

/** Every way in which a client's requests can go out on Node: what it is called, and what is passed in as `fetch`. */
export const fetches: readonly (readonly [name: string, fetch: Fetch | undefined])[] = [
  ['the fetch of the runtime', undefined],
  ['a fetch that is passed in', (request: Request): Promise<Response> => fetch(request)],
  ['the Node transport', transport],
  ['the undici transport', undici],
  ['the undici transport within another fetch', (request: Request): Promise<Response> => undici(request)],
  ['the Node transport within another fetch', (request: Request): Promise<Response> => transport(request)],
];
