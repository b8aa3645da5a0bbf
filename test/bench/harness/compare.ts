import type { Figure, Row } from './group.js';
import type { Timing } from './rounds.js';
import { summarize, summarizeRatio } from './statistics.js';

/** A row for each contender: how long it takes, and which share of the reference's time that is. */
export function rowsAgainst(timings: readonly Timing[], reference: string, unit: '%' | '×' = '%'): Row[] {
  const base = samplesOf(timings, reference);
  return timings.map(({ name, samples }) => ({
    name,
    figures: {
      time: inReadableUnit(samples),
      [`of ${reference}`]: { ...summarizeRatio(samples, base), unit },
    },
  }));
}

/** The median of a contender's time in relation to that of another, round by round. */
export function ratioOf(timings: readonly Timing[], name: string, reference: string): number {
  return summarizeRatio(samplesOf(timings, name), samplesOf(timings, reference)).median;
}

function samplesOf(timings: readonly Timing[], name: string): readonly number[] {
  const timing = timings.find((each) => each.name === name);
  if (timing === undefined) throw new RangeError(`${name} was not measured`);
  return timing.samples;
}

function inReadableUnit(samples: readonly number[]): Figure {
  const inMs = summarize(samples);
  return inMs.median >= 1
    ? { ...inMs, unit: 'ms' }
    : { ...summarize(samples.map((sample) => sample * 1000)), unit: 'µs' };
}
