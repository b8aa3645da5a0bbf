import { describe, expect, it } from 'vitest';
import { findHomeserver } from '../../src/registration/homeserver-facts.js';
import { namespaceFindings } from '../../src/registration/namespace-findings.js';
import type { AppserviceRegistration } from '../../src/types.js';
import { RegistrationError } from '../../src/errors.js';

function registrationWith(namespaces: AppserviceRegistration['namespaces']): AppserviceRegistration {
  return { id: 'irc', url: null, as_token: 'as', hs_token: 'hs', sender_localpart: 'ircbot', namespaces };
}

/** The codes and places of what is found in one namespace. */
function foundIn(
  kind: 'users' | 'aliases' | 'rooms',
  regex: string,
  { exclusive = true, name = 'synapse', serverName }: { exclusive?: boolean; name?: string; serverName?: string } = {},
): string[] {
  const registration = registrationWith({ [kind]: [{ exclusive, regex }] });
  return namespaceFindings(registration, findHomeserver(name), serverName).map(({ code, severity, pointer }) => {
    expect(pointer).toBe(`/namespaces/${kind}/0/regex`);
    return `${severity} ${code}`;
  });
}

const nothing = ['warning namespace-matches-nothing'];
const everything = ['warning namespace-matches-everything'];

describe('a namespace', () => {
  it.each([
    'irc_.*:example\\.org',
    '^irc_',
    '(irc|xmpp)_.*',
    '[a-z]+_irc',
    '#irc_.*',
    '@irc_[a-z]+$',
    '(?i)irc_.*',
    '@irc .*',
  ])('of users %j matches nobody (G2)', (regex) => {
    expect(foundIn('users', regex)).toEqual(nothing);
    expect(foundIn('users', regex, { exclusive: false })).toEqual(nothing);
  });

  it.each(['irc_.*', '@irc_.*', '^irc', '!irc'])('of aliases %j matches no alias (G2)', (regex) => {
    expect(foundIn('aliases', regex)).toEqual(nothing);
  });

  it.each(['#irc_.*', '@irc_.*', 'irc'])('of rooms %j matches no room (G2)', (regex) => {
    expect(foundIn('rooms', regex)).toEqual(nothing);
  });

  it.each([
    '.*',
    '',
    '.+',
    '.',
    '@',
    '^@',
    '@.*',
    '@.+',
    '[@]',
    '(?i)',
    '@.*:example\\.org',
    '@.*:example.org$',
    '^@[^:]*:example\\.org$',
    '@(.*):example\\.org',
    '@[a-z0-9._=/+-]+:.*',
    '(@.*:example\\.org)|(@irc_.*)',
  ])('of users %j is everybody, where it is exclusive (G1)', (regex) => {
    expect(foundIn('users', regex)).toEqual(everything);
    expect(foundIn('users', regex, { exclusive: false })).toEqual([]);
  });

  it.each(['.*', '#.*', '#.*:example\\.org'])('of aliases %j is every alias, where it is exclusive', (regex) => {
    expect(foundIn('aliases', regex)).toEqual(everything);
    expect(foundIn('aliases', regex, { exclusive: false })).toEqual([]);
  });

  it.each<['users' | 'aliases' | 'rooms', string]>([
    ['users', '@_irc_.*'],
    ['users', '^@irc_[a-z]+:example\\.org$'],
    ['users', '@(irc|xmpp)_.*'],
    ['users', '@.*_irc:example\\.org'],
    ['users', '(?i)@IRC_.*'],
    ['users', '[@]irc'],
    ['users', '\\@irc_.*'],
    ['users', '@irc_ann'],
    ['users', '@[A-Z].*'],
    ['users', '.*irc.*'],
    ['users', 'xmpp_.*|@irc_.*'],
    ['users', '@telegram_[0-9]+:example\\.org'],
    ['users', '@_discord_[0-9]{17,20}:example\\.org'],
    ['aliases', '#irc_.*'],
    ['aliases', '^#канал_.*'],
    ['aliases', '#.*_irc:example\\.org$'],
    ['rooms', '!.*:example.org'],
    ['rooms', '!.*'],
    ['rooms', '^![A-Za-z]{18}:example\\.org$'],
  ])('of %s %j gives no cause for a word', (kind, regex) => {
    for (const name of ['synapse', 'dendrite', 'tuwunel', 'another']) {
      expect(foundIn(kind, regex, { name })).toEqual([]);
      expect(foundIn(kind, regex, { name, exclusive: false })).toEqual([]);
    }
  });

  it('for another server matches nobody on this one, if its name is known', () => {
    expect(foundIn('users', '@irc_.*:example\\.com', { serverName: 'example.org' })).toEqual(nothing);
    expect(foundIn('users', '@irc_.*:example\\.org', { serverName: 'example.org' })).toEqual([]);
    expect(foundIn('users', '@.*:example\\.org', { serverName: 'example.org' })).toEqual(everything);
    expect(foundIn('users', '@.*:example\\.org', { serverName: 'example.org:8448' })).toEqual(everything);
    expect(foundIn('users', '@irc_.*:example\\.com')).toEqual([]);
  });

  it('that is matched anywhere in an ID is said to be so (G2)', () => {
    const registration = registrationWith({ users: [{ exclusive: true, regex: 'irc_.*' }] });
    const messageOn = (name: string): string | undefined =>
      namespaceFindings(registration, findHomeserver(name), undefined)[0]?.message;
    expect(messageOn('dendrite')).toMatch(/matches no user.*while Dendrite looks anywhere/);
    expect(messageOn('synapse')).toMatch(/^it matches no user: a user ID begins with `@`[^;]*$/);
    expect(messageOn('another')).toMatch(/^it matches no user: a user ID begins with `@`[^;]*$/);
  });

  it("that the homeserver's engine refuses, or reads in another way, is said to be so, and no more (G9)", () => {
    expect(foundIn('users', '@irc_\\pL+')).toEqual(['error refused-by-homeserver']);
    expect(foundIn('users', '@irc_\\pL+', { name: 'dendrite' })).toEqual([]);
    expect(foundIn('users', '@irc_\\pL+', { name: 'another' })).toEqual([]);
    expect(foundIn('users', 'irc_{x}', { name: 'tuwunel' })).toEqual(['error refused-by-homeserver']);
    expect(foundIn('users', '@irc_[[:alpha:]]+')).toEqual(['warning misread-by-homeserver']);
  });

  it('that does not compile at all is an error with its field, as where it is read (G2)', () => {
    expect(() => foundIn('users', '@irc_(?=x)')).toThrow(RegistrationError);
    expect(() => foundIn('users', '@irc_(?=x)')).toThrow(/^namespaces\.users\[0\]\.regex: /);
  });
});
