import { getEventListeners } from 'node:events';
import { types } from 'node:util';
import { expect, it } from 'vitest';
import { withDeadline } from '../../src/async/deadline.js';
import { createAppserviceClient, createFederationClient } from '../../src/client/index.js';
import { deviceKeysOf, registrationOf } from '../helpers/appservices.js';
import { proxyOver } from '../helpers/proxy-over.js';

const ann = '@irc_ann:example.org';

const answering = {
  queryKeys: () => ({ device_keys: { [ann]: { D: deviceKeysOf(ann, 'D') } } }),
  claimKeys: () => ({}),
};
const { proxy } = proxyOver({ irc: answering });
const client = createAppserviceClient(registrationOf('irc'), { fetch: () => Promise.resolve(Response.json({})) });
const federation = createFederationClient({
  origin: 'example.org',
  sign: () => Promise.resolve('X-Matrix origin=example.org,key="ed25519:1",sig=""'),
  resolve: () => Promise.resolve(new URL('http://remote.test')),
  fetch: () => Promise.resolve(Response.json({})),
});

const calls: [string, number, (signal: AbortSignal) => Promise<unknown>][] = [
  ['pieces of work under a deadline', 10_000, (signal) => withDeadline(1000, signal, () => Promise.resolve())],
  ['calls of a client', 200, (signal) => client.queryKeys({ [ann]: [] }, { signal })],
  ['calls of a federation client', 200, (signal) => federation.queryKeys('a.example', { device_keys: {} }, { signal })],
  ['key queries of the proxy', 200, (signal) => proxy.queryKeys({ [ann]: [] }, { userId: ann }, { signal })],
  ['device lists of the proxy', 200, (signal) => proxy.userDevices(ann, { serverName: 'a.example' }, { signal })],
  ['key claims of the proxy', 200, (signal) => proxy.claimKeys({ [ann]: { D: ['a'] } }, { signal })],
];

it.each(calls)('%s leave nothing on a signal that outlives them: %i of them (rule S6)', async (_, times, call) => {
  const { signal } = new AbortController();
  for (let i = 0; i < times; i++) await call(signal);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  expect(retainedBy(signal)).toBe(0);
});

it('what AbortSignal.any leaves on a signal would be found', () => {
  const { signal } = new AbortController();
  for (let i = 0; i < 5; i++) AbortSignal.any([signal]);
  expect(retainedBy(signal)).toBe(5);
});

/** How many entries Node's own collections in a signal have, its listeners aside. */
function retainedBy(signal: AbortSignal): number {
  let entries = 0;
  for (const name of Object.getOwnPropertySymbols(signal)) {
    const value: unknown = (signal as unknown as Record<symbol, unknown>)[name];
    if (name.description !== 'kEvents' && (types.isSet(value) || types.isMap(value))) entries += value.size;
  }
  return entries;
}
