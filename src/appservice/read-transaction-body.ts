import { PayloadError } from '../errors.js';
import { FindingCollector, type Finding } from '../findings.js';
import type { HideSecrets } from '../hide-secrets.js';
import { readTransactionInto } from '../transactions/read-transaction.js';
import type { Transaction } from '../types.js';
import { accept, decodeBody, refuseShape, type Checked } from './checked.js';

/**
 * Reads the body of a transaction. A body that is not JSON is refused with 400 `M_NOT_JSON`; with 400 `M_BAD_JSON` only one
 * that T6 refuses. However deep its events nest, they are never walked through (S2, S3).
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
