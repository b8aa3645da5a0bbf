import type { Machine } from './machine.js';

/** The part of a request of the library that is needed to send it. */
export interface LibraryRequest {
  readonly id: string | undefined;
  readonly type: number;
  readonly body: string;
}

/** Sends the requests of machines to the homeserver. */
export interface RequestSender {
  /**
   * Commits the machine, sends one of its requests, tells it the answer, and commits again (E6). A 429 and a lost connection are tried
   * again with the same transaction ID (E5).
   */
  readonly send: (machine: Machine, request: LibraryRequest) => Promise<void>;
  /** Sends everything that a machine wants to send, until there is no more: keys, queries, claims of missing sessions (E3), messages. */
  readonly tend: (machine: Machine) => Promise<void>;
  /** Does that later, once for all calls in between; failures are reported and tried again. */
  readonly tendSoon: (userId: string, deviceId: string) => void;
}
