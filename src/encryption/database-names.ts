import type { DeviceName } from './machine/device-name.js';

/** The names of all crypto databases that the encryption has in a store. What stands in them is told where each is written. */
export const databaseNames = {
  /** The library's state of a device. User IDs have no `|` after their colon, so two devices never share it. */
  machine: ({ userId, deviceId }: DeviceName): string => `machine:${userId}|${deviceId}`,
  /** The one-time keys of a device that were sent to the homeserver, while it is unknown whether they arrived. */
  triedKeys: ({ userId, deviceId }: DeviceName): string => `tried keys ${userId}|${deviceId}`,
  /** The private cross-signing keys of a user. */
  crossSigning: (userId: string): string => `cross-signing ${userId}`,
  /** The value that recognises the `storeKey`. */
  storeKey: 'store key',
  /** The mark that recognises an older copy of the database. */
  mark: 'mark',
  /** The room sessions that each of our users holds, and the members among them, of a room. */
  roomSessions: (roomId: string): string => `room ${roomId}`,
  /** The events that a room session decrypted, by their index. */
  replays: (session: string): string => `replays ${session}`,
  /** The room sessions that have such events. */
  replaySessions: 'replay sessions',
  /** Events that cannot be decrypted yet. */
  undecryptable: 'undecryptable',
  /** To-device messages for devices whose machines cannot be opened. */
  keptMessages: 'kept messages',
  /** The place up to which each device has fetched its messages. */
  syncPositions: 'sync positions',
  /** The requests by which a homeserver is known to serve keys. */
  expectedKeyRequests: 'expected key requests',
  /** Users whose device is being made, or replaced. */
  unfinishedDevices: 'unfinished devices',
  /** Devices of which a process without the lease gave keys out. */
  claimedElsewhere: 'claimed elsewhere',
} as const;
