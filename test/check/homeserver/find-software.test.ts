import { expect, it } from 'vitest';
import { findSoftware } from '../../../src/check/homeserver/find-software.js';
import { createHomeserverAsk } from '../../../src/check/homeserver/homeserver-ask.js';

const federation = '/_matrix/federation/v1/version';

it.each([
  [
    'the federation API',
    { [federation]: '{"server":{"name":"Tuwunel","version":"1.9.4 (abc)"}}' },
    '',
    'Tuwunel 1.9.4',
  ],
  [
    'Synapse’s own route',
    { '/_synapse/admin/v1/server_version': '{"server_version":"1.163.2"}' },
    '',
    'Synapse 1.163.2',
  ],
  ['the header', {}, 'Synapse/1.140.0', 'Synapse 1.140.0'],
  ['nothing', {}, 'nginx', 'undefined undefined'],
  ['no odd name', { [federation]: '{"server":{"name":"<b>","version":"1"}}' }, 'Name/1', 'Name 1'],
  ['no odd version', { [federation]: '{"server":{"name":"Name","version":"<1>"}}' }, '', 'undefined undefined'],
])('the software is known by %s', async (_, bodies: Record<string, string>, server, expected) => {
  const ask = createHomeserverAsk({
    url: 'http://homeserver.example',
    asToken: 'secret',
    now: () => 0,
    delay: () => Promise.resolve(),
    fetch: ({ url }) => {
      const body = bodies[new URL(url).pathname];
      return Promise.resolve(new Response(body ?? '{}', { status: body ? 200 : 404, headers: { server } }));
    },
  });
  const software = await findSoftware(ask);
  expect(`${software?.name} ${software?.version}`).toBe(expected);
});
