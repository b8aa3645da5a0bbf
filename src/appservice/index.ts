export { createAppserviceHandler } from './handler.js';
export type { AppserviceHandler } from './handler.js';
export type {
  AppserviceHandlerOptions,
  AppserviceHandlers,
  AppserviceLimits,
  AppserviceOperation,
  KeyRequestContext,
  ReportContext,
} from './application.js';
export type { AppserviceRequest } from './request.js';
export type { OneTimeKeysCountContext, TransactionCallbacks, TransactionContext } from './transaction-callbacks.js';
export { createClaimLedger } from './claim-ledger.js';
export type { ClaimLedger } from './claim-ledger.js';
export type { AddedKeyRecord, ClaimedKeyRecord, ClaimRecord, ClaimStore } from './claim-store.js';
export { createMemoryTransactionLog } from './transaction-log.js';
export type { TransactionLog } from './transaction-log.js';
export type { HttpResponse } from '../http/matrix-response.js';
