// Generated from openapi/*/*.yaml by `npm run generate`. Change the source, not this file.

import { guard, type Guard } from './guard.js';
import * as validate from './functions.js';
import type { AccountData, InitialStateEvent, Invitation, JoinRequest, JoinedMember, JoinedMembers, Profile, ProfileField, RoomCreation, RoomId, RoomMembers, RoomState } from '../types/client-server-rooms.js';
import type { AppservicePingError, AppservicePingRequest, AppservicePingResponse, RegisterRequest, RegisterResponse, TokenOwner } from '../types/client-server-users.js';
import type { AuthenticationData, Device, DeviceDeletion, DeviceUpdate, Devices, RateLimitError, UnauthorizedError } from '../types/client-server-devices.js';
import type { ClientEvent, DeviceLists, DeviceOneTimeKeysCount, DeviceUnusedFallbackKeyTypes, EphemeralEvent, ToDeviceEvent, TransactionBody } from '../types/application-service-transactions.js';
import type { ClientKeyClaim, ClientKeyClaimResponse, ClientKeyQuery, ClientSeveralKeysClaim, CrossSigningKeyUpload, KeyUpload, KeyUploadResponse, SignatureUpload, SignatureUploadResponse, SingleKeyClaim } from '../types/client-server-keys.js';
import type { ContentUri, EventContent, EventId, Reason, ReceivedToDeviceEvent, ReceivedToDeviceEvents, Redaction, SyncResponse, ToDeviceMessages } from '../types/client-server-messages.js';
import type { CrossSigningKey, CrossSigningKeysByUser, DeviceKeys, DeviceKeysByUser, EmptyObject, Impersonator, KeyClaim, KeyClaimResponse, KeyObject, KeyQuery, KeyQueryResponse, MatrixError, OneTimeKey, OneTimeKeys, PingRequest, Signatures } from '../types/application-service-keys.js';
import type { FederationKeyClaim, FederationKeyClaimResponse, FederationKeyQuery, FederationKeyQueryResponse, FederationSeveralKeysClaim, UserDevice, UserDevices } from '../types/server-server-user-keys.js';
import type { Namespace, Namespaces, Registration } from '../types/application-service-registration.js';

export type { Guard, ValidationError, StandardSchema } from './guard.js';

/** Tells whether a value is a `AccountData`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isAccountData: Guard<AccountData> = /*@__PURE__*/ guard<AccountData>(validate.validateAccountData);

/** Tells whether a value is a `AppservicePingError`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isAppservicePingError: Guard<AppservicePingError> = /*@__PURE__*/ guard<AppservicePingError>(validate.validateAppservicePingError);

/** Tells whether a value is a `AppservicePingRequest`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isAppservicePingRequest: Guard<AppservicePingRequest> = /*@__PURE__*/ guard<AppservicePingRequest>(validate.validateAppservicePingRequest);

/** Tells whether a value is a `AppservicePingResponse`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isAppservicePingResponse: Guard<AppservicePingResponse> = /*@__PURE__*/ guard<AppservicePingResponse>(validate.validateAppservicePingResponse);

/** Tells whether a value is a `AuthenticationData`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isAuthenticationData: Guard<AuthenticationData> = /*@__PURE__*/ guard<AuthenticationData>(validate.validateAuthenticationData);

/** Tells whether a value is a `ClientEvent`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isClientEvent: Guard<ClientEvent> = /*@__PURE__*/ guard<ClientEvent>(validate.validateClientEvent);

/** Tells whether a value is a `ClientKeyClaim`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isClientKeyClaim: Guard<ClientKeyClaim> = /*@__PURE__*/ guard<ClientKeyClaim>(validate.validateClientKeyClaim);

/** Tells whether a value is a `ClientKeyClaimResponse`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isClientKeyClaimResponse: Guard<ClientKeyClaimResponse> = /*@__PURE__*/ guard<ClientKeyClaimResponse>(validate.validateClientKeyClaimResponse);

/** Tells whether a value is a `ClientKeyQuery`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isClientKeyQuery: Guard<ClientKeyQuery> = /*@__PURE__*/ guard<ClientKeyQuery>(validate.validateClientKeyQuery);

/** Tells whether a value is a `ClientSeveralKeysClaim`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isClientSeveralKeysClaim: Guard<ClientSeveralKeysClaim> = /*@__PURE__*/ guard<ClientSeveralKeysClaim>(validate.validateClientSeveralKeysClaim);

