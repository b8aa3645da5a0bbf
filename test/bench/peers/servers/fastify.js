import { fastify } from 'fastify';

export const peer = 'fastify';

/** A route that parses: no token, no check. Its default limit of 1 MiB would refuse the largest transaction. */
export async function createListener() {
  const app = fastify({ bodyLimit: 64 * 1024 * 1024 });
  app.put('/_matrix/app/v1/transactions/:txnId', () => ({}));
  await app.ready();
  return app.routing;
}
