import type { parameterNames } from '../../generated/names.js';
import type { paths as DevicesPaths } from '../../generated/types/client-server-devices.js';
import type { paths as KeysPaths } from '../../generated/types/client-server-keys.js';
import type { paths as MessagesPaths } from '../../generated/types/client-server-messages.js';
import type { paths as RoomsPaths } from '../../generated/types/client-server-rooms.js';
import type { paths as UsersPaths } from '../../generated/types/client-server-users.js';
import type { ClientServerApi, RequestOf, ResponseOf } from '../types.js';
import type { CallOptions } from './options.js';
import type { HttpMethod } from './raw-client-types.js';

/** Options of a call of the homeserver client. */
export interface HomeserverCallOptions extends CallOptions {
  /**
   * Deadline of this call in milliseconds, with the wait that a 429 asks for. Default: the client's; for `sync`, that
   * and the `timeout` of the request.
   */
  readonly timeoutMs?: number | undefined;
  /** Maximum body size of the answer, in bytes. Default: the client's. */
  readonly maxBodyBytes?: number | undefined;
}

/** A file that was downloaded. */
export interface DownloadedMedia {
  readonly bytes: Uint8Array;
  /** The `Content-Type` of the answer. The uploader chose it: do not trust it. */
  readonly contentType: string | undefined;
}

/** The IDs of the client-server operations. */
export type HomeserverOperation = keyof ClientServerApi;

/**
 * The methods of the homeserver client, one for each operation of the client-server documents.
 *
 * Each takes the parameters of path and query in one object, the body, and options, as far as the operation has them:
 * `sendEvent({ roomId, eventType, txnId }, content, { signal })`, `createRoom(body)`, `getDevices()`.
 */
export type HomeserverMethods = {
  [Id in HomeserverOperation]: (
    ...args: [...ParametersArgument<Id>, ...BodyArgument<Id>, options?: HomeserverCallOptions]
  ) => Promise<AnswerOf<Id>>;
};

type ParametersArgument<Id extends HomeserverOperation> = keyof ParametersOf<Id> extends never
  ? []
  : Partial<ParametersOf<Id>> extends ParametersOf<Id>
    ? Id extends 'uploadMedia'
      ? [parameters: ParametersOf<Id>]
      : [parameters?: ParametersOf<Id>]
    : [parameters: ParametersOf<Id>];

/** A body in which everything is optional may be left out: `{}` is sent. The content of an event may not. */
type BodyArgument<Id extends HomeserverOperation> = [RequestOf<ClientServerApi, Id>] extends [never]
  ? []
  : IsOptional<RequestOf<ClientServerApi, Id>> extends true
    ? [body?: RequestOf<ClientServerApi, Id>]
    : [body: RequestOf<ClientServerApi, Id>];

/** Tells whether an object has known fields, and all of them are optional. */
type IsOptional<T> = string extends keyof T ? false : Partial<T> extends T ? true : false;

type AnswerOf<Id extends HomeserverOperation> = Id extends 'downloadMedia'
  ? DownloadedMedia
  : ResponseOf<ClientServerApi, Id>;

/** The parameters of an operation, without those that name the acting user and device. */
type ParametersOf<Id extends HomeserverOperation> = Flat<
  PathOf<ClientServerApi[Id]> & Omit<QueryOf<ClientServerApi[Id]>, ActingName> & HeaderOf<ClientServerApi[Id]>
>;

type ActingName = 'user_id' | keyof typeof parameterNames | (typeof parameterNames)['device_id']['unstable'][number];

type PathOf<Operation> = Operation extends { parameters: { path: infer Path } } ? Path : unknown;

type QueryOf<Operation> = Operation extends { parameters: { query?: infer Query } }
  ? [NonNullable<Query>] extends [never]
    ? unknown
    : OrUndefined<NonNullable<Query>>
  : unknown;

/** The only header that an operation takes. */
type HeaderOf<Operation> = Operation extends { parameters: { header?: infer Header } }
  ? [NonNullable<Header>] extends [never]
    ? unknown
    : { contentType?: string | undefined }
  : unknown;

type OrUndefined<T> = { [Key in keyof T]: T[Key] | (Partial<Pick<T, Key>> extends Pick<T, Key> ? undefined : never) };

type Flat<T> = { [Key in keyof T]: T[Key] };

/** Every path of the client-server documents. */
export type HomeserverPaths = DevicesPaths & KeysPaths & MessagesPaths & RoomsPaths & UsersPaths;

/**
 * The client-server API as it is, one method per HTTP method, typed by the documents.
 *
 * Calls are protected like all others: deadline, limits, no redirects, strict JSON in a success; so no file can be
 * uploaded or downloaded. There is no wait after a 429, no check of the answer, and no error for a refusal.
 */
export interface HomeserverHttpClient {
  GET: HttpMethod<'get', HomeserverPaths>;
  POST: HttpMethod<'post', HomeserverPaths>;
  PUT: HttpMethod<'put', HomeserverPaths>;
  DELETE: HttpMethod<'delete', HomeserverPaths>;
}
