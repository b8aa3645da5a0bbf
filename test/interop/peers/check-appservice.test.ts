import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { checkAppservice, type CheckReport, type ObservedApplication } from '../../../src/check/index.js';
import { connectSocket } from '../../../src/node/index.js';
import type { AppserviceRegistration } from '../../../src/types.js';
import { areInstalled } from './libraries.js';
import { type Application, type Peer, startBotSdk, startMatrixAppservice, startOurs } from './peers.js';
import { isInstalled, startProcess } from './process-peer.js';

const toInstall = 'is not installed: run test/interop/peers/install-peers.sh';

function check(registration: AppserviceRegistration, application?: ObservedApplication): Promise<CheckReport> {
  return checkAppservice(registration, {
    connect: connectSocket,
    delay: (ms, signal) => pause(ms, undefined, { signal }),
    now: () => performance.now(),
    randomBytes,
    deliver: true,
    application,
    timeoutMs: 1500,
  });
}

/** Checks an appservice within this process. */
async function checkPeer(start: (application: Application) => Promise<Peer>, isObserved = true): Promise<CheckReport> {
  let fails = false;
  const peer = await start({
    keys: { device_keys: {} },
    oneTimeKeys: {},
    onEvent: () => {
      if (!fails) return;
      fails = false;
      throw new Error('the application failed');
    },
  });
  const application: ObservedApplication = {
    told: () => peer.given,
    failOnce: () => {
      fails = true;
    },
  };
  try {
    return await check(peer.registration, isObserved ? application : undefined);
  } finally {
    peer.server.close();
    peer.server.closeAllConnections();
  }
}

/** Checks an appservice in a process of its own. */
async function checkProcess(name: Parameters<typeof startProcess>[0]): Promise<CheckReport> {
  const { registration, application, stop } = await startProcess(name);
  try {
    return await check(registration, application);
  } finally {
    await stop();
  }
}

/** Returns what a report says of all that does not just work. */
function faultsIn({ results }: CheckReport): Record<string, string> {
  return Object.fromEntries(
    results
      .filter(({ verdict }) => verdict !== 'works')
      .map(({ check: { id }, verdict, seen }) => [id, seen === undefined ? verdict : `${verdict}: ${seen}`]),
  );
}

const otherName = 'other-name: under the unstable name alone';
const lost = 'broken: acknowledged, and lost';
const late = 'no answer within 1.5 s';

/** What both matrix-bot-sdks do otherwise: they share most of their code. */
const ofBotSdks = {
  ping: 'missing: 404 M_UNRECOGNIZED',
  'unknown-method': 'other-name: 404 M_UNRECOGNIZED',
  'two-slashes': 'missing: key queries: 404 M_UNRECOGNIZED',
  'key-query-stable': 'missing: 404 M_UNRECOGNIZED',
  'key-claim-stable': 'missing: 404 M_UNRECOGNIZED',
  'no-token': 'other-name: 401 AUTH_FAILED',
  'wrong-token': 'other-name: 401 AUTH_FAILED',
  'other-token-in-header': 'other-name: 401 AUTH_FAILED',
  'other-token-in-query': 'broken: key queries: 200, key claims: 200, transactions: 200',
  'token-in-query-alone': 'broken: key queries: 200, key claims: 200, transactions: 200',
  'not-json': 'other-name: 400 text/html',
  'no-content-type': 'broken: key queries: 200, so the body was not read',
  'wrong-shape':
    'broken: key queries: 200, key queries in Latin-1: 200, key claims: 200, key claims in Latin-1: 200, transactions in Latin-1: 200',
  'size-limit': 'missing: it waits for all of a gigabyte',
  'to-device': otherName,
  'device-lists': otherName,
  'device-one-time-keys-count': otherName,
  'device-unused-fallback-key-types': otherName,
  ephemeral: otherName,
  left: 'missing: `removed` is read, which no homeserver sends',
  'grown-repeat': lost,
  'reused-id': lost,
  'good-events': 'broken: good events are lost',
};

