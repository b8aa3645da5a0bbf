import type { KeyQuery } from '../types.js';
import type { ClientSettings } from './options.js';
import type { AnyKeyClaim } from './count-entries.js';

/** The size of a request, which limits the size of its answer (S9). */
export interface Asked {
  readonly users: number;
  /** Number of listed devices or claimed one-time keys. */
  readonly entries: number;
}

/** The limits of one answer (S2, S9). */
export interface AnswerBounds {
  /** Size of the body, while it is read. */
  readonly bytes: number;
  /** Size allowed for a number of entries, once the body is read. */
  readonly bytesFor: (entries: number) => number;
  /** Number of devices, cross-signing keys and one-time keys, asked for or not. */
  readonly entries: number;
  /** Levels of nesting. */
  readonly depth: number;
}

/** Measures a key query. A user without a list of devices is asked for all of them, however many there are. */
export function askedByQuery(query: KeyQuery): Asked {
  const lists = Object.values(query);
  return { users: lists.length, entries: lists.reduce((sum, devices) => sum + devices.length, 0) };
}

/** Measures a key claim. */
export function askedByClaim(claim: AnyKeyClaim): Asked {
  const users = Object.values(claim);
  let entries = 0;
  for (const devices of users) {
    for (const algorithms of Object.values(devices)) entries += typeof algorithms === 'string' ? 1 : algorithms.length;
  }
  return { users: users.length, entries };
}

/** Measures a request about one user. */
export function oneUserAsked(): Asked {
  return { users: 1, entries: 0 };
}

/** Measures a request that asks for no user's keys. */
export function nothingAsked(): Asked {
  return { users: 0, entries: 0 };
}

/**
 * Computes the limits of an answer from its request.
 * @rule S9
 */
export function boundsOf(asked: Asked, { maxBodyBytes, limits }: Omit<ClientSettings, 'fetch'>): AnswerBounds {
  const { baseBytes, userBytes, entryBytes, unaskedBytes, entries, depth } = limits;
  return {
    bytes: Math.min(maxBodyBytes, baseBytes + times(asked.users, userBytes) + times(asked.entries, entryBytes)),
    bytesFor: (count) => unaskedBytes + times(count, entryBytes),
    entries,
    depth,
  };
}

/** Multiplies two numbers; zero times `Infinity` is zero. */
function times(count: number, each: number): number {
  return count === 0 ? 0 : count * each;
}
