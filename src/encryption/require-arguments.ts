import { isJsonObject } from '../json-objects.js';
import { requireNames } from '../option-names.js';
import type { EncryptedUser } from './encrypted-user.js';
import { isPromise, valueKind } from './value-kinds.js';

/** The values that a parameter may have. */
interface Kind {
  /** The kind in words, after "must be". */
  readonly wanted: string;
  readonly allows: (value: unknown) => boolean;
  /** The fields of an object that has no others. */
  readonly fields?: Readonly<Record<string, Kind>>;
  /** True where only some strings are allowed, and another one was given. */
  readonly isSomeText?: boolean;
}

/** Makes the kind of strings that begin with one of some signs; without signs, of all that are not empty. */
function someText(wanted: string, ...signs: readonly string[]): Kind {
  return { wanted, allows: (value) => isText(value, ...signs), isSomeText: true };
}

const text: Kind = { wanted: 'a string', allows: (value) => typeof value === 'string' };
const truth: Kind = { wanted: 'true or false', allows: (value) => typeof value === 'boolean' };
const list: Kind = { wanted: 'an array', allows: (value) => Array.isArray(value) };
const serverNames: Kind = {
  wanted: 'an array of the names of servers',
  allows: (value) => Array.isArray(value) && value.every((each) => isText(each)),
};
const bytes: Kind = { wanted: 'a Uint8Array', allows: (value) => value instanceof Uint8Array };
const roomId = someText('the ID of a room, such as `!abc:example.org`', '!');
const roomIdOrAlias = someText(
  'the ID or an alias of a room, such as `!abc:example.org` or `#tea:example.org`',
  ...['!', '#'],
);
const eventId = someText('the ID of an event, such as `$abc`', '$');
const userId = someText('the ID of a user, such as `@ann:example.org`', '@');
const eventType = someText('the type of an event, such as `m.room.message`');
const notEmpty = someText('a string that is not empty');
const content: Kind = {
  wanted: "an event's content, such as `{ msgtype: 'm.text', body: 'Hello' }`",
  allows: (value) => isJsonObject(value) && !isPromise(value) && !ArrayBuffer.isView(value),
};

function optional(kind: Kind): Kind {
  return { ...kind, allows: (value) => value === undefined || kind.allows(value) };
}

function object(fields: Readonly<Record<string, Kind>>): Kind {
  return { wanted: `an object with ${Object.keys(fields).join(', ')}`, allows: content.allows, fields };
}

const txnId = optional(notEmpty);

/** The parameters of each method, in their order. */
const parametersOf: Readonly<Partial<Record<keyof EncryptedUser, Readonly<Record<string, Kind>>>>> = {
  join: { roomIdOrAlias, options: optional(object({ via: optional(serverNames) })) },
  leave: { roomId },
  invite: { roomId, userId },
  createRoom: { options: optional({ ...content, wanted: 'an object, such as `{ encrypted: true }`' }) },
  send: { roomId, type: eventType, content, options: optional(object({ txnId })) },
  sendFile: {
    roomId,
    file: object({
      bytes,
      name: text,
      type: optional(notEmpty),
      msgtype: optional(notEmpty),
      info: optional({ ...content, wanted: 'an object' }),
    }),
    options: optional(object({ txnId })),
  },
  readFile: { content },
  redact: { roomId, eventId, options: optional(object({ reason: optional(text), txnId })) },
  setProfile: { profile: object({ displayName: optional(text), avatarUrl: optional(text) }) },
};

/** Fields of `createRoom` that are read here. All others are the homeserver's to judge. */
const roomFields: Readonly<Record<string, Kind>> = { encrypted: optional(truth), initial_state: optional(list) };

/**
 * Makes a user whose methods refuse what they cannot mean, before they do anything: programs without types call them as well.
 *
 * Each rejects with a `TypeError` that names the argument and what it must be. Values are not quoted.
 */
export function checkingArguments(user: EncryptedUser): EncryptedUser {
  const checked: Record<string, unknown> = { ...user };
  for (const [method, parameters] of Object.entries(parametersOf)) {
    const call = checked[method] as (...given: unknown[]) => Promise<unknown>;
    checked[method] = async (...given: unknown[]): Promise<unknown> => {
      for (const [index, [name, kind]] of Object.entries(parameters).entries()) {
        requireKind(method, name, given[index], kind);
      }
      if (method === 'createRoom') requireFields(method, given[0] ?? {}, roomFields);
      return call(...given);
    };
  }
  // The compiler cannot follow the loop: each method has the parameters of the one that it calls.
  return checked as unknown as EncryptedUser;
}

/**
 * Refuses what is no text in the place of a user ID.
 *
 * @throws {TypeError}
 */
export function requireUserText(value: unknown): asserts value is string {
  requireKind('user', 'userId', value, { ...text, wanted: userId.wanted });
}

function requireKind(method: string, name: string, value: unknown, { wanted, allows, fields, isSomeText }: Kind): void {
  if (!allows(value)) {
    const found = typeof value === 'string' && isSomeText === true ? 'another string' : valueKind(value);
    throw new TypeError(`${method}: ${name} must be ${wanted}, but is ${found}`);
  }
  if (fields === undefined || value === undefined) return;
  requireNames(method, value as object, fields);
  requireFields(method, value, fields);
}

function requireFields(method: string, object: unknown, fields: Readonly<Record<string, Kind>>): void {
  for (const [name, kind] of Object.entries(fields)) {
    requireKind(method, name, (object as Readonly<Record<string, unknown>>)[name], kind);
  }
}

/** Tells whether a value is a text that is not empty, and begins with one of some signs if they are given. */
function isText(value: unknown, ...signs: readonly string[]): boolean {
  if (typeof value !== 'string' || value === '') return false;
  return signs.length === 0 || signs.some((sign) => value.startsWith(sign));
}
