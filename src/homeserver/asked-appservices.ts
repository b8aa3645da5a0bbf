import type { Cancellation } from '../async/cancellation.js';
import { mergeKeyClaim } from '../keys/merge-key-claim.js';
import { joinKeyQueries } from '../keys/merge-key-query.js';
import type { AppserviceRegistration, KeyClaim, KeyClaimResponse, KeyQuery, KeyQueryResponse } from '../types.js';
import { registrationOfSchema } from '../registration/registration-of-schema.js';
import { createAppservice, type Appservice, type AppserviceContext } from './asked-appservice.js';
import { createOwners, type Owners } from './owners.js';

/** A request in parts, by the appservice that owns their users. */
export type Parts<T> = ReadonlyMap<AppserviceRegistration, T>;

/** The appservices of one list of registrations. */
export interface Appservices extends Owners {
  /** Complete text of each registration by its `id`, for comparison. */
  readonly texts: ReadonlyMap<string, string>;
  /**
   * Asks the owners, and joins their answers, each cut down to its part. They have no user in common (M2). Never
   * rejects (N7).
   */
  queryKeys(parts: Parts<KeyQuery>, caller: Cancellation): Promise<KeyQueryResponse>;
  /** Claims keys of the owners, and joins their answers, each cut down to its part. Never rejects (N7). */
  claimKeys(claim: KeyClaim, caller: Cancellation): Promise<KeyClaimResponse>;
  /** Reports keys that their owners gave, but that cannot be given out. */
  reportLostKeys(keys: KeyClaimResponse, why: string): void;
  /** Drops the cached answers. */
  dropAnswers(): void;
}

/**
 * Prepares the calls of the appservices of these registrations. Later changes to the registrations have no effect.
 *
 * @throws {RegistrationError} if a registration is not plain data (G8) or cannot be used, or two have the same `id` or
 *   `as_token`.
 */
export function createAppservices(
  registrations: readonly AppserviceRegistration[],
  serverName: string,
  context: AppserviceContext,
): Appservices {
  const copies = Array.from(registrations, (registration) => registrationOfSchema(registration));
  const owners = createOwners(copies, serverName, context.observers);
  const appservices = new Map<AppserviceRegistration, Appservice>();

  function appserviceOf(registration: AppserviceRegistration): Appservice {
    const appservice = appservices.get(registration) ?? createAppservice(registration, context);
    appservices.set(registration, appservice);
    return appservice;
  }
  // All of them now, so that an unusable registration is refused at once.
  copies.forEach(appserviceOf);

  /** Asks all owners at once. */
  function askOwners<T, Answer>(
    parts: Parts<T>,
    ask: (appservice: Appservice, part: T) => Promise<Answer>,
  ): Promise<Answer[]> {
    return Promise.all([...parts].map(([registration, part]) => ask(appserviceOf(registration), part)));
  }

  return {
    ...owners,
    texts: new Map(copies.map((registration) => [registration.id, JSON.stringify(registration)])),

    async queryKeys(parts, caller) {
      const answers = await askOwners(parts, (appservice, part: KeyQuery) => appservice.queryKeys(part, caller));
      return joinKeyQueries(answers.flat());
    },

    async claimKeys(claim, caller) {
      const parts = await owners.splitInTurns(claim);
      const answers = await askOwners(parts, (appservice, part: KeyClaim) => appservice.claimKeys(part, caller));
      return answers.filter((answer) => answer !== undefined).reduce(mergeKeyClaim, {});
    },

    reportLostKeys(keys, why) {
      for (const [registration, part] of owners.split(keys)) appserviceOf(registration).reportLostKeys(part, why);
    },

    dropAnswers() {
      for (const appservice of appservices.values()) appservice.dropAnswers();
    },
  };
}
