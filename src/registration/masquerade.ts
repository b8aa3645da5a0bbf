import { parameterNames } from '../../generated/names.js';
import type { TokenOwner } from '../types.js';

/**
 * The user and device for whom an appservice makes a request.
 *
 * Without a user it acts as its sender; a device without a user is one of the sender's. Name the sender all the same:
 * Synapse 1.163 answers 500 to a device without a user.
 */
export interface MasqueradeIdentity {
  readonly userId?: string | undefined;
  readonly deviceId?: string | undefined;
}

/** The names under which a device is sent: the specification's, the draft's, or both. */
export type MasqueradeNames = 'stable' | 'unstable' | 'both';

/**
 * Returns the query parameters with which an appservice acts as one of its users, and as one of that user's devices
 * (G6).
 *
 * A missing part of the identity makes no parameter. An empty string does, so that the homeserver refuses it and does
 * not act for the sender. Only the device has two names. `'both'`, the default, suits nearly every homeserver: each
 * ignores the name that it does not know. continuwuity from 0.5.6 to 26.6 refuses a request with both: choose
 * `'stable'` there. Use {@link understoodMasquerade} to find out whether the homeserver knew either.
 *
 * @example
 * ```ts
 * masqueradeParameters({ userId: '@irc_ann:example.org' }).toString(); // 'user_id=%40irc_ann%3Aexample.org'
 * ```
 * @see https://github.com/matrix-org/matrix-spec-proposals/pull/4326
 * @rule G6
 */
export function masqueradeParameters(
  { userId, deviceId }: MasqueradeIdentity,
  names: MasqueradeNames = 'both',
): URLSearchParams {
  const parameters = new URLSearchParams();
  if (userId !== undefined) parameters.set('user_id', userId);
  if (deviceId !== undefined) for (const name of deviceNames[names]) parameters.set(name, deviceId);
  return parameters;
}

const { unstable } = parameterNames.device_id;
const deviceNames = { stable: ['device_id'], unstable, both: ['device_id', ...unstable] } as const;

/**
 * Tells which parts of an identity a homeserver understood, by its answer to `GET /_matrix/client/v3/account/whoami`
 * with that identity's parameters (G6).
 *
 * A homeserver ignores unknown parameters: without this check an appservice may upload one device's keys as another's.
 * `'user-only'` means that only the device was ignored. `'none'` means that everything was. An identity without a user
 * is either `'all'` or `'none'`, and so is an empty one. Whether the answer names the sender is not checked for an
 * identity without a user.
 *
 * @example
 * ```ts
 * const identity = { userId: '@irc_ann:example.org', deviceId: 'GHOST' } as const;
 * understoodMasquerade({ user_id: '@irc_ann:example.org' }, identity); // 'user-only'
 * ```
 * @see https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3accountwhoami
 */
export function understoodMasquerade(
  whoami: TokenOwner,
  { userId, deviceId }: MasqueradeIdentity,
): 'all' | 'user-only' | 'none' {
  if (userId !== undefined && whoami.user_id !== userId) return 'none';
  if (deviceId === undefined || whoami.device_id === deviceId) return 'all';
  return userId === undefined ? 'none' : 'user-only';
}
