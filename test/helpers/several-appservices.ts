import fc from 'fast-check';
import type { KeyClaim, KeyQuery, UserId } from '../../src/types.js';
import { deviceIds, keyClaimResponse, keyQueryResponse, mapOf, mutated } from './key-arbitraries.js';

/** Two users of each of three appservices, two whom no appservice owns, and one of another server. */
export const usersOf: Readonly<Record<string, readonly UserId[]>> = {
  irc: ['@irc_a:example.org', '@irc___proto__:example.org'],
  xmpp: ['@xmpp_a:example.org', '@xmpp_constructor:example.org'],
  mail: ['@mail_a:example.org', '@mailbot:example.org'],
};
const others: readonly UserId[] = ['@bob:example.org', '@__proto__:example.org', '@irc_a:elsewhere.org'];

/** Every user of this server. */
export const localUsers: readonly UserId[] = [...Object.values(usersOf).flat(), ...others.slice(0, 2)];

/** Every user of whom somebody might say something. */
export const everybody: readonly UserId[] = [...localUsers, ...others.slice(2)];

/** The appservices. */
export const appserviceIds: readonly string[] = Object.keys(usersOf);

/** The appservices in any order. */
export const anyOrder: fc.Arbitrary<string[]> = fc.shuffledSubarray([...appserviceIds], {
  minLength: appserviceIds.length,
});

/** A key query for some of the users: all devices of some, a few of others. */
export const queryFor = (users: readonly UserId[]): fc.Arbitrary<KeyQuery> =>
  mapOf(users, () => fc.oneof(fc.constant<string[]>([]), fc.subarray([...deviceIds], { maxLength: 4 })));

/** A claim of some algorithms of some devices of some of the users. */
export const claimFor = (users: readonly UserId[]): fc.Arbitrary<KeyClaim> =>
  mapOf(users, () =>
    mapOf(['ONE', 'TWO', '__proto__'], () =>
      fc.array(fc.constantFrom('signed_curve25519', 'signed', '__proto__'), { maxLength: 7 }),
    ),
  );

/** An answer to a key query or key claim: one about anybody, sound or not, or any JSON whatsoever. */
const anyAnswer: fc.Arbitrary<unknown> = fc.oneof(
  keyQueryResponse(everybody),
  mutated(keyQueryResponse(everybody)),
  keyClaimResponse(everybody),
  mutated(keyClaimResponse(everybody)),
  fc.jsonValue(),
);

/** What each appservice answers, whatever it is asked. */
export const anyAnswers: fc.Arbitrary<Record<string, unknown>> = fc.record({
  irc: anyAnswer,
  xmpp: anyAnswer,
  mail: anyAnswer,
});

/** The part of a request that goes to each appservice: its own users. */
export function partFor<T>(request: Readonly<Record<UserId, T>>, appservice: string): Record<UserId, T> {
  const own = usersOf[appservice] ?? [];
  return Object.fromEntries(Object.entries(request).filter(([userId]) => own.includes(userId as UserId)));
}
