import {
  isClientEvent,
  isCrossSigningKey,
  isDevice,
  isDeviceKeys,
  isEmptyObject,
  isJoinedMember,
  isOneTimeKey,
  isReceivedToDeviceEvent,
  type Guard,
} from '../../generated/validators/index.js';
import type { HomeserverOperation } from './homeserver-client-types.js';

/** A place in an answer with many entries, each of which stands for itself. */
export interface AnswerEntries {
  /** The steps to each entry; `*` is any member of a map or list. */
  readonly at: readonly string[];
  readonly guard: Guard<unknown>;
  /** Tells whether a signature may cover an entry, which then stays as it came, or is left out as a whole. */
  readonly signed?: true;
  /** Tells whether the name of an entry says enough: a malformed entry is then `{}`. */
  readonly named?: true;
}

/** Servers that could not be asked. */
const failures: AnswerEntries = { at: ['failures', '*'], guard: isEmptyObject, named: true };
const keys: readonly AnswerEntries[] = [
  { at: ['device_keys', '*', '*'], guard: isDeviceKeys, signed: true },
  { at: ['master_keys', '*'], guard: isCrossSigningKey, signed: true },
  { at: ['self_signing_keys', '*'], guard: isCrossSigningKey, signed: true },
  { at: ['user_signing_keys', '*'], guard: isCrossSigningKey, signed: true },
  failures,
];
const claimed: readonly AnswerEntries[] = [
  { at: ['one_time_keys', '*', '*', '*'], guard: isOneTimeKey, signed: true },
  failures,
];

/**
 * The entries of answers that others than the homeserver wrote: a malformed one must not hide the rest (T6, M4).
 */
export const entriesOf: Readonly<Partial<Record<HomeserverOperation, readonly AnswerEntries[]>>> = {
  queryKeys: keys,
  claimKeys: claimed,
  claimSeveralKeys: claimed,
  getDevices: [{ at: ['devices', '*'], guard: isDevice }],
  // A member that is left out here gets no keys.
  getJoinedMembers: [{ at: ['joined', '*'], guard: isJoinedMember, named: true }],
  getMembers: [{ at: ['chunk', '*'], guard: isClientEvent }],
  getRoomState: [{ at: ['*'], guard: isClientEvent }],
  sync: [{ at: ['to_device', 'events', '*'], guard: isReceivedToDeviceEvent }],
};
