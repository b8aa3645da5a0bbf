import type { Cancellation } from '../async/cancellation.js';
import { withDeadline } from '../async/deadline.js';
import { nextTurn } from '../async/turns.js';
import { createInnerClient } from '../client/appservice-client.js';
import type { AppserviceClientOptions } from '../client/options.js';
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

/** One appservice, as the key proxy sees it. No method rejects: failures are reported, and mean no information (N7). */
export interface Appservice {
  /** Asks about users of its own: one answer for every 500 of them, cut down to the request (G4). */
  queryKeys(query: KeyQuery, caller: Cancellation): Promise<KeyQueryResponse[]>;
  /** Claims keys; the answer is cut down to the claim. */
  claimKeys(claim: KeyClaim, caller: Cancellation): Promise<KeyClaimResponse | undefined>;
  /** Reports keys that it gave, but that cannot be given out. */
  reportLostKeys(keys: KeyClaimResponse, why: string): void;
  /** Drops the cached answers. */
  dropAnswers(): void;
}

/** The common context of all appservices. */
export interface AppserviceContext {
  readonly client: AppserviceClientOptions & { readonly paths: PathMemory };
  readonly timeoutMs: number;
  readonly reuseMs: number;
  readonly clock: Clock;
  /** Check of devices' own signatures, if they are required. */
  readonly verifyDevices: DeviceVerifier | undefined;
  readonly gateOf: (registrationId: string) => RequestGate;
  readonly observers: Observers;
}

/** The number of chunks of a query, 500 users each, that are begun in one turn of the event loop (S9). */
const chunksPerTurn = 2;

/** The details of a call of one operation. */
interface Call<Answer> extends Pick<KeyCall<Answer>, 'lostBy' | 'caller'> {
  readonly send: (cancellation: Cancellation) => Promise<unknown>;
  readonly check: (
    answer: unknown,
    cancellation: Cancellation,
  ) => CheckedAnswer<Answer> | Promise<CheckedAnswer<Answer>>;
}

/**
 * Prepares the calls of an appservice.
 *
 * @throws {RegistrationError} if its registration cannot be used.
 * @rule G4
 */
export function createAppservice(
  registration: AppserviceRegistration,
  { client: options, timeoutMs, reuseMs, clock, verifyDevices, gateOf, observers }: AppserviceContext,
): Appservice {
  const { id: registrationId, as_token: asToken, hs_token: hsToken } = registration;
  /** No finding repeats a token, even if the appservice sends it back (S5). */
  const hide = createSecretHider([asToken, hsToken]);
  const client = createInnerClient(registration, options);
  const shared = createSharedQueries<KeyQueryResponse>({
    clock,
    lifetimeMs: reuseMs,
    onShared: () => {
      observers.reportShared();
    },
  });

  /**
   * Tells whether a back-off or pause is in effect (N5, N6). Checked first, so that appservices that are down cost next
   * to nothing.
   */
  function isLeftAlone(operation: KeyOperation): boolean {
    const { paths, pauseAfterFailures } = options;
    const target = { registrationId, operation: applicationServiceOperations[operation], pauseAfterFailures };
    const error = paths.refusal(target);
    if (error === undefined) return false;
    observers.reportFailure({ registrationId, operation, error, durationMs: 0 });
    return true;
  }

  /** Asks within the deadline, as soon as the gate admits one more request. */
  function ask<Answer>(
    operation: KeyOperation,
    { send, check, lostBy, caller }: Call<Answer>,
  ): Promise<Answer | undefined> {
    const startedMs = clock.now();
    function sendInTime(cancellation: Cancellation): Promise<unknown> {
      // When the event loop is late, timers are, too.
      if (clock.now() - startedMs >= timeoutMs) throw new TimeoutError(timeoutMs);
      return send(cancellation);
    }
    return askAppservice(
      {
        registrationId,
        operation,
        ask: () =>
          withDeadline(timeoutMs, caller, async (cancellation) => {
            const answer = await gateOf(registrationId).run(cancellation, () => sendInTime(cancellation));
            return check(answer, cancellation);
          }),
        lostBy,
        caller,
      },
      clock,
      observers,
    );
  }

  function queryChunk(chunk: KeyQuery, caller: Cancellation): Promise<KeyQueryResponse | undefined> {
    return ask<KeyQueryResponse>('queryKeys', {
      send: (cancellation) => client.queryKeys(chunk, { cancellation }),
      check: (answer, cancellation) => {
        const restricted = restrictKeyQueryInto(answer, chunk, new FindingCollector(hide));
        return verifyDevices === undefined ? restricted : verifyDevices(restricted, cancellation, hide);
      },
      caller,
    });
  }

  return {
    async queryKeys(query, caller) {
      if (caller.cancelled || isLeftAlone('queryKeys')) return [];
      const answers: Promise<KeyQueryResponse | undefined>[] = [];
      for (const chunk of queryChunks(query)) {
        // None of the requests in flight rejects meanwhile.
        if (answers.length > 0 && answers.length % chunksPerTurn === 0) await nextTurn();
        answers.push(shared.ask(queryIdentity(chunk), caller, (flight) => queryChunk(chunk, flight)));
      }
      return (await Promise.all(answers)).filter((answer) => answer !== undefined);
    },

    async claimKeys(claim, caller) {
      if (caller.cancelled || isLeftAlone('claimKeys')) return undefined;
      let isSent = false;
      return ask<KeyClaimResponse>('claimKeys', {
        send: (cancellation) => {
          isSent = true;
          return client.claimKeys(claim, { cancellation });
        },
        check: (answer) => restrictKeyClaimInto(answer, claim, new FindingCollector(hide)),
        lostBy: (reason) => (isSent && mayHaveGivenKeys(reason) ? possiblyLostKeys(claim, hide) : undefined),
        caller,
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
