export type { Finding, FindingCode, FindingSeverity } from '../findings.js';
export type { FederationViewer, KeyQueryViewer, LocalViewer } from '../keys/visible-key-query.js';
export { createKeyProxy, type KeyProxy } from './key-proxy.js';
export type {
  ClaimKeysOptions,
  FindingContext,
  KeyOperation,
  KeyProxyFailure,
  KeyProxyOptions,
  QueryKeysOptions,
} from './key-proxy-options.js';
export type { LocalKeys } from './local-keys.js';
export type { DurationHistogram, KeyProxyMetrics } from './metrics.js';
export { prometheusText } from './prometheus-text.js';
