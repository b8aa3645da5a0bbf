export { createAppserviceHandler } from './handler.js';
export type { AppserviceHandler } from './handler.js';
export type {
  AppserviceHandlerOptions,
  AppserviceHandlers,
  AppserviceLimits,
  AppserviceOperation,
  KeyRequestContext,
  ReportContext,
  TransactionContext,
} from './application.js';
export type { AppserviceRequest } from './request.js';
export { createMemoryTransactionLog } from './transaction-log.js';
export type { TransactionLog } from './transaction-log.js';
export type { HttpResponse } from '../http/matrix-response.js';
