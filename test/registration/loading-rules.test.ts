import { describe, expect, it } from 'vitest';
import { findHomeserver, knownHomeservers } from '../../src/registration/homeserver-facts.js';
import { lintRegistration } from '../../src/registration/lint-registration.js';
import { brokenRules } from '../../src/registration/loading-rules.js';
import { parseVersion } from '../../src/registration/version.js';
import type { AppserviceRegistration } from '../../src/types.js';

const registration: AppserviceRegistration = {
  id: 'irc',
  url: 'http://127.0.0.1:29333',
  as_token: 'as',
  hs_token: 'hs',
  sender_localpart: 'ircbot',
  namespaces: { users: [{ exclusive: true, regex: '@irc_.*' }] },
};

/** What is broken by a registration with some fields that its type does not allow. */
function broken(homeserver: string, fields: Record<string, unknown>): string[] {
  const [name = '', version = ''] = homeserver.split('@');
  const facts = findHomeserver(name);
  if (facts === undefined) throw new Error(`${name} is not known`);
  return brokenRules({ ...registration, ...fields }, facts, parseVersion(version)).map(
    ({ pointer, severity }) => `${severity} ${pointer}`,
  );
}

const scope = 'urn:matrix:client:io.element.msc4502:rooms:is_joined';
const scopes = 'io.element.msc4502.scopes';
const prefix = 'io.element.msc4512.proxy_prefix';
const proxy = 'io.element.msc4512.proxy_url';
const namespace = (exclusive: unknown): Record<string, unknown> => ({
  namespaces: { users: [{ exclusive, regex: '@irc_.*' }] },
});

