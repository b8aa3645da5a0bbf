import { Buffer } from 'node:buffer';
import { isJsonObject, own, type JsonObject } from '../../../src/json-objects.js';
import type { PassedRequest } from './proxy.js';

/** An outbound session of a room, as seen on the wire. */
export interface SentSession {
  readonly sessionId: string;
  /** Positions of its ratchet, in the order in which they went out. */
  readonly indexes: readonly number[];
}

/** The sessions with which events of a room were encrypted. */
export function sentSessions(requests: readonly PassedRequest[], roomId: string): SentSession[] {
  const sessions = new Map<string, Set<number>>();
  for (const { path, content } of sentEvents(requests)) {
    if (!path.includes(`/rooms/${roomId}/`)) continue;
    const { session_id: sessionId, ciphertext } = content as { session_id: string; ciphertext: string };
    const indexes = sessions.get(sessionId) ?? new Set();
    sessions.set(sessionId, indexes.add(megolmIndex(ciphertext)));
  }
  return Array.from(sessions, ([sessionId, indexes]) => ({ sessionId, indexes: [...indexes] }));
}

/** The positions of ratchets, of Megolm and of Olm, that were sent more than once with other content. */
export function wireFaults(requests: readonly PassedRequest[]): string[] {
  const seen = new Map<string, string>();
  const faults = new Set<string>();
  const look = (position: string, ciphertext: string): void => {
    if (seen.has(position) && seen.get(position) !== ciphertext) faults.add(position);
    seen.set(position, ciphertext);
  };
  for (const { content } of sentEvents(requests)) {
    const { session_id: sessionId, ciphertext } = content as { session_id: string; ciphertext: string };
    look(`megolm ${sessionId} ${megolmIndex(ciphertext)}`, ciphertext);
  }
  for (const { type, body } of olmMessages(requests)) {
    look(`olm ${olmPosition(type, body)}`, body);
  }
  return [...faults];
}

/** The encrypted events that went into rooms. */
export function sentEvents(requests: readonly PassedRequest[]): { path: string; content: JsonObject }[] {
  return requests
    .filter(({ method, path }) => method === 'PUT' && path.includes('/send/m.room.encrypted/'))
    .map(({ path, body }) => ({ path, content: JSON.parse(body) as JsonObject })); // as the encryption writes it
}

/** The Olm messages that went to devices. */
export function olmMessages(requests: readonly PassedRequest[]): { type: number; body: string }[] {
  return requests
    .filter(({ path }) => path.includes('/sendToDevice/m.room.encrypted/'))
    .flatMap(({ body }) => Object.values(objectIn(JSON.parse(body), 'messages')))
    .flatMap((devices) => Object.values(objectOf(devices)))
    .flatMap((content) => Object.values(objectIn(content, 'ciphertext')) as { type: number; body: string }[]);
}

/** The object under a name of another; an empty one where there is none. */
export function objectIn(value: unknown, name: string): JsonObject {
  return objectOf(own(objectOf(value), name));
}

function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** The position in a ratchet: `0x08` and a number, behind the version. */
function megolmIndex(ciphertext: string): number {
  const message = Buffer.from(ciphertext, 'base64');
  return readVarint(message, 2).value;
}

/** The ratchet key and the place in its chain, of a message or of the one within a message that begins a session. */
function olmPosition(type: number, body: string): string {
  const outer = readFields(Buffer.from(body, 'base64').subarray(1));
  const inner = type === 0 ? readFields((outer.get(4) as Buffer).subarray(1)) : outer;
  return `${(inner.get(1) as Buffer).toString('base64')} ${String(inner.get(2))}`;
}

/** Reads the fields of a message, by their numbers, until the authentication code that has none. */
function readFields(message: Buffer): Map<number, number | Buffer> {
  const fields = new Map<number, number | Buffer>();
  let at = 0;
  while (at < message.length) {
    const tag = message[at] ?? 0;
    const { value, next } = readVarint(message, at + 1);
    const isText = (tag & 7) === 2;
    if ((tag & 7) !== 0 && (!isText || next + value > message.length)) break;
    if (!fields.has(tag >> 3)) fields.set(tag >> 3, isText ? message.subarray(next, next + value) : value);
    at = isText ? next + value : next;
  }
  return fields;
}

function readVarint(message: Buffer, start: number): { value: number; next: number } {
  let value = 0;
  let next = start;
  for (let factor = 1; ; factor *= 128) {
    const byte = message[next] ?? 0;
    next += 1;
    value += (byte & 127) * factor;
    if (byte < 128) return { value, next };
  }
}
