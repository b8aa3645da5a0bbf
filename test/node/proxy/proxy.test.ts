import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { proxyCommand } from '../../../src/cli/commands/proxy.js';
import { deviceKeysOf, down, type FakeAppservice } from '../../helpers/appservices.js';
import { temporaryFolder } from '../temporary-folder.js';
import { connectRaw, startHomeserver, startProxy, writeRegistration } from './running-proxy.js';

const folder = temporaryFolder();
const ann = '@irc_ann:example.org';
const queryPath = '/_matrix/client/v3/keys/query';
const pem = fileURLToPath(new URL('../fixtures/self-signed.pem', import.meta.url));

const knowsAnn: FakeAppservice = { queryKeys: () => ({ device_keys: { [ann]: { D: deviceKeysOf(ann, 'D') } } }) };

function ask(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(url, { method: 'POST', body: text, headers: { authorization: 'Bearer token-of-bob', ...headers } });
}

describe('the proxy', () => {
  it('merges keys into the homeserver’s answer, and asks its appservices after it', async () => {
    const homeserver = await startHomeserver((_, response) => {
      response.writeHead(200, {
        'content-type': 'application/json',
        'access-control-allow-origin': '*',
        'x-request-id': '7',
        etag: '"old"',
      });
      response.end('{"device_keys":{},"failures":{"gone.example":{}}}');
    });
    const proxy = await startProxy({ folder, homeserverUrl: homeserver.url, appservices: { irc: knowsAnn } });
    const sent = '{ "device_keys" : {"@irc_ann:example.org":[]}, "timeout":1e3 }';
    const answer = await ask(proxy.urls.clients + queryPath, sent);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/json',
      'access-control-allow-origin': '*',
      'x-request-id': '7',
    });
    expect(answer.headers.get('etag')).toBeNull();
    expect(await answer.json()).toEqual({
      device_keys: { [ann]: { D: deviceKeysOf(ann, 'D') } },
      failures: { 'gone.example': {} },
    });
    const [query, whoami] = homeserver.requests;
    expect(query).toMatchObject({
      method: 'POST',
      url: queryPath,
      headers: { authorization: 'Bearer token-of-bob', 'accept-encoding': 'identity', 'x-forwarded-for': '127.0.0.1' },
    });
    expect(query?.body.toString()).toBe(sent);
    expect(whoami).toMatchObject({
      url: '/_matrix/client/v3/account/whoami',
      headers: { authorization: 'Bearer token-of-bob' },
    });
    expect(proxy.requests).toHaveLength(1);
    const { status, stdout } = await proxy.stop();
    expect([status, stdout]).toEqual([
      0,
      'Stopped. Requests: 1; without an answer: 0.\nAnswers with keys of appservices: 1.\n',
    ]);
  });

  it.each([
    [401, '{"errcode":"M_UNKNOWN_TOKEN","error":"no"}', {}],
    [429, '{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":7}', { 'retry-after': '1' }],
    [404, '', {}],
    [500, '<html>', { 'content-type': 'text/html' }],
    [204, '', {}],
    [302, '', { location: 'http://elsewhere.test/' }],
    [201, '{"device_keys":{}}', {}],
  ])('passes a %i back as it is, and asks no appservice', async (status, body, headers) => {
    const homeserver = await startHomeserver((_, response) => response.writeHead(status, headers).end(body));
    const proxy = await startProxy({ folder, homeserverUrl: homeserver.url, appservices: { irc: knowsAnn } });
    const init = { method: 'POST', body: JSON.stringify({ device_keys: { [ann]: [] } }), redirect: 'manual' } as const;
    const answer = await fetch(proxy.urls.clients + queryPath, init);
    expect([answer.status, await answer.text()]).toEqual([status, body]);
    for (const [name, value] of Object.entries(headers)) expect(answer.headers.get(name)).toBe(value);
    expect(proxy.requests).toEqual([]);
  });

  it('streams everything else in both directions: uploads, downloads, and repeated headers', async () => {
    const size = 5 * 2 ** 20;
    const homeserver = await startHomeserver((request, response) => {
      response.writeHead(
        200,
        [
          ['Set-Cookie', 'a=1'],
          ['Set-Cookie', 'b=2'],
          ['X-Bytes', String(request.body.length)],
        ].flat(),
      );
      response.end(Buffer.alloc(size, request.body.subarray(-1)));
    });
    const proxy = await startProxy({ folder, homeserverUrl: homeserver.url });
    const upload = new Uint8Array(size).fill(65);
    const answer = await fetch(`${proxy.urls.clients}/_matrix/media/v3/upload?filename=%20a`, {
      method: 'POST',
      body: upload,
    });
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(answer.headers.get('x-bytes')).toBe(String(size));
    expect(Buffer.from(await answer.arrayBuffer()).equals(upload)).toBe(true);
    expect(homeserver.requests[0]?.url).toBe('/_matrix/media/v3/upload?filename=%20a');
  });

  it('keeps the homeserver’s answer where an appservice fails, and says so once without a token', async () => {
    const homeserver = await startHomeserver((_, response) => response.end('{"device_keys":{}}'));
    const proxy = await startProxy({ folder, homeserverUrl: homeserver.url, appservices: { irc: down } });
    for (let i = 0; i < 3; i++) {
      const answer = await ask(proxy.urls.clients + queryPath, { device_keys: { [ann]: [] } });
      expect(await answer.json()).toEqual({ device_keys: {} });
    }
    const { stdout } = await proxy.stop();
    expect(proxy.stderr().match(/warning: irc, asked with key queries: /g)).toHaveLength(1);
    expect(proxy.stderr() + stdout).not.toMatch(/token-of|Bearer/);
  });

  it('says 502 where the homeserver cannot be reached, which web clients may read', async () => {
    const proxy = await startProxy({ folder, homeserverUrl: 'http://127.0.0.1:1' });
    const answer = await ask(`${proxy.urls.clients}${queryPath}?access_token=secret-token`, { device_keys: {} });
    expect(answer.status).toBe(502);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(await answer.json()).toEqual({ errcode: 'M_UNKNOWN', error: 'The homeserver cannot be reached' });
    expect(proxy.stderr()).toContain('warning: the homeserver at http://127.0.0.1:1: ');
    expect(proxy.stderr()).not.toContain('secret-token');
    expect((await proxy.stop()).stdout).toContain('without an answer: 1.');
  });

  it('serves other servers over TLS, and metrics', async () => {
    const homeserver = await startHomeserver((_, response) => response.end('{"device_keys":{}}'));
    const args = ['--federation-listen', '0', '--cert', pem, '--key', pem, '--metrics', '0'];
    const proxy = await startProxy({ folder, homeserverUrl: homeserver.url, appservices: { irc: knowsAnn }, args });
    const body = JSON.stringify({ device_keys: { [ann]: [] } });
    const head = `POST /_matrix/federation/v1/user/keys/query HTTP/1.1\nHost: example.org\nAuthorization: X-Matrix origin=far.example,key="ed25519:a",sig="a"\nAuthorization: X-Matrix origin=far.example,key="ed25519:b",sig="b"\nContent-Length: ${body.length}\n\n`;
    const connection = connectRaw(proxy.urls.federation, head + body);
    expect(await connection.until(/\}\}\}\}\}\}$/)).toContain(JSON.stringify(deviceKeysOf(ann, 'D')));
    const [query] = homeserver.requests;
    expect(query?.headers).toMatchObject({ host: 'example.org', 'x-forwarded-proto': 'https' });
    const authorizations = query?.rawHeaders.filter((_, i, all) => all[i - 1]?.toLowerCase() === 'authorization');
    expect(authorizations).toHaveLength(2);
    expect(homeserver.requests).toHaveLength(1);

    const metrics = await fetch(proxy.urls.metrics);
    expect(metrics.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await metrics.text();
    expect(text).toContain('\nmatrix_key_proxy_forwarded_requests_total 1\n');
    expect(text).toContain('\nmatrix_key_proxy_merged_answers_total{operation="queryKeys"} 1\n');
    expect(text).toContain('\nmatrix_key_proxy_requests_total 1\n');
    expect((await fetch(`${new URL(proxy.urls.metrics).origin}/`)).status).toBe(404);
  });

  it('reads registrations again at SIGHUP, and keeps the old ones where one is wrong', async () => {
    const homeserver = await startHomeserver((_, response) => response.end('{"device_keys":{}}'));
    const proxy = await startProxy({ folder, homeserverUrl: homeserver.url, appservices: { irc: knowsAnn } });
    const url = proxy.urls.clients + queryPath;
    const path = writeRegistration(folder, 'irc', 'other');
    const valid = readFileSync(path);
    writeFileSync(path, 'id: irc\nurl: [');
    proxy.signal('SIGHUP');
    await proxy.printed('error: not reloaded, and everything stays as it was');
    expect(await (await ask(url, { device_keys: { [ann]: [] } })).json()).toHaveProperty(['device_keys', ann]);
    writeFileSync(path, valid);
    proxy.signal('SIGHUP');
    await proxy.printed('reloaded: irc at http://irc.test');
    expect(await (await ask(url, { device_keys: { [ann]: [] } })).json()).toEqual({ device_keys: {} });
  });

  it('says at its start that the homeserver cannot be reached, and starts all the same', async () => {
    const proxy = await startProxy({ folder, homeserverUrl: 'http://127.0.0.1:1' });
    await proxy.printed('warning: Nothing listens at http://127.0.0.1:1. Is the homeserver running');
    expect((await fetch(`${proxy.urls.clients}/_matrix/client/v3/sync`)).status).toBe(502);
  });

  it('prints one JSON document at its end, with the fields that its help names', async () => {
    const proxy = await startProxy({ folder, homeserverUrl: 'http://127.0.0.1:1', args: ['--json'] });
    expect(JSON.parse((await proxy.stop()).stdout)).toEqual({
      ok: true,
      requests: 0,
      merged: { queryKeys: 0, claimKeys: 0, userDevices: 0 },
      unmerged: {
        ...{ 'request-too-large': 0, 'request-too-slow': 0, 'memory-full': 0 },
        ...{ compressed: 0, 'answer-too-large': 0, failed: 0 },
      },
      upgrades: 0,
      failures: {},
    });
    expect(Object.keys(proxyCommand.json)).toEqual(['requests', 'merged', 'unmerged', 'upgrades', 'failures']);
  });

  it('finishes requests in progress when it is told to stop, and takes no new ones', async () => {
    const answers: (() => void)[] = [];
    const homeserver = await startHomeserver((_, response) => answers.push(() => response.end('{}')));
    const proxy = await startProxy({ folder, homeserverUrl: homeserver.url });
    const url = `${proxy.urls.clients}/_matrix/client/v3/sync`;
    const connection = connectRaw(url, 'GET /_matrix/client/v3/sync HTTP/1.1\nHost: a\n\n');
    await expect.poll(() => answers.length).toBe(1);
    const stopped = proxy.stop();
    await proxy.printed('stopping');
    await expect(fetch(url)).rejects.toThrow();
    answers.forEach((answer) => {
      answer();
    });
    expect(await connection.closed).toMatch(/^HTTP\/1\.1 200 OK[^]*connection: close[^]*\{\}/i);
    expect((await stopped).status).toBe(0);
  });
});
