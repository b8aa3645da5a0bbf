import { describe, expect, it } from 'vitest';
import { RegistrationError } from '../../src/errors.js';
import type { AppserviceRegistration, Namespaces } from '../../src/types.js';
import { deviceKeysOf, registrationOf } from '../helpers/appservices.js';
import { createLocalKeys } from '../helpers/local-keys.js';
import { proxyOver } from '../helpers/proxy-over.js';
import { hostileRegistrations } from '../registration/hostile-registrations.js';
import { eventually } from '../helpers/eventually.js';

const ann = '@irc_ann:example.org';
const ben = '@xmpp_ben:example.org';
const viewer = { userId: '@bob:example.org' };

describe('the key proxy, given other registrations', () => {
  it('asks under the new ones, while what is under way ends under the old ones', async () => {
    const targets: string[] = [];
    const answers: (() => void)[] = [];
    const fetch = (request: Request): Promise<Response> => {
      targets.push(`${new URL(request.url).host} ${request.headers.get('authorization') ?? ''}`);
      return new Promise((resolve) => {
        answers.push(() => {
          resolve(Response.json({ device_keys: { [ann]: { D: deviceKeysOf(ann, 'D') } } }));
        });
      });
    };
    const { proxy } = proxyOver({ irc: {} }, createLocalKeys(), { fetch });
    const before = proxy.queryKeys({ [ann]: [] }, viewer);
    proxy.setRegistrations([registrationOf('irc', { url: 'http://new.test', hs_token: 'new' })]);
    const after = proxy.queryKeys({ [ann]: [] }, viewer);
    await eventually(() => {
      expect(answers).toHaveLength(2);
    });
    for (const answer of answers) answer();
    expect(targets).toEqual(['irc.test Bearer hs-token-of-irc', 'new.test Bearer new']);
    expect((await before).device_keys).toHaveProperty([ann, 'D']);
    expect((await after).device_keys).toHaveProperty([ann, 'D']);
    proxy.setRegistrations([]);
    expect(await proxy.queryKeys({ [ann]: [] }, viewer)).toEqual({ device_keys: {} });
  });

  it('keeps what it knows of those that stay the same, and forgets it of those that changed (N5)', async () => {
    const { proxy, requests } = proxyOver({ irc: {}, xmpp: {} }, createLocalKeys(), { now: () => 0 });
    const ask = () => proxy.queryKeys({ [ann]: [], [ben]: [] }, viewer);
    await ask();
    proxy.setRegistrations([registrationOf('irc'), registrationOf('xmpp', { sender_localpart: 'other' })]);
    requests.length = 0;
    await ask();
    expect(requests).toEqual([expect.stringMatching(/^xmpp /), expect.stringMatching(/^xmpp /)]);
  });

  it.each<[string, () => AppserviceRegistration]>([
    ['a token that is empty', () => registrationOf('xmpp', { hs_token: '' })],
    [
      'an expression that does not compile',
      () => registrationOf('xmpp', { namespaces: { users: [{ exclusive: true, regex: '(' }] } }),
    ],
    ['the ID of another', () => registrationOf('irc', { as_token: 'other' })],
    ['no namespaces', () => ({ ...registrationOf('xmpp'), namespaces: undefined as unknown as Namespaces })],
    ['nothing in it', () => undefined as unknown as AppserviceRegistration],
    ...hostileRegistrations().map(([kind, , make]): [string, () => AppserviceRegistration] => [kind, make]),
  ])(
    'refuses registrations of which one has %s, and stays with the old ones, back-offs included (G8)',
    async (_, make) => {
      const { proxy, requests, findings } = proxyOver({ irc: { queryKeys: () => ({}) }, xmpp: {} }, createLocalKeys(), {
        now: () => 0,
      });
      const ask = () => proxy.queryKeys({ [ann]: [], [ben]: [] }, viewer);
      await ask();
      requests.length = 0;
      // The third claims the first one's users, which is reported of registrations in force alone.
      const users = [{ exclusive: true, regex: '.*' }];
      const next = [
        registrationOf('irc', { url: 'http://new.test' }),
        make(),
        registrationOf('all', { namespaces: { users } }),
      ];
      expect(() => {
        proxy.setRegistrations(next);
      }).toThrow(RegistrationError);
      await ask();
      expect(requests).toEqual([expect.stringMatching(/^irc /)]);
      expect(findings).toEqual([]);
    },
  );

  it('reports who shares users of the new ones once these are in force (G3)', async () => {
    const { proxy, findings, requests } = proxyOver({ irc: { queryKeys: () => ({}) } });
    const sharing = registrationOf('all', { namespaces: { users: [{ exclusive: true, regex: '@ircbot:' }] } });
    proxy.setRegistrations([registrationOf('irc'), sharing]);
    expect(findings).toMatchObject([{ code: 'shared-exclusive-user', registrationId: 'all' }]);
    await proxy.queryKeys({ [ann]: [] }, viewer);
    expect(requests).toHaveLength(1);
  });

  it('does not see what its host does to a registration afterwards', async () => {
    const registration = registrationOf('irc');
    const { proxy, requests } = proxyOver({ irc: { queryKeys: () => ({}) } });
    proxy.setRegistrations([registration]);
    Object.assign(registration, { url: null, namespaces: {} });
    await proxy.queryKeys({ [ann]: [] }, viewer);
    expect(requests).toHaveLength(1);
  });
});
