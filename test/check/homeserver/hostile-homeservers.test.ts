import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { writeJunit } from '../../../src/check/index.js';
import type { CheckReport } from '../../../src/check/check.js';
import { checkHomeserver, type CheckHomeserverOptions } from '../../../src/check/homeserver/check-homeserver.js';
import { checkLiveHomeserver } from '../../../src/check/homeserver/check-live-homeserver.js';
import { supportEntryOf } from '../../../src/check/homeserver/support-entry.js';
import { checkReportJson, checkReportLines } from '../../../src/cli/print/check-table.js';
import { escapeControls } from '../../../src/cli/print/escape-controls.js';
import { plainText } from '../../../src/cli/print/print-lines.js';
import { supportYaml } from '../../../src/cli/print/support-yaml.js';
import type { Fetch } from '../../../src/client/index.js';
import { checkedServer, checkFake, checkRegistration, createFakeWorld, resultOf } from './fake-world.js';

const registration = checkRegistration();
const sender = `@${registration.sender_localpart}:${checkedServer}`;

afterEach(() => {
  vi.useRealTimers();
});

/** Checks a homeserver of which nothing comes. */
function checked(fetch: Fetch, options: Partial<CheckHomeserverOptions> = {}): Promise<CheckReport> {
  let time = 0;
  return checkHomeserver({
    homeserverUrl: 'http://homeserver.test',
    serverName: checkedServer,
    registration,
    serve: () => Promise.resolve(() => undefined),
    fetch,
    now: () => (time += 5),
    delay: () => Promise.resolve(),
    randomBytes,
    ...options,
  });
}

/** Answers every request with the same text, but tells the sender right. */
function everywhere(text: string, status: number, headers: Record<string, string> = {}): Fetch {
  return ({ url }) => {
    if (url.endsWith('/account/whoami')) return Promise.resolve(Response.json({ user_id: sender }));
    return Promise.resolve(new Response(text, { status, headers }));
  };
}

/** Everything that the commands print of a report. */
function printed(report: CheckReport): { readonly screen: string; readonly file: string } {
  const screen = [
    plainText(checkReportLines(report, 80)),
    plainText(supportYaml(supportEntryOf(report, registration))),
    escapeControls(JSON.stringify(checkReportJson(report))),
  ].join('\n');
  return { screen, file: writeJunit('check-homeserver', report) };
}

/** The same as one text. */
function textOf(report: CheckReport): string {
  return Object.values(printed(report)).join('\n');
}

/** An object with every field that checks read, each with this value. */
function poisonedWith(value: string): Record<string, unknown> {
  const names = ['user_id', 'device_id', 'errcode', 'error', 'room_id', 'access_token', 'next_batch', 'server_version'];
  return {
    ...Object.fromEntries(names.map((name) => [name, value])),
    server: { name: value, version: value },
    devices: [{ device_id: value }, value],
    device_keys: { [value]: { [value]: value } },
    one_time_keys: { [value]: { [value]: { [value]: value } } },
    failures: { [value]: { [value]: { error: value } } },
    to_device: { events: [{ content: { id: value } }, value] },
  };
}

