import { createDeviceDirectory, type DeviceDirectory } from '../appservice/device-directory.js';
import type { Time } from '../appservice/leadership.js';
import type { AppserviceStore, StoreParts } from '../appservice/store.js';
import type { HomeserverClient } from '../client/homeserver-client.js';
import type { Finding } from '../findings.js';
import type { EncryptionFailure, KeyMode } from './encryption-options.js';
import type { Machines } from './machine/machines.js';
import { writeInTerm } from './machine/write-in-term.js';

/** The things that all parts of one encryption share. */
export interface EncryptionContext {
  readonly homeserver: HomeserverClient;
  readonly store: AppserviceStore;
  readonly machines: Machines;
  /** The keys that the homeserver is given. */
  readonly keys: KeyMode;
  readonly time: Time;
  /** Makes the jitter of delays, from 0 to 1. */
  readonly random: () => number;
  /** Tells the operator of a failure. Never throws. */
  readonly reportFailure: (failure: EncryptionFailure) => void;
  /** Never throws. */
  readonly reportFinding: (finding: Finding) => void;
}

/** The limit of answers whose size strangers decide: where they were too large, nothing behind them would ever come. */
export const ofStrangers: { readonly maxBodyBytes: number } = { maxBodyBytes: 256 * 2 ** 20 };

/** Writes in one database transaction, which is refused once another process has the lease (R5). */
export async function writeUnderLease(
  { store, machines }: Pick<EncryptionContext, 'store' | 'machines'>,
  work: (parts: StoreParts) => Promise<void>,
): Promise<void> {
  await writeInTerm(store, machines.term(), work);
}

/** Makes a device directory that writes inside a database transaction of the caller's. */
export function directoryOn(parts: Pick<StoreParts, 'devices'>): DeviceDirectory {
  // Its own transaction is a part of the caller's, which is there already.
  const transaction = <T>(work: (inner: StoreParts) => Promise<T>): Promise<T> => work(parts as StoreParts); // it uses `devices` alone
  return createDeviceDirectory({ devices: parts.devices, transaction });
}
