export type { Finding, FindingCode, FindingSeverity } from '../findings.js';
export type { FederationViewer, KeyQueryViewer, LocalViewer } from '../keys/visible-key-query.js';
export { createKeyProxy, type KeyProxy } from './key-proxy.js';
export type {
  ClaimKeysOptions,
  FindingContext,
  GivenContext,
  KeyOperation,
  KeyProxyFailure,
  KeyProxyOptions,
  KeyRequestOptions,
  OptionsArgument,
  QueryKeysOptions,
} from './key-proxy-options.js';
export type { LocalFallbackClaim, LocalKeys, LocalQuery, LocalRequest } from './local-keys.js';
export type { DurationHistogram, KeyProxyMetrics } from './metrics.js';
export { prometheusText } from './metrics.js';
