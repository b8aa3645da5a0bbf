import { crc32 } from 'node:zlib';

/** What a file of records holds: it stands in the first line, so that no file is taken for another. */
export type RecordFileKind = 'transactions' | 'claims';

/** The whole records of a file, and where the last of them ends. */
export interface DecodedRecords {
  readonly records: readonly unknown[];
  /** The length of what is whole, in bytes; 0 where not even the first line is. */
  readonly wholeBytes: number;
}

/** The first line of a file of records, with the version of its format. */
export function headerOf(kind: RecordFileKind): string {
  return `matrix-encrypted-appservice ${kind} 1\n`;
}

/** A record as a line: the CRC-32 of the JSON in eight hexadecimal digits, a space, the JSON, a line feed. */
export function encodeRecord(record: unknown): string {
  const json = JSON.stringify(record);
  return `${checksumOf(json)} ${json}\n`;
}

/**
 * Reads the records of a file. What the last write left unfinished is not among them: a first or last line that is cut
 * off or whose checksum is wrong.
 *
 * @throws {Error} if the file is of another kind or version, or if a record that others follow is damaged: no write that was
 * cut short leaves that behind, and what the record said cannot be guessed. The message quotes nothing of the file.
 */
export function decodeRecords(bytes: Uint8Array, kind: RecordFileKind): DecodedRecords {
  const header = Buffer.from(headerOf(kind));
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < header.length && header.subarray(0, buffer.length).equals(buffer)) {
    return { records: [], wholeBytes: 0 };
  }
  if (!buffer.subarray(0, header.length).equals(header)) {
    throw new Error(`not a file of ${kind} in a format that this version reads`);
  }
  const records: unknown[] = [];
  let start = header.length;
  for (;;) {
    const end = buffer.indexOf(0x0a, start);
    const record = end === -1 ? undefined : decodeLine(buffer.toString('utf8', start, end));
    if (record === undefined) {
      if (end !== -1 && end + 1 < buffer.length) throw new Error(`the record at byte ${start} is damaged`);
      return { records, wholeBytes: start };
    }
    records.push(record.value);
    start = end + 1;
  }
}

function decodeLine(line: string): { readonly value: unknown } | undefined {
  const json = line.slice(9);
  if (line[8] !== ' ' || line.slice(0, 8) !== checksumOf(json)) return undefined;
  return { value: JSON.parse(json) };
}

function checksumOf(json: string): string {
  return crc32(json).toString(16).padStart(8, '0');
}
