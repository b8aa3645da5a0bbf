// Generated from openapi/*/*.yaml by `npm run generate`. Change the source, not this file.

/** The operations of one API, by ID: paths in the order in which they are asked, and the proposal. */
export const applicationServiceOperations = {
  "claimKeys": {
    "api": "application-service",
    "operationId": "claimKeys",
    "method": "POST",
    "summary": "Claim one-time keys of users' devices.",
    "state": "draft",
    "msc": "MSC3983",
    "paths": [
      "/_matrix/app/unstable/org.matrix.msc3983/keys/claim",
      "/_matrix/app/v1/keys/claim"
    ],
    "stablePath": "/_matrix/app/v1/keys/claim",
    "unstablePath": "/_matrix/app/unstable/org.matrix.msc3983/keys/claim"
  },
  "ping": {
    "api": "application-service",
    "operationId": "ping",
    "method": "POST",
    "summary": "Check that the application service is reachable and the token is right.",
    "state": "stable",
    "msc": "MSC2659",
    "matrixVersion": "1.7",
    "paths": [
      "/_matrix/app/v1/ping"
    ],
    "stablePath": "/_matrix/app/v1/ping"
  },
  "queryKeys": {
    "api": "application-service",
    "operationId": "queryKeys",
    "method": "POST",
    "summary": "Ask for the device keys and cross-signing keys of users.",
    "state": "draft",
    "msc": "MSC3984",
    "paths": [
      "/_matrix/app/unstable/org.matrix.msc3984/keys/query",
      "/_matrix/app/v1/keys/query"
    ],
    "stablePath": "/_matrix/app/v1/keys/query",
    "unstablePath": "/_matrix/app/unstable/org.matrix.msc3984/keys/query"
  },
  "sendTransaction": {
    "api": "application-service",
    "operationId": "sendTransaction",
    "method": "PUT",
    "summary": "Send events to the application service.",
    "state": "stable",
    "paths": [
      "/_matrix/app/v1/transactions/{txnId}"
    ],
    "stablePath": "/_matrix/app/v1/transactions/{txnId}",
    "legacyPath": "/transactions/{txnId}"
  }
} as const;

