import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RegistrationError } from '../../src/errors.js';
import { compileNamespace } from '../../src/registration/namespace-pattern.js';
import { createNamespaces } from '../../src/registration/namespaces.js';
import { readRegistration } from '../../src/registration/read-registration.js';
import type { AppserviceRegistration } from '../../src/types.js';
import { deepFreeze } from '../helpers/deep-freeze.js';
import { readExample } from '../helpers/read-example.js';

interface Users {
  exclusive?: string[];
  shared?: string[];
  sender?: string;
}

function registration(
  id: string,
  { exclusive = [], shared = [], sender = `${id}_bot` }: Users,
): AppserviceRegistration {
  const users = [
    ...shared.map((regex) => ({ exclusive: false, regex })),
    ...exclusive.map((regex) => ({ exclusive: true, regex })),
  ];
  return deepFreeze({
    id,
    url: null,
    as_token: `as-secret-${id}`,
    hs_token: `hs-secret-${id}`,
    sender_localpart: sender,
    namespaces: { users, aliases: [{ exclusive: true, regex: '.*' }], rooms: [{ exclusive: true, regex: '.*' }] },
  });
}

describe('ownerOf', () => {
  it('runs no expression on what is longer than a user ID can be (G2)', () => {
    const { ownerOf } = createNamespaces([registration('irc', { exclusive: ['@.*'] })], 'example.org');
    expect(ownerOf(`@${'a'.repeat(300)}:example.org`)).toBeUndefined();
  });

  it('finds the users of the example, whose namespace is exclusive, and its sender (G1)', () => {
    const { registration: example } = readRegistration(readExample('registration'));
    const { ownerOf } = createNamespaces([example], 'example.org');
    expect(ownerOf('@_bridge_alice:example.org')).toBe(example);
    expect(ownerOf(`@${example.sender_localpart}:example.org`)).toBe(example);
    expect(ownerOf('@bob:example.org')).toBeUndefined();
  });

  it('finds a user in any exclusive user namespace, not only in the first that matches (rule G1)', () => {
    const irc = registration('irc', { shared: ['@.*'], exclusive: ['@other', '@irc_'] });
    expect(createNamespaces([irc], 'x').ownerOf('@irc_a:x')).toBe(irc);
  });

  it('does not count namespaces that are not exclusive, nor those of aliases and rooms (G1)', () => {
    const irc = registration('irc', { shared: ['@irc_'] });
    expect(createNamespaces([irc], 'x').ownerOf('@irc_a:x')).toBeUndefined();
  });

  it('gives a sender to its appservice, without a namespace (G1)', () => {
    const [irc, other] = [registration('irc', { sender: 'bot' }), registration('other', {})];
    const { ownerOf } = createNamespaces([other, irc], 'x:8448');
    expect(ownerOf('@bot:x:8448')).toBe(irc);
    expect(ownerOf('@bot2:x:8448')).toBeUndefined();
    expect(ownerOf('@bot:x')).toBeUndefined();
  });

  it.each(['@irc_a:y', '@irc_a:x:8448', '@irc_a', '@irc_a:', 'irc_a:x', '', '#irc_a:x', '@irc_a:X'])(
    'has no owner for %j, which is no user of this server (G1)',
    (userId) => {
      const irc = registration('irc', { exclusive: ['.*'] });
      expect(createNamespaces([irc], 'x').ownerOf(userId)).toBeUndefined();
    },
  );

  it('takes registrations without any list of users', () => {
    const { registration: minimal } = readRegistration(readExample('registration-minimal'));
    const { ownerOf, findings } = createNamespaces([minimal], 'x');
    expect(ownerOf('@a:x')).toBeUndefined();
    expect(findings).toEqual([]);
  });
});

describe('two owners', () => {
  it('gives the user to the first registration, and reports the pair once, when it is found (rule G3)', () => {
    const [first, second] = [
      registration('first', { exclusive: ['@a'] }),
      registration('second', { exclusive: ['@b', '@ab'] }),
    ];
    const { ownerOf, findings } = createNamespaces([first, second], 'x');
    expect(findings).toEqual([]);
    expect(ownerOf('@ab:x')).toBe(first);
    expect(ownerOf('@abc:x')).toBe(first);
    expect(findings).toMatchObject([
      { code: 'shared-exclusive-user', severity: 'warning', pointer: '/1/namespaces/users/1' },
    ]);
    expect(findings[0]?.message).toContain('@ab:x');
    expect(findings[0]?.message).toContain('first');
    expect(findings[0]?.message).toContain('second');
  });

  it('reports each pair with the owner, and does not compare those who come after it with each other (G3)', () => {
    const all = ['a', 'b', 'c'].map((id) => registration(id, { exclusive: ['@shared'] }));
    const { ownerOf, findings } = createNamespaces(all, 'x');
    expect(ownerOf('@shared:x')).toBe(all[0]);
    expect(findings.map(({ pointer }) => pointer)).toEqual(['/1/namespaces/users/0', '/2/namespaces/users/0']);
  });

  it('does not take two namespaces of one registration for two owners (G3)', () => {
    const both = registration('a', { exclusive: ['@a', '.*'] });
    const { ownerOf, findings } = createNamespaces([both], 'x');
    expect(ownerOf('@a_bot:x')).toBe(both);
    expect(findings).toEqual([]);
  });

  it('reports a sender that another registration claims when it is made (G1 G3)', () => {
    const list = [registration('a', { sender: 'bot' }), registration('b', { exclusive: ['@bot'] })];
    expect(createNamespaces(list, 'x').findings).toMatchObject([{ pointer: '/1/namespaces/users/0' }]);
    expect(createNamespaces([...list].reverse(), 'x').findings).toMatchObject([{ pointer: '/1/sender_localpart' }]);
  });

  it('refuses a duplicate id or as_token, and shows no token (G3 S5)', () => {
    const [a, b] = [registration('a', {}), registration('b', {})];
    const duplicateId = refusalOf([a, { ...b, id: 'a' }]);
    expect(duplicateId.field).toBe('id');
    expect(duplicateId.message).toContain('a');
    const duplicateToken = refusalOf([a, b, { ...b, id: 'c' }]);
    expect(duplicateToken.field).toBe('as_token');
    expect(duplicateToken.message).toMatch(/b and c/);
    expect(duplicateToken.message).not.toContain('secret');
  });

  it('accepts a shared hs_token', () => {
    const [a, b] = [registration('a', {}), registration('b', {})];
    expect(() => createNamespaces([a, { ...b, hs_token: a.hs_token }], 'x')).not.toThrow();
  });

  it('refuses an expression that does not compile, exclusive or not (G2)', () => {
    expect(refusalOf([registration('a', { shared: ['@a', '('] })]).field).toBe('namespaces.users[1].regex');
  });
});

