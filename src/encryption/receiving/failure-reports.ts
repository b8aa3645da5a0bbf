import type { Time } from '../../appservice/leadership.js';
import { quietly } from '../../async/quietly.js';
import { ConnectionError, EncryptionError } from '../../errors.js';
import type { EncryptionFailure, EncryptionOptions } from '../encryption-options.js';

/** The time in which a homeserver that cannot be reached is reported once, whatever was to be done there. */
const silenceMs = 60_000;

/** The most reports of damage. */
const mostTold = 10_000;

/**
 * Makes the function that reports failures to the application. Its own errors are ignored.
 *
 * One report a minute is enough of a homeserver that cannot be reached: a start alone would make several. Those that concern a user
 * or a room are all passed on. Damage stays until somebody acts on it, so each of its consequences is told once.
 */
export function createFailureReports(
  onFailure: EncryptionOptions['onFailure'],
  { monotonicMs }: Pick<Time, 'monotonicMs'>,
): (failure: EncryptionFailure) => void {
  let silentUntilMs = -Infinity;
  const told = new Set<string>();
  return (failure) => {
    const { error, message, userId, roomId } = failure;
    if (error instanceof EncryptionError && error.code === 'STORE_DAMAGED') {
      if (told.has(message) || told.size >= mostTold) return;
      told.add(message);
    }
    if (error instanceof ConnectionError && userId === undefined && roomId === undefined) {
      const nowMs = monotonicMs();
      if (nowMs < silentUntilMs) return;
      silentUntilMs = nowMs + silenceMs;
    }
    quietly(() => onFailure?.(failure));
  };
}
