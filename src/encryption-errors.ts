/** This process does not send: it was not started, or was stopped, or another process has the lease of the appservice (R5). */
export class NotLeaderError extends Error {
  override readonly name = 'NotLeaderError';
  readonly code = 'NOT_LEADER';

  constructor(
    message = 'another process has the lease of this appservice, and sends; this one takes over by itself when that ends',
  ) {
    super(message);
  }
}

/**
 * The reason of an `EncryptionError`. `SETUP`: the registration, the homeserver or an option must be changed. `ROOM_STATE`: whether a
 * room is encrypted, or who is in it, cannot be found out. `DEVICE_REPLACED`: the homeserver has other keys of the device, so its state
 * was lost or restored from a backup, and `reset()` is needed (D7). `STORE_DAMAGED`: the state of a device or the record of a
 * user cannot be read, or the store was written with another `storeKey`. `INBOX_STALLED`: messages that were received keep failing, and
 * the device cannot be replaced before they are read. `FILE`: an encrypted file is not what its event says. `FOREIGN_USER`: the user is not in the registration's namespace.
 */
export type EncryptionErrorCode =
  | 'SETUP'
  | 'ROOM_STATE'
  | 'DEVICE_REPLACED'
  | 'STORE_DAMAGED'
  | 'INBOX_STALLED'
  | 'FILE'
  | 'FOREIGN_USER';

/** A failure of the encryption. Nothing was sent. */
export class EncryptionError extends Error {
  override readonly name = 'EncryptionError';
  readonly code: EncryptionErrorCode;

  constructor(code: EncryptionErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
