import { type Guard, isKeyClaim, isKeyQuery } from '../../generated/validators/index.js';
import { firstFault } from '../lenient-check.js';
import { isDeeperThan } from '../http/decode-json.js';
import { matrixErrorResponse, type HttpResponse } from '../http/matrix-response.js';
import { type UserId, usersOnly } from '../identifiers.js';
import { isJsonObject, own } from '../json-objects.js';
import type { KeyClaim, KeyQuery, Transaction } from '../types.js';
import { accept, type Checked, decodeBody, refuse, refuseShape } from './checked.js';
import type { Settings } from './settings.js';
import { BodyTooLargeError, PayloadError } from '../errors.js';
import type { AppserviceRequest } from './request-target.js';
import { type Finding, FindingCollector } from '../findings.js';
import type { HideSecrets } from '../hide-secrets.js';
import { readTransactionInto } from '../transactions/read-transaction.js';

/** The most users of a key request (S9). */
const mostUsers = 50_000;

/** The settings for reading a key request. */
interface KeyRequestSettings extends Pick<Settings, 'hide'> {
  readonly limits: Pick<Settings['limits'], 'depth' | 'entries'>;
}

/**
 * Reads the body of a key query. An entry is a listed device; an empty list, which asks for all devices, counts as one.
 *
 * A body that is not JSON is refused with 400 `M_NOT_JSON`, one of the wrong shape or too deep with 400 `M_BAD_JSON`.
 * One with too many entries, or more than 50,000 users, is refused with 413 `M_TOO_LARGE` (S2, S9). Users whose names
 * do not begin with `@` are left out (W5).
 */
export function readKeyQuery(body: Uint8Array, settings: KeyRequestSettings): Checked<KeyQuery> {
  return readKeyRequest(body, settings, isKeyQuery, (devices) => Math.max(devices.length, 1));
}

/** Reads the body of a key claim, like {@link readKeyQuery}. An entry is a listed algorithm. */
export function readKeyClaim(body: Uint8Array, settings: KeyRequestSettings): Checked<KeyClaim> {
  return readKeyRequest(body, settings, isKeyClaim, (devices) =>
    Object.values(devices).reduce((sum, algorithms) => sum + algorithms.length, 0),
  );
}

function readKeyRequest<Entry>(
  body: Uint8Array,
  settings: KeyRequestSettings,
  isShape: Guard<Record<UserId, Entry>>,
  entriesOf: (entry: Entry) => number,
): Checked<Record<UserId, Entry>> {
  const decoded = decodeBody(body);
  if (!decoded.ok) return decoded;
  const request = decoded.value;
  // Checked first, since all other checks cost more.
  if (isJsonObject(request) && Object.keys(request).length > mostUsers) {
    return refuse(413, 'M_TOO_LARGE', `the body: more than ${mostUsers} users`);
  }
  const checked = checkShape(request, settings, isShape);
  if (!checked.ok) return checked;
  const users = usersOnly(checked.value);
  const entries = Object.values<Entry>(users).reduce((sum, entry) => sum + entriesOf(entry), 0);
  const { entries: mostEntries } = settings.limits;
  if (entries > mostEntries) {
    return refuse(413, 'M_TOO_LARGE', `the body: ${entries} entries are more than ${mostEntries}`);
  }
  return accept(users);
}

/** Lets decoded JSON through that nests no deeper than it may, and that a guard takes. */
function checkShape<T>(request: unknown, { limits, hide }: KeyRequestSettings, isShape: Guard<T>): Checked<T> {
  if (isDeeperThan(request, limits.depth)) {
    return refuse(400, 'M_BAD_JSON', `the body: nests deeper than ${limits.depth} levels`);
  }
  return isShape(request) ? accept(request) : refuseShape([firstFault(isShape, request)], hide);
}

/**
 * Reads the transaction ID in the body of a ping (MSC2659).
 *
 * Any JSON object is accepted: an ID that is null, as Synapse sends it, or of another type, counts as absent (A3).
 *
 * @see https://spec.matrix.org/v1.19/application-service-api/#post_matrixappv1ping
 */
export function readPing(body: Uint8Array): Checked<string | undefined> {
  const decoded = decodeBody(body);
  if (!decoded.ok) return decoded;
  if (!isJsonObject(decoded.value)) return refuse(400, 'M_BAD_JSON', 'the body: must be an object');
  const id = own(decoded.value, 'transaction_id');
  return accept(typeof id === 'string' ? id : undefined);
}

/**
 * Reads a request's body, up to a limit (A3, S2).
 *
 * A larger one is refused with 413 `M_TOO_LARGE` and `connection: close`, since its rest is still in the connection. An
 * incomplete one is refused with 400 `M_NOT_JSON`.
 * @rule A3
 */
export async function readRequestBody(request: AppserviceRequest, limitBytes: number): Promise<Checked<Uint8Array>> {
  try {
    const body = await request.readBody(limitBytes);
    if (body.byteLength > limitBytes) throw new BodyTooLargeError(limitBytes);
    return accept(body);
  } catch (error) {
    return { ok: false, refusal: unreadAnswer(error, limitBytes) };
  }
}

/** Makes the answer to a request whose body could not be read to its end. */
export function unreadAnswer(error: unknown, limitBytes: number): HttpResponse {
  if (!(error instanceof BodyTooLargeError)) {
    return matrixErrorResponse(400, 'M_NOT_JSON', 'the body ended too early, or could not be read');
  }
  const message = `the body is larger than ${limitBytes} bytes`;
  return matrixErrorResponse(413, 'M_TOO_LARGE', message, { connection: 'close' });
}

/**
 * Reads the body of a transaction. One that is not JSON is refused with 400 `M_NOT_JSON`; 400 `M_BAD_JSON` is only for
 * bodies that T6 refuses. Events may nest to any depth, and are never walked through (S2, S3).
 */
export function readTransactionBody(
  body: Uint8Array,
  hide: HideSecrets,
): Checked<{ readonly transaction: Transaction; readonly findings: readonly Finding[] }> {
  const decoded = decodeBody(body);
  if (!decoded.ok) return decoded;
  try {
    return accept(readTransactionInto(decoded.value, new FindingCollector(hide)));
  } catch (error) {
    if (error instanceof PayloadError) return refuseShape(error.issues, hide);
    throw error;
  }
}
