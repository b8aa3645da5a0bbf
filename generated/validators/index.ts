// Generated from openapi/*/*.yaml by `npm run generate`. Change the source, not this file.

import { guard, type Guard } from './guard.js';
import * as validate from './functions.js';
import type { ClientEvent, DeviceLists, DeviceOneTimeKeysCount, DeviceUnusedFallbackKeyTypes, EphemeralEvent, ToDeviceEvent, TransactionBody } from '../types/application-service-transactions.js';
import type { CrossSigningKey, DeviceKeys, EmptyObject, KeyClaim, KeyClaimResponse, KeyObject, KeyQuery, KeyQueryResponse, MatrixError, OneTimeKey, PingRequest, Signatures } from '../types/application-service-keys.js';
import type { Namespace, Namespaces, Registration } from '../types/application-service-registration.js';

export type { Guard, ValidationError, StandardSchema } from './guard.js';

/** Whether a value is a `ClientEvent`. `.errors` says what is wrong with the last value, `['~standard']` is Standard Schema. */
export const isClientEvent: Guard<ClientEvent> = /*@__PURE__*/ guard<ClientEvent>(validate.validateClientEvent);

/** Whether a value is a `CrossSigningKey`. `.errors` says what is wrong with the last value, `['~standard']` is Standard Schema. */
export const isCrossSigningKey: Guard<CrossSigningKey> = /*@__PURE__*/ guard<CrossSigningKey>(validate.validateCrossSigningKey);

/** Whether a value is a `DeviceKeys`. `.errors` says what is wrong with the last value, `['~standard']` is Standard Schema. */
export const isDeviceKeys: Guard<DeviceKeys> = /*@__PURE__*/ guard<DeviceKeys>(validate.validateDeviceKeys);

/** Whether a value is a `DeviceLists`. `.errors` says what is wrong with the last value, `['~standard']` is Standard Schema. */
export const isDeviceLists: Guard<DeviceLists> = /*@__PURE__*/ guard<DeviceLists>(validate.validateDeviceLists);

/** Whether a value is a `DeviceOneTimeKeysCount`. `.errors` says what is wrong with the last value, `['~standard']` is Standard Schema. */
export const isDeviceOneTimeKeysCount: Guard<DeviceOneTimeKeysCount> = /*@__PURE__*/ guard<DeviceOneTimeKeysCount>(validate.validateDeviceOneTimeKeysCount);

/** Whether a value is a `DeviceUnusedFallbackKeyTypes`. `.errors` says what is wrong with the last value, `['~standard']` is Standard Schema. */
export const isDeviceUnusedFallbackKeyTypes: Guard<DeviceUnusedFallbackKeyTypes> = /*@__PURE__*/ guard<DeviceUnusedFallbackKeyTypes>(validate.validateDeviceUnusedFallbackKeyTypes);

/** Whether a value is a `EmptyObject`. `.errors` says what is wrong with the last value, `['~standard']` is Standard Schema. */
export const isEmptyObject: Guard<EmptyObject> = /*@__PURE__*/ guard<EmptyObject>(validate.validateEmptyObject);

/** Whether a value is a `EphemeralEvent`. `.errors` says what is wrong with the last value, `['~standard']` is Standard Schema. */
export const isEphemeralEvent: Guard<EphemeralEvent> = /*@__PURE__*/ guard<EphemeralEvent>(validate.validateEphemeralEvent);

/** Whether a value is a `KeyClaim`. `.errors` says what is wrong with the last value, `['~standard']` is Standard Schema. */
export const isKeyClaim: Guard<KeyClaim> = /*@__PURE__*/ guard<KeyClaim>(validate.validateKeyClaim);

/** Whether a value is a `KeyClaimResponse`. `.errors` says what is wrong with the last value, `['~standard']` is Standard Schema. */
export const isKeyClaimResponse: Guard<KeyClaimResponse> = /*@__PURE__*/ guard<KeyClaimResponse>(validate.validateKeyClaimResponse);

/** Whether a value is a `KeyObject`. `.errors` says what is wrong with the last value, `['~standard']` is Standard Schema. */
export const isKeyObject: Guard<KeyObject> = /*@__PURE__*/ guard<KeyObject>(validate.validateKeyObject);

/** Whether a value is a `KeyQuery`. `.errors` says what is wrong with the last value, `['~standard']` is Standard Schema. */
export const isKeyQuery: Guard<KeyQuery> = /*@__PURE__*/ guard<KeyQuery>(validate.validateKeyQuery);

/** Whether a value is a `KeyQueryResponse`. `.errors` says what is wrong with the last value, `['~standard']` is Standard Schema. */
export const isKeyQueryResponse: Guard<KeyQueryResponse> = /*@__PURE__*/ guard<KeyQueryResponse>(validate.validateKeyQueryResponse);

/** Whether a value is a `MatrixError`. `.errors` says what is wrong with the last value, `['~standard']` is Standard Schema. */
export const isMatrixError: Guard<MatrixError> = /*@__PURE__*/ guard<MatrixError>(validate.validateMatrixError);

/** Whether a value is a `Namespace`. `.errors` says what is wrong with the last value, `['~standard']` is Standard Schema. */
export const isNamespace: Guard<Namespace> = /*@__PURE__*/ guard<Namespace>(validate.validateNamespace);

/** Whether a value is a `Namespaces`. `.errors` says what is wrong with the last value, `['~standard']` is Standard Schema. */
export const isNamespaces: Guard<Namespaces> = /*@__PURE__*/ guard<Namespaces>(validate.validateNamespaces);

/** Whether a value is a `OneTimeKey`. `.errors` says what is wrong with the last value, `['~standard']` is Standard Schema. */
export const isOneTimeKey: Guard<OneTimeKey> = /*@__PURE__*/ guard<OneTimeKey>(validate.validateOneTimeKey);

/** Whether a value is a `PingRequest`. `.errors` says what is wrong with the last value, `['~standard']` is Standard Schema. */
export const isPingRequest: Guard<PingRequest> = /*@__PURE__*/ guard<PingRequest>(validate.validatePingRequest);

/** Whether a value is a `Registration`. `.errors` says what is wrong with the last value, `['~standard']` is Standard Schema. */
export const isRegistration: Guard<Registration> = /*@__PURE__*/ guard<Registration>(validate.validateRegistration);

/** Whether a value is a `Signatures`. `.errors` says what is wrong with the last value, `['~standard']` is Standard Schema. */
export const isSignatures: Guard<Signatures> = /*@__PURE__*/ guard<Signatures>(validate.validateSignatures);

/** Whether a value is a `ToDeviceEvent`. `.errors` says what is wrong with the last value, `['~standard']` is Standard Schema. */
export const isToDeviceEvent: Guard<ToDeviceEvent> = /*@__PURE__*/ guard<ToDeviceEvent>(validate.validateToDeviceEvent);

/** Whether a value is a `TransactionBody`. `.errors` says what is wrong with the last value, `['~standard']` is Standard Schema. */
export const isTransactionBody: Guard<TransactionBody> = /*@__PURE__*/ guard<TransactionBody>(validate.validateTransactionBody);
