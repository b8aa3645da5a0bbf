import { open, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { encodeRecord, headerOf } from './record-format.js';
import { itemsOf, type ItemKind } from './record-items.js';

/** A file with nothing but whole records in it, open to append to it. */
export interface OpenedFile<Item> {
  readonly handle: FileHandle;
  /** In bytes. */
  readonly size: number;
  readonly items: readonly Item[];
}

/** How many items go into a record of a file that is written anew. */
const itemsPerRecord = 500;

/**
 * Opens a file to append to it, with nothing but whole records in it: what was cut short is cut off. A file that is not
 * there, or has no whole first line, gets one.
 *
 * @throws {Error} if it is damaged, or no such file; nothing is changed then.
 */
export async function openWhole<Item>(path: string, kind: ItemKind<Item>): Promise<OpenedFile<Item>> {
  const handle = await open(path, 'a+', 0o600);
  try {
    const { items, wholeBytes } = itemsOf(await readFile(path), path, kind);
    await handle.truncate(wholeBytes);
    if (wholeBytes === 0) await handle.appendFile(headerOf(kind.kind));
    await handle.sync();
    await syncFolder(path);
    // What a compaction left that did not come to its end.
    await rm(draftOf(path), { force: true });
    return { handle, size: (await handle.stat()).size, items };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * Puts a file with these items in the place of another. At any moment one of them is there, and whole. Which of them a loss of
 * power leaves is certain only after {@link syncFolder}.
 */
export async function replaceFile<Item>(
  path: string,
  { kind }: ItemKind<Item>,
  items: readonly Item[],
): Promise<OpenedFile<Item>> {
  await rm(draftOf(path), { force: true });
  const handle = await open(draftOf(path), 'ax+', 0o600);
  try {
    await handle.appendFile(headerOf(kind));
    for (let i = 0; i < items.length; i += itemsPerRecord) {
      await handle.appendFile(encodeRecord(items.slice(i, i + itemsPerRecord)));
    }
    await handle.sync();
    const { size } = await handle.stat();
    // Nothing may fail after this: the caller would go on with a file that has no name any more.
    await rename(draftOf(path), path);
    return { handle, size, items };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function draftOf(path: string): string {
  return `${path}.compacted`;
}

/** Makes the name of a file survive a loss of power. Windows has no such call. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
