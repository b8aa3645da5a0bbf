/** The appservice's own users and devices (D5). */
export interface DeviceStore {
  getUser(userId: string): Promise<UserRecord | undefined>;
  /** Writes a user, in the place of what was written before. */
  putUser(user: UserRecord): Promise<void>;
  /** Returns users in the order of their IDs by code point: up to `limit` (default: 1,000) after `afterUserId`. */
  listUsers(options?: { readonly afterUserId?: string; readonly limit?: number }): Promise<UserRecord[]>;
  getDevice(userId: string, deviceId: string): Promise<DeviceRecord | undefined>;
  /** Writes a device, in the place of what was written before. */
  putDevice(device: DeviceRecord): Promise<void>;
  /** Forgets a device, and not its claimable keys. */
  removeDevice(userId: string, deviceId: string): Promise<void>;
  /** Returns these users and those of their devices that have keys: enough to answer a key query. */
  lookUp(userIds: readonly string[]): Promise<{ readonly users: UserRecord[]; readonly devices: DeviceRecord[] }>;
}

/** A device of one of the appservice's users. */
export interface DeviceRecord {
  readonly userId: string;
  readonly deviceId: string;
  /** Its public device keys, as JSON text; `undefined` before it has any. */
  readonly keys: string | undefined;
  /** Its progress, and whatever else its owner notes: any JSON text. */
  readonly state: string;
}

/** One of the appservice's users. */
export interface UserRecord {
  readonly userId: string;
  /** The device that the user acts as today. */
  readonly deviceId: string | undefined;
  /** Public cross-signing keys, as JSON text: `{ master?, self_signing?, user_signing? }`. */
  readonly crossSigning: string | undefined;
  /** Whatever else is noted of the user: any JSON text. */
  readonly state: string;
}
