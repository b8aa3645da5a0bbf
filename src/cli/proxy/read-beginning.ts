import type { IncomingMessage } from 'node:http';
import { ConnectionError } from '../../errors.js';
import { ByteCollector } from '../../http/read-limited.js';

/** The bytes of a body that were read. */
export interface Beginning {
  readonly bytes: Uint8Array;
  /** Tells whether these are all. Otherwise the rest can be read from the message. */
  readonly isWhole: boolean;
}

/**
 * Reads a body until it ends, or more than `limitBytes` have come. Nothing is lost then, unlike with `readIncoming`.
 *
 * @throws {ConnectionError} if the connection ends before the body does.
 */
export function readBeginning(message: IncomingMessage, limitBytes: number): Promise<Beginning> {
  return new Promise((resolve, reject) => {
    const collector = new ByteCollector();
    const stop = (isWhole: boolean): void => {
      message.off('data', onData).off('end', onEnd).off('close', onClose);
      message.pause();
      resolve({ bytes: collector.bytes(), isWhole });
    };
    const onData = (chunk: Uint8Array): void => {
      collector.push(chunk);
      if (collector.length > limitBytes) stop(false);
    };
    const onEnd = (): void => {
      stop(true);
    };
    const onClose = (): void => {
      reject(new ConnectionError('ECONNRESET'));
    };
    message.on('data', onData).on('end', onEnd).on('close', onClose);
  });
}
