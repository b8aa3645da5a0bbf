import type {
  ClientEvent,
  CrossSigningKey,
  DeviceKeys,
  EphemeralEvent,
  OneTimeKey,
  ToDeviceEvent,
  UserId,
} from 'matrix-encrypted-appservice/types';

/** A user of the homeserver, or of another one whose part it plays. */
export interface Account {
  readonly userId: UserId;
  readonly devices: Map<string, Device>;
  readonly crossSigningKeys: Map<CrossSigningRole, CrossSigningKey>;
  readonly profile: Record<string, unknown>;
}

/** The maps of a key query response that hold cross-signing keys. */
export type CrossSigningRole = 'master_keys' | 'self_signing_keys' | 'user_signing_keys';

/** A device, its uploaded keys, and the to-device messages that it has not acknowledged. */
export interface Device {
  readonly deviceId: string;
  displayName: string | undefined;
  keys: DeviceKeys | undefined;
  /** Oldest first. */
  readonly oneTimeKeys: Map<string, OneTimeKey>;
  /** By algorithm. */
  readonly fallbackKeys: Map<string, FallbackKey>;
  inbox: { readonly position: number; readonly message: ToDeviceEvent }[];
}

export interface FallbackKey {
  readonly keyId: string;
  readonly key: OneTimeKey;
  used: boolean;
}

export interface Room {
  readonly roomId: string;
  /** Current state events, by {@link stateName}. */
  readonly state: Map<string, RoomEvent>;
  /** The state at the time when a user left. */
  readonly stateAtDeparture: Map<string, ReadonlyMap<string, RoomEvent>>;
}

/** A room event, with its place in the stream. */
export interface RoomEvent extends ClientEvent {
  readonly position: number;
}

/** Everything that the homeserver knows. Each change has a position in one stream, from 1. */
export class HomeserverState {
  readonly serverName: string;
  readonly accounts: Map<string, Account> = new Map<string, Account>();
  readonly rooms: Map<string, Room> = new Map<string, Room>();
  /** Account data, by user and type. */
  readonly accountData: Map<string, Record<string, unknown>> = new Map<string, Record<string, unknown>>();
  readonly aliases: Map<string, string> = new Map<string, string>();
  readonly media: Map<string, { readonly bytes: Uint8Array<ArrayBuffer>; readonly contentType: string }> = new Map<
    string,
    { readonly bytes: Uint8Array<ArrayBuffer>; readonly contentType: string }
  >();
  readonly events: RoomEvent[] = [];
  /** Typing notices. */
  readonly ephemeral: { readonly position: number; readonly event: EphemeralEvent & { type: string } }[] = [];
  readonly deviceListChanges: { readonly position: number; readonly userId: string }[] = [];
  /** Servers that do not answer: their users' keys cannot be had. */
  readonly unreachableServers: Set<string> = new Set<string>();
  #position = 0;
  #watchers = new Set<() => void>();

  constructor(serverName: string) {
    this.serverName = serverName;
  }

  get position(): number {
    return this.#position;
  }

  /** Takes the next position, for a change that is about to be made in the same turn. Watchers are called afterwards. */
  advance(): number {
    this.#position += 1;
    const watchers = [...this.#watchers];
    if (watchers.length > 0) {
      queueMicrotask(() => {
        for (const watcher of watchers) if (this.#watchers.has(watcher)) watcher();
      });
    }
    return this.#position;
  }

  /** Calls a function after each change, until the returned one is called. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  /** Returns the account of a user, and creates it if there is none. */
  account(userId: UserId): Account {
    let account = this.accounts.get(userId);
    if (account === undefined) {
      account = { userId, devices: new Map(), crossSigningKeys: new Map(), profile: {} };
      this.accounts.set(userId, account);
    }
    return account;
  }

  device(userId: string, deviceId: string | undefined): Device | undefined {
    return deviceId === undefined ? undefined : this.accounts.get(userId)?.devices.get(deviceId);
  }

  /** Creates or renames a device, which announces it. Returns true for a new one. */
  putDevice(userId: UserId, deviceId: string, displayName: string | undefined): boolean {
    const { devices } = this.account(userId);
    const known = devices.get(deviceId);
    if (known !== undefined) known.displayName = displayName ?? known.displayName;
    else {
      const keys = { keys: undefined, oneTimeKeys: new Map<string, OneTimeKey>(), fallbackKeys: new Map() };
      devices.set(deviceId, { deviceId, displayName, ...keys, inbox: [] });
    }
    this.announceDevices(userId);
    return known === undefined;
  }

  deleteDevice(userId: UserId, deviceId: string): void {
    if (this.accounts.get(userId)?.devices.delete(deviceId) === true) this.announceDevices(userId);
  }

  announceDevices(userId: string): void {
    this.deviceListChanges.push({ position: this.advance(), userId });
  }

  /** Puts a message into the inbox of a device. One that does not exist gets none. */
  sendToDevice(message: ToDeviceEvent): void {
    this.device(message.to_user_id, message.to_device_id)?.inbox.push({ position: this.advance(), message });
  }
}

/** Counts the one-time keys of a device, by algorithm. */
export function countKeys({ oneTimeKeys }: Device): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const keyId of oneTimeKeys.keys()) {
    const algorithm = keyId.slice(0, keyId.indexOf(':'));
    counts[algorithm] = (counts[algorithm] ?? 0) + 1;
  }
  return counts;
}

/** Returns the algorithms whose fallback keys have not been used. */
export function unusedFallbackKeyTypes({ fallbackKeys }: Device): string[] {
  return [...fallbackKeys].filter(([, { used }]) => !used).map(([algorithm]) => algorithm);
}

/** Returns the server name of a user ID. */
export function serverNameOf(userId: string): string {
  return userId.slice(userId.indexOf(':') + 1);
}
