export { createNodeListener } from './listener.js';
export type { NodeListener, NodeListenerOptions } from './listener.js';
export { readRegistrationFile } from './registration-file.js';
export { openClaimStore } from './claim-store-file.js';
export type { ClaimStoreFile } from './claim-store-file.js';
export { openTransactionLog } from './transaction-log-file.js';
export type { TransactionLogFile, TransactionLogFileOptions } from './transaction-log-file.js';
export { publishDiagnostics } from './publish-diagnostics.js';
export type { DiagnosticsObservers, KeyProxyFindingMessage } from './publish-diagnostics.js';
