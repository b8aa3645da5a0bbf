import { Buffer } from 'node:buffer';
import { timingSafeEqual } from 'node:crypto';
import { fastify } from 'fastify';

export const peer = 'fastify';

const idsKept = 10_000;
const text = { type: 'string' };
const event = {
  type: 'object',
  required: ['type', 'event_id', 'room_id', 'sender', 'origin_server_ts', 'content'],
  properties: {
    type: text,
    event_id: text,
    room_id: text,
    sender: text,
    state_key: text,
    origin_server_ts: { type: 'integer' },
    content: { type: 'object' },
    unsigned: { type: 'object' },
  },
};
const body = {
  type: 'object',
  required: ['events'],
  properties: {
    events: { type: 'array', items: event },
    ephemeral: { type: 'array', items: { type: 'object', required: ['type', 'content'] } },
    to_device: { type: 'array', items: { type: 'object', required: ['type', 'sender', 'content'] } },
  },
};

/**
 * An appservice as one writes it with this framework: the token is compared in constant time, the body checked by a
 * schema, IDs are remembered in a ring, and there is a callback for each event. Its default limit of 1 MiB would refuse the
 * largest transaction.
 */
export async function createListener({ hsToken, onEvent }) {
  const app = fastify({ bodyLimit: 64 * 1024 * 1024 });
  const expected = Buffer.from(`Bearer ${hsToken}`);
  const known = new Set();
  const ring = new Array(idsKept);
  let next = 0;

  app.addHook('onRequest', (request, reply, done) => {
    const given = Buffer.from(request.headers.authorization ?? '');
    if (given.length === expected.length && timingSafeEqual(given, expected)) done();
    else reply.code(403).send({ errcode: 'M_FORBIDDEN', error: 'the token is wrong' });
  });
  app.put('/_matrix/app/v1/transactions/:txnId', { schema: { body } }, (request, reply) => {
    const { txnId } = request.params;
    if (!known.has(txnId)) {
      for (const each of request.body.events) onEvent(each);
      known.delete(ring[next]);
      ring[next] = txnId;
      known.add(txnId);
      next = (next + 1) % idsKept;
    }
    reply.send({});
  });
  await app.ready();
  return app.routing;
}