/** Tells whether a value is a `ContentUri`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isContentUri: Guard<ContentUri> = /*@__PURE__*/ guard<ContentUri>(validate.validateContentUri);

/** Tells whether a value is a `CrossSigningKey`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isCrossSigningKey: Guard<CrossSigningKey> = /*@__PURE__*/ guard<CrossSigningKey>(validate.validateCrossSigningKey);

/** Tells whether a value is a `CrossSigningKeyUpload`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isCrossSigningKeyUpload: Guard<CrossSigningKeyUpload> = /*@__PURE__*/ guard<CrossSigningKeyUpload>(validate.validateCrossSigningKeyUpload);

/** Tells whether a value is a `CrossSigningKeysByUser`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isCrossSigningKeysByUser: Guard<CrossSigningKeysByUser> = /*@__PURE__*/ guard<CrossSigningKeysByUser>(validate.validateCrossSigningKeysByUser);

/** Tells whether a value is a `Device`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isDevice: Guard<Device> = /*@__PURE__*/ guard<Device>(validate.validateDevice);

/** Tells whether a value is a `DeviceDeletion`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isDeviceDeletion: Guard<DeviceDeletion> = /*@__PURE__*/ guard<DeviceDeletion>(validate.validateDeviceDeletion);

/** Tells whether a value is a `DeviceKeys`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isDeviceKeys: Guard<DeviceKeys> = /*@__PURE__*/ guard<DeviceKeys>(validate.validateDeviceKeys);

/** Tells whether a value is a `DeviceKeysByUser`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isDeviceKeysByUser: Guard<DeviceKeysByUser> = /*@__PURE__*/ guard<DeviceKeysByUser>(validate.validateDeviceKeysByUser);

/** Tells whether a value is a `DeviceLists`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isDeviceLists: Guard<DeviceLists> = /*@__PURE__*/ guard<DeviceLists>(validate.validateDeviceLists);

/** Tells whether a value is a `DeviceOneTimeKeysCount`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isDeviceOneTimeKeysCount: Guard<DeviceOneTimeKeysCount> = /*@__PURE__*/ guard<DeviceOneTimeKeysCount>(validate.validateDeviceOneTimeKeysCount);

/** Tells whether a value is a `DeviceUnusedFallbackKeyTypes`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isDeviceUnusedFallbackKeyTypes: Guard<DeviceUnusedFallbackKeyTypes> = /*@__PURE__*/ guard<DeviceUnusedFallbackKeyTypes>(validate.validateDeviceUnusedFallbackKeyTypes);

/** Tells whether a value is a `DeviceUpdate`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isDeviceUpdate: Guard<DeviceUpdate> = /*@__PURE__*/ guard<DeviceUpdate>(validate.validateDeviceUpdate);

/** Tells whether a value is a `Devices`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isDevices: Guard<Devices> = /*@__PURE__*/ guard<Devices>(validate.validateDevices);

/** Tells whether a value is a `EmptyObject`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isEmptyObject: Guard<EmptyObject> = /*@__PURE__*/ guard<EmptyObject>(validate.validateEmptyObject);

/** Tells whether a value is a `EphemeralEvent`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isEphemeralEvent: Guard<EphemeralEvent> = /*@__PURE__*/ guard<EphemeralEvent>(validate.validateEphemeralEvent);

/** Tells whether a value is a `EventContent`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isEventContent: Guard<EventContent> = /*@__PURE__*/ guard<EventContent>(validate.validateEventContent);

/** Tells whether a value is a `EventId`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isEventId: Guard<EventId> = /*@__PURE__*/ guard<EventId>(validate.validateEventId);

/** Tells whether a value is a `FederationKeyClaim`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isFederationKeyClaim: Guard<FederationKeyClaim> = /*@__PURE__*/ guard<FederationKeyClaim>(validate.validateFederationKeyClaim);

/** Tells whether a value is a `FederationKeyClaimResponse`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isFederationKeyClaimResponse: Guard<FederationKeyClaimResponse> = /*@__PURE__*/ guard<FederationKeyClaimResponse>(validate.validateFederationKeyClaimResponse);

/** Tells whether a value is a `FederationKeyQuery`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isFederationKeyQuery: Guard<FederationKeyQuery> = /*@__PURE__*/ guard<FederationKeyQuery>(validate.validateFederationKeyQuery);

/** Tells whether a value is a `FederationKeyQueryResponse`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isFederationKeyQueryResponse: Guard<FederationKeyQueryResponse> = /*@__PURE__*/ guard<FederationKeyQueryResponse>(validate.validateFederationKeyQueryResponse);

