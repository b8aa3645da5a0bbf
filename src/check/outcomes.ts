import type { CheckOutcome, Remedy } from './check.js';

/** The reason why a check could not be made. Its message becomes what a table shows. */
export class NotTestedError extends Error {
  override readonly name = 'NotTestedError';
}

/** Returns the outcome for something that is as the specification or the proposal has it. */
export function works(seen?: string): CheckOutcome {
  return { verdict: 'works', seen };
}

/** Returns the outcome for something that works under another name. */
export function otherName(seen: string): CheckOutcome {
  return { verdict: 'other-name', seen };
}

/** Returns the outcome for something that is not there. */
export function missing(seen?: string, remedy?: Remedy): CheckOutcome {
  return { verdict: 'missing', seen, remedy };
}

/** Returns the outcome for something that does what it should not. */
export function broken(seen: string, remedy?: Remedy): CheckOutcome {
  return { verdict: 'broken', seen, remedy };
}

/** Returns the outcome for something that could not be found out. */
export function notTested(why: string): CheckOutcome {
  return { verdict: 'not-tested', seen: why };
}
