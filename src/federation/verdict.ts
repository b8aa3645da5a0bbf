/** What a check came to. A `reason` is for people; it may quote names and key IDs from what was checked. */
export type Verdict = { readonly valid: true } | Refusal;

/** A check that failed, and why. */
export interface Refusal {
  readonly valid: false;
  readonly reason: string;
  /** `true` where the signature of a device's impersonator holds, and nothing but the device vouches for the impersonator (M7a). */
  readonly selfAsserted?: true | undefined;
}

/** The verdict that something does not hold. */
export function invalid(reason: string): Refusal {
  return { valid: false, reason };
}

/**
 * What a reader gives; `undefined` where it throws. JSON cannot make it throw, but getters and proxies can, and a check
 * answers for those too.
 */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
