import { expect, it } from 'vitest';
import { createClaimLedger, createMemoryStore } from '../../src/appservice/index.js';
import { describeLedger } from '../helpers/ledger-suite.js';

describeLedger('a claim ledger on a store in memory', () =>
  Promise.resolve({ store: createMemoryStore(), dispose: () => Promise.resolve() }),
);

it('a ledger without a store keeps keys in memory, for itself alone', async () => {
  const ledger = createClaimLedger();
  await ledger.add('@ann:example.org', 'GHOST', { 'curve25519:A': 'a' });
  expect(await createClaimLedger().counts('@ann:example.org', 'GHOST')).toEqual({});
  expect(await ledger.claim({ '@ann:example.org': { GHOST: ['curve25519'] } })).toEqual({
    '@ann:example.org': { GHOST: { 'curve25519:A': 'a' } },
  });
});

it('gives each key once and the oldest first, to ledgers that share a store (rule C7)', async () => {
  const store = createMemoryStore();
  const ledgers = [createClaimLedger(store), createClaimLedger(store)] as const;
  await ledgers[0].add('@ann:example.org', 'GHOST', { 'curve25519:A': 'a', 'curve25519:B': 'b', 'curve25519:C': 'c' });
  const claim = { '@ann:example.org': { GHOST: ['curve25519', 'curve25519'] } };
  expect(await Promise.all(ledgers.map((ledger) => ledger.claim(claim)))).toEqual([
    { '@ann:example.org': { GHOST: { 'curve25519:A': 'a', 'curve25519:B': 'b' } } },
    { '@ann:example.org': { GHOST: { 'curve25519:C': 'c' } } },
  ]);
});

it('knows an ID with its key, of either kind, until the device is forgotten (rule C8)', async () => {
  const ledger = createClaimLedger();
  const claim = { '@ann:example.org': { GHOST: ['a'] } };
  const add = (keys: Parameters<typeof ledger.add>[2]): Promise<void> => ledger.add('@ann:example.org', 'GHOST', keys);
  const fallback = { key: 'spare', fallback: true, signatures: {} };
  await add({ 'a:A': 'once' });
  await add({ 'a:A': fallback });
  expect(await ledger.claim(claim)).toEqual({ '@ann:example.org': { GHOST: { 'a:A': 'once' } } });
  await add({ 'a:A': 'once' });
  await expect(add({ 'a:A': 'another' })).rejects.toThrow('this device already has another key under the ID a:A');
  expect(await ledger.claim(claim)).toEqual({ '@ann:example.org': { GHOST: { 'a:A': fallback } } });
  await ledger.forget('@ann:example.org', 'GHOST');
  await add({ 'a:A': 'another' });
  expect(await ledger.claim(claim)).toEqual({ '@ann:example.org': { GHOST: { 'a:A': 'another' } } });
});
