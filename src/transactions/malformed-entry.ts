import type { Finding } from '../findings.js';

/** The finding for an entry of the wrong shape, which is left out while what is beside it stands (T6). */
export function malformedEntry(pointer: string, fault: string): Finding {
  return { code: 'malformed-entry', severity: 'error', pointer, message: `${fault}; it is left out` };
}
