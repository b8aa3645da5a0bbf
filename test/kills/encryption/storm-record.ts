import type { PassedRequest } from '../../interop/encryption/proxy.js';
import { olmMessages, sentEvents, wireFaults } from '../../interop/encryption/wire.js';
import { keysGivenTwice, keysMadeTwice, uploadedKeys } from '../../interop/encryption/wire-keys.js';

/** Everything that was seen while an appservice was killed again and again. */
export interface StormRecord {
  /** The requests of all lives of the appservice. */
  readonly appserviceRequests: readonly PassedRequest[];
  readonly clientRequests: readonly PassedRequest[];
  /** Messages that the homeserver has taken from a side, and those of them that were read: a name for each reader. */
  readonly expected: ReadonlySet<string>;
  /** The IDs of the events in which each of them was read. */
  readonly read: ReadonlyMap<string, ReadonlySet<string>>;
  readonly fromClients: number;
  readonly fromGhosts: number;
  /** A word that is in every message, and must not be in any request of the appservice. */
  readonly secret: string;
}

/** The columns of the table. */
export interface StormFound {
  /** Messages that the homeserver has taken, of the clients and of the ghosts. */
  readonly fromClients: number;
  readonly fromGhosts: number;
  /** Megolm and Olm messages, and keys, that the appservice sent: without repeats. */
  readonly megolm: number;
  readonly olm: number;
  readonly keys: number;
  /** Readings that never came, of all messages and all who were to read them. */
  readonly unread: number;
  /** Messages that came as more than one event. */
  readonly doubled: number;
  readonly megolmTwice: number;
  readonly olmTwice: number;
  readonly madeTwice: number;
  readonly givenTwice: number;
  readonly plainText: number;
}

/** The columns that must be zero. */
export const faultColumns: readonly (keyof StormFound)[] = [
  'unread',
  'doubled',
  'megolmTwice',
  'olmTwice',
  'madeTwice',
  'givenTwice',
  'plainText',
];

/** Looks for ratchets and keys that were used twice, for messages that were not read, and for plain text. */
export function searchStorm(record: StormRecord): StormFound {
  const { appserviceRequests, clientRequests, expected, read, fromClients, fromGhosts, secret } = record;
  const faults = wireFaults(appserviceRequests);
  const distinct = (texts: readonly string[]): number => new Set(texts).size;
  return {
    fromClients,
    fromGhosts,
    megolm: distinct(sentEvents(appserviceRequests).map(({ content }) => JSON.stringify(content))),
    olm: distinct(olmMessages(appserviceRequests).map(({ body }) => body)),
    keys: distinct(uploadedKeys(appserviceRequests).map(({ name }) => name)),
    unread: [...expected].filter((name) => !read.has(name)).length,
    doubled: [...expected].filter((name) => (read.get(name)?.size ?? 0) > 1).length,
    megolmTwice: faults.filter((fault) => fault.startsWith('megolm')).length,
    olmTwice: faults.filter((fault) => fault.startsWith('olm')).length,
    madeTwice: keysMadeTwice(appserviceRequests).length,
    givenTwice: keysGivenTwice([...appserviceRequests, ...clientRequests]).length,
    plainText: appserviceRequests.filter(({ path, body }) => `${path} ${body}`.includes(secret)).length,
  };
}
