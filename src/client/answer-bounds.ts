import type { KeyQuery } from '../types.js';
import type { ClientSettings } from './options.js';
import type { AnyKeyClaim } from './count-entries.js';

/** The parts of a question that say how much may come in answer (S9). */
export interface Asked {
  readonly users: number;
  /** Devices that are listed, and one-time keys that are claimed. */
  readonly entries: number;
}

/** The most that one answer may have (S2, S9). */
export interface AnswerBounds {
  /** The size of its body, while it is read. */
  readonly bytes: number;
  /** The size that so many entries account for, once it is read. */
  readonly bytesFor: (entries: number) => number;
  /** Devices, cross-signing keys and one-time keys, asked for or not. */
  readonly entries: number;
  /** Levels of nesting. */
  readonly depth: number;
}

/** The parts of a key query. A user without a list of devices is asked for all of them, whatever their number. */
export function askedByQuery(query: KeyQuery): Asked {
  const lists = Object.values(query);
  return { users: lists.length, entries: lists.reduce((sum, devices) => sum + devices.length, 0) };
}

/** The parts of a key claim. */
export function askedByClaim(claim: AnyKeyClaim): Asked {
  const users = Object.values(claim);
  let entries = 0;
  for (const devices of users) {
    for (const algorithms of Object.values(devices)) entries += typeof algorithms === 'string' ? 1 : algorithms.length;
  }
  return { users: users.length, entries };
}

/** The parts of a question about one user. */
export function oneUserAsked(): Asked {
  return { users: 1, entries: 0 };
}

/** The parts of a question that is answered with `{}`. */
export function nothingAsked(): Asked {
  return { users: 0, entries: 0 };
}

/**
 * The bounds of the answer to a question.
 *
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

/** A product; of nothing and `Infinity`, nothing. */
function times(count: number, each: number): number {
  return count === 0 ? 0 : count * each;
}
