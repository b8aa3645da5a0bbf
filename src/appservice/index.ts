export { createAppserviceHandler } from './handler.js';
export type { AppserviceHandler } from './handler.js';
export type { InboxReport, InboxStorage } from './deliveries.js';
export type { SetAside } from './inbox-receiver.js';
export type { InboxMetrics } from './inbox.js';
export { inboxPrometheusText } from './inbox-metrics-text.js';
export type {
  AppserviceHandlerOptions,
  AppserviceHandlers,
  AppserviceLimits,
  AppserviceOperation,
  KeyRequestContext,
  ReportContext,
} from './handler-options.js';
export type { AppserviceRequest } from './request-target.js';
export type { OneTimeKeysCountContext, TransactionCallbacks, TransactionContext } from './transaction-callbacks.js';
export { createClaimLedger } from './claim-ledger.js';
export type { ClaimLedger } from './claim-ledger.js';
export { createDeviceDirectory } from './device-directory.js';
export type { CrossSigningKeys, DeviceDirectory, DeviceDirectoryOptions, DeviceStep } from './device-directory.js';
export type { HttpResponse } from '../http/matrix-response.js';
export { createMemoryStore } from './memory-store.js';
export type { MemoryStoreOptions } from './memory-store.js';
export type { AppserviceStore, CryptoRow, CryptoStore, Fence, LeaseStore, RoomStore, StoreParts } from './store.js';
export type {
  Acceptance,
  EventState,
  InboxStatus,
  InboxStore,
  IncomingTransaction,
  ListOptions,
  StoredEvent,
  WaitingTransaction,
} from './inbox-store.js';
export type { ClaimableKey, GivenKey, KeyClaimStore, KeyKind, KnownKey, WantedKeys } from './key-claim-store.js';
export type { DeviceRecord, DeviceStore, UserRecord } from './device-store.js';