describe('check-appservice', { timeout: 120_000 }, () => {
  it('finds nothing wrong with our handler, over sockets', async () => {
    expect(faultsIn(await checkPeer(startOurs))).toEqual({});
  });

  it('finds that @vector-im/matrix-bot-sdk reads unstable names alone, `removed` for `left`, and no transaction with a bad event (T1 T4 T6)', async ({
    skip,
  }) => {
    skip(!areInstalled, `@vector-im/matrix-bot-sdk ${toInstall}`);
    expect(faultsIn(await checkPeer(startBotSdk))).toEqual({
      ...ofBotSdks,
      'bad-event': 'broken: 500; it would come again for ever',
      'malformed-field': 'broken: to_device: 500, ephemeral: 500, device_lists: 500',
    });
  });

  it('finds some of that without an observed application: it reads the names of which it refuses malformed values (T1)', async ({
    skip,
  }) => {
    skip(!areInstalled, `@vector-im/matrix-bot-sdk ${toInstall}`);
    expect(faultsIn(await checkPeer(startBotSdk, false))).toMatchObject({
      'to-device': otherName,
      'device-lists': otherName,
      ephemeral: otherName,
      'device-one-time-keys-count': expect.stringMatching(/^not-tested/) as string,
      left: expect.stringMatching(/^not-tested/) as string,
      'bad-event': 'broken: 500; it would come again for ever',
    });
  });

  it('finds that matrix-appservice reads nothing of encryption, remembers one ID, and refuses what is large or malformed (T1 T6 T7)', async ({
    skip,
  }) => {
    skip(!areInstalled, `matrix-appservice ${toInstall}`);
    expect(faultsIn(await checkPeer(startMatrixAppservice))).toEqual({
      ping: 'missing: 404 text/html',
      'unknown-route': 'other-name: 404 text/html',
      'unknown-method': 'other-name: 404 text/html',
      'two-slashes': 'missing: transactions: 404 text/html',
      'key-query-unstable': 'missing: 404 text/html',
      'key-query-stable': 'missing: 404 text/html',
      'key-query-answer': 'not-tested: there is no answer',
      'key-claim-unstable': 'missing: 404 text/html',
      'key-claim-stable': 'missing: 404 text/html',
      'key-claim-answer': 'not-tested: there is no answer',
      'no-token': 'other-name: 403 M_FORBIDDEN',
      'other-token-in-query': 'broken: transactions: 200',
      'token-in-query-alone': 'broken: transactions: 200',
      'not-json': 'other-name: 400 text/html',
      'no-content-type': 'broken: transactions: 200, so the body was not read',
      'wrong-shape': 'broken: transactions: 200, transactions: 500 text/html, transactions in Latin-1: 200',
      'size-limit': 'missing: it waits for all of a gigabyte',
      'large-transaction': 'broken: 413 text/html; it would come again for ever',
      'to-device': 'missing: under neither name',
      'device-lists': 'missing: under neither name',
      'device-one-time-keys-count': 'missing: under neither name',
      'device-unused-fallback-key-types': 'missing: under neither name',
      ephemeral: otherName,
      left: 'missing: device lists are not read',
      'both-names': 'not-tested: to-device messages are not read',
      'repeat-once': 'broken: an event was told again',
      'grown-repeat': lost,
      'reused-id': lost,
      'bad-event': 'broken: 500 text/html; it would come again for ever',
      'good-events': 'broken: good events are lost',
      'malformed-field': 'broken: ephemeral: 500 text/html',
    });
  });

  it('finds that an ID is wedged in matrix-bot-sdk once its delivery failed, and everything that it shares with the other (T7)', async ({
    skip,
  }) => {
    skip(!isInstalled('matrix-bot-sdk'), `matrix-bot-sdk ${toInstall}`);
    expect(faultsIn(await checkProcess('matrix-bot-sdk'))).toEqual({
      ...ofBotSdks,
      'bad-event': `broken: ${late}; it would come again for ever`,
      'malformed-field': `broken: to_device: ${late}, ephemeral: ${late}, device_lists: ${late}`,
      'failed-id': `broken: ${late}, then ${late}`,
      'failed-event': `broken: ${late}, then ${late}`,
    });
  });

  it('finds that mautrix-python reads both names and `left`, believes the query more than the header, and acknowledges what fails (A1 T1 T4 T7)', async ({
    skip,
  }) => {
    skip(!isInstalled('mautrix-python'), `mautrix-python ${toInstall}`);
    expect(faultsIn(await checkProcess('mautrix-python'))).toEqual({
      'unknown-route': 'other-name: 404 text/plain',
      'unknown-method': 'other-name: 405 text/plain',
      'two-slashes': 'missing: ping: 404 text/plain',
      'key-query-unstable': 'missing: 404 text/plain',
      'key-query-stable': 'missing: 404 text/plain',
      'key-query-answer': 'not-tested: there is no answer',
      'key-claim-unstable': 'missing: 404 text/plain',
      'key-claim-stable': 'missing: 404 text/plain',
      'key-claim-answer': 'not-tested: there is no answer',
      'no-token': 'other-name: 401 M_UNKNOWN_TOKEN',
      'wrong-token': 'other-name: 401 M_UNKNOWN_TOKEN',
      'other-token-in-header': 'broken: ping: 200, transactions: 200',
      'other-token-in-query': 'other-name: 401 M_UNKNOWN_TOKEN',
      'token-in-query-alone': 'broken: ping: 200, transactions: 200',
      'wrong-shape':
        'broken: ping: 500 text/plain, ping in Latin-1: 500 text/plain, transactions: 500 text/plain, transactions: 200, transactions in Latin-1: 500 text/plain',
      'size-limit': 'missing: it waits for all of a gigabyte',
      'large-transaction': 'broken: 413 text/plain; it would come again for ever',
      'device-unused-fallback-key-types': 'missing: under neither name',
      'grown-repeat': lost,
      'reused-id': lost,
      'good-events': 'broken: good events are lost',
      'malformed-field': 'broken: device_lists: 500 text/plain, device_one_time_keys_count: 500 text/plain',
      'failed-event': lost,
    });
  });
});
