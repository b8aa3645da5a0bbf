import { decodeRecords, type RecordFileKind } from './record-format.js';

/** What the items of a file are. A record is a list of them: all that was appended at once. */
export interface ItemKind<Item> {
  readonly kind: RecordFileKind;
  readonly isItem: (value: unknown) => value is Item;
}

/** What is whole of a file. */
export interface ReadItems<Item> {
  readonly items: readonly Item[];
  /** The length of what is whole, in bytes. */
  readonly wholeBytes: number;
}

/**
 * Reads the items of a file.
 *
 * @throws {Error} if the file is not of this kind, or damaged before its last record.
 */
export function itemsOf<Item>(bytes: Uint8Array, path: string, { kind, isItem }: ItemKind<Item>): ReadItems<Item> {
  try {
    const { records, wholeBytes } = decodeRecords(bytes, kind);
    const items = records.flat();
    if (!items.every(isItem)) throw new Error('a record has a content that this version does not know');
    return { items, wholeBytes };
  } catch (error) {
    throw error instanceof Error ? new Error(`${path}: ${error.message}`) : error;
  }
}
