import { createMemoryTransactionLog, type TransactionLog } from '../appservice/transaction-log.js';
import { openRecordFile } from './record-file.js';

/** A transaction log in a file. */
export interface TransactionLogFile extends TransactionLog {
  /** Waits for what is being written, and gives the file free. IDs cannot be added afterwards. */
  readonly close: () => Promise<void>;
}

/** Options of {@link openTransactionLog}. */
export interface TransactionLogFileOptions {
  /** How many IDs are remembered, the last ones. Default: 10,000. */
  readonly capacity?: number | undefined;
}

/**
 * Opens a transaction log in a file, for the handler's `transactions` option; makes the file where there is none.
 *
 * A homeserver is thanked for a transaction only when its ID is on the disk. So whatever moment the process is killed at, what
 * was acknowledged is not delivered again, and what was not comes again. Between the two is a gap that no log
 * closes: a transaction that was delivered in full or in part, and not acknowledged, is delivered once more.
 *
 * The file holds text: a first line with kind and version of the format, then a record per line, each a list of IDs as
 * JSON behind its CRC-32. A last line that was cut short by a crash is cut off. The file compacts itself, and stays
 * under some three times the capacity.
 *
 * **For one process alone.** `<path>.lock` beside it keeps most others out, and what a killed process has left there is taken
 * over. It does not hold between worker threads or containers, nor where several processes take over a lock at the same time.
 *
 * @throws {Error} if another process has it open, if it is damaged elsewhere than at its end, or no transaction log.
 * @throws the error of `node:fs` where it cannot be read or written.
 */
export async function openTransactionLog(
  path: string,
  { capacity = 10_000 }: TransactionLogFileOptions = {},
): Promise<TransactionLogFile> {
  const memory = createMemoryTransactionLog(capacity);
  const file = await openRecordFile(path, {
    kind: 'transactions',
    isItem: isString,
    compact: (ids) => ids.slice(-capacity),
  });
  for (const id of await file.read()) memory.add(id);
  return {
    has: (id) => memory.has(id),
    add: (id) => {
      // At once, and also if it cannot be written: it was delivered.
      memory.add(id);
      return file.append([id]);
    },
    close: file.close,
  };
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}
