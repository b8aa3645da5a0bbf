import { describe, expect, it } from 'vitest';
import { signJson } from '../../../src/federation/index.js';
import type { KeyQueryResponse } from '../../../src/types.js';
import { operations } from '../../../src/operations.js';
import { testKey } from '../../federation/signers.js';
import { answering, ircBridge } from '../irc-bridge.js';
import { examplePath, fixture, runCli } from '../run-cli.js';

const file = fixture('registration.yaml');
const ann = '@_irc_ann:example.org';
const { unstablePath, stablePath } = operations.applicationService.queryKeys;

describe('query', () => {
  it('shows the path that was asked, the answer, and what a homeserver takes of it', async () => {
    const { status, stdout } = await runCli(['query', file, ann], { fetch: ircBridge() });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^irc at http:\/\/127\.0\.0\.1:29333\n/);
    expect(stdout).toContain(`\n  200  8 ms  POST ${unstablePath}\n`);
    expect(stdout).toContain('"ed25519:GHOST": "XGX0JRS2Af3be3knz2fBiRbApjm2Dh61gXDJA8kcJNI"');
    expect(stdout).toContain(`\n  ${ann}  device GHOST\n`);
    expect(stdout).not.toContain('Findings');
  });

  it('shows both paths where the first is unknown, and asks the stable one first where told so (N1, N2)', async () => {
    const stableOnly = (request: Request): Promise<Response> =>
      request.url.includes('unstable') ? answering(404)(request) : ircBridge()(request);
    const { stdout } = await runCli(['query', file, ann], { fetch: stableOnly });
    expect(stdout).toMatch(
      new RegExp(`404 +8 ms +POST ${unstablePath}\\n +unknown route\\n +200 +8 ms +POST ${stablePath}\\n`),
    );
    const preferred = await runCli(['query', file, ann, '--prefer', 'stable'], { fetch: stableOnly });
    expect(preferred.stdout).not.toContain(unstablePath);
  });

  it('says what a homeserver would drop, and why (M3, M4)', async () => {
    const queryKeys = (): object => ({
      device_keys: { [ann]: { GHOST: { user_id: ann } }, '@eve:example.org': {} },
      master_keys: null,
    });
    const { status, json } = await runCli(['query', file, ann, '--json'], { fetch: ircBridge({ queryKeys }) });
    expect(status).toBe(1);
    expect(json()).toMatchObject({
      ok: false,
      answer: { device_keys: { '@eve:example.org': {} } },
      findings: [
        { code: 'malformed-entry', pointer: `/device_keys/${ann}/GHOST` },
        { code: 'user-not-asked', pointer: '/device_keys/@eve:example.org' },
        { code: 'malformed-field', pointer: '/master_keys' },
      ],
    });
  });

  it('says what of an answer does not fit the schema, even if a homeserver would take it', async () => {
    const fetch = answering(200, { device_keys: {}, failures: 'none' });
    const { json } = await runCli(['query', file, ann, '--json'], { fetch });
    expect(json()).toMatchObject({ findings: [{ pointer: '/failures', severity: 'error' }] });
  });

  it('warns of users for whom no homeserver would ask (G1)', async () => {
    const users = [ann, '@_irc_bot:example.org', '@bob:example.org', '@_irc_bob:example.com'];
    const { json } = await runCli(['query', file, ...users, '--json'], { fetch: ircBridge() });
    const findings = json()['findings'] as { code: string; message: string }[];
    expect(findings.map(({ code, message }) => [code, message.split(' ')[0]])).toEqual([
      ['user-not-exclusive', '@bob:example.org'],
      ['user-not-exclusive', '@_irc_bob:example.com'],
    ]);
  });

  it('warns of a device that has not signed its own keys, which clients will not use', async () => {
    const forged = { user_id: ann, device_id: 'GHOST', algorithms: [], keys: {}, signatures: {} };
    const queryKeys = (): KeyQueryResponse => ({ device_keys: { [ann]: { GHOST: forged } } });
    const { status, json } = await runCli(['query', file, ann, '--json'], { fetch: ircBridge({ queryKeys }) });
    expect(status).toBe(0);
    expect(json()).toMatchObject({
      findings: [{ code: 'bad-device-signature', severity: 'warning', pointer: `/device_keys/${ann}/GHOST` }],
    });
  });

  it('takes the signature of an impersonator for that of the device (M7a)', async () => {
    const key = await testKey(1);
    const embedded = { user_id: '@_irc_bot:example.org', device_id: 'BOT', algorithms: [], keys: { 'ed25519:BOT': key.publicKey } }; // oxfmt-ignore
    const bare = { user_id: ann, device_id: 'GHOST', algorithms: [], keys: {}, impersonator: embedded };
    const device = await signJson(bare, { entity: embedded.user_id, keyId: 'ed25519:BOT', key });
    const devices = { GHOST: device, FORGED: { ...device, device_id: 'FORGED' } };
    const queryKeys = (): KeyQueryResponse => ({ device_keys: { [ann]: devices } });
    const { json } = await runCli(['query', file, ann, '--json'], { fetch: ircBridge({ queryKeys }) });
    const findings = json()['findings'] as { code: string; pointer: string }[];
    expect(findings.map(({ code, pointer }) => [code, pointer])).toEqual([
      ['bad-device-signature', `/device_keys/${ann}/FORGED`],
    ]);
  });

  it('says that there is nothing where there is nothing', async () => {
    const { status, stdout } = await runCli(['query', file, ann], { fetch: ircBridge({ queryKeys: () => ({}) }) });
    expect(status).toBe(0);
    expect(stdout).toContain(`${ann}  nothing: the homeserver’s own keys stay`);
  });
});

