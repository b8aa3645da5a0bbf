import { mostLevels } from '../http/json-depth.js';
import { numberOption } from '../number-options.js';
import type { AnswerLimitOptions, CommonClientOptions } from './client-options.js';
import { runtimeFetch, type Fetch } from './fetch.js';

/** The limits of answers, every one of them decided (S2, S9). */
export type AnswerLimits = { readonly [Limit in keyof AnswerLimitOptions]-?: number };

/** What holds for all calls of a client. */
export interface ClientSettings {
  readonly fetch: Fetch;
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
  readonly limits: AnswerLimits;
}

/**
 * The options that all clients have, with their defaults (N8, S2).
 *
 * @throws {RangeError} for a number that is not allowed (S8).
 */
export function clientSettings({ fetch, timeoutMs, maxBodyBytes, limits }: CommonClientOptions): ClientSettings {
  return {
    fetch: fetch ?? runtimeFetch,
    timeoutMs: numberOption('timeoutMs', timeoutMs, 10_000),
    maxBodyBytes: numberOption('maxBodyBytes', maxBodyBytes, 10 * 2 ** 20, { whole: true }),
    limits: {
      depth: numberOption('limits.depth', limits?.depth, 512, { whole: true, most: mostLevels }),
      entries: numberOption('limits.entries', limits?.entries, 100_000, { whole: true }),
      baseBytes: numberOption('limits.baseBytes', limits?.baseBytes, 4 * 2 ** 20, { whole: true }),
      userBytes: numberOption('limits.userBytes', limits?.userBytes, 64 * 1024, { whole: true }),
      entryBytes: numberOption('limits.entryBytes', limits?.entryBytes, 4 * 1024, { whole: true }),
      unaskedBytes: numberOption('limits.unaskedBytes', limits?.unaskedBytes, 256 * 1024, { whole: true }),
    },
  };
}
