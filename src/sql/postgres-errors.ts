import { StoreError, type StoreErrorCode } from '../errors.js';

/** Makes a store's error of whatever `pg` throws: with a SQLSTATE, with a code of Node's sockets or TLS, or with a message alone. */
export function postgresErrorOf(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const message = error instanceof Error ? error.message : String(error);
  const known = typeof code === 'string' ? codeOf(code) : codeOfMessage(message);
  const advice = adviceOn(String(code), message);
  return new StoreError(known, `PostgreSQL: ${message === '' ? String(code) : message}${advice}`, error);
}

/** Says what to do about a failure of TLS, whose messages do not. */
function adviceOn(code: string, message: string): string {
  if (/CERT|UNABLE_TO_|SELF_SIGNED|HOSTNAME_MISMATCH|INVALID_CA/.test(code)) {
    const trust =
      "`ssl: { ca }` of the pool, or `sslrootcert` of its URL, must have the authority of the server's certificate";
    return ` (${code}): ${trust}, which must be valid for the host's name`;
  }
  return /does not support SSL/i.test(message) ? ': switch SSL on at the server, or off at the pool' : '';
}

/**
 * Reads a SQLSTATE, or a code of Node's sockets or TLS.
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
  if (/^(08|53|57P0)/.test(code)) return 'CONNECTION';
  // No SQLSTATE, but a code such as EPIPE or SELF_SIGNED_CERT_IN_CHAIN.
  if (!/^[0-9A-Z]{5}$/.test(code) || code === 'EPIPE') return 'CONNECTION';
  return 'DATABASE';
}

/** Reads the messages of `pg` itself, which have no code. */
function codeOfMessage(message: string): StoreErrorCode {
  if (/calling end on the pool/i.test(message)) return 'CLOSED';
  if (/SASL|password/i.test(message)) return 'AUTHENTICATION';
  return /connection|timeout|ended|closed|queryable/i.test(message) ? 'CONNECTION' : 'DATABASE';
}
