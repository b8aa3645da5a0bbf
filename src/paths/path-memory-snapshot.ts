import { isJsonObject, own } from '../json-objects.js';
import { firstBackOffMs, longestBackOffMs, type BackOff } from './back-off.js';

/** A path memory as plain JSON data. It holds IDs, paths and times; no token, no URL. */
export interface PathMemorySnapshot {
  readonly entries: readonly PathMemoryEntry[];
}

/** One operation of one appservice: the path that worked, or the back-off. */
export interface PathMemoryEntry {
  readonly registrationId: string;
  readonly operationId: string;
  readonly path?: string;
  readonly backOff?: BackOff;
}

/**
 * Returns the well-formed entries of a snapshot.
 *
 * The others are ignored, not reported: a lost entry costs one more request, and must not keep a homeserver from
 * starting.
 */
export function restoreEntries(snapshot: unknown): PathMemoryEntry[] {
  const entries = isJsonObject(snapshot) ? own(snapshot, 'entries') : undefined;
  if (!Array.isArray(entries)) return [];
  return entries.map(restoreEntry).filter((entry) => entry !== undefined);
}

function restoreEntry(entry: unknown): PathMemoryEntry | undefined {
  if (!isJsonObject(entry)) return undefined;
  const { registrationId, operationId, path, backOff } = entry;
  if (typeof registrationId !== 'string' || typeof operationId !== 'string') return undefined;
  if (typeof path === 'string') return { registrationId, operationId, path };
  if (isBackOff(backOff)) {
    const { lengthMs, retryAtMs } = backOff;
    return { registrationId, operationId, backOff: { lengthMs, retryAtMs } };
  }
  return undefined;
}

/** The last moment that a `Date` can hold. */
const latestDateMs = 8.64e15;

function isBackOff(value: unknown): value is BackOff {
  if (!isJsonObject(value)) return false;
  const { lengthMs, retryAtMs } = value;
  return (
    typeof lengthMs === 'number' &&
    lengthMs >= firstBackOffMs &&
    lengthMs <= longestBackOffMs &&
    typeof retryAtMs === 'number' &&
    Math.abs(retryAtMs) <= latestDateMs
  );
}
