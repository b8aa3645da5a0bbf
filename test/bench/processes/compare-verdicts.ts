import { firstDifference } from '../validators/same-verdicts.js';
import { loadValidators, ownValidators } from '../validators/compared.js';
import { validatorSamples, type Kind } from '../validators/samples.js';
import { sayFailed, tellParent } from './answer-parent.js';

/** Says where a peer's validators accept or refuse what ours don't. */

/** The first case on which a peer and we disagree. */
export interface Difference {
  readonly peer: string;
  readonly kind: Kind;
  readonly difference: string;
}

try {
  const differences: Difference[] = [];
  const { peers } = await loadValidators();
  for (const [peer, validators] of peers) {
    for (const kind of ['keyQuery', 'keyClaim', 'transaction'] as const) {
      const difference = firstDifference(validatorSamples(kind), ownValidators[kind], validators[kind]);
      if (difference !== undefined) differences.push({ peer, kind, difference });
    }
  }
  tellParent({ differences });
} catch (error) {
  sayFailed(error);
}
