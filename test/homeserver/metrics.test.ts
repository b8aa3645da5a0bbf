import { describe, expect, it } from 'vitest';
import { BackingOffError, ConnectionError, MatrixHttpError, QueueFullError } from '../../src/errors.js';
import type { Finding } from '../../src/findings.js';
import { createMetrics, prometheusText } from '../../src/homeserver/metrics.js';
import { down, type FakeAppservice } from '../helpers/appservices.js';
import { createLocalKeys } from '../helpers/local-keys.js';
import { proxyOver } from '../helpers/proxy-over.js';

function someMetrics() {
  const metrics = createMetrics();
  const finding: Finding = { code: 'malformed-entry', severity: 'error', pointer: '', message: '' };
  metrics.countRequest();
  metrics.countRequest();
  metrics.countShared();
  metrics.countFindings([finding, { ...finding, severity: 'warning' }], 'queryKeys');
  metrics.countFindings([finding], 'claimKeys');
  metrics.countLostKeys(4);
  metrics.countAnswer(5);
  metrics.countAnswer(20_000);
  metrics.countFailure(new MatrixHttpError(500), 300);
  metrics.countFailure(new MatrixHttpError(502), 300);
  metrics.countFailure(new ConnectionError('ECONNREFUSED'), 6);
  metrics.countFailure(new BackingOffError(1), 0);
  metrics.countFailure(new QueueFullError(1), 0);
  return metrics;
}

describe('createMetrics', () => {
  it('counts requests, failures by reason, back-offs, dropped entries, shared requests and durations', () => {
    const { durations, ...counts } = someMetrics().read();
    expect(counts).toEqual({
      requests: 2,
      failures: { MATRIX_HTTP: 2, ECONNREFUSED: 1, QUEUE_FULL: 1 },
      backOffs: 1,
      droppedEntries: 2,
      lostKeys: 5,
      sharedRequests: 1,
    });
    expect(durations).toMatchObject({ count: 5, sumMs: 20_611 });
    expect(Object.fromEntries(durations.buckets.map(({ upToMs, count }) => [upToMs, count]))).toMatchObject({
      5: 1,
      10: 2,
      250: 2,
      500: 4,
      10_000: 4,
    });
  });

  it('gives out objects that do not change any more, and that JSON can hold', () => {
    const metrics = createMetrics();
    const before = metrics.read();
    const text = JSON.stringify(before);
    metrics.countAnswer(1);
    metrics.countFailure(new MatrixHttpError(500), 1);
    expect(JSON.stringify(before)).toBe(text);
    expect(JSON.parse(text)).toEqual(before);
  });
});

describe('prometheusText', () => {
  const lines = prometheusText(someMetrics().read()).split('\n');

  it('writes each counter with its help and type', () => {
    expect(lines.slice(0, 9)).toEqual([
      '# HELP matrix_key_proxy_requests_total HTTP requests sent to appservices.',
      '# TYPE matrix_key_proxy_requests_total counter',
      'matrix_key_proxy_requests_total 2',
      '# HELP matrix_key_proxy_failures_total Calls that gave no information, by reason.',
      '# TYPE matrix_key_proxy_failures_total counter',
      'matrix_key_proxy_failures_total{reason="MATRIX_HTTP"} 2',
      'matrix_key_proxy_failures_total{reason="ECONNREFUSED"} 1',
      'matrix_key_proxy_failures_total{reason="QUEUE_FULL"} 1',
      '# HELP matrix_key_proxy_back_offs_total Calls not sent because of a back-off or pause.',
    ]);
    expect(lines).toContain('matrix_key_proxy_dropped_entries_total 2');
    expect(lines).toContain('matrix_key_proxy_lost_keys_total 5');
    expect(lines).toContain('matrix_key_proxy_shared_requests_total 1');
  });

  it('writes durations as a histogram in seconds, whose last bucket has all of them', () => {
    expect(lines.slice(-6)).toEqual([
      'matrix_key_proxy_call_duration_seconds_bucket{le="5"} 4',
      'matrix_key_proxy_call_duration_seconds_bucket{le="10"} 4',
      'matrix_key_proxy_call_duration_seconds_bucket{le="+Inf"} 5',
      'matrix_key_proxy_call_duration_seconds_sum 20.611',
      'matrix_key_proxy_call_duration_seconds_count 5',
      '',
    ]);
    expect(lines).toContain('# TYPE matrix_key_proxy_call_duration_seconds histogram');
  });

  it('consists of lines that the format knows', () => {
    const sample = /^[a-z_]+(\{[a-z]+="[A-Za-z0-9_.+]+"\})? [0-9.]+$/;
    expect(lines.filter((line) => line !== '' && !line.startsWith('# ') && !sample.test(line))).toEqual([]);
  });
});

describe('the key proxy’s metrics', () => {
  it('count what it sent, what failed and why, what was dropped, and how long it took', async () => {
    let nowMs = 0;
    const poacher: FakeAppservice = () => {
      nowMs += 30;
      return Response.json({ device_keys: { '@eve:example.org': {} } });
    };
    const query = { '@irc_ann:example.org': [], '@xmpp_ben:example.org': [] };
    const viewer = { userId: '@bob:example.org' };
    const options = { now: () => nowMs, reuseMs: 1000 };
    const { proxy } = proxyOver({ irc: down, xmpp: poacher }, createLocalKeys(), options);
    await proxy.queryKeys(query, viewer);
    await proxy.queryKeys(query, viewer);
    expect(proxy.metrics()).toMatchObject({
      requests: 2,
      failures: { CONNECTION_FAILED: 1 },
      backOffs: 1,
      droppedEntries: 1,
      sharedRequests: 1,
      durations: { count: 2 },
    });
  });
});
