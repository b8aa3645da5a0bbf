import type { InboxMetrics } from './inbox.js';

/**
 * Writes the metrics of an inbox in Prometheus's text format, to be served as `text/plain; version=0.0.4`. The arrival of the oldest
 * is in seconds since the epoch there, and left out where nothing waits.
 *
 * @example
 * const waiting = { waitingTransactions: 0, waitingEvents: 2, pendingEvents: 0, setAsideEvents: 0, oldestAtMs: 1500 };
 * const text = inboxPrometheusText({ ...waiting, failures: 7 });
 * text.includes('matrix_appservice_inbox_waiting_events 2'); // true
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function inboxPrometheusText(metrics: InboxMetrics): string {
  const { waitingTransactions, waitingEvents, pendingEvents, setAsideEvents, oldestAtMs, failures } = metrics;
  const samples: readonly (readonly [
    name: string,
    type: 'gauge' | 'counter',
    help: string,
    value: number | undefined,
  ])[] = [
    ['waiting_transactions', 'gauge', 'Transactions whose first stage is not done.', waitingTransactions],
    ['waiting_events', 'gauge', 'Events that wait for the application.', waitingEvents],
    ['pending_events', 'gauge', 'Events that wait for a room key.', pendingEvents],
    ['set_aside_events', 'gauge', 'Events that were set aside after ten failures.', setAsideEvents],
    [
      'oldest_timestamp_seconds',
      'gauge',
      'Arrival of the oldest that waits.',
      oldestAtMs === undefined ? undefined : oldestAtMs / 1000,
    ],
    ['failures_total', 'counter', 'Deliveries that failed in this process.', failures],
  ];
  const lines = samples.flatMap(([name, type, help, value]) =>
    value === undefined
      ? []
      : [`# HELP ${prefix}_${name} ${help}`, `# TYPE ${prefix}_${name} ${type}`, `${prefix}_${name} ${value}`],
  );
  return `${lines.join('\n')}\n`;
}

/** The prefix of all of these names. */
const prefix = 'matrix_appservice_inbox';
