import type { Cancellation } from '../async/cancellation.js';
import { withDeadline } from '../async/deadline.js';
import { nextTurn } from '../async/turns.js';
import { createAppserviceClient } from '../client/appservice-client.js';
import type { AppserviceClientOptions, CallOptions } from '../client/options.js';
import type { Clock } from '../clock.js';
import { TimeoutError } from '../errors.js';
import { FindingCollector } from '../findings.js';
import { createSecretHider } from '../hide-secrets.js';
import { restrictKeyClaimInto } from '../keys/restrict-key-claim.js';
import { restrictKeyQueryInto } from '../keys/restrict-key-query.js';
import { applicationServiceOperations } from '../operations.js';
import type { PathMemory } from '../paths/path-memory.js';
import type { AppserviceRegistration, KeyClaim, KeyClaimResponse, KeyQuery, KeyQueryResponse } from '../types.js';
import { askAppservice, type CheckedAnswer, type KeyCall } from './ask-appservice.js';
import type { DeviceVerifier } from './device-verifier.js';
import type { KeyOperation } from './key-proxy-options.js';
import { lostKeys, mayHaveGivenKeys, possiblyLostKeys } from './lost-keys.js';
import type { Observers } from './observers.js';
import { queryChunks, queryIdentity } from './query-chunks.js';
import type { RequestGate } from './request-gate.js';
import { createSharedQueries } from './shared-queries.js';

/** One appservice, as the key proxy asks it. Nothing here rejects: what fails is reported, and is no information (N7). */
export interface Appservice {
  /** What it knows of these users of its own, cut down to what was asked: an answer for each 500 of them at the most (G4). */
  queryKeys(query: KeyQuery, signal: AbortSignal): Promise<KeyQueryResponse[]>;
  /** The keys that it gives for this claim, cut down to that. */
  claimKeys(claim: KeyClaim, signal: AbortSignal): Promise<KeyClaimResponse | undefined>;
  /** Reports keys that it gave, and that cannot be given out. */
  reportLostKeys(keys: KeyClaimResponse, why: string): void;
  /** Drops the answers that are kept for those who ask the same. */
  dropAnswers(): void;
}

/** What holds for all appservices. */
export interface AppserviceContext {
  readonly client: AppserviceClientOptions & { readonly paths: PathMemory };
  readonly timeoutMs: number;
  readonly reuseMs: number;
  readonly clock: Clock;
  /** Where devices must be signed by themselves. */
  readonly verifyDevices: DeviceVerifier | undefined;
  readonly gateOf: (registrationId: string) => RequestGate;
  readonly observers: Observers;
}

/** The chunks of a query, of 500 users each, that are begun in one turn of the event loop (S9). */
const chunksPerTurn = 2;

/** How one operation is called. */
interface Call<Answer> extends Pick<KeyCall<Answer>, 'lostBy' | 'signal'> {
  readonly send: (options: CallOptions) => Promise<unknown>;
  readonly check: (
    answer: unknown,
    cancellation: Cancellation,
  ) => CheckedAnswer<Answer> | Promise<CheckedAnswer<Answer>>;
}

/**
 * Gets everything ready to ask an appservice.
 *
 * @throws {RegistrationError} if its registration cannot be used.
 * @rule G4
 */
export function createAppservice(
  registration: AppserviceRegistration,
  { client: options, timeoutMs, reuseMs, clock, verifyDevices, gateOf, observers }: AppserviceContext,
): Appservice {
  const { id: registrationId, as_token: asToken, hs_token: hsToken } = registration;
  /** No finding repeats a token, should the appservice send it back (S5). */
  const hide = createSecretHider([asToken, hsToken]);
  const client = createAppserviceClient(registration, options);
  const shared = createSharedQueries<KeyQueryResponse>({
    clock,
    lifetimeMs: reuseMs,
    onShared: () => {
      observers.reportShared();
    },
  });

  /** Whether the appservice is being left alone (N5, N6). Looked at first, so that those that are down cost next to nothing. */
  function isLeftAlone(operation: KeyOperation): boolean {
    const { paths, pauseAfterFailures } = options;
    const target = { registrationId, operation: applicationServiceOperations[operation], pauseAfterFailures };
    const error = paths.refusal(target);
    if (error === undefined) return false;
    observers.reportFailure({ registrationId, operation, error, durationMs: 0 });
    return true;
  }

  /** Asks under the deadline, as soon as there is a place for one more request. */
  function ask<Answer>(
    operation: KeyOperation,
    { send, check, lostBy, signal }: Call<Answer>,
  ): Promise<Answer | undefined> {
    const startedMs = clock.now();
    function sendInTime(inTime: AbortSignal): Promise<unknown> {
      // When the event loop is late, timers are.
      if (clock.now() - startedMs >= timeoutMs) throw new TimeoutError(timeoutMs);
      return send({ signal: inTime });
    }
    return askAppservice(
      {
        registrationId,
        operation,
        ask: () =>
          withDeadline(timeoutMs, signal, async (cancellation) => {
            const { signal: inTime } = cancellation;
            const answer = await gateOf(registrationId).run(inTime, () => sendInTime(inTime));
            return check(answer, cancellation);
          }),
        lostBy,
        signal,
      },
      clock,
      observers,
    );
  }

  function queryChunk(chunk: KeyQuery, signal: AbortSignal): Promise<KeyQueryResponse | undefined> {
    return ask<KeyQueryResponse>('queryKeys', {
      send: (callOptions) => client.queryKeys(chunk, callOptions),
      check: (answer, cancellation) => {
        const restricted = restrictKeyQueryInto(answer, chunk, new FindingCollector(hide));
        return verifyDevices === undefined ? restricted : verifyDevices(restricted, cancellation, hide);
      },
      signal,
    });
  }

  return {
    async queryKeys(query, signal) {
      if (signal.aborted || isLeftAlone('queryKeys')) return [];
      const answers: Promise<KeyQueryResponse | undefined>[] = [];
      for (const chunk of queryChunks(query)) {
        // None of those that are under way rejects meanwhile.
        if (answers.length > 0 && answers.length % chunksPerTurn === 0) await nextTurn();
        answers.push(shared.ask(queryIdentity(chunk), signal, (abandoned) => queryChunk(chunk, abandoned)));
      }
      return (await Promise.all(answers)).filter((answer) => answer !== undefined);
    },

    async claimKeys(claim, signal) {
      if (signal.aborted || isLeftAlone('claimKeys')) return undefined;
      let isSent = false;
      return ask<KeyClaimResponse>('claimKeys', {
        send: (callOptions) => {
          isSent = true;
          return client.claimKeys(claim, callOptions);
        },
        check: (answer) => restrictKeyClaimInto(answer, claim, new FindingCollector(hide)),
        lostBy: (reason) => (isSent && mayHaveGivenKeys(reason) ? possiblyLostKeys(claim, hide) : undefined),
        signal,
      });
    },

    reportLostKeys(keys, why) {
      observers.reportLostKeys(lostKeys(keys, why, hide), {
        registrationId,
        operation: 'claimKeys',
        durationMs: undefined,
      });
    },

    dropAnswers: () => {
      shared.clear();
    },
  };
}