/** Tells whether a value is a `FederationSeveralKeysClaim`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isFederationSeveralKeysClaim: Guard<FederationSeveralKeysClaim> = /*@__PURE__*/ guard<FederationSeveralKeysClaim>(validate.validateFederationSeveralKeysClaim);

/** Tells whether a value is a `Impersonator`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isImpersonator: Guard<Impersonator> = /*@__PURE__*/ guard<Impersonator>(validate.validateImpersonator);

/** Tells whether a value is a `InitialStateEvent`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isInitialStateEvent: Guard<InitialStateEvent> = /*@__PURE__*/ guard<InitialStateEvent>(validate.validateInitialStateEvent);

/** Tells whether a value is a `Invitation`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isInvitation: Guard<Invitation> = /*@__PURE__*/ guard<Invitation>(validate.validateInvitation);

/** Tells whether a value is a `JoinRequest`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isJoinRequest: Guard<JoinRequest> = /*@__PURE__*/ guard<JoinRequest>(validate.validateJoinRequest);

/** Tells whether a value is a `JoinedMember`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isJoinedMember: Guard<JoinedMember> = /*@__PURE__*/ guard<JoinedMember>(validate.validateJoinedMember);

/** Tells whether a value is a `JoinedMembers`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isJoinedMembers: Guard<JoinedMembers> = /*@__PURE__*/ guard<JoinedMembers>(validate.validateJoinedMembers);

/** Tells whether a value is a `KeyClaim`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isKeyClaim: Guard<KeyClaim> = /*@__PURE__*/ guard<KeyClaim>(validate.validateKeyClaim);

/** Tells whether a value is a `KeyClaimResponse`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isKeyClaimResponse: Guard<KeyClaimResponse> = /*@__PURE__*/ guard<KeyClaimResponse>(validate.validateKeyClaimResponse);

/** Tells whether a value is a `KeyObject`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isKeyObject: Guard<KeyObject> = /*@__PURE__*/ guard<KeyObject>(validate.validateKeyObject);

/** Tells whether a value is a `KeyQuery`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isKeyQuery: Guard<KeyQuery> = /*@__PURE__*/ guard<KeyQuery>(validate.validateKeyQuery);

/** Tells whether a value is a `KeyQueryResponse`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isKeyQueryResponse: Guard<KeyQueryResponse> = /*@__PURE__*/ guard<KeyQueryResponse>(validate.validateKeyQueryResponse);

/** Tells whether a value is a `KeyUpload`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isKeyUpload: Guard<KeyUpload> = /*@__PURE__*/ guard<KeyUpload>(validate.validateKeyUpload);

/** Tells whether a value is a `KeyUploadResponse`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isKeyUploadResponse: Guard<KeyUploadResponse> = /*@__PURE__*/ guard<KeyUploadResponse>(validate.validateKeyUploadResponse);

/** Tells whether a value is a `MatrixError`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isMatrixError: Guard<MatrixError> = /*@__PURE__*/ guard<MatrixError>(validate.validateMatrixError);

/** Tells whether a value is a `Namespace`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isNamespace: Guard<Namespace> = /*@__PURE__*/ guard<Namespace>(validate.validateNamespace);

/** Tells whether a value is a `Namespaces`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isNamespaces: Guard<Namespaces> = /*@__PURE__*/ guard<Namespaces>(validate.validateNamespaces);

/** Tells whether a value is a `OneTimeKey`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isOneTimeKey: Guard<OneTimeKey> = /*@__PURE__*/ guard<OneTimeKey>(validate.validateOneTimeKey);

/** Tells whether a value is a `OneTimeKeys`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isOneTimeKeys: Guard<OneTimeKeys> = /*@__PURE__*/ guard<OneTimeKeys>(validate.validateOneTimeKeys);

/** Tells whether a value is a `PingRequest`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isPingRequest: Guard<PingRequest> = /*@__PURE__*/ guard<PingRequest>(validate.validatePingRequest);

/** Tells whether a value is a `Profile`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isProfile: Guard<Profile> = /*@__PURE__*/ guard<Profile>(validate.validateProfile);

/** Tells whether a value is a `ProfileField`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isProfileField: Guard<ProfileField> = /*@__PURE__*/ guard<ProfileField>(validate.validateProfileField);

/** Tells whether a value is a `RateLimitError`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isRateLimitError: Guard<RateLimitError> = /*@__PURE__*/ guard<RateLimitError>(validate.validateRateLimitError);

/** Tells whether a value is a `Reason`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isReason: Guard<Reason> = /*@__PURE__*/ guard<Reason>(validate.validateReason);

