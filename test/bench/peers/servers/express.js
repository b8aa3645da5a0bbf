import express from 'express';

export const peer = 'express';

/** A route that parses: no token, no check. Its default limit of 100 kB would refuse the largest transaction. */
export function createListener() {
  const app = express();
  app.put('/_matrix/app/v1/transactions/:txnId', express.json({ limit: '64mb' }), (request, response) => {
    response.json({});
  });
  return app;
}
