export type { Finding, FindingCode, FindingSeverity } from '../findings.js';
export type { KeyQueryViewer } from '../keys/visible-key-query.js';
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