describe('query, when it goes wrong, ends with exit status 1, and says what to do', () => {
  const refused = Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } });
  const unknownHost = Object.assign(new TypeError('fetch failed'), { cause: { code: 'ENOTFOUND' } });
  const badCertificate = Object.assign(new TypeError('fetch failed'), { cause: { code: 'CERT_HAS_EXPIRED' } });

  it.each([
    ['nobody listens', () => Promise.reject(refused), 'ECONNREFUSED', 'Nothing listens at http://127.0.0.1:29333.'],
    ['its host is unknown', () => Promise.reject(unknownHost), 'ENOTFOUND', 'does not know the host'],
    ['its certificate is bad', () => Promise.reject(badCertificate), 'CERT_HAS_EXPIRED', 'is not trusted here'],
    ['the connection breaks', () => Promise.reject(new TypeError('x')), 'CONNECTION_FAILED', 'that speaks HTTP?'],
    ['it has another token', ircBridge({}, 'another'), 'MATRIX_HTTP', 'started with another hs_token'],
    ['it knows no such route', answering(404), 'UNRECOGNIZED_ENDPOINT', 'it has no key queries (MSC3984)'],
    ['it fails', answering(500, { errcode: 'M_UNKNOWN' }), 'MATRIX_HTTP', 'The appservice itself failed.'],
    ['a proxy fails', answering(502), 'MATRIX_HTTP', 'a proxy in front of'],
    ['it is asked too often', answering(429), 'MATRIX_HTTP', 'fewer requests'],
    ['it dislikes the request', answering(400), 'MATRIX_HTTP', 'rejected the request'],
    ['it answers that there is nothing', answering(404, {}), 'MATRIX_HTTP', 'knows the route'],
    ['it redirects', answering(302, '', { location: 'http://a.test' }), 'INVALID_ANSWER', 'write the final URL'],
    ['it answers with HTML', answering(200, '<html>'), 'INVALID_ANSWER', 'not a JSON object'],
    [
      'it compresses',
      answering(200, '{}', { 'content-encoding': 'gzip' }),
      'INVALID_ANSWER',
      'not to compress answers',
    ],
    ['it hangs', () => new Promise<never>(() => undefined), 'TIMEOUT', 'Use --timeout to wait longer'],
  ])('%s', async (_what, fetch, code, hint) => {
    const args = ['query', file, ann, '--timeout', '0.05'];
    const { status, stdout, stderr } = await runCli(args, { fetch });
    expect([status, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/\nerror: /);
    expect(stdout.replaceAll('\n', ' ')).toContain(hint);
    const machine = await runCli([...args, '--json'], { fetch });
    expect(machine.json()).toMatchObject({ ok: false, answer: null, findings: [], error: { code } });
    expect(stdout + machine.stdout).not.toContain('nobody-may-see');
  });

  it('an error is shown in the words of the appservice', async () => {
    const fetch = answering(500, { errcode: 'M_UNKNOWN', error: 'the database\u001b[2J is gone' });
    const { stdout } = await runCli(['query', file, ann], { fetch });
    expect(stdout).toContain('\n             M_UNKNOWN: the database\\u001b[2J is gone\n');
  });

  it('an error without end is not read', async () => {
    const fetch = answering(500, 'a'.repeat(2 ** 21));
    const { json } = await runCli(['query', file, ann, '--json'], { fetch });
    expect(json()).toMatchObject({ error: { code: 'MATRIX_HTTP' }, requests: [{ status: 500 }] });
  });

  it('a registration with `url: null` is asked only where --url says (N9)', async () => {
    const user = '@example_bot:example.org';
    const args = ['query', examplePath('registration-minimal'), user];
    const nowhere = await runCli(args);
    expect(nowhere.status).toBe(1);
    expect(nowhere.stdout).toContain('Use --url URL to ask');
    const fetch = ircBridge({ queryKeys: () => ({}) }, 'hs-token-of-the-bot');
    const elsewhere = await runCli([...args, '--url', 'http://bot.test/base/'], { fetch });
    expect(elsewhere.stdout).toContain('example-bot at http://bot.test/base/');
    expect(elsewhere.stdout).toContain('POST /base/_matrix/');
  });
});
