import { metricLines, prometheusText, type KeyProxyMetrics } from '../../homeserver/metrics.js';
import type { ProxyCounts } from './request-handler.js';

/** Creates counters that start at zero. */
export function createProxyCounts(): ProxyCounts {
  return {
    requests: 0,
    merged: { queryKeys: 0, claimKeys: 0, userDevices: 0 },
    unmerged: {
      ...{ 'request-too-large': 0, 'request-too-slow': 0, 'memory-full': 0 },
      ...{ compressed: 0, 'answer-too-large': 0, failed: 0 },
    },
    upgrades: 0,
    failures: {},
  };
}

/** Writes all metrics of the proxy for Prometheus. */
export function proxyMetricsText(counts: ProxyCounts, ofAppservices: KeyProxyMetrics, memoryBytes: number): string {
  const lines = [
    ...metricLines('forwarded_requests_total', 'Requests of clients and other servers.', [['', counts.requests]]),
    ...metricLines(
      'merged_answers_total',
      'Answers into which keys of appservices were merged.',
      Object.entries(counts.merged).map(([operation, count]) => [`{operation="${operation}"}`, count]),
    ),
    ...metricLines(
      'unmerged_answers_total',
      'Answers to requests for keys that could not be merged, and stayed as they came, by reason.',
      Object.entries(counts.unmerged).map(([reason, count]) => [`{reason="${reason}"}`, count]),
    ),
    ...metricLines('upgrades_total', 'WebSockets.', [['', counts.upgrades]]),
    ...metricLines(
      'homeserver_failures_total',
      'Requests that did not reach the homeserver, or got no answer, by reason.',
      Object.entries(counts.failures).map(([code, count]) => [`{reason="${code}"}`, count]),
    ),
    ...metricLines('resident_memory_bytes', 'Memory of the process.', [['', memoryBytes]], 'gauge'),
  ];
  return `${prometheusText(ofAppservices)}${lines.join('\n')}\n`;
}
