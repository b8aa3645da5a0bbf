export type { Finding, FindingCode, FindingSeverity } from '../findings.js';
export type { KeyQueryViewer } from '../keys/visible-key-query.js';
export type { FindingContext, KeyOperation, KeyProxyFailure } from './ask-appservice.js';
export { createKeyProxy, type CallOptions, type KeyProxy, type KeyProxyOptions } from './key-proxy.js';
export type { LocalKeys } from './local-keys.js';
