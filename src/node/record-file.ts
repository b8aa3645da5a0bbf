import { readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { lockFile } from './file-lock.js';
import { encodeRecord } from './record-format.js';
import { openWhole, replaceFile, syncFolder, type OpenedFile } from './whole-file.js';
import { itemsOf, type ItemKind } from './record-items.js';

/** A file that records are appended to, and that no other process has open. */
export interface RecordFile<Item> {
  /** All items, oldest first: what is in the file once the appends that were called before are through. */
  readonly read: () => Promise<readonly Item[]>;
  /**
   * Appends items, all or none, and waits until they would survive a loss of power. Items of calls that come while a write
   * is under way go into one record, so that many cost little more than one.
   *
   * If it fails, the file is brought back to what it held before, at the latest by the next append.
   */
  readonly append: (items: readonly Item[]) => Promise<void>;
  /** Waits for what was begun, and gives the file free. Nothing can be done with it afterwards. */
  readonly close: () => Promise<void>;
}

/** What a file of records is about. */
export interface RecordFileOptions<Item> extends ItemKind<Item> {
  /** The items that still matter, in their order. */
  readonly compact: (items: readonly Item[]) => readonly Item[];
}

/** A file with fewer items than this is not worth compacting. */
const smallFile = 1000;

/**
 * Opens a file of records, or makes it. An unfinished last record is cut off: it was not acknowledged.
 *
 * The file is compacted when it holds twice as many items as matter: those are written to another file beside it, which
 * then takes its place. A process that dies meanwhile leaves the one or the other, both whole.
 *
 * @throws {Error} if another process has it open, or if it is damaged, or no such file. Nothing is changed then.
 */
export async function openRecordFile<Item>(path: string, options: RecordFileOptions<Item>): Promise<RecordFile<Item>> {
  // One name for one file, however it was reached; and a link to it is not what compacting shall replace.
  const file = await realpath(path).catch(async () => join(await realpath(dirname(path)), basename(path)));
  const release = await lockFile(file);
  try {
    return serve(file, await openWhole(file, options), options, release);
  } catch (error) {
    await release();
    throw error;
  }
}

function serve<Item>(
  path: string,
  opened: OpenedFile<Item>,
  options: RecordFileOptions<Item>,
  release: () => Promise<void>,
): RecordFile<Item> {
  let { handle, size } = opened;
  let itemCount = opened.items.length;
  let compactAt = thresholdOf(options.compact(opened.items).length);
  /** Whether a loss of power might still bring back the file that was compacted. */
  let isNameUnsafe = false;
  let closing: Promise<void> | undefined;
  /** What is under way; never rejects. One thing at a time is done to the file. */
  let tail: Promise<unknown> = Promise.resolve();
  /** Items that wait for the write that is under way. */
  let batch: { readonly items: Item[]; readonly written: Promise<void> } | undefined;

  function next<T>(work: () => Promise<T>): Promise<T> {
    if (closing) return Promise.reject(new Error(`${path} is closed`));
    const done = tail.then(work);
    tail = done.catch(() => undefined);
    return done;
  }

  async function readItems(): Promise<readonly Item[]> {
    return itemsOf(await readFile(path), path, options).items;
  }

  async function write(items: readonly Item[]): Promise<void> {
    if (isNameUnsafe) await syncFolder(path);
    isNameUnsafe = false;
    // What a failed write has left would damage the file once something came after it.
    if ((await handle.stat()).size !== size) await handle.truncate(size);
    const record = Buffer.from(encodeRecord(items));
    try {
      await handle.appendFile(record);
      await handle.datasync();
    } catch (error) {
      await handle.truncate(size).catch(() => undefined);
      throw error;
    }
    size += record.length;
    itemCount += items.length;
  }

  async function compactFile(): Promise<void> {
    const items = options.compact(await readItems());
    const replaced = await replaceFile(path, options, items);
    const former = handle;
    ({ handle, size } = replaced);
    isNameUnsafe = true;
    itemCount = items.length;
    await former.close();
  }

  async function writeBatch(items: readonly Item[]): Promise<void> {
    await write(items);
    if (itemCount < compactAt) return;
    // The items are in the file: that it could not be made smaller is no reason to say otherwise.
    await compactFile().catch(() => undefined);
    compactAt = thresholdOf(itemCount);
  }

  return {
    read: () => next(readItems),
    append: (items) => {
      if (!batch) {
        const waiting: Item[] = [];
        const written = next(() => {
          batch = undefined;
          return writeBatch(waiting);
        });
        if (closing) return written;
        batch = { items: waiting, written };
      }
      for (const item of items) batch.items.push(item);
      return batch.written;
    },
    close: () => (closing ??= next(() => handle.close().finally(release))),
  };
}

function thresholdOf(itemCount: number): number {
  return Math.max(smallFile, 2 * itemCount);
}
