export {
  BackingOffError,
  BodyTooLargeError,
  CanonicalJsonError,
  ConnectionError,
  EncryptionError,
  InvalidAnswerError,
  MatrixHttpError,
  NotLeaderError,
  PayloadError,
  QueueFullError,
  RegistrationError,
  StoreError,
  TimeoutError,
  UnrecognizedEndpointError,
  isMatrixAppserviceError,
  type BackOffReason,
  type ConnectionErrorCode,
  type EncryptionErrorCode,
  type InvalidAnswerReason,
  type MatrixAppserviceError,
  type PayloadIssue,
  type StoreErrorCode,
} from './errors.js';
export type { Finding, FindingCode, FindingSeverity } from './findings.js';
export { isUserId } from './identifiers.js';
export { toClientKeyClaims, toFederationKeyClaims, toKeyClaim, toSeveralKeysClaim } from './keys/convert-key-claim.js';
export {
  toClientKeyClaimResponse,
  toFederationKeyClaimResponse,
  toKeyClaimResponse,
} from './keys/convert-key-claim.js';
export { toClientKeyQuery, toFederationKeyQuery, toKeyQuery } from './keys/convert-key-query.js';
export { toFederationKeyQueryResponse, toKeyQueryResponse } from './keys/convert-key-query.js';
export { mergeKeyClaim } from './keys/merge-key-claim.js';
export { mergeKeyQuery } from './keys/merge-key-query.js';
export { mergeUserDevices, type MergeUserDevicesOptions } from './keys/merge-user-devices.js';
export { outstandingKeyClaim } from './keys/outstanding-key-claim.js';
export { restrictKeyClaim, type RestrictedKeyClaim } from './keys/restrict-key-claim.js';
export { restrictKeyQuery, type RestrictedKeyQuery } from './keys/restrict-key-query.js';
export {
  visibleKeyQuery,
  type FederationViewer,
  type KeyQueryViewer,
  type LocalViewer,
} from './keys/visible-key-query.js';
export { operations, type Operation } from './operations.js';
export { readTransaction } from './transactions/read-transaction.js';
export { writeTransaction, type TransactionNames } from './transactions/write-transaction.js';
export type * from './types.js';
