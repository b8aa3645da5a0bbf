import { isOneTimeKey } from '../../generated/validators/index.js';
import type { ClaimRecord, ClaimStore } from '../appservice/claim-store.js';
import { isJsonObject } from '../json-objects.js';
import { openRecordFile } from './record-file.js';

/** A claim store in a file. */
export interface ClaimStoreFile extends ClaimStore {
  /** Waits for what is being written, and gives the file free. Claims of one-time keys fail afterwards. */
  readonly close: () => Promise<void>;
}

/**
 * Opens a claim store in a file, for `createClaimLedger`; makes the file where there is none.
 *
 * That a one-time key is gone is on the disk before the key is given out. So a crash of the one process that uses it gives no
 * key out twice; keys that were about to be given out are lost.
 *
 * The file is like that of {@link openTransactionLog}, with lists of {@link ClaimRecord}s, and its lock has the same gaps: two
 * processes or threads that share a file can give out the same key. Compacting it leaves out keys that were claimed; their IDs stay.
 *
 * @throws {Error} if another process has it open, if it is damaged elsewhere than at its end, or no claim store.
 * @throws the error of `node:fs` where it cannot be read or written.
 */
export async function openClaimStore(path: string): Promise<ClaimStoreFile> {
  return openRecordFile(path, { kind: 'claims', isItem: isClaimRecord, compact: withoutClaimedKeys });
}

/** The same records without the keys that nobody can claim any more. */
function withoutClaimedKeys(records: readonly ClaimRecord[]): readonly ClaimRecord[] {
  const claimed = new Set<string>();
  for (const record of records) if (record.type === 'claimed') claimed.add(nameOf(record));
  // A claim that failed and came again has left two records.
  const written = new Set<string>();
  return records.filter((record) => {
    const name = nameOf(record);
    if (record.type === 'added') return !claimed.has(name);
    return !written.has(name) && written.add(name);
  });
}

function nameOf({ userId, deviceId, keyId }: ClaimRecord): string {
  return JSON.stringify([userId, deviceId, keyId]);
}

function isClaimRecord(value: unknown): value is ClaimRecord {
  if (!isJsonObject(value)) return false;
  const { type, userId, deviceId, keyId, key } = value;
  if (typeof userId !== 'string' || typeof deviceId !== 'string' || typeof keyId !== 'string') return false;
  return type === 'claimed' || (type === 'added' && isOneTimeKey(key));
}
