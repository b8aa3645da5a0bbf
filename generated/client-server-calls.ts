// Generated from openapi/client-server/*.yaml by `npm run generate`. Change the source, not this file.

import * as guards from './validators/index.js';

/** An operation as a client calls it. */
export interface ClientServerCall {
  readonly method: string;
  /** Path with its parameters in braces. */
  readonly path: string;
  /** Names of the parameters in the query, without those that name the acting user and device. */
  readonly query?: readonly string[];
  /** Name of the path's parameter that may be empty. */
  readonly mayBeEmpty?: string;
  /** Tells whether an application service may name the user and device that it acts for. */
  readonly acts?: true;
  /** Tells whether the request has a body. */
  readonly body?: true;
  /** Guard of a successful answer, if it is JSON. */
  readonly answer: guards.Guard<unknown> | 'bytes';
}

/** The operations of the client-server API, by ID, as a client calls them. */
export const clientServerCalls: Readonly<Record<
  | 'claimKeys'
  | 'claimSeveralKeys'
  | 'createRoom'
  | 'deleteDevice'
  | 'downloadMedia'
  | 'getAccountData'
  | 'getDevice'
  | 'getDevices'
  | 'getJoinedMembers'
  | 'getMembers'
  | 'getProfile'
  | 'getProfileField'
  | 'getRoomState'
  | 'getRoomStateEvent'
  | 'getTokenOwner'
  | 'inviteUser'
  | 'joinRoom'
  | 'leaveRoom'
  | 'pingAppservice'
  | 'queryKeys'
  | 'redactEvent'
  | 'register'
  | 'sendEvent'
  | 'sendToDevice'
  | 'setAccountData'
  | 'setProfileField'
  | 'setRoomState'
  | 'sync'
  | 'updateDevice'
  | 'uploadCrossSigningKeys'
  | 'uploadCrossSigningSignatures'
  | 'uploadKeys'
  | 'uploadMedia'
, ClientServerCall>> = {
  claimKeys: { method: "POST", path: "/_matrix/client/v3/keys/claim", acts: true, body: true, answer: guards.isClientKeyClaimResponse },
  claimSeveralKeys: { method: "POST", path: "/_matrix/client/unstable/org.matrix.msc3983/keys/claim", acts: true, body: true, answer: guards.isClientKeyClaimResponse },
  createRoom: { method: "POST", path: "/_matrix/client/v3/createRoom", acts: true, body: true, answer: guards.isRoomId },
  deleteDevice: { method: "DELETE", path: "/_matrix/client/v3/devices/{deviceId}", acts: true, body: true, answer: guards.isEmptyObject },
  downloadMedia: { method: "GET", path: "/_matrix/client/v1/media/download/{serverName}/{mediaId}", query: ["timeout_ms"], acts: true, answer: 'bytes' },
  getAccountData: { method: "GET", path: "/_matrix/client/v3/user/{userId}/account_data/{type}", acts: true, answer: guards.isAccountData },
  getDevice: { method: "GET", path: "/_matrix/client/v3/devices/{deviceId}", acts: true, answer: guards.isDevice },
  getDevices: { method: "GET", path: "/_matrix/client/v3/devices", acts: true, answer: guards.isDevices },
  getJoinedMembers: { method: "GET", path: "/_matrix/client/v3/rooms/{roomId}/joined_members", acts: true, answer: guards.isJoinedMembers },
  getMembers: { method: "GET", path: "/_matrix/client/v3/rooms/{roomId}/members", query: ["at","membership","not_membership"], acts: true, answer: guards.isRoomMembers },
  getProfile: { method: "GET", path: "/_matrix/client/v3/profile/{userId}", acts: true, answer: guards.isProfile },
  getProfileField: { method: "GET", path: "/_matrix/client/v3/profile/{userId}/{keyName}", acts: true, answer: guards.isProfile },
  getRoomState: { method: "GET", path: "/_matrix/client/v3/rooms/{roomId}/state", acts: true, answer: guards.isRoomState },
  getRoomStateEvent: { method: "GET", path: "/_matrix/client/v3/rooms/{roomId}/state/{eventType}/{stateKey}", query: ["format"], mayBeEmpty: "stateKey", acts: true, answer: guards.isEventContent },
  getTokenOwner: { method: "GET", path: "/_matrix/client/v3/account/whoami", acts: true, answer: guards.isTokenOwner },
  inviteUser: { method: "POST", path: "/_matrix/client/v3/rooms/{roomId}/invite", acts: true, body: true, answer: guards.isEmptyObject },
  joinRoom: { method: "POST", path: "/_matrix/client/v3/join/{roomIdOrAlias}", query: ["via"], acts: true, body: true, answer: guards.isRoomId },
  leaveRoom: { method: "POST", path: "/_matrix/client/v3/rooms/{roomId}/leave", acts: true, body: true, answer: guards.isEmptyObject },
  pingAppservice: { method: "POST", path: "/_matrix/client/v1/appservice/{appserviceId}/ping", body: true, answer: guards.isAppservicePingResponse },
  queryKeys: { method: "POST", path: "/_matrix/client/v3/keys/query", acts: true, body: true, answer: guards.isKeyQueryResponse },
  redactEvent: { method: "PUT", path: "/_matrix/client/v3/rooms/{roomId}/redact/{eventId}/{txnId}", acts: true, body: true, answer: guards.isRedaction },
  register: { method: "POST", path: "/_matrix/client/v3/register", body: true, answer: guards.isRegisterResponse },
  sendEvent: { method: "PUT", path: "/_matrix/client/v3/rooms/{roomId}/send/{eventType}/{txnId}", acts: true, body: true, answer: guards.isEventId },
  sendToDevice: { method: "PUT", path: "/_matrix/client/v3/sendToDevice/{eventType}/{txnId}", acts: true, body: true, answer: guards.isEmptyObject },
  setAccountData: { method: "PUT", path: "/_matrix/client/v3/user/{userId}/account_data/{type}", acts: true, body: true, answer: guards.isEmptyObject },
  setProfileField: { method: "PUT", path: "/_matrix/client/v3/profile/{userId}/{keyName}", acts: true, body: true, answer: guards.isEmptyObject },
  setRoomState: { method: "PUT", path: "/_matrix/client/v3/rooms/{roomId}/state/{eventType}/{stateKey}", mayBeEmpty: "stateKey", acts: true, body: true, answer: guards.isEventId },
  sync: { method: "GET", path: "/_matrix/client/v3/sync", query: ["filter","since","full_state","set_presence","timeout","use_state_after"], acts: true, answer: guards.isSyncResponse },
  updateDevice: { method: "PUT", path: "/_matrix/client/v3/devices/{deviceId}", acts: true, body: true, answer: guards.isEmptyObject },
  uploadCrossSigningKeys: { method: "POST", path: "/_matrix/client/v3/keys/device_signing/upload", acts: true, body: true, answer: guards.isEmptyObject },
  uploadCrossSigningSignatures: { method: "POST", path: "/_matrix/client/v3/keys/signatures/upload", acts: true, body: true, answer: guards.isSignatureUploadResponse },
  uploadKeys: { method: "POST", path: "/_matrix/client/v3/keys/upload", acts: true, body: true, answer: guards.isKeyUploadResponse },
  uploadMedia: { method: "POST", path: "/_matrix/media/v3/upload", query: ["filename"], acts: true, body: true, answer: guards.isContentUri },
};
