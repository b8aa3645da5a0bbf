import type { UserId } from '../../identifiers.js';
import type { applicationServiceOperations } from '../../operations.js';
import type { Delay } from './byte-connection.js';
import type { Prober } from './prober.js';
import type { Spelling, TransactionMarks } from './probe-transactions.js';
import type { Reply } from './reply.js';
import type { ProbeRequest } from './write-request.js';

/**
 * The application behind an appservice, as its author can watch it. It makes visible what no answer shows: what became of
 * a transaction.
 */
export interface ObservedApplication {
  /**
   * Returns a text for each thing that the application was given, also one that it failed at, in any format. It has the
   * names in it: event IDs, user IDs, device IDs, room IDs.
   */
  readonly told: () => Promise<readonly string[]> | readonly string[];
  /** Makes the application fail once, at the next event. */
  readonly failOnce?: (() => Promise<void> | void) | undefined;
}

/** The surroundings of the checks of an appservice, and what earlier checks leave to later ones. */
export interface AppserviceWorld extends Prober {
  readonly delay: Delay;
  /** Allows transactions, which an application acts upon. */
  readonly deliver: boolean;
  readonly application: ObservedApplication | undefined;
  /** A user of the appservice, or one that does not exist. */
  readonly user: UserId;
  /** The `hs_token`, for odd spellings of it. */
  readonly hsToken: string;
  readonly asToken: string;
  /** Makes a name that is in no other, in letters and digits. */
  readonly uniqueName: () => string;
  readonly state: AppserviceState;
}

/** The findings so far. */
export interface AppserviceState {
  /** Reason why nothing else can be found out. */
  obstacle?: string | undefined;
  /** The routes, with their replies to a right request. */
  endpoints: readonly ProbedRoute[];
  /** The transactions that were sent in each spelling, by the names in them. */
  readonly spelled: Map<Spelling, TransactionMarks>;
  /** Names of fields of which a malformed value was refused: so they are read. */
  readonly refusedNames: Set<string>;
  /** Number of texts that the application is told of a single event, or the reason why it cannot be seen. */
  textsPerEvent: number | string;
}

/** A route of an appservice, and its reply to a right request. */
export interface ProbedRoute {
  readonly operationId: keyof typeof applicationServiceOperations;
  /** Name in sentences: `key queries (stable path)`. */
  readonly label: string;
  readonly path: string;
  /** Makes a request that changes nothing at the appservice, or an empty transaction if transactions are allowed. */
  readonly request: () => ProbeRequest;
  readonly reply: Reply;
  /** Tells whether it refuses a right request, and one with a wrong token alike: so its reply says nothing of tokens. */
  readonly hidesToken: boolean;
}
