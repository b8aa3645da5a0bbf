import { expect, it } from 'vitest';
import { inboxPrometheusText } from '../../src/appservice/inbox-metrics-text.js';

const metrics = { waitingTransactions: 1, waitingEvents: 2, pendingEvents: 3, setAsideEvents: 4, failures: 5 };

it('writes each number with its help and its type, and times in seconds', () => {
  const lines = inboxPrometheusText({ ...metrics, oldestAtMs: 1_700_000_000_500 }).split('\n');
  expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([
    'matrix_appservice_inbox_waiting_transactions 1',
    'matrix_appservice_inbox_waiting_events 2',
    'matrix_appservice_inbox_pending_events 3',
    'matrix_appservice_inbox_set_aside_events 4',
    'matrix_appservice_inbox_oldest_timestamp_seconds 1700000000.5',
    'matrix_appservice_inbox_failures_total 5',
  ]);
  expect(lines.slice(-4)).toEqual([
    '# HELP matrix_appservice_inbox_failures_total Deliveries that failed in this process.',
    '# TYPE matrix_appservice_inbox_failures_total counter',
    'matrix_appservice_inbox_failures_total 5',
    '',
  ]);
});

it('leaves the oldest out where nothing waits', () => {
  expect(inboxPrometheusText({ ...metrics, oldestAtMs: undefined })).not.toContain('oldest');
});
