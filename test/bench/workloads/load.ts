import type { TransactionSize } from './transaction.js';

/** The transactions that servers are sent. */
export type LoadName = 'one event' | '100 events' | '3.6 MB';

/** What a load sends, and over how many connections at once. */
export interface Load {
  readonly connections: number;
  readonly size: TransactionSize;
}

/** Larger transactions come over fewer connections: homeservers send one at a time. */
export const loads: Readonly<Record<LoadName, Load>> = {
  'one event': { connections: 16, size: { events: 1 } },
  '100 events': { connections: 8, size: { events: 100 } },
  '3.6 MB': { connections: 2, size: { events: 1000, toDevice: 1000, counts: 10_000 } },
};

/** What every server of the comparison is made with. */
export const hsToken = 'a-token-of-thirty-two-characters';
