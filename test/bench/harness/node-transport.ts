import * as node from 'matrix-encrypted-appservice/node';

/** A `fetch` over node:http, as `createNodeTransport` makes it. */
export interface NodeTransport {
  readonly fetch: (request: Request) => Promise<Response>;
  readonly close: () => void;
}

/** The package's transport; `undefined` where the built package has none yet. */
export function createNodeTransport(): NodeTransport | undefined {
  const create: unknown = (node as Readonly<Record<string, unknown>>)['createNodeTransport'];
  if (typeof create !== 'function') return undefined;
  const fetch = (create as () => NodeTransport['fetch'] & Partial<Pick<NodeTransport, 'close'>>)(); // as it is documented
  return { fetch, close: () => fetch.close?.() };
}
