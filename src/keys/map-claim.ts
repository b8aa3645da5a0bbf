import type { KeyClaim } from '../types.js';
import { changeEntries } from './change-entries.js';

/** The most keys of one algorithm that are claimed of a device at once (C6). */
export const maxKeysPerAlgorithm = 5;

/** A claim with each device's algorithms changed; devices and users with none left are left out. */
export function mapClaim(
  claim: KeyClaim,
  change: (algorithms: string[], userId: string, deviceId: string) => string[],
): KeyClaim {
  const changed = changeEntries(claim, (devices, userId) => {
    const changedDevices = changeEntries(devices, (algorithms, deviceId) => {
      const changedAlgorithms = change(algorithms, userId, deviceId);
      return changedAlgorithms.length === 0 ? undefined : changedAlgorithms;
    });
    return Object.keys(changedDevices).length === 0 ? undefined : changedDevices;
  });
  // A new object even where nothing changed (M5).
  return { ...changed };
}
