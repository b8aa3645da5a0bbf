import type { MatrixAppserviceError } from '../errors.js';
import type { Finding } from '../findings.js';
import type { KeyOperation } from './key-proxy-options.js';

/** The counters of a key proxy since its creation, over all appservices and operations. */
export interface KeyProxyMetrics {
  /** HTTP requests sent. A call takes two while the working path is unknown (N4). */
  readonly requests: number;
  /** Calls that gave no information, by the `code` of the error; without those that `backOffs` counts. */
  readonly failures: Readonly<Record<string, number>>;
  /** Calls not sent because of a back-off or pause (N5, N6). */
  readonly backOffs: number;
  /** Entries of answers that were dropped (M3, M4, M8, C4), as far as findings list them. */
  readonly droppedEntries: number;
  /**
   * Keys claimed from appservices that reached no one. These were dropped from answers, or belong to claims that may
   * have arrived but have no usable answer.
   */
  readonly lostKeys: number;
  /** Parts of key queries that needed no request of their own (G4). */
  readonly sharedRequests: number;
  /** Durations of calls for which a request was sent, with any outcome. */
  readonly durations: DurationHistogram;
}

/** A histogram of durations. */
export interface DurationHistogram {
  /** Number of calls. */
  readonly count: number;
  /** Total duration in milliseconds. */
  readonly sumMs: number;
  /** Buckets, which are cumulative: each includes all faster calls. */
  readonly buckets: readonly { readonly upToMs: number; readonly count: number }[];
}

/** The counters of a key proxy, for recording. */
export interface MetricsRecorder {
  countRequest(): void;
  countShared(): void;
  countFindings(findings: readonly Finding[], operation: KeyOperation | undefined): void;
  countLostKeys(count: number): void;
  countAnswer(durationMs: number): void;
  countFailure(error: MatrixAppserviceError, durationMs: number): void;
  /** Returns the current counters, in an object that never changes. */
  read(): KeyProxyMetrics;
}

const bucketsMs = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000];

/** Creates counters that start at zero. */
export function createMetrics(): MetricsRecorder {
  const totals = { requests: 0, backOffs: 0, droppedEntries: 0, lostKeys: 0, sharedRequests: 0 };
  const failures = new Map<string, number>();
  const counts = bucketsMs.map(() => 0);
  let count = 0;
  let sumMs = 0;

  function countAnswer(durationMs: number): void {
    count += 1;
    sumMs += durationMs;
    bucketsMs.forEach((upToMs, index) => {
      if (durationMs <= upToMs) counts[index] = (counts[index] ?? 0) + 1;
    });
  }

  return {
    countRequest: () => void (totals.requests += 1),
    countShared: () => void (totals.sharedRequests += 1),
    countFindings: (findings, operation) => {
      const dropped = findings.filter(({ severity }) => severity === 'error').length;
      totals.droppedEntries += dropped;
      if (operation === 'claimKeys') totals.lostKeys += dropped;
    },
    countLostKeys: (count) => void (totals.lostKeys += count),
    countAnswer,
    countFailure: (error, durationMs) => {
      if (error.code === 'BACKING_OFF') {
        totals.backOffs += 1;
        return;
      }
      failures.set(error.code, (failures.get(error.code) ?? 0) + 1);
      if (error.code !== 'QUEUE_FULL') countAnswer(durationMs);
    },
    read: () => {
      const buckets = bucketsMs.map((upToMs, index) => ({ upToMs, count: counts[index] ?? 0 }));
      return { ...totals, failures: Object.fromEntries(failures), durations: { count, sumMs, buckets } };
    },
  };
}

/** The prefix of all metrics' names. */
const prefix = 'matrix_key_proxy';

/**
 * Writes the metrics of a key proxy in Prometheus's text format, to be served as `text/plain; version=0.0.4`. Durations
 * are in seconds there.
 *
 * @example
 * ```ts
 * const durations = { count: 0, sumMs: 0, buckets: [] };
 * const counters = { backOffs: 0, droppedEntries: 0, lostKeys: 0, sharedRequests: 0 };
 * const text = prometheusText({ requests: 3, failures: {}, ...counters, durations });
 * text.includes('matrix_key_proxy_requests_total 3'); // true
 * ```
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function prometheusText(metrics: KeyProxyMetrics): string {
  const { requests, failures, backOffs, droppedEntries, lostKeys, sharedRequests, durations } = metrics;
  const buckets = [
    ...durations.buckets.map(({ upToMs, count }) => ({ upTo: String(upToMs / 1000), count })),
    { upTo: '+Inf', count: durations.count },
  ];
  const lines = [
    ...metricLines('requests_total', 'HTTP requests sent to appservices.', [['', requests]]),
    ...metricLines(
      'failures_total',
      'Calls that gave no information, by reason.',
      Object.entries(failures).map(([code, count]) => [`{reason="${code}"}`, count]),
    ),
    ...metricLines('back_offs_total', 'Calls not sent because of a back-off or pause.', [['', backOffs]]),
    ...metricLines('dropped_entries_total', 'Entries of answers that were dropped.', [['', droppedEntries]]),
    ...metricLines('lost_keys_total', 'Keys claimed from appservices that reached no one.', [['', lostKeys]]),
    ...metricLines('shared_requests_total', 'Parts of key queries that needed no request.', [['', sharedRequests]]),
    ...head('call_duration_seconds', 'Duration of calls to appservices.', 'histogram'),
    ...buckets.map(({ upTo, count }) => `${prefix}_call_duration_seconds_bucket{le="${upTo}"} ${count}`),
    `${prefix}_call_duration_seconds_sum ${durations.sumMs / 1000}`,
    `${prefix}_call_duration_seconds_count ${durations.count}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** Writes one metric with its samples, for Prometheus. The prefix of all names is put in front. */
export function metricLines(
  name: string,
  help: string,
  samples: readonly (readonly [labels: string, value: number])[],
  type: 'counter' | 'gauge' = 'counter',
): string[] {
  return [...head(name, help, type), ...samples.map(([labels, value]) => `${prefix}_${name}${labels} ${value}`)];
}

function head(name: string, help: string, type: 'counter' | 'gauge' | 'histogram'): string[] {
  return [`# HELP ${prefix}_${name} ${help}`, `# TYPE ${prefix}_${name} ${type}`];
}
