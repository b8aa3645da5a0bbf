/** The middle of some figures, and how far they are apart: half of them lie from `low` to `high`. */
export interface Summary {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** Median and quartiles. @throws {RangeError} where there are no figures. */
export function summarize(figures: readonly number[]): Summary {
  const sorted = [...figures].sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), low: quantile(sorted, 0.25), high: quantile(sorted, 0.75) };
}

/** How large `figures` are in relation to `reference`, round by round: what slows the machine for a while slows both. */
export function summarizeRatio(figures: readonly number[], reference: readonly number[]): Summary {
  if (figures.length !== reference.length) throw new RangeError('both need a figure of every round');
  return summarize(figures.map((figure, round) => figure / (reference[round] ?? NaN)));
}

/** The value below which a share of the figures lies, between two of them in proportion. `sorted` is in ascending order. */
export function quantile(sorted: readonly number[], share: number): number {
  if (sorted.length === 0) throw new RangeError('no figures');
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? NaN;
  const above = sorted[Math.ceil(place)] ?? NaN;
  return below + (above - below) * (place - Math.floor(place));
}
