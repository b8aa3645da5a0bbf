/** What a figure should be. Targets are numbered; several figures may belong to one number, and are told apart by `what`. */
export interface Target {
  readonly number: number;
  readonly what: string;
  readonly limit: { readonly atMost: number } | { readonly atLeast: number };
  /** How the figure is written: a share in percent, a factor, or with a unit. */
  readonly unit: '%' | '×' | 'ms' | 'B';
}

/** A target, and what came out: a figure, or why there is none. */
export interface Verdict extends Target {
  readonly measured: number | { readonly missing: string };
}

/** Whether a target is met; `undefined` where nothing was measured. */
export function isMet({ limit, measured }: Verdict): boolean | undefined {
  if (typeof measured !== 'number') return undefined;
  return 'atMost' in limit ? measured <= limit.atMost : measured >= limit.atLeast;
}

/** One line: the target, the figure, and "met" or by how much it is missed, in percent of the target. */
export function describeVerdict(verdict: Verdict): string {
  const { number, what, limit, unit, measured } = verdict;
  const bound = 'atMost' in limit ? limit.atMost : limit.atLeast;
  const wanted = `${'atMost' in limit ? '≤' : '≥'} ${written(bound, unit)}`;
  const target = `${number}. ${what}, ${wanted}`;
  if (typeof measured !== 'number') return `${target}: not measured, ${measured.missing}`;
  const figure = `${target}: ${written(measured, unit)}`;
  if (isMet(verdict) === true) return `${figure}, met`;
  return `${figure}, missed by ${significant(Math.abs(measured / bound - 1) * 100)} % of it`;
}

/** A ratio as people read it: `0.031` is 3.1 %, or 0.031×. */
export function written(ratio: number, unit: Target['unit']): string {
  if (unit === '%') return `${significant(ratio * 100)} %`;
  return unit === '×' ? `${significant(ratio)}×` : `${significant(ratio)} ${unit}`;
}

/** Two digits below 1, three above. */
export function significant(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return String(Number(value.toPrecision(value < 1 ? 2 : 3)));
}
