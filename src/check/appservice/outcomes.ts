import type { CheckOutcome } from '../check.js';

/** It works, as the specification or the proposal has it. */
export function asExpected(seen?: string): CheckOutcome {
  return { verdict: 'works', seen };
}

/** It works under another name. */
export function worksOtherwise(seen: string): CheckOutcome {
  return { verdict: 'other-name', seen };
}

/** It is not there. */
export function isMissing(seen: string): CheckOutcome {
  return { verdict: 'missing', seen };
}

/** It does something else than it should. */
export function isBroken(seen: string): CheckOutcome {
  return { verdict: 'broken', seen };
}

/** It could not be found out. */
export function notTested(why: string): CheckOutcome {
  return { verdict: 'not-tested', seen: why };
}
