/**
 * The codes of broken connections that errors may repeat: those of Node, its HTTP parser and undici, and one of ours.
 */
export const connectionCodes = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ENOENT',
  'EACCES',
  'ENOTDIR',
  'ENAMETOOLONG',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'HPE_INVALID_CONSTANT',
  'HPE_INVALID_CHUNK_SIZE',
  'SOCKET_UNSUPPORTED',
] as const;

/**
 * The runtime's code for a broken connection. `CONNECTION_FAILED` stands for an unknown one, `SOCKET_UNSUPPORTED` for a
 * `fetch` without unix sockets.
 */
export type ConnectionErrorCode = (typeof connectionCodes)[number] | 'CONNECTION_FAILED';

/** The reason of a `StoreError`. */
export type StoreErrorCode =
  | 'AUTHENTICATION'
  | 'BUSY'
  | 'CLOSED'
  | 'COMMIT_UNKNOWN'
  | 'CONNECTION'
  | 'CORRUPT'
  | 'DATABASE'
  | 'FENCED'
  | 'FULL'
  | 'IO'
  | 'NEWER_SCHEMA'
  | 'READ_ONLY'
  | 'REPLACED'
  | 'UNSTORABLE_NAME';
