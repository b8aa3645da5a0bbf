/** Keys that others may claim (C7, C8). */
export interface KeyClaimStore {
  /**
   * Adds keys of a device. One that is known with the same fingerprint is passed over, also after it was claimed. A new fallback key
   * takes the place of the one before.
   *
   * Returns the IDs that are known with another fingerprint, each with its kind. If there are any, nothing is added.
   */
  add(userId: string, deviceId: string, keys: readonly ClaimableKey[]): Promise<readonly KnownKey[]>;
  /** Takes one-time keys, the oldest first (approximately, where several processes claim). They are gone once it resolves. */
  take(wanted: readonly WantedKeys[]): Promise<GivenKey[]>;
  /** Returns the fallback keys of these wishes, one each, and marks them as used. */
  useFallbackKeys(wanted: readonly WantedKeys[]): Promise<GivenKey[]>;
  /** Counts a device's one-time keys by algorithm: zero where all were claimed, no entry where there never was one. */
  counts(userId: string, deviceId: string): Promise<ReadonlyMap<string, number>>;
  /** Returns the algorithms whose fallback key was not given out yet, in alphabetical order. */
  unusedFallbackKeyTypes(userId: string, deviceId: string): Promise<string[]>;
  /** Forgets a device's keys, and which IDs it ever had. Returns false if it never had any. */
  forget(userId: string, deviceId: string): Promise<boolean>;
}

/** One-time keys are claimed once each; the fallback key serves when they run out. Their IDs are numbered apart. */
export type KeyKind = 'one-time' | 'fallback';

/** The ID of a key of one device. */
export interface KnownKey {
  readonly kind: KeyKind;
  /** `<algorithm>:<key id>`. */
  readonly keyId: string;
}

/** A key to be claimed, as it is added. */
export interface ClaimableKey extends KnownKey {
  readonly algorithm: string;
  /** The key, as JSON text. */
  readonly key: string;
  /** Equal for equal keys alone: tells a key that comes again from another one under its ID (C8). */
  readonly fingerprint: string;
}

/** A wish for keys of one device and algorithm. */
export interface WantedKeys {
  readonly userId: string;
  readonly deviceId: string;
  readonly algorithm: string;
  readonly count: number;
  /** For fallback keys: one with such an ID is neither returned nor marked. An answer has one key under each ID. */
  readonly exceptKeyIds?: readonly string[] | undefined;
}

/** A key that is given out. */
export interface GivenKey {
  /** The index of the wish that it answers. */
  readonly wish: number;
  readonly keyId: string;
  /** The key, as JSON text. */
  readonly key: string;
}
