import { isKeyClaimResponse, isKeyQueryResponse, isTransactionBody } from 'matrix-encrypted-appservice/validators';
import { loadPeer } from '../harness/peers.js';
import * as handwritten from './handwritten.js';
import type { Kind } from './samples.js';

/** One validator of each kind. */
export type Validators = Readonly<Record<Kind, (value: unknown) => boolean>>;

/** What `peers/validators/` exports. */
interface PeerAdapter {
  readonly createValidators: () => Validators;
}

/** This package's. */
export const ownValidators: Validators = {
  keyQuery: isKeyQueryResponse,
  keyClaim: isKeyClaimResponse,
  transaction: isTransactionBody,
};

/** What one writes with care and without a generator. */
export const handwrittenValidators: Validators = {
  keyQuery: handwritten.isKeyQueryResponse,
  keyClaim: handwritten.isKeyClaimResponse,
  transaction: handwritten.isTransactionBody,
};

/** What the validators that somebody wrote with care are called in the tables. */
export const byHand = 'written by hand';

/** Everybody else's, by name and version, and a sentence for each that is not there. */
export async function loadValidators(): Promise<{
  peers: ReadonlyMap<string, Validators>;
  missing: readonly string[];
}> {
  const peers = new Map<string, Validators>([[byHand, handwrittenValidators]]);
  const missing: string[] = [];
  for (const path of ['ajv', 'zod', 'valibot', 'arktype', 'typebox']) {
    const peer = await loadPeer<PeerAdapter>(`validators/${path}.js`);
    if ('adapter' in peer) peers.set(peer.name, peer.adapter.createValidators());
    else missing.push(`${peer.name}: ${peer.missing}`);
  }
  return { peers, missing };
}
