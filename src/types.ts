import type { fieldNames } from '../generated/names.js';
import type { operations as ApplicationServiceKeyOperations } from '../generated/types/application-service-keys.js';
import type {
  ClientEvent,
  DeviceLists,
  DeviceUnusedFallbackKeyTypes,
  EphemeralEvent,
  operations as ApplicationServiceTransactionOperations,
  ToDeviceEvent,
  TransactionBody,
} from '../generated/types/application-service-transactions.js';
import type { operations as ClientServerDeviceOperations } from '../generated/types/client-server-devices.js';
import type { operations as ClientServerKeyOperations } from '../generated/types/client-server-keys.js';
import type { operations as ClientServerMessageOperations } from '../generated/types/client-server-messages.js';
import type { operations as ClientServerRoomOperations } from '../generated/types/client-server-rooms.js';
import type { operations as ClientServerUserOperations } from '../generated/types/client-server-users.js';
import type { operations as ServerServerOperations } from '../generated/types/server-server-user-keys.js';
import type { Registration } from '../generated/types/application-service-registration.js';
import type { UserId } from './identifiers.js';

export type { UserId } from './identifiers.js';
export type {
  CrossSigningKey,
  CrossSigningKeysByUser,
  DeviceKeys,
  DeviceKeysByUser,
  EmptyObject,
  Impersonator,
  KeyClaim,
  KeyClaimResponse,
  KeyObject,
  KeyQuery,
  KeyQueryResponse,
  MatrixError,
  OneTimeKey,
  OneTimeKeys,
  PingRequest,
  Signatures,
} from '../generated/types/application-service-keys.js';
export type {
  ClientEvent,
  DeviceLists,
  DeviceOneTimeKeysCount,
  DeviceUnusedFallbackKeyTypes,
  EphemeralEvent,
  ToDeviceEvent,
  TransactionBody,
} from '../generated/types/application-service-transactions.js';
export type { Namespace, Namespaces, Registration } from '../generated/types/application-service-registration.js';
export type {
  FederationKeyClaim,
  FederationKeyClaimResponse,
  FederationKeyQuery,
  FederationKeyQueryResponse,
  FederationSeveralKeysClaim,
  RateLimitError,
  SingleKeyClaim,
  UserDevice,
  UserDevices,
} from '../generated/types/server-server-user-keys.js';
export type {
  AuthenticationData,
  Device,
  DeviceDeletion,
  DeviceUpdate,
  Devices,
  UnauthorizedError,
} from '../generated/types/client-server-devices.js';
export type {
  ClientKeyClaim,
  ClientKeyClaimResponse,
  ClientKeyQuery,
  ClientSeveralKeysClaim,
  CrossSigningKeyUpload,
  KeyUpload,
  KeyUploadResponse,
  SignatureUpload,
  SignatureUploadResponse,
} from '../generated/types/client-server-keys.js';
export type {
  ContentUri,
  EventContent,
  EventId,
  Reason,
  ReceivedToDeviceEvent,
  ReceivedToDeviceEvents,
  Redaction,
  SyncResponse,
  ToDeviceMessages,
} from '../generated/types/client-server-messages.js';
export type {
  AccountData,
  InitialStateEvent,
  Invitation,
  JoinRequest,
  JoinedMember,
  JoinedMembers,
  Profile,
  ProfileField,
  RoomCreation,
  RoomId,
  RoomMembers,
  RoomState,
} from '../generated/types/client-server-rooms.js';
export type {
  AppservicePingError,
  AppservicePingRequest,
  AppservicePingResponse,
  RegisterRequest,
  RegisterResponse,
  TokenOwner,
} from '../generated/types/client-server-users.js';

/** The operations of the application service API, by ID. */
export interface ApplicationServiceApi
  extends ApplicationServiceKeyOperations, ApplicationServiceTransactionOperations {}

/** The operations of the server-server API that concern keys, by ID. */
export type ServerServerApi = ServerServerOperations;

/** The operations of the client-server API that an encrypted appservice calls, by ID. */
export interface ClientServerApi
  extends
    ClientServerDeviceOperations,
    ClientServerKeyOperations,
    ClientServerMessageOperations,
    ClientServerRoomOperations,
    ClientServerUserOperations {}

/**
 * A registration according to {@link https://spec.matrix.org/v1.19/application-service-api/#registration the
 * specification}.
 */
export type AppserviceRegistration = Registration;

/** Algorithm → number of one-time keys left. A missing algorithm has none (T3). */
export interface KeyCounts {
  [algorithm: string]: number;
}

/**
 * A transaction under its stable names, regardless of those it came under (T1).
 *
 * An absent field says nothing; an empty one means "none" (T3).
 */
export interface Transaction {
  /** Room events, oldest first. */
  events: ClientEvent[];
  /**
   * Typing notices, receipts and presence (MSC2409). Their `type` is always there, even if it came as `edu_type` (T5).
   */
  ephemeral?: (EphemeralEvent & { type: string })[];
  /** Messages to devices of the appservice's users (MSC4203). */
  to_device?: ToDeviceEvent[];
  /** Users whose devices changed, and users who are no longer tracked (MSC3202). */
  device_lists?: DeviceLists;
  /**
   * User → device → algorithm → one-time keys left (MSC3202). No entry: the last count still holds. `{}`: none are
   * left.
   */
  device_one_time_keys_count?: { [userId: UserId]: { [deviceId: string]: KeyCounts } };
  /** User → device → algorithms with an unused fallback key (MSC3202). `[]`: all are used. */
  device_unused_fallback_key_types?: DeviceUnusedFallbackKeyTypes;
  /** User → algorithm → one-time keys left, from homeservers that speak the first draft of MSC3202 (T2). Never written. */
  user_one_time_keys_count?: { [userId: UserId]: KeyCounts };
}

type TransactionFields = (typeof fieldNames)['TransactionBody'];
type UnstableTransactionName = TransactionFields[keyof TransactionFields]['unstable'][number];

/** A transaction on the wire, with the stable names alone. */
export type StableTransactionBody = Omit<TransactionBody, UnstableTransactionName>;

/** A transaction on the wire, with the names of the drafts alone, as homeservers write it today (T1). */
export type UnstableTransactionBody = Omit<TransactionBody, keyof TransactionFields>;

/**
 * The request body of an operation: `RequestOf<ApplicationServiceApi, 'queryKeys'>`. `never` where it has none.
 *
 * `Api` is `ApplicationServiceApi`, `ServerServerApi` or `ClientServerApi`.
 */
export type RequestOf<Api, Operation extends keyof Api> = Api[Operation] extends { requestBody?: infer Body }
  ? ContentOf<NonNullable<Body>>
  : never;

/** The body of an operation's successful response: `ResponseOf<ServerServerApi, 'userDevices'>`. */
export type ResponseOf<Api, Operation extends keyof Api> = Api[Operation] extends { responses: { 200: infer Body } }
  ? ContentOf<Body>
  : never;

/** The content of a body: JSON, or the bytes of a file. */
type ContentOf<Body> = [Body] extends [never]
  ? never
  : Body extends { content: { 'application/json': infer Json } }
    ? Json
    : Body extends { content: { 'application/octet-stream': unknown } }
      ? Uint8Array
      : never;
