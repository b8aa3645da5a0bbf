import { isJsonObject, own } from '../json-objects.js';
import { accept, decodeBody, refuse, type Checked } from './checked.js';

/**
 * Reads the transaction ID in the body of a ping (MSC2659).
 *
 * Any JSON object will do: an ID that is null, as Synapse sends it, or of another type, counts as absent (A3).
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
