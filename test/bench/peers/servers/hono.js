import { getRequestListener } from '@hono/node-server';

export const peer = '@hono/node-server';

/** Our handler's `fetch`, as it runs wherever there is no Node. */
export function createListener({ fetch }) {
  return getRequestListener(fetch);
}
