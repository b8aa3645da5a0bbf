export { createEncryption } from './encryption.js';
export type {
  Encryption,
  EncryptionFailure,
  EncryptionOptions,
  EventContext,
  EventEncryption,
  KeyMode,
  TrustLevel,
  UndecryptableContext,
} from './encryption-options.js';
export type { EncryptedUser, OutgoingFile } from './encrypted-user.js';
export { EncryptionError, NotLeaderError } from '../encryption-errors.js';
export type { EncryptionErrorCode } from '../encryption-errors.js';
