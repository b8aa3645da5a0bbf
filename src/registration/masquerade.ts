import { parameterNames } from '../../generated/names.js';
import type { TokenOwner } from '../types.js';

/**
 * As whom an appservice makes a request. Without a user it acts as its sender; a device without a user is one of the sender's.
 * Name the sender there all the same: Synapse 1.163 answers 500 to a device without a user.
 */
export interface MasqueradeIdentity {
  readonly userId?: string | undefined;
  readonly deviceId?: string | undefined;
}

/** Under which names a device is sent: that of the specification, that of the draft, or each. */
export type MasqueradeNames = 'stable' | 'unstable' | 'both';

/**
 * The query parameters with which an appservice acts as one of its users, and as one of that user's devices (G6).
 *
 * What the identity leaves out makes no parameter; an empty string does, so that the homeserver refuses it instead of taking
 * the request for the sender's. Only the device has two names. `'both'`, the default, is right for nearly every homeserver: each
 * ignores the name that it does not know. continuwuity from 0.5.6 to 26.6 refuses a request with both: choose `'stable'` there. Ask
 * {@link understoodMasquerade} whether the homeserver knew either.
 *
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
 * Which parts of an identity a homeserver understood, by its answer to `GET /_matrix/client/v3/account/whoami` with that
 * identity's parameters (G6).
 *
 * A homeserver ignores a parameter that it does not know, and acts for whom it takes the request to be: without this check an
 * appservice uploads one device's keys as another's. `'user-only'` says that the device was ignored and the user was not.
 * `'none'` says that nothing was understood; a device without a user can only be that or `'all'`, as is an identity that
 * holds nothing. Whether the answer names the sender is not known here, and is not checked where the identity has no user.
 *
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
