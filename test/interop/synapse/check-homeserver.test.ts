import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CheckReport } from '../../../src/check/check.js';
import { checkHomeserver, homeserverChecks } from '../../../src/check/homeserver/check-homeserver.js';
import { createCheckRegistration } from '../../../src/check/homeserver/check-registration.js';
import { serveHandler } from '../../../src/cli/serve-handler.js';
import { createNodeTransport } from '../../../src/node/index.js';
import type { AppserviceRegistration } from '../../../src/types.js';
import { freePort } from '../../helpers/free-port.js';
import { type Installation, installation, installationOf, serverName, startSynapse } from './synapse.js';

const features = [
  'msc2409_to_device_messages_enabled',
  'msc3202_transaction_extensions',
  'msc3983_appservice_otk_claims',
  'msc3984_appservice_key_query',
];

const stops: (() => unknown)[] = [];

vi.setConfig({ testTimeout: 240_000 });

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function registration(without: readonly string[] = []): Promise<AppserviceRegistration> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const whole = createCheckRegistration({ serverName, url, randomBytes });
  return Object.fromEntries(
    Object.entries(whole).filter(([name]) => !without.includes(name)),
  ) as AppserviceRegistration;
}

function start(
  on: Installation,
  registrations: readonly AppserviceRegistration[],
  without: readonly string[] = [],
  more: readonly string[] = [],
): Promise<string> {
  const set = [...features, ...more].filter((feature) => !without.includes(feature));
  const settings = set.map((feature) => `experimental_features.${feature}: true`);
  return startSynapse(on, registrations, settings, stops);
}

function check(
  homeserverUrl: string,
  [first, second]: readonly [AppserviceRegistration, AppserviceRegistration?],
  only?: readonly string[],
): Promise<CheckReport> {
  return checkHomeserver({
    ...{ homeserverUrl, serverName, registration: first, second, only, randomBytes },
    fetch: createNodeTransport(),
    now: () => performance.now(),
    delay: (ms, signal) => pause(ms, undefined, { signal }),
    serve: ({ url }, handle) => serveHandler(handle, { host: '127.0.0.1', port: Number(new URL(url ?? '').port) }),
    times: { push: 5000, repeat: 20_000, hang: 3000 },
  });
}

/** Synapse, which the tests that call this are skipped without. */
function newest(): Installation {
  if (installation === undefined) throw new Error('Synapse is not installed');
  return installation;
}

/** The verdicts that are not `works`, by ID. */
function verdictsIn({ results }: CheckReport): Record<string, string> {
  const others = results.filter(({ verdict }) => verdict !== 'works');
  return Object.fromEntries(others.map(({ check: { id }, verdict }) => [id, verdict]));
}

/** The lines to add, each with its file. */
function remediesIn({ results }: CheckReport): Set<string> {
  return new Set(results.flatMap(({ remedy }) => (remedy === undefined ? [] : [`${remedy.file}: ${remedy.line}`])));
}

/** What Synapse 1.163 does under names of drafts. */
const otherNames = {
  'to-device': 'other-name',
  'device-lists': 'other-name',
  'key-counts': 'other-name',
  'fallback-key-types': 'other-name',
  'key-query': 'other-name',
  'key-claim': 'other-name',
};

/** What is known to be wrong with Synapse 1.163: rules G6, R1, R8, D3, M2, M3, M4, N5 and N7 of behaviour.md. */
const knownFaults = {
  'device-without-user': 'broken',
  'sender-sync': 'broken',
  'to-device-repeat': 'broken',
  'device-lists-left': 'not-tested',
  'served-cross-signing': 'missing',
  'key-query-stranger': 'broken',
  'key-query-two-appservices': 'broken',
  'key-query-malformed': 'broken',
  'key-query-back-off': 'broken',
  'key-query-hang': 'broken',
  'key-claim-malformed': 'broken',
  'key-claim-back-off': 'broken',
  'key-claim-hang': 'broken',
};

/** The checks that say what is switched on. */
const quick = homeserverChecks.filter(
  ({ id, needed }) => needed || ['key-query', 'key-claim', 'ephemeral'].includes(id),
);
const quickIds = quick.map(({ id }) => id);

