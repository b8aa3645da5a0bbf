import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createKeyProxy, prometheusText } from '../../src/homeserver/index.js';
import type { AppserviceRegistration } from '../../src/types.js';
import { deviceKeysOf, registrationOf } from '../helpers/appservices.js';
import { createLocalKeys } from '../helpers/local-keys.js';
import { proxyOver } from '../helpers/proxy-over.js';
import { echoedTokens, partOf, poisoned } from '../helpers/secrets.js';

const ann = '@irc_ann:example.org';
const claim = { [ann]: { D: ['signed_curve25519', 'signed_curve25519'] } };
const names = [ann, 'D', 'device_keys', 'master_keys', 'self_signing_keys', 'user_signing_keys'];
const fieldsOfKeys = [
  'user_id',
  'device_id',
  'algorithms',
  'keys',
  'signatures',
  'unsigned',
  'usage',
  'key',
  'fallback',
];
const runs = Number(process.env['SECRETS_RUNS'] ?? 100);
const timeout = 20_000 + runs * 100;

/** All that a report holds, hidden fields, stacks and causes included. */
function allOf(reports: unknown): string {
  return inspect(reports, { depth: Infinity, showHidden: true, maxStringLength: Infinity, maxArrayLength: Infinity });
}

const answers = echoedTokens().chain(({ token, written }) =>
  fc.record({
    token: fc.constant(token),
    written: fc.constant(written),
    status: fc.constantFrom(200, 200, 200, 400, 403, 500, 302),
    body: fc.oneof(
      poisoned(written, [...names, ...fieldsOfKeys, 'errcode', 'error']),
      // Where most checks are: one device, and one key, that are nearly what they should be.
      fc
        .tuple(poisoned(written, fieldsOfKeys), fc.constantFrom('', 'keys', 'signatures', 'other'))
        .map(([wrong, field]) => ({
          device_keys: { [ann]: { D: { ...deviceKeysOf(ann, 'D'), ...(field === '' ? wrong : { [field]: wrong }) } } },
        })),
      fc.constant({ device_keys: { [ann]: { D: { ...deviceKeysOf(ann, 'D'), [written]: 1.5 } } } }),
      poisoned(written, fieldsOfKeys).map((wrong) => ({ [ann]: { D: { [`signed_curve25519:${written}`]: wrong } } })),
      fc.constant({ errcode: written, error: `Bearer ${written}` }),
    ),
    asHeader: fc.boolean(),
  }),
);

it('reports no part of a token, whatever an appservice sends back (S5, S7)', { timeout }, async () => {
  await fc.assert(
    fc.asyncProperty(answers, fc.boolean(), fc.boolean(), async (answer, isHomeservers, verifyDevices) => {
      const { token, written, status, body, asHeader } = answer;
      const registration = registrationOf('irc', isHomeservers ? { hs_token: token } : { as_token: token });
      const headers = asHeader
        ? { 'content-encoding': encodeURIComponent(written), location: encodeURIComponent(written) }
        : {};
      const irc = (): Response => Response.json(body, { status, headers });
      const { proxy, findings, failures } = proxyOver({ irc }, createLocalKeys(), {
        registrations: [registration],
        verifyDevices,
      });
      await proxy.queryKeys({ [ann]: [] }, { userId: ann });
      await proxy.claimKeys(claim);
      await proxy.userDevices(ann, { serverName: 'remote.example' });
      const said = allOf([findings, failures, prometheusText(proxy.metrics())]);
      expect(partOf(token, said)).toBeUndefined();
      // An inspected string is escaped; as it is, a token would be found in these.
      for (const { pointer, message } of findings) expect(partOf(token, `${pointer} ${message}`)).toBeUndefined();
    }),
    { numRuns: runs },
  );
});

it('says what is wrong in the same words, whatever the tokens are (S7)', async () => {
  const body = {
    device_keys: {
      [ann]: { D: { ...deviceKeysOf(ann, 'D'), keys: { a: 1 } }, E: deviceKeysOf(ann, 'F') },
      '@a:h': {},
      nobody: 1,
    },
    master_keys: null,
  };
  const said = async (tokens: Partial<AppserviceRegistration>): Promise<unknown> => {
    const registrations = [registrationOf('irc', tokens)];
    const options = { registrations, verifyDevices: true };
    const { proxy, findings } = proxyOver({ irc: () => Response.json(body) }, createLocalKeys(), options);
    await proxy.queryKeys({ [ann]: [] }, { userId: ann });
    await proxy.claimKeys(claim);
    return findings;
  };
  const usual = await said({});
  for (const word of ['is', 'not', 'was', 'the', 'must', 'user', 'device', 'string', 'object', 'counts']) {
    const shown = JSON.stringify(await said({ as_token: word, hs_token: `${word}s` }));
    // In pointers names are the appservice's; but for those, nothing differs.
    expect(JSON.parse(shown.replaceAll('/[hidden]_keys', '/device_keys'))).toEqual(usual);
  }
});

it('hides a short token as a name of its own, and leaves others whole (S7)', async () => {
  const body = { device_keys: { a: {}, '@a:h': {}, '@ann:host': {}, aa: {} } };
  const registrations = [registrationOf('irc', { as_token: 'a', hs_token: 'h' })];
  const { proxy, findings } = proxyOver({ irc: () => Response.json(body) }, createLocalKeys(), { registrations });
  await proxy.queryKeys({ [ann]: [] }, { userId: ann });
  expect(findings.map(({ pointer }) => pointer)).toEqual([
    '/device_keys/[hidden]',
    '/device_keys/@[hidden]:[hidden]',
    '/device_keys/@ann:host',
    '/device_keys/aa',
  ]);
});

it('refuses registrations without a part of a token, wherever it stands in them (S5, S7)', { timeout }, () => {
  fc.assert(
    fc.property(echoedTokens(), fc.nat(3), fc.nat(3), ({ token, written }, place, other) => {
      const at = (index: number): Partial<AppserviceRegistration> =>
        [
          { id: written },
          { url: `http://${written}@x` },
          { namespaces: { users: [{ exclusive: true, regex: `(${written}[` }] } },
          { sender_localpart: written },
        ][index] ?? {};
      const registrations = [place, other].map((index) => registrationOf('irc', { as_token: token, ...at(index) }));
      const found: unknown[] = [];
      const onFinding = (...finding: unknown[]): unknown => found.push(finding[0]);
      try {
        createKeyProxy({ serverName: 'example.org', registrations, local: createLocalKeys(), onFinding });
      } catch (error) {
        found.push(error, error instanceof Error ? error.message : '');
      }
      expect(found).not.toEqual([]);
      expect(partOf(token, allOf(found))).toBeUndefined();
      for (const each of found) expect(partOf(token, String(each))).toBeUndefined();
    }),
    { numRuns: runs },
  );
});

it('names a user whom two registrations claim, and no token in it (S5, G3)', async () => {
  const token = 'hs-token/of~the+irc"bridge';
  const registrations = [registrationOf('irc', { hs_token: token }), registrationOf('xmpp', { as_token: token })];
  const both = registrations.map((each) => ({
    ...each,
    namespaces: { users: [{ exclusive: true, regex: '@irc_.*' }] },
  }));
  const { proxy, findings } = proxyOver({ irc: () => Response.json({}) }, createLocalKeys(), { registrations: both });
  await proxy.queryKeys({ [`@irc_${token}:example.org`]: [] }, { userId: ann });
  expect(findings).toMatchObject([
    { code: 'shared-exclusive-user', message: expect.stringContaining('claims @irc_[hidden]:example.org') as string },
  ]);
});