/** Tells whether a value is a `ReceivedToDeviceEvent`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isReceivedToDeviceEvent: Guard<ReceivedToDeviceEvent> = /*@__PURE__*/ guard<ReceivedToDeviceEvent>(validate.validateReceivedToDeviceEvent);

/** Tells whether a value is a `ReceivedToDeviceEvents`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isReceivedToDeviceEvents: Guard<ReceivedToDeviceEvents> = /*@__PURE__*/ guard<ReceivedToDeviceEvents>(validate.validateReceivedToDeviceEvents);

/** Tells whether a value is a `Redaction`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isRedaction: Guard<Redaction> = /*@__PURE__*/ guard<Redaction>(validate.validateRedaction);

/** Tells whether a value is a `RegisterRequest`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isRegisterRequest: Guard<RegisterRequest> = /*@__PURE__*/ guard<RegisterRequest>(validate.validateRegisterRequest);

/** Tells whether a value is a `RegisterResponse`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isRegisterResponse: Guard<RegisterResponse> = /*@__PURE__*/ guard<RegisterResponse>(validate.validateRegisterResponse);

/** Tells whether a value is a `Registration`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isRegistration: Guard<Registration> = /*@__PURE__*/ guard<Registration>(validate.validateRegistration);

/** Tells whether a value is a `RoomCreation`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isRoomCreation: Guard<RoomCreation> = /*@__PURE__*/ guard<RoomCreation>(validate.validateRoomCreation);

/** Tells whether a value is a `RoomId`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isRoomId: Guard<RoomId> = /*@__PURE__*/ guard<RoomId>(validate.validateRoomId);

/** Tells whether a value is a `RoomMembers`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isRoomMembers: Guard<RoomMembers> = /*@__PURE__*/ guard<RoomMembers>(validate.validateRoomMembers);

/** Tells whether a value is a `RoomState`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isRoomState: Guard<RoomState> = /*@__PURE__*/ guard<RoomState>(validate.validateRoomState);

/** Tells whether a value is a `SignatureUpload`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isSignatureUpload: Guard<SignatureUpload> = /*@__PURE__*/ guard<SignatureUpload>(validate.validateSignatureUpload);

/** Tells whether a value is a `SignatureUploadResponse`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isSignatureUploadResponse: Guard<SignatureUploadResponse> = /*@__PURE__*/ guard<SignatureUploadResponse>(validate.validateSignatureUploadResponse);

/** Tells whether a value is a `Signatures`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isSignatures: Guard<Signatures> = /*@__PURE__*/ guard<Signatures>(validate.validateSignatures);

/** Tells whether a value is a `SingleKeyClaim`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isSingleKeyClaim: Guard<SingleKeyClaim> = /*@__PURE__*/ guard<SingleKeyClaim>(validate.validateSingleKeyClaim);

/** Tells whether a value is a `SyncResponse`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isSyncResponse: Guard<SyncResponse> = /*@__PURE__*/ guard<SyncResponse>(validate.validateSyncResponse);

/** Tells whether a value is a `ToDeviceEvent`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isToDeviceEvent: Guard<ToDeviceEvent> = /*@__PURE__*/ guard<ToDeviceEvent>(validate.validateToDeviceEvent);

/** Tells whether a value is a `ToDeviceMessages`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isToDeviceMessages: Guard<ToDeviceMessages> = /*@__PURE__*/ guard<ToDeviceMessages>(validate.validateToDeviceMessages);

/** Tells whether a value is a `TokenOwner`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isTokenOwner: Guard<TokenOwner> = /*@__PURE__*/ guard<TokenOwner>(validate.validateTokenOwner);

/** Tells whether a value is a `TransactionBody`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isTransactionBody: Guard<TransactionBody> = /*@__PURE__*/ guard<TransactionBody>(validate.validateTransactionBody);

/** Tells whether a value is a `UnauthorizedError`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isUnauthorizedError: Guard<UnauthorizedError> = /*@__PURE__*/ guard<UnauthorizedError>(validate.validateUnauthorizedError);

/** Tells whether a value is a `UserDevice`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isUserDevice: Guard<UserDevice> = /*@__PURE__*/ guard<UserDevice>(validate.validateUserDevice);

/** Tells whether a value is a `UserDevices`. `.errors` has the fault of the last value, `['~standard']` is Standard Schema. */
export const isUserDevices: Guard<UserDevices> = /*@__PURE__*/ guard<UserDevices>(validate.validateUserDevices);
