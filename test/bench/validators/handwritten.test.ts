import { isKeyClaimResponse, isKeyQueryResponse, isTransactionBody } from 'matrix-encrypted-appservice/validators';
import { describe, expect, it } from 'vitest';
import { keyClaimResponse } from '../workloads/key-claim.js';
import { keyQueryResponse } from '../workloads/key-query.js';
import { transactionBody } from '../workloads/transaction.js';
import * as handwritten from './handwritten.js';
import { firstDifference } from './same-verdicts.js';
import { validatorSamples } from './samples.js';

describe('validators written by hand', () => {
  const pairs = {
    keyQuery: [isKeyQueryResponse, handwritten.isKeyQueryResponse],
    keyClaim: [isKeyClaimResponse, handwritten.isKeyClaimResponse],
    transaction: [isTransactionBody, handwritten.isTransactionBody],
  } as const;

  it.each(['keyQuery', 'keyClaim', 'transaction'] as const)('say what ours say: %s', (kind) => {
    const [ours, byHand] = pairs[kind];
    const samples = validatorSamples(kind);
    expect(samples.map((sample) => ours(sample))).toEqual(samples.map(() => true));
    expect(firstDifference(samples, ours, byHand)).toBeUndefined();
  });

  it('accept the workloads that they are timed with', () => {
    expect(handwritten.isKeyQueryResponse(keyQueryResponse({ users: 10, devices: 3 }))).toBe(true);
    expect(handwritten.isKeyClaimResponse(keyClaimResponse({ users: 10, devices: 3 }))).toBe(true);
    expect(handwritten.isTransactionBody(transactionBody({ events: 10, toDevice: 10, counts: 10 }))).toBe(true);
  });
});
