import { PayloadError } from '../errors.js';
import { readTransaction } from '../transactions/read-transaction.js';
import type { Transaction } from '../types.js';
import type { JsonDocument } from './json/json-document.js';
import { placeFindings, type PlacedFinding, remarksOf } from './print/finding-lines.js';

/** Reads a document as a transaction, and places the findings in it. There is no transaction if it cannot be read at all. */
export function readTransactionDocument(document: JsonDocument): {
  transaction?: Transaction;
  findings: PlacedFinding[];
} {
  try {
    const { transaction, findings } = readTransaction(document.value);
    return { transaction, findings: [...placeFindings(findings, document), ...remarksOf(document)] };
  } catch (error) {
    if (!(error instanceof PayloadError)) throw error;
    const { issues } = error;
    const findings = issues.map((issue) => ({ code: 'refused', severity: 'error' as const, ...issue }));
    return { findings: placeFindings(findings, document) };
  }
}
