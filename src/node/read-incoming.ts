import type { IncomingMessage } from 'node:http';
import { BodyTooLargeError, ConnectionError } from '../errors.js';
import { ByteCollector } from '../http/read-limited.js';

/**
 * Reads the body of one of Node's requests or responses to its end, and leaves no listeners behind.
 *
 * @throws {BodyTooLargeError} before reading, if the declared length is larger than `limitBytes`; otherwise as soon as
 *   more has arrived. The rest is left unread.
 * @throws {ConnectionError} if the connection ends before the body does, or another reader has taken the body.
 */
export function readIncoming(request: IncomingMessage, limitBytes: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    receiveIncoming(request, limitBytes, resolve, reject);
  });
}

/**
 * Reads a body like {@link readIncoming}, without a promise. One of the two functions is called, once.
 *
 * @param take Called with the body.
 * @param fail Called with an error, perhaps at once.
 */
export function receiveIncoming(
  request: IncomingMessage,
  limitBytes: number,
  take: (body: Uint8Array) => void,
  fail: (error: Error) => void,
): void {
  const declaredBytes = Number(request.headers['content-length']) || 0;
  if (declaredBytes > limitBytes) {
    fail(new BodyTooLargeError(limitBytes));
    return;
  }
  if (request.readableEnded || request.destroyed) {
    fail(new ConnectionError('ECONNRESET'));
    return;
  }
  const collector = new ByteCollector(declaredBytes);

  const onData = (chunk: Uint8Array): void => {
    collector.push(chunk);
    if (collector.length <= limitBytes) return;
    stop();
    request.pause();
    fail(new BodyTooLargeError(limitBytes));
  };
  const onEnd = (): void => {
    stop();
    take(collector.bytes());
  };
  const onClose = (): void => {
    stop();
    const failure: NodeJS.ErrnoException | null = request.errored;
    fail(new ConnectionError(failure?.code ?? 'ECONNRESET'));
  };
  const stop = (): void => {
    request.off('data', onData).off('end', onEnd).off('close', onClose);
  };
  request.on('data', onData).on('end', onEnd).on('close', onClose);
}
