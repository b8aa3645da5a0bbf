import { createAppserviceClient, type AppserviceClient } from '../client/appservice-client.js';
import type { AppserviceClientOptions, CallOptions } from '../client/client-options.js';
import { withDeadline } from '../client/deadline.js';
import { mergeKeyClaim } from '../keys/merge-key-claim.js';
import { mergeKeyQuery } from '../keys/merge-key-query.js';
import { restrictKeyClaim } from '../keys/restrict-key-claim.js';
import { restrictKeyQuery } from '../keys/restrict-key-query.js';
import type { AppserviceRegistration, KeyClaim, KeyClaimResponse, KeyQuery, KeyQueryResponse } from '../types.js';
import { askAppservice, type KeyCall } from './ask-appservice.js';
import type { Observers } from './observers.js';
import { createOwners, type Owners } from './owners.js';
import { queryChunks, queryIdentity } from './query-chunks.js';
import type { RequestGate } from './request-gate.js';
import { createSharedQueries } from './shared-queries.js';

/** A request in parts, each for the appservice that owns its users. */
export type Parts<T> = ReadonlyMap<AppserviceRegistration, T>;

/** The appservices of one list of registrations, and how they are asked. */
export interface Appservices extends Owners {
  /** What the owners know, each cut down to what it was asked, joined. They have no user in common (M2). Never rejects (N7). */
  queryKeys(parts: Parts<KeyQuery>, signal: AbortSignal): Promise<KeyQueryResponse>;
  /** The keys that the owners give, each cut down to what it was asked, joined. Never rejects (N7). */
  claimKeys(parts: Parts<KeyClaim>, signal: AbortSignal): Promise<KeyClaimResponse>;
  /** Drops the answers that are kept for those who ask the same. */
  dropAnswers(): void;
}

/** What holds whatever the registrations are. */
export interface AppservicesContext {
  readonly serverName: string;
  readonly client: AppserviceClientOptions;
  readonly timeoutMs: number;
  readonly now: () => number;
  readonly observers: Observers;
  readonly gateOf: (registrationId: string) => RequestGate;
  readonly onShared: () => void;
  readonly reuseMs: number;
}

/** One appservice's part of a request, and how it is sent. */
interface Call<Answer> extends Pick<KeyCall<Answer>, 'operation' | 'restrict' | 'signal'> {
  readonly send: (client: AppserviceClient, options: CallOptions) => Promise<unknown>;
}

/**
 * Gets everything ready to ask the appservices of these registrations.
 *
 * @throws {RegistrationError} if a registration cannot be used, or two have the same `id` or `as_token`.
 */
export function createAppservices(
  registrations: readonly AppserviceRegistration[],
  { serverName, client: options, timeoutMs, now, observers, gateOf, onShared, reuseMs }: AppservicesContext,
): Appservices {
  const owners = createOwners(registrations, serverName, observers);
  const clients = new Map<AppserviceRegistration, AppserviceClient>();
  const shared = createSharedQueries<KeyQueryResponse>(now, onShared, reuseMs);

  function clientOf(registration: AppserviceRegistration): AppserviceClient {
    const client = clients.get(registration) ?? createAppserviceClient(registration, options);
    clients.set(registration, client);
    return client;
  }
  // All of them now, so that a registration that cannot be used is refused at once.
  registrations.forEach(clientOf);

  /** Asks one appservice under the deadline, as soon as it may have one more request. */
  function ask<Answer>(registration: AppserviceRegistration, call: Call<Answer>): Promise<Answer | undefined> {
    const { id: registrationId, as_token: asToken, hs_token: hsToken } = registration;
    const { operation, send, restrict, signal } = call;
    const client = clientOf(registration);
    return askAppservice(
      {
        registrationId,
        operation,
        ask: () =>
          withDeadline(timeoutMs, signal, (inTime) =>
            gateOf(registrationId).run(inTime, () => send(client, { signal: inTime })),
          ),
        restrict,
        secrets: [asToken, hsToken],
        signal,
      },
      now,
      observers,
    );
  }

  function queryChunk(
    registration: AppserviceRegistration,
    chunk: KeyQuery,
  ): (signal: AbortSignal) => Promise<KeyQueryResponse | undefined> {
    return (signal) =>
      ask(registration, {
        operation: 'queryKeys',
        send: (client, options) => client.queryKeys(chunk, options),
        restrict: (answer) => restrictKeyQuery(answer, chunk),
        signal,
      });
  }

  return {
    ...owners,

    async queryKeys(parts, signal) {
      const answers = [...parts].flatMap(([registration, part]) =>
        queryChunks(part).map((chunk) => {
          const identity = JSON.stringify([registration.id, queryIdentity(chunk)]);
          return shared.ask(identity, signal, queryChunk(registration, chunk));
        }),
      );
      return informative(await Promise.all(answers)).reduce(mergeKeyQuery, {});
    },

    async claimKeys(parts, signal) {
      const answers = [...parts].map(([registration, part]) =>
        ask(registration, {
          operation: 'claimKeys',
          send: (client, options) => client.claimKeys(part, options),
          restrict: (answer) => restrictKeyClaim(answer, part),
          signal,
        }),
      );
      return informative(await Promise.all(answers)).reduce(mergeKeyClaim, {});
    },

    dropAnswers: () => {
      shared.clear();
    },
  };
}

function informative<T>(answers: readonly (T | undefined)[]): T[] {
  return answers.filter((answer) => answer !== undefined);
}
