import type { CommonClientOptions } from './client-options.js';
import { runtimeFetch, type Fetch } from './fetch.js';
import type { AnswerLimits } from './read-answer.js';

/** What holds for all calls of a client. */
export interface ClientSettings {
  readonly fetch: Fetch;
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
  readonly limits: AnswerLimits;
}

/** The options that all clients have, with their defaults (N8, S2). */
export function clientSettings({ fetch, timeoutMs, maxBodyBytes, limits }: CommonClientOptions): ClientSettings {
  return {
    fetch: fetch ?? runtimeFetch,
    timeoutMs: timeoutMs ?? 10_000,
    maxBodyBytes: maxBodyBytes ?? 10 * 2 ** 20,
    limits: { depth: limits?.depth ?? 512, entries: limits?.entries ?? 100_000 },
  };
}