describe('what a homeserver refuses when it loads a registration', () => {
  it.each<[string, Record<string, unknown>, string[]]>([
    ['synapse@1.163', { id: 'a|b' }, ['error /id']],
    ['synapse@1.163', { url: 'unix:///run/as.sock' }, ['error /url']],
    ['synapse@1.163', { url: '' }, ['warning /url']],
    ['synapse@1.163', { url: null }, []],
    ['synapse@1.163', { url: 'http://127.0.0.1:29333/' }, []],
    ['synapse@1.163', { namespaces: { users: null } }, ['error /namespaces/users']],
    ['synapse@1.163', namespace('yes'), ['error /namespaces/users/0/exclusive']],
    ['synapse@1.163', { 'org.matrix.msc3202': null }, ['error /org.matrix.msc3202']],
    ['synapse@1.163', { 'org.matrix.msc3202': 'true' }, ['error /org.matrix.msc3202']],
    ['synapse@1.163', { 'io.element.msc4190': null }, ['error /io.element.msc4190']],
    ['synapse@1.120', { 'io.element.msc4190': null }, []],
    ['synapse@1.163', { receive_ephemeral: null, protocols: null, rate_limited: null }, []],
    ['synapse@1.163', { [scopes]: [scope] }, []],
    ['synapse@1.163', { [scopes]: [] }, []],
    ['synapse@1.163', { [scopes]: [scope, 'another'] }, [`error /${scopes}/1`]],
    ['synapse@1.163', { [scopes]: null }, [`error /${scopes}`]],
    ['synapse@1.160', { [scopes]: scope }, [`error /${scopes}`]],
    ['synapse@1.159', { [scopes]: scope }, []],
    ['synapse@1.163', { [prefix]: 'rtc/livekit', [proxy]: 'http://127.0.0.1:1' }, []],
    ['synapse@1.163', { [prefix]: 'rtc/livekit/jwt', [proxy]: 'http://127.0.0.1:1' }, []],
    ['synapse@1.163', { [prefix]: null, [proxy]: null }, []],
    ['synapse@1.163', { [prefix]: 'rtc/livekit' }, [`error /${prefix}`]],
    ['synapse@1.163', { [proxy]: 'http://127.0.0.1:1' }, [`error /${proxy}`]],
    ['synapse@1.161', { [prefix]: 'keys', [proxy]: '' }, [`error /${prefix}`, `error /${proxy}`]],
    ['synapse@1.160', { [prefix]: 'keys' }, []],
    ['synapse@1.163', { ip_range_whitelist: ['10.0.0.0/8', '::1', '192.168.0.1'] }, []],
    [
      'synapse@1.163',
      { ip_range_whitelist: ['localhost', '10', null] },
      [0, 1, 2].map((i) => `error /ip_range_whitelist/${i}`),
    ],
    ['synapse@1.163', { ip_range_whitelist: '10.0.0.0/8' }, ['error /ip_range_whitelist']],
    ['synapse@1.163', { ip_range_whitelist: null }, []],
    ['dendrite@0.15.2', { url: 'unix:///run/as.sock' }, []],
    ['dendrite@0.15.2', { url: '' }, []],
    ['dendrite@0.15.2', { url: 'http://127.0.0.1:29333/' }, ['warning /url']],
    ['dendrite@0.15.2', { url: 'http://127.0.0.1:29333/irc/' }, ['warning /url']],
    ['dendrite@0.15.2', { url: 'http://127.0.0.1:29333/irc' }, []],
    ['dendrite@0.15.2', { id: '' }, ['error /id']],
    [
      'dendrite@0.15.2',
      { namespaces: { users: [{ exclusive: true, regex: '@irc_.*', group_id: 'irc' }] } },
      ['error /namespaces/users/0/group_id'],
    ],
    ['dendrite@0.15.2', { namespaces: { users: [{ exclusive: true, regex: '@irc_.*', group_id: '+irc:a' }] } }, []],
    ['dendrite@0.15.2', { 'org.matrix.msc3202': null, receive_ephemeral: 'x' }, []],
    ['tuwunel@1.9.4', { url: 'unix:///run/as.sock' }, ['error /url']],
    ['tuwunel@1.9.4', { url: '' }, []],
    ['tuwunel@1.9.4', namespace('yes'), ['error /namespaces/users/0/exclusive']],
    [
      'tuwunel@1.9.4',
      { rate_limited: 'no', receive_ephemeral: null },
      ['error /rate_limited', 'error /receive_ephemeral'],
    ],
    ['tuwunel@1.9.4', { rate_limited: null, protocols: null }, []],
    ['tuwunel@1.9.4', { 'org.matrix.msc3202': 'yes' }, ['error /org.matrix.msc3202']],
    ['tuwunel@1.8.1', { 'org.matrix.msc3202': 'yes' }, []],
    ['tuwunel@1.9.4', { 'io.element.msc4190': null }, ['error /io.element.msc4190']],
    ['tuwunel@1.9.4', { namespaces: { users: null } }, ['warning /namespaces/users']],
    ['continuwuity@26.7.3', { receive_ephemeral: null }, ['error /receive_ephemeral']],
    ['continuwuity@26.7.3', { 'io.element.msc4190': null }, []],
    ['continuwuity@0.5.8', { 'io.element.msc4190': null }, ['error /io.element.msc4190']],
    ['continuwuity@26.7.3', { url: 'UNIX:///run/as.sock' }, ['error /url']],
    ['conduwuit@0.5.0', namespace('yes'), ['error /namespaces/users/0/exclusive']],
  ])('%s: of %j it refuses %j (G8, G9)', (homeserver, fields, places) => {
    expect(broken(homeserver, fields)).toEqual(places);
  });

  it('is nothing in a registration as most are', () => {
    for (const { name, newest } of knownHomeservers) expect(broken(`${name}@${newest}`, {})).toEqual([]);
  });

  it('has a place for each rule that is a JSON pointer', () => {
    for (const { at } of knownHomeservers.flatMap(({ loading }) => loading.rules)) {
      for (const pointer of at) expect(pointer).toMatch(/^\/./);
    }
  });

  it('looks at the registration as the homeserver itself reads it, where it is given (rule G9)', () => {
    const source = { ...registration, rate_limited: 'no' };
    const codesOf = (options: { source?: unknown }): string[] =>
      lintRegistration(registration, { name: 'tuwunel', version: '1.9.4' }, options).map(({ code }) => code);
    expect(codesOf({ source })).toContain('refused-by-homeserver');
    expect(codesOf({})).not.toContain('refused-by-homeserver');
    for (const other of [undefined, null, 5, 'text', []]) {
      expect(codesOf({ source: other })).not.toContain('refused-by-homeserver');
    }
  });

  it('says that a socket is never reached by a homeserver that takes none, and so nothing is sent (G8)', () => {
    const findings = lintRegistration(
      { ...registration, url: 'unix:///run/as.sock', receive_ephemeral: true },
      { name: 'synapse', version: '1.163' },
    );
    const about = findings.filter(({ pointer }) => pointer === '/url');
    expect(about.find(({ capability }) => capability === undefined)?.message).toContain('supports no Unix sockets');
    expect(about.find(({ capability }) => capability === 'ephemeral')?.code).toBe('capability-missing');
    expect(findings.find(({ capability }) => capability === 'deviceCreation')?.code).toBe('capability-works');
  });
});
