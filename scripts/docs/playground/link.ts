import { decodeBase64Url, encodeBase64Url } from './base64-url.js';
import type { Values } from './outcome.js';

/** The part of the page's address after `#`: a tool, and what its fields hold. */
export interface Link {
  readonly tool: string;
  readonly values: Values;
  /** ID of an example to begin with; `values` are set on top. */
  readonly example?: string | undefined;
}

/** The most characters that a packed link may unpack to. */
const mostUnpacked = 8 * 2 ** 20;

/**
 * Reads a fragment: `#read`, `#validate?schema=KeyQuery&payload={}`, `#read?example=…`, or with packed values `#read?z=…`.
 *
 * @throws {TypeError} if the packed values are damaged or too many, in words for people.
 */
export async function readLink(fragment: string): Promise<Link> {
  const [tool, query] = split(fragment.replace(/^#/, ''));
  const values = new Map(new URLSearchParams(query));
  const packed = values.get('z');
  const example = values.get('example');
  values.delete('z');
  values.delete('example');
  const unpacked = packed === undefined ? [] : Object.entries(await unpack(packed));
  return { tool, values: Object.fromEntries([...unpacked, ...values]), example };
}

/** Writes a fragment with packed values. Empty ones are left out. */
export async function writeLink(tool: string, values: Values): Promise<string> {
  const filled = Object.entries(values).filter(([, value]) => value !== '');
  if (filled.length === 0) return `#${tool}`;
  const bytes = new TextEncoder().encode(JSON.stringify(Object.fromEntries(filled)));
  const chunks: Uint8Array[] = [];
  for await (const chunk of through(bytes, new CompressionStream('deflate-raw'))) chunks.push(chunk);
  return `#${tool}?z=${encodeBase64Url(joined(chunks))}`;
}

function split(fragment: string): [string, string] {
  const mark = fragment.indexOf('?');
  return mark === -1 ? [fragment, ''] : [fragment.slice(0, mark), fragment.slice(mark + 1)];
}

async function unpack(packed: string): Promise<Record<string, string>> {
  let text: string;
  try {
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of through(decodeBase64Url(packed), new DecompressionStream('deflate-raw'))) {
      length += chunk.length;
      // A short link can unpack to any number of bytes.
      if (length > mostUnpacked) throw new RangeError('too long');
      chunks.push(chunk);
    }
    text = new TextDecoder('utf-8', { fatal: true }).decode(joined(chunks));
  } catch (error) {
    const isLong = error instanceof RangeError;
    throw new TypeError(isLong ? 'The link holds more than 8 MB, and was not opened.' : damaged, { cause: error });
  }
  return stringsIn(text);
}

const damaged = 'The link is damaged: perhaps its end was cut off. Ask for it again.';

function stringsIn(text: string): Record<string, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new TypeError(damaged, { cause: error });
  }
  if (typeof value !== 'object' || value === null) throw new TypeError(damaged);
  const strings = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(strings);
}

/** Sends bytes through a stream that transforms them. */
async function* through(
  bytes: Uint8Array<ArrayBuffer>,
  { writable, readable }: CompressionStream | DecompressionStream,
): AsyncGenerator<Uint8Array> {
  const writer = writable.getWriter();
  // A failure shows when reading, too.
  const written = writer
    .write(bytes)
    .then(() => writer.close())
    .catch(() => undefined);
  const reader = readable.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
    await written;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
