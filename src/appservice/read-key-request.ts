import { isKeyClaim, isKeyQuery, type Guard } from '../../generated/validators/index.js';
import { firstFault } from '../first-fault.js';
import { isDeeperThan } from '../http/json-depth.js';
import { usersOnly, type UserId } from '../identifiers.js';
import { isJsonObject } from '../json-objects.js';
import type { KeyClaim, KeyQuery } from '../types.js';
import { accept, decodeBody, refuse, refuseShape, type Checked } from './checked.js';
import type { Settings } from './settings.js';

/** The most users that a key request is for (S9). */
const mostUsers = 50_000;

/** The settings that reading a key request takes. */
interface KeyRequestSettings extends Pick<Settings, 'hide'> {
  readonly limits: Pick<Settings['limits'], 'depth' | 'entries'>;
}

/**
 * Reads the body of a key query. An entry is a listed device; an empty list, which asks for all devices, counts as one.
 *
 * A body that is not JSON is refused with 400 `M_NOT_JSON`, one of the wrong shape or too deep with 400 `M_BAD_JSON`, one with
 * too many entries, or more than 50,000 users, with 413 `M_TOO_LARGE` (S2, S9). Users whose names do not begin with `@` are left out (W5).
 */
export function readKeyQuery(body: Uint8Array, settings: KeyRequestSettings): Checked<KeyQuery> {
  return readKeyRequest(body, settings, isKeyQuery, (devices) => Math.max(devices.length, 1));
}

/** Reads the body of a key claim, as {@link readKeyQuery} does. An entry is a listed algorithm. */
export function readKeyClaim(body: Uint8Array, settings: KeyRequestSettings): Checked<KeyClaim> {
  return readKeyRequest(body, settings, isKeyClaim, (devices) =>
    Object.values(devices).reduce((sum, algorithms) => sum + algorithms.length, 0),
  );
}

function readKeyRequest<Entry>(
  body: Uint8Array,
  { limits, hide }: KeyRequestSettings,
  isShape: Guard<Record<UserId, Entry>>,
  entriesOf: (entry: Entry) => number,
): Checked<Record<UserId, Entry>> {
  const decoded = decodeBody(body);
  if (!decoded.ok) return decoded;
  const request = decoded.value;
  // Before anything that costs more.
  if (isJsonObject(request) && Object.keys(request).length > mostUsers) {
    return refuse(413, 'M_TOO_LARGE', `the body: more than ${mostUsers} users`);
  }
  if (isDeeperThan(request, limits.depth)) {
    return refuse(400, 'M_BAD_JSON', `the body: nests deeper than ${limits.depth} levels`);
  }
  if (!isShape(request)) return refuseShape([firstFault(isShape, request)], hide);
  const users = usersOnly(request);
  const entries = Object.values<Entry>(users).reduce((sum, entry) => sum + entriesOf(entry), 0);
  if (entries > limits.entries) {
    return refuse(413, 'M_TOO_LARGE', `the body: ${entries} entries are more than ${limits.entries}`);
  }
  return accept(users);
}
