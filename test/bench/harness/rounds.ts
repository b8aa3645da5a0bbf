import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { read, type Clock } from './clock.js';
import { turns } from './turns.js';

/** One way of doing a task, to be timed beside others. */
export interface Contender {
  readonly name: string;
  /** Gets ready for so many runs, and gives the function that does them all; that one alone is timed. */
  readonly batch: (runs: number) => () => void;
}

/** What a contender took: milliseconds a run, one figure a round. */
export interface Timing {
  readonly name: string;
  readonly samples: readonly number[];
}

/** How often and how long to measure. */
export interface Effort {
  readonly rounds: number;
  /** What one sample should last at least, so that the clock can tell, in milliseconds. */
  readonly sampleMs: number;
  readonly clock: Clock;
}

/**
 * Makes a contender. What it works on is made anew for each run and outside the time measured, so that none profits from
 * what another has touched before.
 */
export function contender<T>(name: string, prepare: () => T, run: (input: T) => unknown): Contender {
  return {
    name,
    batch: (runs) => {
      const inputs = Array.from({ length: runs }, prepare);
      return () => {
        for (const input of inputs) last.result = run(input);
      };
    },
  };
}

/**
 * Times the contenders in turn, round after round, each round beginning with another one. How many runs make a sample is found
 * out first, which also warms everything up.
 */
export function timeInRounds(contenders: readonly Contender[], effort: Effort): Timing[] {
  const entries = contenders.map((each) => ({ ...each, size: sampleSizeFor(each, effort), samples: [] as number[] }));
  for (const entry of turns(entries, effort.rounds)) {
    entry.samples.push(timeSample(entry, entry.size, effort.clock) / entry.size.runs);
  }
  return entries.map(({ name, samples }) => ({ name, samples }));
}

/** How much a sample takes in. */
interface SampleSize {
  readonly runs: number;
  /** How many runs are made ready, and timed, at a time: few, so that an input is still in the caches, as on a server. */
  readonly atOnce: number;
}

/** More would not make a sample better, whatever the clock says. */
const mostRuns = 2 ** 16;
/** How long a contender runs before anything counts, in samples: compilers take their time. */
const warmUpSamples = 10;
/** The shortest time worth timing by each clock, in milliseconds; to read the clock takes a hundredth of it at most. */
const shortestMs: Readonly<Record<Clock, number>> = { wall: 0.02, processor: 0.2 };

function sampleSizeFor(contender: Contender, { sampleMs, clock }: Effort): SampleSize {
  const sample = (runs: number): number => timeSample(contender, { runs, atOnce: runs }, clock);
  const quickest = (runs: number): number => Math.min(sample(runs), sample(runs));
  for (let spent = 0, n = 1; spent < warmUpSamples * sampleMs; n = Math.min(2 * n, 1024)) spent += sample(n);
  let runs = 1;
  let sampledMs = quickest(runs);
  while (runs < mostRuns && sampledMs < sampleMs) {
    runs *= 2;
    sampledMs = quickest(runs);
  }
  return { runs, atOnce: Math.min(runs, Math.ceil((runs * shortestMs[clock]) / sampledMs)) };
}

/** In milliseconds. What other samples left is collected before, so that no sample pays for it. */
function timeSample(contender: Contender, { runs, atOnce }: SampleSize, clock: Clock): number {
  last.result = undefined;
  collectGarbage();
  let spent = 0;
  for (let done = 0; done < runs; done += atOnce) {
    const work = contender.batch(Math.min(atOnce, runs - done));
    const begin = read(clock);
    work();
    spent += read(clock) - begin;
  }
  return spent;
}

/** What the last run gave: without somebody who keeps it, a compiler may leave the work out. */
const last: { result: unknown } = { result: undefined };

setFlagsFromString('--expose-gc');
/** V8's own collector, which is not to be had otherwise without a flag on the command line. */
const collectGarbage = runInNewContext('gc') as () => void; // what the flag above defines
