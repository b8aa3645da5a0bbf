import type { KeyQueryResponse, TransactionBody } from 'matrix-encrypted-appservice/types';
import { keyClaimResponse } from '../workloads/key-claim.js';
import { keyQueryResponse } from '../workloads/key-query.js';
import { transactionBody } from '../workloads/transaction.js';

/** What the compared validators check. */
export type Kind = 'keyQuery' | 'keyClaim' | 'transaction';

/** Small valid payloads with every field of the schemas, from which the verdicts of validators are compared. */
export function validatorSamples(kind: Kind): readonly unknown[] {
  return samples[kind]();
}

const samples: Readonly<Record<Kind, () => readonly unknown[]>> = {
  keyQuery() {
    const full: KeyQueryResponse = { ...keyQueryResponse({ users: 1, devices: 1 }), failures: { 'other.example': {} } };
    return [{}, full, { device_keys: { 'no user ID': 5 }, future_field: [] }];
  },
  keyClaim() {
    const unsigned = { '@a:example.org': { DEVICE: { 'curve25519:A': 'key' }, EMPTY: {} }, 'no user ID': 5 };
    const fallback = { key: 'key', fallback: true, signatures: { '@a:example.org': { 'ed25519:A': 'signature' } } };
    return [
      {},
      keyClaimResponse({ users: 1, devices: 1 }),
      unsigned,
      { '@a:x': { A: { 'signed_curve25519:A': fallback } } },
    ];
  },
  transaction() {
    const full = transactionBody({ events: 2, toDevice: 1, counts: 1 });
    const device_lists = { changed: ['@a:example.org'], left: ['@b:example.org'] };
    const ephemeral = [{ type: 'm.typing', room_id: '!a', sender: '@a:example.org', content: {} }];
    return [{ events: [] }, { ...full, device_lists, ephemeral }, stateEvent(), olderCounts()];
  },
};

function stateEvent(): TransactionBody {
  const [event] = transactionBody({ events: 1 }).events;
  if (event === undefined) throw new Error('a transaction of one event has one');
  const unsigned = {
    age: 1,
    redacted_because: {},
    transaction_id: 't',
    prev_content: {},
    replaces_state: '$a',
    membership: 'join',
  };
  return { events: [{ ...event, state_key: '', unsigned }] };
}

/** Counts by user and algorithm: the first draft's shape. */
function olderCounts(): TransactionBody {
  return { events: [], device_one_time_keys_count: { '@a:example.org': { signed_curve25519: 1 } } };
}
