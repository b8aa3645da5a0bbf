import { statSync } from 'node:fs';
import { createSqliteStore } from 'matrix-encrypted-appservice/sql';
import { sqliteDrivers } from '../../helpers/sqlite-drivers.js';
import { makeCalls } from '../harness/calls.js';
import { transactionBody } from '../workloads/transaction.js';
import { sayFailed, tellParent } from './answer-parent.js';

/**
 * Writes transactions into the inbox of a SQLite store and takes them out again, and forgets the older ones as the inbox does. The
 * argument is {@link ManyTransactionsOptions} as JSON.
 */

/** How many transactions there are, and how many IDs are kept of them. */
export interface ManyTransactionsOptions {
  readonly path: string;
  readonly transactions: number;
  readonly keepCount: number;
}

/** How large it all is on the way. */
export interface InboxReport {
  readonly marks: readonly Mark[];
}

/** How large it is after so many transactions. */
interface Mark {
  readonly accepted: number;
  /** How many IDs are remembered. */
  readonly kept: number;
  readonly fileBytes: number;
  readonly residentBytes: number;
}

const { path, transactions, keepCount } = JSON.parse(process.argv[2] ?? '') as ManyTransactionsOptions; // the parent is ours
const [driver] = sqliteDrivers;
const body = JSON.stringify(transactionBody({ events: 1 }));
const acceptedBetweenCleanings = 1000;
const shares = [0.25, 0.5, 0.75, 1];

try {
  if (driver === undefined) throw new Error('one driver is always there');
  const database = driver.open(path);
  const store = await createSqliteStore(database);
  const { inbox } = store;
  const marks: Mark[] = [];
  let accepted = 0;
  let forgotten = 0;
  const passOne = async (): Promise<void> => {
    const id = String(++accepted);
    const { seq } = await inbox.accept({ id, digests: [id.padStart(44, 'x')], compose: () => body });
    if (seq !== undefined) await inbox.unpack(seq, []);
  };
  for (const share of shares) {
    while (accepted < share * transactions) {
      await makeCalls(passOne, acceptedBetweenCleanings, 64);
      forgotten += await inbox.forgetOld(-1, keepCount);
    }
    marks.push({
      accepted,
      kept: accepted - forgotten,
      fileBytes: statSync(path).size,
      residentBytes: process.memoryUsage.rss(),
    });
  }
  await store.close();
  database.close();
  tellParent({ marks } satisfies InboxReport);
} catch (error) {
  sayFailed(error);
}
