import type { OlmMachine } from '@matrix-org/matrix-sdk-crypto-wasm';
import type { StoreParts } from '../appservice/store.js';

/** The cryptography of one device: a machine of matrix-sdk-crypto whose state is in the store. */
export interface Machine {
  readonly userId: string;
  readonly deviceId: string;
  /** Public identity keys, as unpadded base64. */
  readonly identityKeys: { readonly ed25519: string; readonly curve25519: string };
  /** The library's machine. Whatever it changes must be committed before anything that follows from it leaves the process (E6). */
  readonly olm: OlmMachine;
  /** True if nothing of this device was in the store when it was opened: its keys were made just now. */
  readonly isNew: boolean;
  /**
   * Writes all changes down, in one database transaction under the term's fence, and what `also` writes (E6). Without `also` and changes
   * it does nothing.
   */
  readonly commit: (also?: (parts: StoreParts) => Promise<void>) => Promise<void>;
  /** Takes the changes so far, for a database transaction of the caller's. Those that are not said to be written come again. */
  readonly changes: () => MachineChanges;
  /** Runs work after all earlier work of this kind: the library wants one claim and one share at a time. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Changes of a machine that are not in the store yet. */
export interface MachineChanges {
  readonly write: (parts: StoreParts) => Promise<void>;
  /** Says that the transaction was committed. */
  readonly written: () => void;
}
