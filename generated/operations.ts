// Generated from openapi/*/*.yaml by `npm run generate`. Change the source, not this file.

export const operations = {
  "applicationService": {
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
      "summary": "Find out whether the application service is there and the token is right.",
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
  }
} as const;