/** The operations of one API, by ID: paths in the order in which they are asked, and the proposal. */
export const clientServerOperations = {
  "claimKeys": {
    "api": "client-server",
    "operationId": "claimKeys",
    "method": "POST",
    "summary": "Claim one one-time key for each of several devices.",
    "state": "stable",
    "paths": [
      "/_matrix/client/v3/keys/claim"
    ],
    "stablePath": "/_matrix/client/v3/keys/claim"
  },
  "claimSeveralKeys": {
    "api": "client-server",
    "operationId": "claimSeveralKeys",
    "method": "POST",
    "summary": "Claim any number of one-time keys for each of several devices.",
    "state": "draft",
    "msc": "MSC3983",
    "paths": [
      "/_matrix/client/unstable/org.matrix.msc3983/keys/claim"
    ],
    "unstablePath": "/_matrix/client/unstable/org.matrix.msc3983/keys/claim"
  },
  "deleteDevice": {
    "api": "client-server",
    "operationId": "deleteDevice",
    "method": "DELETE",
    "summary": "Delete a device.",
    "state": "stable",
    "paths": [
      "/_matrix/client/v3/devices/{deviceId}"
    ],
    "stablePath": "/_matrix/client/v3/devices/{deviceId}"
  },
  "getDevice": {
    "api": "client-server",
    "operationId": "getDevice",
    "method": "GET",
    "summary": "Ask for a device.",
    "state": "stable",
    "paths": [
      "/_matrix/client/v3/devices/{deviceId}"
    ],
    "stablePath": "/_matrix/client/v3/devices/{deviceId}"
  },
  "getDevices": {
    "api": "client-server",
    "operationId": "getDevices",
    "method": "GET",
    "summary": "Ask for all devices of a user.",
    "state": "stable",
    "paths": [
      "/_matrix/client/v3/devices"
    ],
    "stablePath": "/_matrix/client/v3/devices"
  },
  "getTokenOwner": {
    "api": "client-server",
    "operationId": "getTokenOwner",
    "method": "GET",
    "summary": "Ask which user and device a request acts for.",
    "state": "stable",
    "paths": [
      "/_matrix/client/v3/account/whoami"
    ],
    "stablePath": "/_matrix/client/v3/account/whoami"
  },
  "pingAppservice": {
    "api": "client-server",
    "operationId": "pingAppservice",
    "method": "POST",
    "summary": "Ask the homeserver to ping the application service.",
    "state": "stable",
    "msc": "MSC2659",
    "matrixVersion": "1.7",
    "paths": [
      "/_matrix/client/v1/appservice/{appserviceId}/ping"
    ],
    "stablePath": "/_matrix/client/v1/appservice/{appserviceId}/ping"
  },
  "queryKeys": {
    "api": "client-server",
    "operationId": "queryKeys",
    "method": "POST",
    "summary": "Ask for the device keys and cross-signing keys of users.",
    "state": "stable",
    "paths": [
      "/_matrix/client/v3/keys/query"
    ],
    "stablePath": "/_matrix/client/v3/keys/query"
  },
  "register": {
    "api": "client-server",
    "operationId": "register",
    "method": "POST",
    "summary": "Register a user of the application service.",
    "state": "stable",
    "paths": [
      "/_matrix/client/v3/register"
    ],
    "stablePath": "/_matrix/client/v3/register"
  },
  "updateDevice": {
    "api": "client-server",
    "operationId": "updateDevice",
    "method": "PUT",
    "summary": "Create or rename a device.",
    "state": "stable",
    "msc": "MSC4190",
    "matrixVersion": "1.17",
    "paths": [
      "/_matrix/client/v3/devices/{deviceId}"
    ],
    "stablePath": "/_matrix/client/v3/devices/{deviceId}"
  },
  "uploadCrossSigningKeys": {
    "api": "client-server",
    "operationId": "uploadCrossSigningKeys",
    "method": "POST",
    "summary": "Upload cross-signing keys of a user.",
    "state": "stable",
    "matrixVersion": "1.1",
    "paths": [
      "/_matrix/client/v3/keys/device_signing/upload"
    ],
    "stablePath": "/_matrix/client/v3/keys/device_signing/upload"
  },
  "uploadCrossSigningSignatures": {
    "api": "client-server",
    "operationId": "uploadCrossSigningSignatures",
    "method": "POST",
    "summary": "Upload signatures of devices and master keys.",
    "state": "stable",
    "matrixVersion": "1.1",
    "paths": [
      "/_matrix/client/v3/keys/signatures/upload"
    ],
    "stablePath": "/_matrix/client/v3/keys/signatures/upload"
  },
  "uploadKeys": {
    "api": "client-server",
    "operationId": "uploadKeys",
    "method": "POST",
    "summary": "Upload keys of a device.",
    "state": "stable",
    "paths": [
      "/_matrix/client/v3/keys/upload"
    ],
    "stablePath": "/_matrix/client/v3/keys/upload"
  }
} as const;

/** The operations of one API, by ID: paths in the order in which they are asked, and the proposal. */
export const serverServerOperations = {
  "claimKeys": {
    "api": "server-server",
    "operationId": "claimKeys",
    "method": "POST",
    "summary": "Claim one one-time key for each of several devices.",
    "state": "stable",
    "paths": [
      "/_matrix/federation/v1/user/keys/claim"
    ],
    "stablePath": "/_matrix/federation/v1/user/keys/claim"
  },
  "claimSeveralKeys": {
    "api": "server-server",
    "operationId": "claimSeveralKeys",
    "method": "POST",
    "summary": "Claim any number of one-time keys for each of several devices.",
    "state": "draft",
    "msc": "MSC3983",
    "paths": [
      "/_matrix/federation/unstable/org.matrix.msc3983/user/keys/claim"
    ],
    "unstablePath": "/_matrix/federation/unstable/org.matrix.msc3983/user/keys/claim"
  },
  "queryKeys": {
    "api": "server-server",
    "operationId": "queryKeys",
    "method": "POST",
    "summary": "Ask for the device keys and cross-signing keys of users.",
    "state": "stable",
    "paths": [
      "/_matrix/federation/v1/user/keys/query"
    ],
    "stablePath": "/_matrix/federation/v1/user/keys/query"
  },
  "userDevices": {
    "api": "server-server",
    "operationId": "userDevices",
    "method": "GET",
    "summary": "Ask for all devices of a user.",
    "state": "stable",
    "paths": [
      "/_matrix/federation/v1/user/devices/{userId}"
    ],
    "stablePath": "/_matrix/federation/v1/user/devices/{userId}"
  }
} as const;

