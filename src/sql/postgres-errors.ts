import { StoreError, type StoreErrorCode } from '../errors.js';

/** Makes a store's error of whatever `pg` throws: with a SQLSTATE, with a code of Node's sockets, or with a message alone. */
export function postgresErrorOf(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const message = error instanceof Error ? error.message : String(error);
  const known = typeof code === 'string' ? codeOf(code) : codeOfMessage(message);
  return new StoreError(known, `PostgreSQL: ${message === '' ? String(code) : message}`, error);
}

/**
 * Reads a SQLSTATE, or a code of Node's sockets.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
function codeOf(code: string): StoreErrorCode {
  if (code.startsWith('28')) return 'AUTHENTICATION';
  if (code === '53100') return 'FULL';
  if (code === '25006') return 'READ_ONLY'; // a standby
  if (code === '40001' || code === '40P01' || code === '55P03') return 'BUSY';
  if (code === 'XX001' || code === 'XX002') return 'CORRUPT';
  if (code.startsWith('58')) return 'IO';
  // Lost or refused connections, too many of them, a server that is starting or shutting down.
  if (/^(08|53|57P0)/.test(code) || /^E[A-Z_]+$/.test(code)) return 'CONNECTION';
  return 'DATABASE';
}

/** Reads the messages of `pg` itself, which have no code. */
function codeOfMessage(message: string): StoreErrorCode {
  if (/calling end on the pool/i.test(message)) return 'CLOSED';
  if (/SASL|password/i.test(message)) return 'AUTHENTICATION';
  return /connection|timeout|ended|closed|queryable/i.test(message) ? 'CONNECTION' : 'DATABASE';
}
