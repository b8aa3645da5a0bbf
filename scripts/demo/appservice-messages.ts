import type { KeyMode } from 'matrix-encrypted-appservice/encryption';

/** The paths of the key query and the key claim that the appservice serves. */
export type KeyPaths = 'all' | 'stable' | 'none';

/** The settings of the appservice's process. */
export interface AppserviceSettings {
  readonly registrationPath: string;
  readonly databasePath: string;
  /** File with the 32 bytes that encrypt private keys in the database. */
  readonly storeKeyPath: string;
  readonly homeserverUrl: string;
  readonly serverName: string;
  readonly ghostId: string;
  readonly keys: KeyMode;
  readonly keyPaths: KeyPaths;
}

/** The things that the appservice's process tells the demo. */
export type AppserviceMessage =
  /** It has started, or could not; it answers requests all the same. */
  | { readonly kind: 'started'; readonly deviceId?: string | undefined; readonly refusal?: string | undefined }
  | { readonly kind: 'joined'; readonly roomId: string }
  | { readonly kind: 'read'; readonly sender: string; readonly text: string; readonly trust: string }
  | { readonly kind: 'answered'; readonly eventId: string }
  | { readonly kind: 'failure'; readonly reason: string };
