import { describe, expect, it } from 'vitest';
import { RegistrationError } from '../../../src/errors.js';
import { serverNameOfCheckRegistration } from '../../../src/check/homeserver/check-registration.js';
import { lintRegistration } from '../../../src/registration/index.js';
import { checkRegistration } from './fake-world.js';

describe('a registration for checks', () => {
  it('has every flag that a known homeserver wants', () => {
    const registration = checkRegistration();
    for (const name of ['synapse', 'tuwunel', 'continuwuity', 'conduwuit', 'dendrite']) {
      const findings = lintRegistration(registration, { name }, { serverName: 'example.org' });
      expect(findings.flatMap(({ flags = [] }) => flags)).toEqual([]);
      expect(findings.filter(({ code }) => code === 'refused-by-homeserver')).toEqual([]);
    }
  });

  it('has an ID, tokens and users that no other has', () => {
    const [one, other] = [checkRegistration(), checkRegistration()];
    for (const field of ['id', 'as_token', 'hs_token', 'sender_localpart'] as const)
      expect(one[field]).not.toBe(other[field]);
    expect(one.namespaces.users?.[0]?.regex).toBe(`@_${one.id}_.*:example\\.org`);
  });

  it('is recognised, and tells its server', () => {
    expect(serverNameOfCheckRegistration(checkRegistration())).toBe('example.org');
  });

  it('is told from any other', () => {
    expect(serverNameOfCheckRegistration({ ...checkRegistration(), id: 'irc' })).toBeUndefined();
  });

  it.each([
    ['other users', { namespaces: { users: [{ exclusive: true, regex: '@irc_.*:example\\.org' }] } }],
    ['rooms', { namespaces: { ...checkRegistration().namespaces, rooms: [{ exclusive: false, regex: '.*' }] } }],
    ['another sender', { sender_localpart: 'ircbot' }],
  ])('that was given %s is refused', (_, change) => {
    expect(() => serverNameOfCheckRegistration({ ...checkRegistration(), ...change })).toThrow(RegistrationError);
  });
});
