import { createAppserviceClient, type AppserviceClient, type Fetch } from 'matrix-encrypted-appservice/client';
import type { ExclusiveNamespaces } from 'matrix-encrypted-appservice/registration';
import type { AppserviceRegistration } from 'matrix-encrypted-appservice/types';
import type { TransactionNames } from 'matrix-encrypted-appservice';
import type { HomeserverState } from './state.js';
import {
  createTransactionSender,
  type PushedFields,
  type SentTransaction,
  type TransactionSender,
} from './transactions.js';

/** The appservices of a homeserver. */
export interface Appservices {
  /** Sends each its new transactions, or repeats the refused ones and then sends the new ones. */
  readonly deliver: (what: 'new' | 'refused') => Promise<SentTransaction[]>;
  /** Every transaction so far, accepted or refused. */
  readonly transactions: readonly SentTransaction[];
  /** Pings one. A success makes its refused transactions come again at once. */
  readonly ping: (id: string, transactionId?: string) => Promise<void>;
  readonly restartTransactionIds: () => void;
}

export interface AppservicesOptions {
  readonly fetch: Fetch;
  readonly fields: () => PushedFields;
  readonly names: TransactionNames;
}

export function createAppservices(
  state: HomeserverState,
  registrations: readonly AppserviceRegistration[],
  { ownerOf }: ExclusiveNamespaces,
  { fetch, fields, names }: AppservicesOptions,
): Appservices {
  const transactions: SentTransaction[] = [];
  const all = new Map<string, { readonly client: AppserviceClient; readonly sender: TransactionSender }>();
  for (const registration of registrations) {
    if (!registration.url) continue;
    const client = createAppserviceClient(registration, { fetch });
    const isOwn = (userId: string): boolean => ownerOf(userId)?.id === registration.id;
    const sender = createTransactionSender(state, registration, client, isOwn, {
      fields,
      names,
      onSent: (sent) => transactions.push(sent),
    });
    all.set(registration.id, { client, sender });
  }

  return {
    transactions,
    async deliver(what) {
      const senders = [...all.values()].map(({ sender }) => sender);
      const sent = await Promise.all(senders.map((sender) => (what === 'new' ? sender.send() : sender.retry())));
      return sent.flat();
    },
    async ping(id, transactionId) {
      const { client, sender } = all.get(id) ?? {};
      await client?.ping(transactionId);
      void sender?.retry();
    },
    restartTransactionIds() {
      for (const { sender } of all.values()) sender.restartIds();
    },
  };
}