describe('a homeserver that', () => {
  it('never answers is given up after the first request', async () => {
    vi.useFakeTimers();
    const hanging: Fetch = ({ signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          reject(new DOMException('aborted', 'AbortError'));
        });
      });
    const report = checked(hanging);
    const failed = expect(report).rejects.toMatchObject({ code: 'TIMEOUT' });
    await vi.advanceTimersByTimeAsync(31_000);
    await failed;
  });

  it('stops answering is given up after three checks', async () => {
    vi.useFakeTimers();
    let count = 0;
    const stopping: Fetch = ({ signal, url }) => {
      if (url.endsWith('/versions') || url.endsWith('/account/whoami'))
        return everywhere('{}', 200)({ url } as Request);
      count += 1;
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          reject(new DOMException('aborted', 'AbortError'));
        });
      });
    };
    const report = checked(stopping, { software: { name: 'synapse', version: '1.163.2' } });
    for (let i = 0; i < 12; i++) await vi.advanceTimersByTimeAsync(31_000);
    const { results } = await report;
    const reasons = results.map(({ seen }) => seen);
    expect(reasons.filter((seen) => seen === 'the homeserver has stopped answering').length).toBeGreaterThan(30);
    expect(count).toBeLessThan(10);
  });

  it('answers without end is read up to the limit', async () => {
    const block = new Uint8Array(2 ** 20);
    let blocks = 0;
    const endless: Fetch = ({ url }) => {
      if (!url.includes('/keys/') && !url.includes('/ping')) return everywhere('{}', 200)({ url } as Request);
      const body = new ReadableStream({
        pull(controller) {
          blocks += 1;
          controller.enqueue(block);
        },
      });
      return Promise.resolve(new Response(body));
    };
    const report = await checked(endless, { only: ['as-token', 'ping'] });
    expect(resultOf(report, 'ping').verdict).toBe('not-tested');
    expect(resultOf(report, 'ping').seen).toContain('larger');
    expect(blocks).toBeLessThan(20);
  });

  it('redirects is not followed, so no token goes elsewhere', async () => {
    const asked = new Set<string>();
    const report = await checked((request) => {
      asked.add(new URL(request.url).host);
      if (request.url.endsWith('/versions')) return Promise.resolve(new Response('{}'));
      expect(request.redirect).toBe('manual');
      return everywhere('', 302, { location: 'http://elsewhere.test/' })(request);
    });
    expect([...asked]).toEqual(['homeserver.test']);
    expect(resultOf(report, 'ping').seen).toBe('the answer is a redirect, which is never followed');
    await expect(checked(everywhere('', 302, { location: 'http://elsewhere.test/' }))).rejects.toThrow('redirect');
    expect(report.results.filter(({ verdict }) => verdict === 'works').map(({ check }) => check.id)).toEqual([
      'as-token',
    ]);
  });

  it.each([
    ['HTML', '<html>busy</html>', 200],
    ['nothing', '', 200],
    ['a list', '[]', 200],
    ['an empty object', '{}', 200],
    ['a prototype', '{"__proto__":{"errcode":"M_X","user_id":"@a:b","polluted":1},"constructor":{"a":1}}', 200],
    ['a refusal with a prototype', '{"__proto__":{"polluted":1},"errcode":"__proto__","error":"constructor"}', 400],
    ['nested lists', '['.repeat(50_000) + ']'.repeat(50_000), 200],
    ['a nested object', `${'{"device_keys":'.repeat(3000)}1${'}'.repeat(3000)}`, 200],
    ['a wait of minus one', '{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":-1}', 429],
    ['a wait without end', '{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":1e300}', 429],
  ])('answers with %s passes for no more than it does', async (_, text, status) => {
    const report = await checked(everywhere(text, status));
    const works = report.results.filter(({ check, verdict }) => check.needed && verdict === 'works');
    // A user may be registered by an empty object.
    expect(works.map(({ check }) => check.id)).toEqual(expect.arrayContaining(['as-token']));
    expect(works.length).toBeLessThan(4);
    expect(report.results.map(({ seen }) => seen)).not.toContain('it failed within this program');
    expect({}).not.toHaveProperty('polluted');
  });

  it.each([200, 400, 500])('writes to the terminal writes what is shown as text: %i', async (status) => {
    const evil = '\u001b[2J\u001b]0;title\u0007\u202e\u0000\r\n- of: [x]\n';
    const report = await checked(everywhere(JSON.stringify(poisonedWith(evil)), status, { server: 'a/1' }));
    const { screen, file } = printed(report);
    expect(screen.split('\n').map(escapeControls)).toEqual(screen.split('\n'));
    // oxlint-disable-next-line no-control-regex -- that there are none
    expect(file).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    expect(screen).not.toMatch(/^- of: \[x\]/m);
  });

  it.each([200, 400, 500])('sends tokens back shows none of them (S5): %i', async (status) => {
    for (const token of [registration.as_token, registration.hs_token, `Bearer ${registration.as_token}`]) {
      const fetch = everywhere(JSON.stringify(poisonedWith(token)), status, { server: `${token}/${token}` });
      const secret = token.replace('Bearer ', '');
      expect(textOf(await checked(fetch))).not.toContain(secret.slice(0, 12));
      const live = await checkLiveHomeserver({
        ...{
          registration,
          fetch,
          randomBytes,
          userId: sender,
          homeserverUrl: 'http://homeserver.test',
        },
        now: () => 0,
        delay: () => Promise.resolve(),
      });
      expect(textOf(live)).not.toContain(secret.slice(0, 12));
    }
  });

  it('uses short tokens as names shows none of them, either (S5)', async () => {
    const short = { ...registration, as_token: 'a-short-secret', hs_token: 'another-secret' };
    const room: Fetch = (request) =>
      request.url.includes('/createRoom')
        ? Promise.resolve(Response.json({ room_id: '!a-short-secret:another-secret' }))
        : Promise.resolve(Response.json(poisonedWith('a-short-secret')));
    const report = await checked(
      (request) => (request.url.endsWith('/account/whoami') ? everywhere('{}', 200)(request) : room(request)),
      { registration: short },
    );
    expect(textOf(report)).not.toMatch(/a-short-secret|another-secret/);
  });

  it('asks under a path with the hs_token in it shows none of it (S5)', async () => {
    const world = createFakeWorld({
      registrations: [registration],
      toAppservice: (next) => (request) =>
        next(new Request(request.url.replace('/_matrix/', `/${registration.hs_token}/`), request)),
    });
    const report = await checkFake(world, { only: ['ping', 'events'] });
    expect(resultOf(report, 'ping').seen).toBe('it asks POST /[hidden]/app/v1/ping instead');
    expect(textOf(report)).not.toContain(registration.hs_token);
  });
});
