/** The result of a check. A `reason` is for people; it may quote names and key IDs from the checked value. */
export type Verdict = { readonly valid: true } | Refusal;

/** A failed check, with the reason. */
export interface Refusal {
  readonly valid: false;
  readonly reason: string;
  /**
   * `true` if the signature of a device's impersonator holds, but only the device itself vouches for the impersonator
   * (M7a).
   */
  readonly selfAsserted?: true | undefined;
}

/** Makes the verdict that something does not hold. */
export function invalid(reason: string): Refusal {
  return { valid: false, reason };
}

/** Returns the reader's result; `undefined` if it throws. JSON cannot make it throw, but getters and proxies can. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
