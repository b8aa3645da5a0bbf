import type { Verdict } from './verdict.js';

/** What one user's keys say of each other, as plain data. */
export interface CrossSigning {
  readonly userId: string;
  /** Valid where it is well formed: nobody vouches for it here. `undefined` where the response has none. */
  readonly masterKey: CrossSigningKeyCheck | undefined;
  /** Valid where the master key signed it. `undefined` where the response has none. */
  readonly selfSigningKey: CrossSigningKeyCheck | undefined;
  /** Valid where the master key signed it. `undefined` where the response has none. */
  readonly userSigningKey: CrossSigningKeyCheck | undefined;
  /** By device ID, each an own property. */
  readonly devices: Readonly<Record<string, DeviceCheck>>;
}

/** What was found of a cross-signing key. */
export interface CrossSigningKeyCheck {
  /** Unpadded base64; `undefined` where the key is not well formed. */
  readonly publicKey: string | undefined;
  readonly verdict: Verdict;
}

/** What was found of a device. */
export interface DeviceCheck {
  /** Tells whether the device signed its own keys or, where it names an impersonator, that one did (M7a). */
  readonly ownSignature: Verdict;
  /** Whether the self-signing key signed the device, and the master key that one: valid means the whole way down. */
  readonly crossSignature: Verdict;
}
