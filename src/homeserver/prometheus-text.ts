import type { KeyProxyMetrics } from './metrics.js';

/** What the names of all metrics begin with. */
const prefix = 'matrix_key_proxy';

/**
 * The metrics of a key proxy in the text format that Prometheus reads, to be served as `text/plain; version=0.0.4`.
 * Durations are in seconds there.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function prometheusText(metrics: KeyProxyMetrics): string {
  const { requests, failures, backOffs, droppedEntries, lostKeys, sharedRequests, durations } = metrics;
  const buckets = [
    ...durations.buckets.map(({ upToMs, count }) => ({ upTo: String(upToMs / 1000), count })),
    { upTo: '+Inf', count: durations.count },
  ];
  const lines = [
    ...counter('requests_total', 'HTTP requests sent to appservices.', [['', requests]]),
    ...counter(
      'failures_total',
      'Calls that gave no information, by reason.',
      Object.entries(failures).map(([code, count]) => [`{reason="${code}"}`, count]),
    ),
    ...counter('back_offs_total', 'Calls not sent because the appservice is being left alone.', [['', backOffs]]),
    ...counter('dropped_entries_total', 'Entries of answers that were dropped.', [['', droppedEntries]]),
    ...counter('lost_keys_total', 'Keys claimed from appservices that reached nobody.', [['', lostKeys]]),
    ...counter('shared_requests_total', 'Parts of key queries that needed no request.', [['', sharedRequests]]),
    ...head('call_duration_seconds', 'How long calls to appservices took.', 'histogram'),
    ...buckets.map(({ upTo, count }) => `${prefix}_call_duration_seconds_bucket{le="${upTo}"} ${count}`),
    `${prefix}_call_duration_seconds_sum ${durations.sumMs / 1000}`,
    `${prefix}_call_duration_seconds_count ${durations.count}`,
  ];
  return `${lines.join('\n')}\n`;
}

function counter(name: string, help: string, samples: readonly (readonly [labels: string, value: number])[]): string[] {
  return [...head(name, help, 'counter'), ...samples.map(([labels, value]) => `${prefix}_${name}${labels} ${value}`)];
}

function head(name: string, help: string, type: 'counter' | 'histogram'): string[] {
  return [`# HELP ${prefix}_${name} ${help}`, `# TYPE ${prefix}_${name} ${type}`];
}