describe('check-homeserver on Synapse', () => {
  beforeEach(({ skip }) => {
    skip(installation === undefined, 'Synapse is not installed: run test/interop/synapse/install-peer.sh');
  });

  it('finds nothing missing with all switches on, and all known faults', async () => {
    const registrations = [await registration(), await registration()] as const;
    const report = await check(await start(newest(), registrations), registrations);
    expect(verdictsIn(report)).toEqual({ ...otherNames, ...knownFaults });
    expect(report.software).toEqual({ name: 'Synapse', version: installation?.version });
    expect(report.conclusion).toMatch(/^An encrypted bridge that uploads its keys works here\./);
    const remaining = [
      /^the users @\S+_one, …_two and …_three, which a next run uses again$/,
      /^the user @\S+_two:synapse\.test$/,
    ];
    expect(report.remains).toEqual(remaining.map((what) => expect.stringMatching(what) as string));
  });

  it.each(features)('names %s where it is off, and nothing else', async (feature) => {
    const own = await registration();
    const url = await start(newest(), [own], [feature]);
    const report = await check(url, [own], quickIds);
    expect(remediesIn(report)).toEqual(new Set([`homeserver.yaml: experimental_features:\n  ${feature}: true`]));
    const failing = report.results.filter(({ verdict }) => verdict === 'missing' || verdict === 'broken');
    expect(failing.map(({ verdict }) => verdict)).not.toContain('broken');
    expect(failing.every(({ remedy }) => remedy !== undefined)).toBe(true);
  });

  it('names the flags of the registration that are missing', async () => {
    const [noLists, noEphemeral] = [
      await registration(['org.matrix.msc3202']),
      await registration(['receive_ephemeral', 'de.sorunome.msc2409.push_ephemeral']),
    ];
    const url = await start(newest(), [noLists, noEphemeral]);
    expect(remediesIn(await check(url, [noLists], quickIds))).toEqual(
      new Set(['the registration: org.matrix.msc3202: true']),
    );
    expect(remediesIn(await check(url, [noEphemeral], quickIds))).toEqual(
      new Set(['the registration: receive_ephemeral: true']),
    );
  });

  it('is told where it did not load the registration', async () => {
    const own = await registration();
    const report = await check(await start(newest(), []), [own], quickIds);
    expect(report.results[0]).toMatchObject({ check: { id: 'as-token' }, verdict: 'missing' });
  });
});

describe('check-homeserver on a Synapse before', () => {
  const older = (version: string): Installation | undefined =>
    installationOf(join(tmpdir(), `matrix-encrypted-appservice-peers/synapse-${version}/bin/python`));
  const message = 'older versions of Synapse are not installed: run test/interop/synapse/install-older.sh';

  it('1.161 finds that it reads both names of the device', async ({ skip }) => {
    const on = older('1.160.0');
    if (on === undefined) return skip(message);
    const own = await registration();
    const report = await check(await start(on, [own]), [own], quickIds);
    const acting = report.results.find(({ check: { id } }) => id === 'device-masquerading');
    expect(acting).toMatchObject({ verdict: 'works', seen: 'and as `org.matrix.msc3202.device_id`' });
    expect(verdictsIn(report)).toEqual(otherNames);
    expect(report.software?.version).toBe('1.160.0');
  });

  it('1.141 finds that it reads the name of the draft alone, with a switch of its own', async ({ skip }) => {
    const on = older('1.140.0');
    if (on === undefined) return skip(message);
    const own = await registration();
    const masquerading = 'msc3202_device_masquerading';
    const report = await check(await start(on, [own], [], [masquerading]), [own], quickIds);
    expect(verdictsIn(report)).toEqual({ ...otherNames, ephemeral: 'other-name', 'device-masquerading': 'other-name' });
    for (const stop of stops.splice(0).reverse()) await stop();

    const off = await check(await start(on, [own]), [own], ['as-token', 'device-masquerading']);
    expect(remediesIn(off)).toEqual(new Set([`homeserver.yaml: experimental_features:\n  ${masquerading}: true`]));
  });
});