/** The operations of one API, by ID: paths in the order in which they are asked, and the proposal. */
export const clientServerMessagingOperations = {
  "createRoom": {
    "api": "client-server",
    "operationId": "createRoom",
    "method": "POST",
    "summary": "Create a room.",
    "state": "stable",
    "paths": [
      "/_matrix/client/v3/createRoom"
    ],
    "stablePath": "/_matrix/client/v3/createRoom"
  },
  "downloadMedia": {
    "api": "client-server",
    "operationId": "downloadMedia",
    "method": "GET",
    "summary": "Download a file.",
    "state": "stable",
    "matrixVersion": "1.11",
    "paths": [
      "/_matrix/client/v1/media/download/{serverName}/{mediaId}"
    ],
    "stablePath": "/_matrix/client/v1/media/download/{serverName}/{mediaId}"
  },
  "getAccountData": {
    "api": "client-server",
    "operationId": "getAccountData",
    "method": "GET",
    "summary": "Ask for account data of a user.",
    "state": "stable",
    "paths": [
      "/_matrix/client/v3/user/{userId}/account_data/{type}"
    ],
    "stablePath": "/_matrix/client/v3/user/{userId}/account_data/{type}"
  },
  "getJoinedMembers": {
    "api": "client-server",
    "operationId": "getJoinedMembers",
    "method": "GET",
    "summary": "Ask for the joined members of a room.",
    "state": "stable",
    "paths": [
      "/_matrix/client/v3/rooms/{roomId}/joined_members"
    ],
    "stablePath": "/_matrix/client/v3/rooms/{roomId}/joined_members"
  },
  "getMembers": {
    "api": "client-server",
    "operationId": "getMembers",
    "method": "GET",
    "summary": "Ask for the membership events of a room.",
    "state": "stable",
    "paths": [
      "/_matrix/client/v3/rooms/{roomId}/members"
    ],
    "stablePath": "/_matrix/client/v3/rooms/{roomId}/members"
  },
  "getProfile": {
    "api": "client-server",
    "operationId": "getProfile",
    "method": "GET",
    "summary": "Ask for the profile of a user.",
    "state": "stable",
    "paths": [
      "/_matrix/client/v3/profile/{userId}"
    ],
    "stablePath": "/_matrix/client/v3/profile/{userId}"
  },
  "getProfileField": {
    "api": "client-server",
    "operationId": "getProfileField",
    "method": "GET",
    "summary": "Ask for a field of a profile.",
    "state": "stable",
    "paths": [
      "/_matrix/client/v3/profile/{userId}/{keyName}"
    ],
    "stablePath": "/_matrix/client/v3/profile/{userId}/{keyName}"
  },
  "getRoomState": {
    "api": "client-server",
    "operationId": "getRoomState",
    "method": "GET",
    "summary": "Ask for the whole state of a room.",
    "state": "stable",
    "paths": [
      "/_matrix/client/v3/rooms/{roomId}/state"
    ],
    "stablePath": "/_matrix/client/v3/rooms/{roomId}/state"
  },
  "getRoomStateEvent": {
    "api": "client-server",
    "operationId": "getRoomStateEvent",
    "method": "GET",
    "summary": "Ask for one state event of a room.",
    "state": "stable",
    "paths": [
      "/_matrix/client/v3/rooms/{roomId}/state/{eventType}/{stateKey}"
    ],
    "stablePath": "/_matrix/client/v3/rooms/{roomId}/state/{eventType}/{stateKey}"
  },
  "inviteUser": {
    "api": "client-server",
    "operationId": "inviteUser",
    "method": "POST",
    "summary": "Invite a user to a room.",
    "state": "stable",
    "paths": [
      "/_matrix/client/v3/rooms/{roomId}/invite"
    ],
    "stablePath": "/_matrix/client/v3/rooms/{roomId}/invite"
  },
  "joinRoom": {
    "api": "client-server",
    "operationId": "joinRoom",
    "method": "POST",
    "summary": "Join a room.",
    "state": "stable",
    "paths": [
      "/_matrix/client/v3/join/{roomIdOrAlias}"
    ],
    "stablePath": "/_matrix/client/v3/join/{roomIdOrAlias}"
  },
  "leaveRoom": {
    "api": "client-server",
    "operationId": "leaveRoom",
    "method": "POST",
    "summary": "Leave a room.",
    "state": "stable",
    "paths": [
      "/_matrix/client/v3/rooms/{roomId}/leave"
    ],
    "stablePath": "/_matrix/client/v3/rooms/{roomId}/leave"
  },
  "redactEvent": {
    "api": "client-server",
    "operationId": "redactEvent",
    "method": "PUT",
    "summary": "Redact an event.",
    "state": "stable",
    "paths": [
      "/_matrix/client/v3/rooms/{roomId}/redact/{eventId}/{txnId}"
    ],
    "stablePath": "/_matrix/client/v3/rooms/{roomId}/redact/{eventId}/{txnId}"
  },
  "sendEvent": {
    "api": "client-server",
    "operationId": "sendEvent",
    "method": "PUT",
    "summary": "Send a message event to a room.",
    "state": "stable",
    "paths": [
      "/_matrix/client/v3/rooms/{roomId}/send/{eventType}/{txnId}"
    ],
    "stablePath": "/_matrix/client/v3/rooms/{roomId}/send/{eventType}/{txnId}"
  },
  "sendToDevice": {
    "api": "client-server",
    "operationId": "sendToDevice",
    "method": "PUT",
    "summary": "Send messages to devices.",
    "state": "stable",
    "paths": [
      "/_matrix/client/v3/sendToDevice/{eventType}/{txnId}"
    ],
    "stablePath": "/_matrix/client/v3/sendToDevice/{eventType}/{txnId}"
  },
  "setAccountData": {
    "api": "client-server",
    "operationId": "setAccountData",
    "method": "PUT",
    "summary": "Set account data of a user.",
    "state": "stable",
    "paths": [
      "/_matrix/client/v3/user/{userId}/account_data/{type}"
    ],
    "stablePath": "/_matrix/client/v3/user/{userId}/account_data/{type}"
  },
  "setProfileField": {
    "api": "client-server",
    "operationId": "setProfileField",
    "method": "PUT",
    "summary": "Set a field of a profile.",
    "state": "stable",
    "paths": [
      "/_matrix/client/v3/profile/{userId}/{keyName}"
    ],
    "stablePath": "/_matrix/client/v3/profile/{userId}/{keyName}"
  },
  "setRoomState": {
    "api": "client-server",
    "operationId": "setRoomState",
    "method": "PUT",
    "summary": "Set one state event of a room.",
    "state": "stable",
    "paths": [
      "/_matrix/client/v3/rooms/{roomId}/state/{eventType}/{stateKey}"
    ],
    "stablePath": "/_matrix/client/v3/rooms/{roomId}/state/{eventType}/{stateKey}"
  },
  "sync": {
    "api": "client-server",
    "operationId": "sync",
    "method": "GET",
    "summary": "Receive new data for a device.",
    "state": "stable",
    "paths": [
      "/_matrix/client/v3/sync"
    ],
    "stablePath": "/_matrix/client/v3/sync"
  },
  "uploadMedia": {
    "api": "client-server",
    "operationId": "uploadMedia",
    "method": "POST",
    "summary": "Upload a file.",
    "state": "stable",
    "paths": [
      "/_matrix/media/v3/upload"
    ],
    "stablePath": "/_matrix/media/v3/upload"
  }
} as const;

/** The operations of the documents, by API and ID, but for those with a table of their own. */
export const operations: {
  readonly applicationService: typeof applicationServiceOperations;
  readonly clientServer: typeof clientServerOperations;
  readonly serverServer: typeof serverServerOperations;
} = {
  applicationService: applicationServiceOperations,
  clientServer: clientServerOperations,
  serverServer: serverServerOperations,
};