describe('the index of prefixes', () => {
  const part = fc.constantFrom(
    '@',
    'a',
    'b',
    '_',
    '.',
    '.*',
    '(a|b)',
    '[ab]',
    '|@',
    '^',
    '\\.',
    'b?',
    '(?i)',
    ':x',
    '$',
  );
  const regex = fc.array(part, { maxLength: 5 }).map((parts) => parts.join(''));
  const users = fc.record({
    exclusive: fc.array(regex, { maxLength: 3 }),
    shared: fc.array(regex, { maxLength: 1 }),
    sender: fc.stringMatching(/^[ab_]{1,2}$/),
  });
  const userIds = fc.array(fc.stringMatching(/^@[abAB_.]{0,4}:[xy]$/), { minLength: 1, maxLength: 30 });

  it('gives every user the owner that a loop over all registrations gives, with the same findings (G1 G3)', () => {
    let owned = 0;
    fc.assert(
      fc.property(fc.array(users, { maxLength: 6 }), userIds, (list, ids) => {
        const registrations = list.map((each, i) => registration(`r${i}`, each)).filter(compiles);
        const { ownerOf, findings } = createNamespaces(registrations, 'x');
        const reference = loopOverAll(registrations, 'x');
        // Twice, so that remembered owners are compared as well.
        for (const userId of [...ids, ...ids]) {
          const expected = reference.ownerOf(userId);
          if (expected !== undefined) owned += 1;
          expect(ownerOf(userId)).toBe(expected);
        }
        expect(findings.map(({ pointer, message }) => ({ pointer, message }))).toEqual(reference.findings);
      }),
      { numRuns: 500 },
    );
    expect(owned).toBeGreaterThan(500);
  });

  it('finds the owners of more users than it remembers (G1)', () => {
    const [irc, xmpp] = [
      registration('irc', { exclusive: ['@irc_'] }),
      registration('xmpp', { exclusive: ['@xmpp_'] }),
    ];
    const { ownerOf } = createNamespaces([irc, xmpp], 'x');
    for (let i = 0; i < 12_000; i++) {
      if (ownerOf(`@irc_${i}:x`) !== irc || ownerOf(`@xmpp_${i}:x`) !== xmpp) throw new Error(`user ${i}`);
    }
    expect(ownerOf('@irc_0:x')).toBe(irc);
  });
});

/** What `createNamespaces` has to give, as plainly as can be. */
function loopOverAll(
  registrations: readonly AppserviceRegistration[],
  serverName: string,
): { ownerOf: (userId: string) => AppserviceRegistration | undefined; findings: object[] } {
  const findings: { pointer: string; message: string }[] = [];
  const reported = new Set<string>();
  const senderOf = (each: AppserviceRegistration): string => `@${each.sender_localpart}:${serverName}`;

  function placeOf(userId: string, each: AppserviceRegistration, index: number): string | undefined {
    if (userId === senderOf(each)) return `/${index}/sender_localpart`;
    const found = (each.namespaces.users ?? []).findIndex(
      ({ exclusive, regex }) => exclusive && compileNamespace(regex, 'regex').matches(userId),
    );
    return found === -1 ? undefined : `/${index}/namespaces/users/${found}`;
  }

  function ownerOf(userId: string): AppserviceRegistration | undefined {
    if (!userId.startsWith('@') || userId.slice(userId.indexOf(':') + 1) !== serverName) return undefined;
    let owner: AppserviceRegistration | undefined;
    for (const [index, each] of registrations.entries()) {
      const pointer = placeOf(userId, each, index);
      if (pointer === undefined) continue;
      owner ??= each;
      if (owner === each || reported.has(`${owner.id} ${each.id}`)) continue;
      reported.add(`${owner.id} ${each.id}`);
      const stands = `${owner.id}, which comes first and owns it`;
      findings.push({ pointer, message: `${each.id} claims ${userId} exclusively, and so does ${stands}` });
    }
    return owner;
  }

  for (const each of registrations) ownerOf(senderOf(each));
  return { ownerOf, findings };
}

function compiles({ namespaces }: AppserviceRegistration): boolean {
  try {
    for (const { regex } of namespaces.users ?? []) compileNamespace(regex, 'regex');
    return true;
  } catch {
    return false;
  }
}

function refusalOf(registrations: AppserviceRegistration[]): RegistrationError {
  try {
    createNamespaces(registrations, 'x');
  } catch (error) {
    if (error instanceof RegistrationError) return error;
    throw error;
  }
  throw new Error('the registrations were accepted');
}
