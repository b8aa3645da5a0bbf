import { describe, expect, it, vi } from 'vitest';
import { RegistrationError } from '../../src/errors.js';
import { deviceKeysOf, registrationOf } from '../helpers/appservices.js';
import { createLocalKeys } from '../helpers/local-keys.js';
import { proxyOver } from '../helpers/proxy-over.js';

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
    await vi.waitFor(() => {
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

  it('refuses registrations that cannot be used, and stays with the old ones', async () => {
    const { proxy, requests } = proxyOver({ irc: { queryKeys: () => ({}) } });
    const unusable = [registrationOf('irc', { hs_token: '' })];
    expect(() => {
      proxy.setRegistrations(unusable);
    }).toThrow(RegistrationError);
    await proxy.queryKeys({ [ann]: [] }, viewer);
    expect(requests).toHaveLength(1);
  });
});
