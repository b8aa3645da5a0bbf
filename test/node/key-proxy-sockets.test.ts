import { afterEach, describe, expect, it } from 'vitest';
import type { Fetch } from '../../src/client/index.js';
import { UnrecognizedEndpointError } from '../../src/errors.js';
import { createKeyProxy, type KeyProxyFailure } from '../../src/homeserver/index.js';
import type { KeyClaimResponse, KeyQueryResponse } from '../../src/types.js';
import { faultLimits, faults, groupsOf, type Fault } from '../helpers/answer-faults.js';
import { deviceKeysOf, registrationOf } from '../helpers/appservices.js';
import { respond, startFaultyServer, type FaultyServer } from '../helpers/faulty-server.js';
import { fetches } from '../helpers/fetches.js';
import { createLocalKeys } from '../helpers/local-keys.js';

const ann = '@irc_ann:example.org';
const ben = '@xmpp_ben:example.org';
const algorithm = 'signed_curve25519';
const keysOf = (userId: string, name: string): KeyClaimResponse => ({
  [userId]: { D: { [`${algorithm}:${name}`]: { key: name, signatures: {} } } },
});
const devicesOf = (userId: string, deviceId: string): KeyQueryResponse => ({
  device_keys: { [userId]: { [deviceId]: deviceKeysOf(userId, deviceId) } },
});

const running: FaultyServer[] = [];
async function start(answer: Parameters<typeof startFaultyServer>[0]): Promise<FaultyServer> {
  const server = await startFaultyServer(answer);
  running.push(server);
  return server;
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

describe.each(fetches)('over %s', (_, fetch) => {
  describe('the key proxy, with one appservice at fault and one that answers', () => {
    it.each(groupsOf(faults))(
      'takes %s for no information, loses nobody else’s keys, and leaves no connection open (N7, S2)',
      async (_, group) => {
        await Promise.all(group.map((fault) => lookAt(fault, fetch)));
      },
    );

    it('leaves the one alone that knows no such route, and goes on asking the other (N5)', async () => {
      const unknown = await start(respond(404, ''));
      const sound = await start(respond(200, JSON.stringify(devicesOf(ben, 'D'))));
      const failures: KeyProxyFailure[] = [];
      let nowMs = 0;
      const proxy = createKeyProxy({
        now: () => nowMs,
        serverName: 'example.org',
        registrations: [registrationOf('irc', { url: unknown.url }), registrationOf('xmpp', { url: sound.url })],
        local: createLocalKeys(),
        onFailure: (failure) => failures.push(failure),
        fetch,
      });
      for (; nowMs < 3000; nowMs += 1000) await proxy.queryKeys({ [ann]: [], [ben]: [] }, { userId: ann });
      expect(unknown.requests).toHaveLength(2);
      expect(sound.requests).toHaveLength(3);
      expect(failures[0]?.error).toBeInstanceOf(UnrecognizedEndpointError);
      expect(failures.slice(1).map(({ error }) => error.name)).toEqual(['BackingOffError', 'BackingOffError']);
    });
  });
});

async function lookAt(fault: Fault, fetch: Fetch | undefined): Promise<void> {
  // Where it is the deadline that ends the call, the other one has to answer within it, on a busy machine too.
  const timeoutMs = fault.timeoutMs && 2500;
  const faulty = await start(fault.answer);
  const sound = await start((socket, { path }) => {
    respond(200, JSON.stringify(path.endsWith('/query') ? devicesOf(ben, 'D') : keysOf(ben, 'xmpp')))(socket);
  });
  const failures: KeyProxyFailure[] = [];
  const proxy = createKeyProxy({
    serverName: 'example.org',
    registrations: [registrationOf('irc', { url: faulty.url }), registrationOf('xmpp', { url: sound.url })],
    local: createLocalKeys({ keys: devicesOf(ann, 'OLD'), fallbackKeys: keysOf(ann, 'fallback') }),
    onFailure: (failure) => failures.push(failure),
    timeoutMs,
    ...faultLimits,
    fetch,
  });

  const devices = await proxy.queryKeys({ [ann]: [], [ben]: [] }, { userId: '@bob:example.org' });
  const keys = await proxy.claimKeys({ [ann]: { D: [algorithm] }, [ben]: { D: [algorithm] } });

  expect(devices, fault.name).toEqual({
    device_keys: { ...devicesOf(ann, 'OLD').device_keys, ...devicesOf(ben, 'D').device_keys },
  });
  expect(keys, fault.name).toEqual({ ...keysOf(ann, 'fallback'), ...keysOf(ben, 'xmpp') });
  expect(
    failures.map(({ registrationId, operation }) => [registrationId, operation]),
    fault.name,
  ).toEqual([
    ['irc', 'queryKeys'],
    ['irc', 'claimKeys'],
  ]);
  for (const { error } of failures) {
    expect(error, fault.name).toBeInstanceOf(fault.error);
    expect(error, fault.name).toMatchObject({ ...fault.fields, ...(timeoutMs && { timeoutMs }) });
  }
  expect(faulty.requests, fault.name).toHaveLength(2 * fault.requests);
  await faulty.allSocketsClosed();
}
