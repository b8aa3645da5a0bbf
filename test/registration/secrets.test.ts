import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lintRegistration, readRegistration } from '../../src/registration/index.js';
import { registrationOf } from '../helpers/appservices.js';
import { echoedTokens, partOf, poisoned, tokens } from '../helpers/secrets.js';

const runs = Number(process.env['SECRETS_RUNS'] ?? 100);
const timeout = 20_000 + 500 * runs;
const fields = [
  ...['id', 'url', 'hs_token', 'sender_localpart', 'rate_limited', 'namespaces', 'protocols', 'receive_ephemeral'],
  ...['users', 'aliases', 'rooms', 'exclusive', 'regex'],
];
const homeservers = ['synapse', 'synapse@1.163', 'dendrite', 'tuwunel', 'continuwuity', 'nothing'].map((argument) => {
  const [name = '', version] = argument.split('@');
  return { name, version };
});

/** What reading, and linting what could be read, says: all of it, hidden fields and stacks included. */
function saidOf(registration: unknown, named = homeservers): string {
  const said: unknown[] = [];
  try {
    const read = readRegistration(registration);
    said.push(read.findings, ...named.map((homeserver) => lintRegistration(read.registration, homeserver)));
  } catch (error) {
    said.push(error, String(error));
  }
  const texts = said.flat().map((each) => (each instanceof Object && 'message' in each ? String(each.message) : ''));
  return `${inspect(said, { depth: Infinity, showHidden: true, maxStringLength: Infinity })} ${texts.join(' ')}`;
}

it(
  'neither an error nor a finding has a part of a token, wherever that stands in a registration (S5, S7)',
  { timeout },
  () => {
    const registrations = echoedTokens().chain(({ token, written }) =>
      fc.record({
        token: fc.constant(token),
        registration: fc.oneof(
          poisoned(written, fields).map((changes) => ({ ...registrationOf('irc', { as_token: token }), ...changes })),
          fc
            .tuple(
              fc.constantFrom('', '(', '[', '*', '(?=', '\\1', '(?P<', '\\p{'),
              fc.constantFrom('', ')', ']', '**', '{9}', '(?<!'),
            )
            .map(([before, after]) => {
              const users = [{ exclusive: true, regex: `@${before}${written}${after}` }];
              return registrationOf('irc', { as_token: token, namespaces: { users } });
            }),
        ),
      }),
    );
    fc.assert(
      fc.property(registrations, ({ token, registration }) => {
        expect(partOf(token, saidOf(registration))).toBeUndefined();
      }),
      { numRuns: runs },
    );
  },
);

it('a token that cannot be one is not shown, whatever makes it so (S5, G8)', { timeout }, () => {
  const wrong = fc.constantFrom(' ', '\n', '\u0000', 'ä', '\u202e', '🙂');
  fc.assert(
    fc.property(tokens(20, 64), wrong, fc.boolean(), (token, sign, isHomeservers) => {
      const field = isHomeservers ? 'hs_token' : 'as_token';
      for (const value of [`${token}${sign}`, `${sign}${token}`, [token], { [token]: 1 }]) {
        expect(partOf(token, saidOf({ ...registrationOf('irc'), [field]: value }))).toBeUndefined();
      }
    }),
    { numRuns: runs },
  );
});

it('a homeserver that is named by a token is not named, nor is a part of it (S5, S7)', { timeout }, () => {
  fc.assert(
    fc.property(tokens(20, 64), fc.nat(120), (token, before) => {
      const registration = registrationOf('irc', { hs_token: token });
      const name = `${'x'.repeat(before)}${token}`;
      expect(partOf(token, saidOf(registration, [{ name, version: undefined }]))).toBeUndefined();
      expect(partOf(token, saidOf(registration, [{ name: 'synapse', version: name }]))).toBeUndefined();
    }),
    { numRuns: runs },
  );
});
