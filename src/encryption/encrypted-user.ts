import type { UserId } from '../identifiers.js';

/**
 * One of the appservice's users, with a device of its own.
 *
 * Every method rejects with a `TypeError` for an argument of the wrong kind and an unknown option, before anything else happens.
 */
export interface EncryptedUser {
  readonly userId: UserId;
  readonly deviceId: string;
  /** Joins a room by its ID or alias, and returns the ID. */
  readonly join: (roomIdOrAlias: string, options?: { readonly via?: readonly string[] | undefined }) => Promise<string>;
  readonly leave: (roomId: string) => Promise<void>;
  readonly invite: (roomId: string, userId: string) => Promise<void>;
  /** Creates a room, encrypted unless `encrypted` is false. Other fields are those of `POST /createRoom`. Returns its ID. */
  readonly createRoom: (
    options?: { readonly encrypted?: boolean | undefined } & Readonly<Record<string, unknown>>,
  ) => Promise<string>;
  /**
   * Sends an event, encrypted where the room is. Returns its ID. Sends nothing where it cannot find out whether the room is (E1).
   *
   * @param options.txnId Makes a repeated call send nothing twice. Default: a random one.
   * @throws {NotLeaderError} if another process holds the lease (R5).
   * @throws {EncryptionError} `ROOM_STATE` if the room's state cannot be read.
   */
  readonly send: (
    roomId: string,
    type: string,
    content: Readonly<Record<string, unknown>>,
    options?: { readonly txnId?: string | undefined },
  ) => Promise<string>;
  /** Uploads a file, encrypted where the room is, and sends an event for it. Returns the event's ID. */
  readonly sendFile: (
    roomId: string,
    file: OutgoingFile,
    options?: { readonly txnId?: string | undefined },
  ) => Promise<string>;
  /**
   * Downloads the file of an event's content and decrypts it.
   *
   * @throws {EncryptionError} `FILE` if its hash is not the announced one.
   */
  readonly readFile: (content: Readonly<Record<string, unknown>>) => Promise<Uint8Array>;
  /** Redacts an event. Returns the ID of the redaction, if the homeserver tells it. */
  readonly redact: (
    roomId: string,
    eventId: string,
    options?: { readonly reason?: string | undefined; readonly txnId?: string | undefined },
  ) => Promise<string | undefined>;
  readonly setProfile: (profile: {
    readonly displayName?: string | undefined;
    readonly avatarUrl?: string | undefined;
  }) => Promise<void>;
  /** Replaces the device by a new one, signed by the same master key (D7): for a machine that was lost or restored from a backup. */
  readonly reset: () => Promise<EncryptedUser>;
}

/** A file to send. */
export interface OutgoingFile {
  readonly bytes: Uint8Array;
  readonly name: string;
  /** Media type. Default: `application/octet-stream`. */
  readonly type?: string | undefined;
  /** Message type. Default: by the media type, else `m.file`. */
  readonly msgtype?: string | undefined;
  /** Goes into the content's `info`, beside size and type. */
  readonly info?: Readonly<Record<string, unknown>> | undefined;
}
