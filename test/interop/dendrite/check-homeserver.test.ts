import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CheckReport } from '../../../src/check/check.js';
import { checkHomeserver } from '../../../src/check/homeserver/check-homeserver.js';
import { createCheckRegistration } from '../../../src/check/homeserver/check-registration.js';
import { supportEntryOf } from '../../../src/check/homeserver/support-entry.js';
import { checkReportLines } from '../../../src/cli/print/check-table.js';
import { plainText } from '../../../src/cli/print/print-lines.js';
import { serveHandler } from '../../../src/cli/serve-handler.js';
import { createNodeTransport } from '../../../src/node/index.js';
import { findHomeserver } from '../../../src/registration/homeserver-facts.js';
import { freePort } from '../../helpers/free-port.js';
import { installedVersion, serverName, startDendrite } from './dendrite.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const isThere = installedVersion !== undefined;
const why = isThere ? `Dendrite ${installedVersion}` : 'needs test/interop/dendrite/install.sh';

const stops: (() => unknown)[] = [];

afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

describe.skipIf(!isThere)(`check-homeserver (${why})`, () => {
  const port = freePort();
  let report: CheckReport;

  async function registrationAt(): Promise<ReturnType<typeof createCheckRegistration>> {
    return createCheckRegistration({ serverName, url: `http://127.0.0.1:${await port}`, randomBytes });
  }

  let registration: Awaited<ReturnType<typeof registrationAt>>;

  beforeAll(async () => {
    registration = await registrationAt();
    report = await checkHomeserver({
      homeserverUrl: await startDendrite([registration], stops),
      ...{ serverName, registration, randomBytes },
      software: { name: 'dendrite', version: installedVersion ?? '' },
      fetch: createNodeTransport(),
      now: () => performance.now(),
      delay: (ms, signal) => pause(ms, undefined, { signal }),
      serve: async (_, handle) => serveHandler(handle, { host: '127.0.0.1', port: await port }),
      times: { push: 3000, repeat: 20_000, hang: 3000 },
    });
  });

  it('finds that appservices get events and nothing else, and cannot have devices (G5, G7)', () => {
    // Its IDs are times, so a repeat sometimes has another ID (T7).
    const seen = report.results.filter(
      ({ check, verdict }) => verdict !== 'not-tested' && check.id !== 'transaction-id',
    );
    expect(Object.fromEntries(seen.map(({ check, verdict }) => [check.id, verdict]))).toEqual({
      'as-token': 'works',
      ping: 'missing',
      'hs-token': 'works',
      'registration-without-login': 'works',
      'user-masquerading': 'works',
      'foreign-users': 'works',
      'device-creation': 'missing',
      events: 'works',
      ephemeral: 'missing',
      'transaction-repeat': 'works',
      'transaction-order': 'works',
      'key-query': 'missing',
      'key-claim': 'missing',
    });
  });

  it('says what that means, in 80 columns, with each reason once', () => {
    const text = plainText(checkReportLines(report, 80));
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(text.replaceAll('\n', ' ')).toContain(
      'An encrypted bridge does not work here until these rows do: devices are created with PUT. ' +
        'It has to upload its keys, since the homeserver does not ask for them.',
    );
    expect(text.match(/device does not\s+exist/g)).toHaveLength(2);
    expect(text).not.toContain(registration.as_token);
  });

  it('agrees with what support.yaml says of Dendrite', () => {
    const { name, facts } = supportEntryOf(report, registration);
    expect(name).toBe('Dendrite');
    const known = findHomeserver('dendrite')?.facts ?? [];
    const found = facts
      .filter(({ works }) => works !== 'unknown')
      .flatMap(({ of, works }) => of.map((id) => [id, works]));
    expect(found).not.toEqual([]);
    for (const [id, works] of found)
      expect([id, known.find(({ of }) => of.some((each) => each === id))?.works]).toEqual([id, works]);
  });
});
