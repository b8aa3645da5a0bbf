// Generated from openapi/application-service/keys.yaml by `npm run generate`. Change the source, not this file.

export interface paths {
    "/_matrix/app/unstable/org.matrix.msc3983/keys/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Claim one-time keys of users' devices. (unstable)
         * @description The path of `/_matrix/app/v1/keys/claim` while MSC3983 is a draft. Request and response are the same.
         */
        post: operations["claimKeysUnstable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_matrix/app/unstable/org.matrix.msc3984/keys/query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for the device keys and cross-signing keys of users. (unstable)
         * @description The path of `/_matrix/app/v1/keys/query` while MSC3984 is a draft. Request and response are the same.
         */
        post: operations["queryKeysUnstable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_matrix/app/v1/keys/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Claim one-time keys of users' devices.
         * @description The homeserver sends this when a client or another server claims one-time keys of the application service's
         *     users and the homeserver holds too few itself. The application service gives out each one-time key once. If none
         *     is left for a device and algorithm, it may give that device's fallback key, marked `fallback: true`.
         *
         *     **A claim is never sent a second time**, unless the answer was that the path is unknown. If the outcome of a
         *     claim is unknown, its keys count as used.
         */
        post: operations["claimKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_matrix/app/v1/keys/query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for the device keys and cross-signing keys of users.
         * @description The homeserver sends this for every key query, from a client or from another server, that names a user of the
         *     application service. It merges the answer onto its own data, device by device and cross-signing key by
         *     cross-signing key. If both have an entry, the application service's replaces the homeserver's as a whole;
         *     entries that the application service leaves out stay.
         *
         *     Every error counts as the answer `{}`, and so does a timeout. Unlike a claim, a query may be repeated. The
         *     endpoint is not rate-limited.
         */
        post: operations["queryKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_matrix/app/v1/ping": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check that the application service is reachable and the token is right.
         * @description The homeserver sends this when the application service asks for it with `POST
         *     /_matrix/client/v1/appservice/{appserviceId}/ping`. It then reports the duration of the round trip, or the
         *     error.
         */
        post: operations["ping"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
/**
 * CrossSigningKey
 * @description One of a user's three cross-signing keys. The master key vouches for the other two; the self-signing key signs the user's
 *     own devices, and the user-signing key signs other users' master keys.
 */
export type CrossSigningKey = {
    /**
     * @description The public key: exactly one property, whose name is `<algorithm>:<public key>` and whose value is the public key again,
     *     both times in unpadded base64.
     * @example {
     *       "ed25519:base64+master+public+key": "base64+master+public+key"
     *     }
     */
    keys: {
        [key: string]: string;
    };
    /**
     * CrossSigningSignatures
     * @description Signatures of the key, filed like those of a device: user ID, then key identifier, then signature. A master key
     *     need not have any. The master key signs the two other keys.
     * @example {
     *       "@alice:example.org": {
     *         "ed25519:base64+master+public+key": "signature+of+key"
     *       }
     *     }
     */
    signatures?: Record<string, unknown>;
    /**
     * @description The uses of the key. The map in which a key is found names one of them.
     * @example [
     *       "master"
     *     ]
     */
    usage: ("master" | "self_signing" | "user_signing")[];
    /**
     * @description The user whose key this is.
     * @example @alice:example.org
     */
    user_id: string;
};
/**
 * CrossSigningKeysByUser
 * @description Cross-signing keys of one kind: a map from user ID to the key. Names that do not begin with `@` are ignored.
 */
export type CrossSigningKeysByUser = {
    [userId: `@${string}`]: CrossSigningKey;
};
/**
 * DeviceKeys
 * @description The identity keys of one device, signed by that device or by its `impersonator`. The signature covers fields that are
 *     not listed here too, so pass them on unchanged.
 */
export type DeviceKeys = {
    /**
     * @description The encryption algorithms that the device can use.
     * @example [
     *       "m.olm.v1.curve25519-aes-sha2",
     *       "m.megolm.v1.aes-sha2"
     *     ]
     */
    algorithms: string[];
    /**
     * @description The device these keys belong to. It equals the device ID that the entry is filed under. A device ID is an opaque
     *     string: its characters have no meaning.
     * @example JLAFKJWSCS
     */
    device_id: string;
    /** @description What the draft calls `impersonator`. */
    "fi.mau.msc4350.impersonator"?: Impersonator;
    /**
     * @description The device that encrypts in the name of this one, which then has no algorithms and no keys. That device signs
     *     these keys, and so does the owner's self-signing key, if there is one.
     */
    impersonator?: Impersonator;
    /**
     * @description The public identity keys, by `<algorithm>:<device ID>`. The algorithm determines the encoding; the two in use,
     *     `curve25519` and `ed25519`, are unpadded base64.
     * @example {
     *       "curve25519:JLAFKJWSCS": "3C5BFWi2Y8MaVvjM8M22DBmh24PmgR0nPvJOIArzgyI",
     *       "ed25519:JLAFKJWSCS": "lEuiRJBit0IG6nUf5pUzWTUEsRVVe/HJkoKuEww9ULI"
     *     }
     */
    keys: {
        [key: string]: string;
    };
    signatures: Signatures;
    /**
     * UnsignedDeviceInfo
     * @description Data added by servers on the way. The signature does not cover it, and a server may remove fields that the reader
     *     may not see.
     */
    unsigned?: {
        /**
         * @description The user's name for the device.
         * @example Alice's mobile phone
         */
        device_display_name?: string;
    };
    /**
     * Format: mx-user-id
     * @description The user whose device this is. It equals the user ID that the entry is filed under.
     * @example @alice:example.org
     */
    user_id: string;
};
/**
 * DeviceKeysByUser
 * @description Identity keys of devices: a map from user ID to a map from device ID to the keys. Names that do not begin with `@` are ignored.
 */
export type DeviceKeysByUser = {
    [userId: `@${string}`]: {
        [key: string]: DeviceKeys;
    };
};
/**
 * EmptyObject
 * @description The answer `{}`. The status alone reports success.
 * @example {}
 */
export type EmptyObject = Record<string, unknown>;
/**
 * Impersonator
 * @description The device that encrypts for the device which names it, for example a bridge bot's. The object is its device keys
 *     without `signatures`. Its user need not own the device that names it.
 *
 *     The object proves only itself. Trust it only if it equals the device of that user and ID in the answer to a key query.
 */
export type Impersonator = {
    /**
     * @description The encryption algorithms that the impersonator can use.
     * @example [
     *       "m.olm.v1.curve25519-aes-sha2",
     *       "m.megolm.v1.aes-sha2"
     *     ]
     */
    algorithms: string[];
    /**
     * @description The impersonator's device ID, an opaque string.
     * @example JLAFKJWSCS
     */
    device_id: string;
    /**
     * @description The impersonator's public identity keys, by `<algorithm>:<device ID>`. Its `ed25519` key signs the device that names it.
     * @example {
     *       "curve25519:JLAFKJWSCS": "3C5BFWi2Y8MaVvjM8M22DBmh24PmgR0nPvJOIArzgyI",
     *       "ed25519:JLAFKJWSCS": "lEuiRJBit0IG6nUf5pUzWTUEsRVVe/HJkoKuEww9ULI"
     *     }
     */
    keys: {
        [key: string]: string;
    };
    /**
     * Format: mx-user-id
     * @description The user whose device the impersonator is.
     * @example @bridgebot:example.org
     */
    user_id: string;
};
/**
 * KeyClaim
 * @description A claim of one-time keys: a map from user ID to a map from device ID to a list of algorithms. **An algorithm that is
 *     listed several times asks for that many keys.** The map is the whole body, without the `one_time_keys` of the
 *     client-server and federation requests.
 *
 *     Names that do not begin with `@` are ignored.
 */
export type KeyClaim = {
    [userId: `@${string}`]: {
        [key: string]: string[];
    };
};
/**
 * KeyClaimResponse
 * @description The claimed keys: a map from user ID to a map from device ID to a map from `<algorithm>:<key ID>` to the key. The map
 *     is the whole body, without the `one_time_keys` of the client-server and federation responses.
 *
 *     Users, devices and algorithms without a key are left out. Each one-time key is given out only once. A fallback key may
 *     come beside the one-time keys and is marked `fallback: true`.
 */
export type KeyClaimResponse = {
    [userId: `@${string}`]: {
        [key: string]: OneTimeKeys;
    };
};
/**
 * KeyObject
 * @description A one-time key or fallback key that its device has signed. The signature covers fields that are not listed here too,
 *     so pass them on unchanged.
 */
export type KeyObject = {
    /**
     * @description `true` marks a fallback key, which may be given out repeatedly once the one-time keys have run out. Absent means a
     *     one-time key, which is given out at most once.
     */
    fallback?: boolean;
    /**
     * @description The public key in unpadded base64.
     * @example zKbLg+NrIjpnagy+pIY6uPL4ZwEG2v+8F9lmgsnlZzs
     */
    key: string;
    signatures: Signatures;
};
/**
 * KeyQuery
 * @description A key query: a map from user ID to a list of device IDs. **An empty list asks for all devices of the user.** The map
 *     is the whole body, without the `device_keys` of the client-server and federation requests.
 *
 *     The homeserver asks only for users that the application service owns: those of its exclusive user namespaces, and its
 *     sender. Names that do not begin with `@` are ignored.
 */
export type KeyQuery = {
    [userId: `@${string}`]: string[];
};
/**
 * KeyQueryResponse
 * @description Device keys and cross-signing keys, in the form of the client-server API's answer to `/keys/query`. Every field is
 *     optional, and none deletes anything: entries that an application service leaves out stay as the homeserver has them,
 *     and `{}` means "nothing to add". Names that do not begin with `@` are ignored in all maps.
 */
export type KeyQueryResponse = {
    /** @description Identity keys of devices, by user ID and device ID. */
    device_keys?: DeviceKeysByUser;
    /**
     * @description Remote servers that could not be reached, by server name. Only homeservers send it; in an application service's
     *     answer it is ignored.
     * @example {}
     */
    failures?: {
        [key: string]: Record<string, unknown>;
    };
    /** @description The users' master keys, with the signatures that the reader may see. */
    master_keys?: CrossSigningKeysByUser;
    /** @description The users' self-signing keys, each signed by its user's master key. */
    self_signing_keys?: CrossSigningKeysByUser;
    /**
     * @description The users' user-signing keys, each signed by its user's master key. An application service may always send them.
     *     The homeserver gives each only to its owner, and none to other servers.
     */
    user_signing_keys?: CrossSigningKeysByUser;
};
/**
 * MatrixError
 * @description The body of every answer that is an error.
 */
export type MatrixError = {
    /**
     * @description The error code, for programs. Codes of the specification begin with `M_`, those of drafts and implementations with
     *     a reversed domain name.
     * @example M_UNRECOGNIZED
     */
    errcode: string;
    /**
     * @description The error in words, for people.
     * @example Unrecognized request
     */
    error?: string;
};
/**
 * OneTimeKey
 * @description A one-time key or fallback key. Signed keys (`signed_curve25519`, the algorithm in use) are objects; unsigned keys are
 *     plain strings.
 */
export type OneTimeKey = string | KeyObject;
/**
 * OneTimeKeys
 * @description One-time keys or fallback keys of one device, by `<algorithm>:<key ID>`. The algorithm determines the form of a key;
 *     the device chooses the key ID.
 */
export type OneTimeKeys = {
    [key: string]: OneTimeKey;
};
/**
 * PingRequest
 * @description A homeserver's check that it can reach the application service.
 */
export type PingRequest = {
    /**
     * @description The ID from the application service's `POST /_matrix/client/v1/appservice/{appserviceId}/ping`, which identifies
     *     this ping. Absent if that request had none. The specification does not allow `null` here; Synapse sends it, and it
     *     means absent.
     * @example mautrix-go_1683636478256400935_123
     */
    transaction_id?: string | null;
};
/**
 * Signatures
 * @description The signatures of an object: a map from the ID of the user who signed to a map from the signing key's identifier
 *     (`<algorithm>:<device ID or public key>`) to the signature in unpadded base64.
 *
 *     A signature covers every field, known or not, except for `signatures` and `unsigned`. Changing a covered field breaks
 *     it.
 * @example {
 *       "@alice:example.org": {
 *         "ed25519:JLAFKJWSCS": "dSO80A01XiigH3uBiDVx/EjzaoycHcjq9lfQX0uWsqxl2giMIiSPR8a4d291W1ihKJL/a+myXS367WT6NAIcBA"
 *       }
 *     }
 */
export type Signatures = {
    [userId: `@${string}`]: {
        [key: string]: string;
    };
};
export interface components {
    schemas: {
        CrossSigningKey: CrossSigningKey;
        CrossSigningKeysByUser: CrossSigningKeysByUser;
        DeviceKeys: DeviceKeys;
        DeviceKeysByUser: DeviceKeysByUser;
        EmptyObject: EmptyObject;
        Impersonator: Impersonator;
        KeyClaim: KeyClaim;
        KeyClaimResponse: KeyClaimResponse;
        KeyObject: KeyObject;
        KeyQuery: KeyQuery;
        KeyQueryResponse: KeyQueryResponse;
        MatrixError: MatrixError;
        OneTimeKey: OneTimeKey;
        OneTimeKeys: OneTimeKeys;
        PingRequest: PingRequest;
        Signatures: Signatures;
    };
    responses: {
        /**
         * @description The body is not JSON (`M_NOT_JSON`) or has the wrong shape (`M_BAD_JSON`; the message gives the place as a JSON
         *     pointer), or the path has broken percent-encoding (`M_INVALID_PARAM`).
         */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["MatrixError"];
            };
        };
        /** @description The application service failed (`M_UNKNOWN`). The reason is in its own log, not in the answer. */
        Failed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["MatrixError"];
            };
        };
        /** @description The token is not the `hs_token` of the registration (`M_FORBIDDEN`). */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["MatrixError"];
            };
        };
        /** @description The request has no `Authorization` header with a bearer token (`M_MISSING_TOKEN`). */
        MissingToken: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["MatrixError"];
            };
        };
        /** @description The application service had no answer ready in time (`M_UNKNOWN`). */
        TimedOut: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["MatrixError"];
            };
        };
        /** @description The body is larger than the application service takes (`M_TOO_LARGE`). It stops reading there and closes the connection. */
        TooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["MatrixError"];
            };
        };
        /**
         * @description The application service does not know this path (`M_UNRECOGNIZED`), because it is older than the path or does not
         *     offer the operation. A homeserver may then try the operation's other path. If that is unknown too, it may stop
         *     asking for a while.
         */
        UnknownRoute: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["MatrixError"];
            };
        };
        /** @description The path is known, but not with this method (`M_UNRECOGNIZED`). It counts as an unknown route. */
        WrongMethod: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["MatrixError"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    claimKeysUnstable: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The users, devices and algorithms for which keys are requested. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyClaim"];
            };
        };
        responses: {
            /** @description The available keys. Each of them is now used, except for fallback keys. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyClaimResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["MissingToken"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UnknownRoute"];
            405: components["responses"]["WrongMethod"];
            413: components["responses"]["TooLarge"];
            500: components["responses"]["Failed"];
            504: components["responses"]["TimedOut"];
        };
    };
    queryKeysUnstable: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The users and devices whose keys are requested. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyQuery"];
            };
        };
        responses: {
            /** @description The application service's keys, possibly none. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyQueryResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["MissingToken"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UnknownRoute"];
            405: components["responses"]["WrongMethod"];
            413: components["responses"]["TooLarge"];
            500: components["responses"]["Failed"];
            504: components["responses"]["TimedOut"];
        };
    };
    claimKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The users, devices and algorithms for which keys are requested. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyClaim"];
            };
        };
        responses: {
            /** @description The available keys. Each of them is now used, except for fallback keys. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyClaimResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["MissingToken"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UnknownRoute"];
            405: components["responses"]["WrongMethod"];
            413: components["responses"]["TooLarge"];
            500: components["responses"]["Failed"];
            504: components["responses"]["TimedOut"];
        };
    };
    queryKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The users and devices whose keys are requested. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyQuery"];
            };
        };
        responses: {
            /** @description The application service's keys, possibly none. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyQueryResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["MissingToken"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UnknownRoute"];
            405: components["responses"]["WrongMethod"];
            413: components["responses"]["TooLarge"];
            500: components["responses"]["Failed"];
            504: components["responses"]["TimedOut"];
        };
    };
    ping: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The transaction ID that the application service chose, if any. */
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PingRequest"];
            };
        };
        responses: {
            /** @description The application service is reachable, and the token is right. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmptyObject"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["MissingToken"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UnknownRoute"];
            405: components["responses"]["WrongMethod"];
            413: components["responses"]["TooLarge"];
            500: components["responses"]["Failed"];
            504: components["responses"]["TimedOut"];
        };
    };
}
