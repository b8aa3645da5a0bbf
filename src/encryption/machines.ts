import type { Term } from '../appservice/leadership.js';
import type { Machine } from './machine.js';

/** The machines of all users: opened on first use, the least used closed where there are too many. */
export interface Machines {
  /** Begins a term. Machines are only open in terms (R5). */
  readonly begin: (term: Term) => void;
  /** Ends the term: waits for work in progress, unless the term was lost, and closes all machines. */
  readonly end: () => Promise<void>;
  /** Returns the term of this process. @throws {NotLeaderError} if there is none. */
  readonly term: () => Term;
  /**
   * Runs work with a device's machine, which stays open meanwhile. Works may run at the same time.
   *
   * @throws {NotLeaderError} if another process has the lease.
   * @throws {EncryptionError} `STORE_DAMAGED` if what is stored of the device cannot be read with the key. Other devices go on.
   */
  readonly use: <T>(device: DeviceName, work: (machine: Machine) => Promise<T>) => Promise<T>;
  /** Forgets a device's state: closes its machine and removes its rows. */
  readonly remove: (device: DeviceName) => Promise<void>;
  /** The devices whose machines are open. */
  readonly open: () => DeviceName[];
}

/** The name of a device. */
export interface DeviceName {
  readonly userId: string;
  readonly deviceId: string;
}
