import type { Summary } from './statistics.js';
import type { Verdict } from './target.js';
import type { Effort } from './rounds.js';

/** A group of measurements that can be run alone. */
export interface Group {
  readonly name: string;
  readonly about: string;
  /** Whether it runs only where it is named, since it takes long and answers another question. */
  readonly byName?: boolean;
  readonly run: (context: Context) => Promise<Result> | Result;
}

/** How a run was asked for. */
export interface Context extends Effort {
  /** A short look: fewer and smaller samples. The figures are not to be quoted. */
  readonly quick: boolean;
  /** Says what is being measured. */
  readonly progress: (what: string) => void;
}

/** What a group has found. */
export interface Result {
  readonly tables: readonly Table[];
  readonly verdicts: readonly Verdict[];
  /** Whom it could not measure, and why; and what has to be known to read the figures. */
  readonly notes: readonly string[];
}

/** Figures of several contenders, side by side. */
export interface Table {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** One contender's figures, by what they are. */
export interface Row {
  readonly name: string;
  readonly figures: Readonly<Record<string, Figure>>;
}

/** A median with the quartiles around it, or a figure that was taken once. */
export type Figure = (Summary | { readonly median: number }) & { readonly unit: Unit };

/** `%` and `×` are of a ratio: 0.5 is 50 %. What has no unit is a count. */
export type Unit = 'ms' | 'µs' | '%' | '×' | '/s' | 'MB' | '';
