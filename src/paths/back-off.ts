/** How long an operation is left alone: plain JSON data, part of a {@link PathMemorySnapshot}. */
export interface BackOff {
  /** The length before jitter, in milliseconds. */
  readonly lengthMs: number;
  /** When a request may go out again, in milliseconds since the Unix epoch. */
  readonly retryAtMs: number;
}

/** The first back-off: 5 minutes. */
export const firstBackOffMs: number = 5 * 60 * 1000;
/** The longest back-off: 24 hours, jitter included. */
export const longestBackOffMs: number = 24 * 60 * 60 * 1000;

const jitter = 0.2;

/**
 * The back-off that follows another one, or the first one (N5): 5 minutes, then twice as long each time, at the most 24 hours.
 *
 * Jitter makes each up to 20 % longer, so that appservices that failed together are not asked together.
 *
 * @param random A number from 0 (no jitter) up to, not including, 1.
 */
export function nextBackOff(previous: BackOff | undefined, nowMs: number, random: number): BackOff {
  const lengthMs = previous === undefined ? firstBackOffMs : Math.min(previous.lengthMs * 2, longestBackOffMs);
  const waitMs = Math.min(lengthMs * (1 + jitter * random), longestBackOffMs);
  return { lengthMs, retryAtMs: nowMs + Math.round(waitMs) };
}

/**
 * Whether a wait is over. One that lies further ahead than any can was made by a clock that has been set back since.
 *
 * @param longestMs How long such a wait can be. Default: the longest back-off.
 */
export function isOver(
  { retryAtMs }: { readonly retryAtMs: number },
  nowMs: number,
  longestMs: number = longestBackOffMs,
): boolean {
  return nowMs >= retryAtMs || retryAtMs - nowMs > longestMs;
}
