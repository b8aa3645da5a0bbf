/** A request of a check. Its defaults are those of a homeserver. */
export interface ProbeRequest {
  readonly method: string;
  /** Path of the API, and a query. */
  readonly path: string;
  /** Value of the `Authorization` header; `null` for none. Default: the right token. */
  readonly authorization?: string | null | undefined;
  /** Value of the `Content-Type` header; `null` for none. Default: JSON. */
  readonly contentType?: string | null | undefined;
  readonly body?: string | undefined;
  /** Writes the body in ISO 8859-1, and not in UTF-8. */
  readonly isLatin1?: boolean | undefined;
  /** Version of HTTP. Default: 1.1. */
  readonly version?: '1.0' | '1.1' | undefined;
  /** Sends the body in chunks, without its length. */
  readonly chunked?: boolean | undefined;
  /** Number of pieces in which the body is sent. Default: 1. */
  readonly pieces?: number | undefined;
  /** Length that is announced, in bytes. Default: that of the body. */
  readonly announcedBytes?: number | undefined;
}

/** The server that a request is for, and the credentials. */
interface Addressee {
  readonly host: string;
  /** Path in front of the API's, without a slash at its end. */
  readonly basePath: string;
  readonly hsToken: string;
}

/** Writes a request as bytes: the head, together with the first piece of the body, and the other pieces. */
export function writeRequest(request: ProbeRequest, addressee: Addressee): Uint8Array[] {
  const { body: text = '', isLatin1 = false } = request;
  const body = isLatin1 ? Uint8Array.from(text, (character) => character.charCodeAt(0)) : utf8.encode(text);
  const [first = noBytes, ...others] = piecesOf(body, request.pieces ?? 1).map((piece) =>
    request.chunked === true ? chunkOf(piece) : piece,
  );
  const last = request.chunked === true ? [utf8.encode('0\r\n\r\n')] : [];
  const head = utf8.encode(headOf(request, body.byteLength, addressee));
  return others.length === 0 ? [joined([head, first, ...last])] : [joined([head, first]), ...others, ...last];
}

const utf8 = new TextEncoder();
const noBytes = new Uint8Array(0);

function headOf(request: ProbeRequest, length: number, { host, basePath, hsToken }: Addressee): string {
  const { method, path, version = '1.1', chunked = false, announcedBytes = length } = request;
  const { authorization = `Bearer ${hsToken}`, contentType = 'application/json' } = request;
  const lines = [`${method} ${basePath}${path} HTTP/${version}`, `Host: ${host}`, 'Accept: application/json'];
  if (authorization !== null) lines.push(`Authorization: ${authorization}`);
  if (request.body !== undefined && contentType !== null) lines.push(`Content-Type: ${contentType}`);
  if (request.body !== undefined)
    lines.push(chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${announcedBytes}`);
  // One request for each connection, so that the end of an answer is never in doubt.
  return [...lines, 'Connection: close', '', ''].join('\r\n');
}

function piecesOf(body: Uint8Array, count: number): Uint8Array[] {
  const length = Math.max(1, Math.ceil(body.byteLength / count));
  const pieces: Uint8Array[] = [];
  for (let start = 0; start < body.byteLength; start += length) pieces.push(body.subarray(start, start + length));
  return pieces;
}

function chunkOf(piece: Uint8Array): Uint8Array {
  return joined([utf8.encode(`${piece.byteLength.toString(16)}\r\n`), piece, utf8.encode('\r\n')]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  return bytes;
}
