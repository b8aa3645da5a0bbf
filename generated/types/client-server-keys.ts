// Generated from openapi/client-server/keys.yaml by `npm run generate`. Change the source, not this file.

export interface paths {
    "/_matrix/client/unstable/org.matrix.msc3983/keys/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Claim any number of one-time keys for each of several devices.
         * @description The claim with lists of algorithms instead of single ones. **The answer always has the fallback key of each
         *     requested algorithm too**, if the device has uploaded one. It comes beside the one-time keys and does not count
         *     towards their number.
         *
         *     This is an operation of its own, not another name of `/_matrix/client/v3/keys/claim`, whose request has another
         *     shape. It has no stable path yet. A homeserver that does not know it answers 404 `M_UNRECOGNIZED`, and is then
         *     asked on the stable path for one key of each device. After any other failure, the claim is not sent again.
         */
        post: operations["claimSeveralKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_matrix/client/v3/keys/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Claim one one-time key for each of several devices.
         * @description For each device, the answer has a one-time key of the named algorithm. If none is left, it has the device's
         *     fallback key, if there is one. One-time keys are given out in the order of their upload, each of them once.
         */
        post: operations["claimKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_matrix/client/v3/keys/device_signing/upload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Upload cross-signing keys of a user.
         * @description An application service needs no interactive authentication to upload them for its users (MSC4190). An ordinary
         *     client needs it to replace keys.
         */
        post: operations["uploadCrossSigningKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_matrix/client/v3/keys/query": {
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
         * @description The homeserver answers from its own data, and asks the other users' homeservers and the application services
         *     that own some of the users. The answer has only the user-signing key of the user who asks.
         */
        post: operations["queryKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_matrix/client/v3/keys/signatures/upload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Upload signatures of devices and master keys.
         * @description Adds signatures to keys that the homeserver has. The self-signing key signs the user's own devices, a device
         *     signs the user's own master key, and the user-signing key signs master keys of others. An application service
         *     uses this to cross-sign the devices of its users.
         */
        post: operations["uploadCrossSigningSignatures"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_matrix/client/v3/keys/upload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Upload keys of a device.
         * @description Stores keys at the homeserver, for the device that `device_id` names. The homeserver keeps one fallback key of
         *     each algorithm, the latest; it carries `fallback: true`. One-time keys are added to the existing ones.
         */
        post: operations["uploadKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
/**
 * AuthenticationData
 * @description A step of interactive authentication: the session, the type of the step and the type's own fields. From Matrix 1.17
 *     on, application services need none.
 */
export type AuthenticationData = {
    /**
     * @description The session that the homeserver named when it asked for authentication.
     * @example xxxxx
     */
    session?: string;
    /**
     * @description The type of the step.
     * @example m.login.password
     */
    type?: string;
};
/**
 * ClientKeyClaim
 * @description A client's claim of one-time keys: **one key for each device**, of the named algorithm. The users may be users of any
 *     homeserver.
 */
export type ClientKeyClaim = {
    /**
     * @description A map from user ID to a map from device ID to the algorithm of the requested key. Names that do not begin with `@`
     *     are ignored.
     */
    one_time_keys: SingleKeyClaim;
    /**
     * @description The time to wait for other homeservers, in milliseconds. If absent, 10 seconds are recommended.
     * @example 10000
     */
    timeout?: number;
};
/**
 * ClientKeyClaimResponse
 * @description The claimed keys. Each one-time key is given out only once; fallback keys may come again.
 */
export type ClientKeyClaimResponse = {
    /**
     * @description Other homeservers that could not be reached, by server name. An unknown user or device is not a failure: it is
     *     left out of the keys.
     * @example {}
     */
    failures?: {
        [key: string]: Record<string, unknown>;
    };
    /**
     * @description A map from user ID to a map from device ID to the device's keys. Users and devices without a key are left out. A fallback
     *     key is marked `fallback: true`.
     */
    one_time_keys: KeyClaimResponse;
};
/**
 * ClientKeyQuery
 * @description A client's key query. The users may be users of any homeserver.
 */
export type ClientKeyQuery = {
    /**
     * @description A map from user ID to a list of device IDs. **An empty list asks for all devices of the user.** Names that do not begin
     *     with `@` are ignored.
     */
    device_keys: KeyQuery;
    /**
     * @description The time to wait for other homeservers, in milliseconds. If absent, 10 seconds are recommended.
     * @example 10000
     */
    timeout?: number;
};
/**
 * ClientSeveralKeysClaim
 * @description A client's claim of one-time keys, **any number for each device**. The users may be users of any homeserver.
 */
export type ClientSeveralKeysClaim = {
    /**
     * @description A map from user ID to a map from device ID to a list of algorithms. An algorithm that is listed several times asks
     *     for that many keys. Names that do not begin with `@` are ignored.
     */
    one_time_keys: KeyClaim;
    /**
     * @description The time to wait for other homeservers, in milliseconds. If absent, 10 seconds are recommended.
     * @example 10000
     */
    timeout?: number;
};
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
 * CrossSigningKeyUpload
 * @description Cross-signing keys of the user who uploads them. The self-signing and user-signing keys must be signed by the master
 *     key beside them or, if there is none, by the one that was uploaded last.
 */
export type CrossSigningKeyUpload = {
    auth?: AuthenticationData;
    master_key?: CrossSigningKey;
    self_signing_key?: CrossSigningKey;
    user_signing_key?: CrossSigningKey;
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
 * KeyUpload
 * @description Keys of the device that uploads them. Absent keys stay unchanged.
 */
export type KeyUpload = {
    device_keys?: DeviceKeys;
    fallback_keys?: OneTimeKeys;
    one_time_keys?: OneTimeKeys;
};
/**
 * KeyUploadResponse
 * @description The homeserver's current number of keys for the device.
 */
export type KeyUploadResponse = {
    /**
     * @description The number of unclaimed one-time keys, by algorithm. A missing algorithm has none.
     * @example {
     *       "signed_curve25519": 20
     *     }
     */
    one_time_key_counts: {
        [key: string]: number;
    };
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
 * RateLimitError
 * @description The body of an answer that refuses a request because too many came.
 */
export type RateLimitError = {
    /**
     * @description `M_LIMIT_EXCEEDED`.
     * @example M_LIMIT_EXCEEDED
     */
    errcode: string;
    /**
     * @description The error in words, for people.
     * @example Too many requests
     */
    error?: string;
    /**
     * @deprecated
     * @description The time to wait before the next request, in milliseconds. Since Matrix 1.10 the `Retry-After` header gives it in
     *     seconds, and takes precedence.
     * @example 2000
     */
    retry_after_ms?: number;
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
/**
 * SignatureUpload
 * @description New signatures: a map from user ID to a map from device ID or public key to the signed object. Each object is the
 *     homeserver's own, unchanged except for `signatures`, which has only the new signatures. Names that do not begin with
 *     `@` are ignored.
 */
export type SignatureUpload = {
    [userId: `@${string}`]: {
        [key: string]: Record<string, unknown>;
    };
};
/**
 * SignatureUploadResponse
 * @description The signatures that the homeserver refused. The others are stored.
 */
export type SignatureUploadResponse = {
    /**
     * @description The errors, filed like the upload: a map from user ID to a map from device ID or public key to an error object.
     *     For an invalid signature, its `errcode` is `M_INVALID_SIGNATURE`. Absent or empty if all signatures are stored.
     * @example {
     *       "@bob:example.org": {
     *         "BOBPHONE": {
     *           "errcode": "M_INVALID_SIGNATURE",
     *           "error": "Invalid signature"
     *         }
     *       }
     *     }
     */
    failures?: {
        [userId: `@${string}`]: {
            [key: string]: Record<string, unknown>;
        };
    };
};
/**
 * SingleKeyClaim
 * @description The devices to claim a one-time key of: a map from user ID to a map from device ID to the algorithm. Names that do not
 *     begin with `@` are ignored.
 * @example {
 *       "@alice:example.org": {
 *         "JLAFKJWSCS": "signed_curve25519"
 *       }
 *     }
 */
export type SingleKeyClaim = {
    [userId: `@${string}`]: {
        [key: string]: string;
    };
};
/**
 * UnauthorizedError
 * @description A refusal to authorise a request. The token is missing or unknown (`errcode`), or the homeserver demands interactive
 *     authentication (`flows`). An application service meets the latter only if its homeserver lacks Matrix 1.17's device
 *     management for application services, or if it registers a user without `type`.
 */
export type UnauthorizedError = {
    /** @description The types of the steps that are done. */
    completed?: string[];
    /**
     * @description `M_MISSING_TOKEN` or `M_UNKNOWN_TOKEN`; or the reason for a failed step of interactive authentication.
     * @example M_UNKNOWN_TOKEN
     */
    errcode?: string;
    /**
     * @description The error in words, for people.
     * @example Unrecognised access token
     */
    error?: string;
    /** @description The ways to authenticate, each a list of steps. */
    flows?: {
        /** @description The types of the steps, in order. */
        stages: string[];
    }[];
    /** @description The parameters of the steps, by type. */
    params?: {
        [key: string]: Record<string, unknown>;
    };
    /**
     * @description Goes into `auth` of each further step.
     * @example xxxxx
     */
    session?: string;
};
export interface components {
    schemas: {
        AuthenticationData: AuthenticationData;
        ClientKeyClaim: ClientKeyClaim;
        ClientKeyClaimResponse: ClientKeyClaimResponse;
        ClientKeyQuery: ClientKeyQuery;
        ClientSeveralKeysClaim: ClientSeveralKeysClaim;
        CrossSigningKey: CrossSigningKey;
        CrossSigningKeysByUser: CrossSigningKeysByUser;
        CrossSigningKeyUpload: CrossSigningKeyUpload;
        DeviceKeys: DeviceKeys;
        DeviceKeysByUser: DeviceKeysByUser;
        EmptyObject: EmptyObject;
        Impersonator: Impersonator;
        KeyClaim: KeyClaim;
        KeyClaimResponse: KeyClaimResponse;
        KeyObject: KeyObject;
        KeyQuery: KeyQuery;
        KeyQueryResponse: KeyQueryResponse;
        KeyUpload: KeyUpload;
        KeyUploadResponse: KeyUploadResponse;
        MatrixError: MatrixError;
        OneTimeKey: OneTimeKey;
        OneTimeKeys: OneTimeKeys;
        RateLimitError: RateLimitError;
        Signatures: Signatures;
        SignatureUpload: SignatureUpload;
        SignatureUploadResponse: SignatureUploadResponse;
        SingleKeyClaim: SingleKeyClaim;
        UnauthorizedError: UnauthorizedError;
    };
    responses: {
        /**
         * @description A required signature of a key is missing or wrong (`M_INVALID_SIGNATURE`), or no master key was ever uploaded
         *     (`M_MISSING_PARAM`). Or the application service cannot act for that user or device (`M_UNKNOWN_DEVICE`, before
         *     Matrix 1.17 `ORG.MATRIX.MSC4326.M_UNKNOWN_DEVICE`; `M_EXCLUSIVE`; `M_INVALID_PARAM`). Or the body is not JSON
         *     (`M_NOT_JSON`) or has the wrong shape (`M_BAD_JSON`).
         */
        BadCrossSigningKeys: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["MatrixError"];
            };
        };
        /**
         * @description The application service cannot act for that user or device (`M_UNKNOWN_DEVICE`, before Matrix 1.17
         *     `ORG.MATRIX.MSC4326.M_UNKNOWN_DEVICE`; `M_EXCLUSIVE`; `M_INVALID_PARAM`), or the body is not JSON (`M_NOT_JSON`) or
         *     has the wrong shape (`M_BAD_JSON`).
         */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["MatrixError"];
            };
        };
        /** @description The homeserver failed (`M_UNKNOWN`). */
        Failed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["MatrixError"];
            };
        };
        /** @description The application service may not act for that user, or has not registered the user (`M_FORBIDDEN`). */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["MatrixError"];
            };
        };
        /**
         * @description One of the public keys is the ID of one of the user's devices, or the application service may not act for that user
         *     (`M_FORBIDDEN`).
         */
        KeyInUse: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["MatrixError"];
            };
        };
        /** @description There were too many requests (`M_LIMIT_EXCEEDED`). */
        RateLimited: {
            headers: {
                /**
                 * @description The time to wait before the next request, in seconds. Homeservers older than Matrix 1.10 do not send it.
                 * @example 2
                 */
                "Retry-After"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["RateLimitError"];
            };
        };
        /** @description The body is larger than the homeserver takes (`M_TOO_LARGE`). */
        TooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["MatrixError"];
            };
        };
        /**
         * @description The request has no token (`M_MISSING_TOKEN`) or an unknown one (`M_UNKNOWN_TOKEN`), or the homeserver demands
         *     interactive authentication (`flows` instead of `errcode`). Homeservers demand that from application services only
         *     before Matrix 1.17.
         */
        Unauthenticated: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["UnauthorizedError"];
            };
        };
        /** @description The request has no token (`M_MISSING_TOKEN`) or an unknown one (`M_UNKNOWN_TOKEN`). */
        Unauthorized: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["MatrixError"];
            };
        };
        /** @description The homeserver does not know this path (`M_UNRECOGNIZED`). */
        UnknownRoute: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["MatrixError"];
            };
        };
        /** @description The path is known, but not with this method (`M_UNRECOGNIZED`). */
        WrongMethod: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["MatrixError"];
            };
        };
    };
    parameters: {
        /**
         * @description The existing device of that user that the application service acts as. Without `user_id`, a device of the sender.
         *
         *     A homeserver that does not know the name ignores it silently: `/_matrix/client/v3/account/whoami` shows whether it
         *     was understood. Synapse before 1.141 reads only the draft's name, from 1.161 on only this one, and in between both.
         *     So sending both is the safe choice.
         * @example GHOSTDEV
         */
        ActingDevice: string;
        /**
         * @description The user that the application service acts for: a registered user of its namespaces, or its sender. Default: the
         *     sender. With an ordinary user's token, the parameter has no effect.
         * @example @_bridge_alice:example.org
         */
        ActingUser: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    claimSeveralKeys: {
        parameters: {
            query?: {
                /**
                 * @description The existing device of that user that the application service acts as. Without `user_id`, a device of the sender.
                 *
                 *     A homeserver that does not know the name ignores it silently: `/_matrix/client/v3/account/whoami` shows whether it
                 *     was understood. Synapse before 1.141 reads only the draft's name, from 1.161 on only this one, and in between both.
                 *     So sending both is the safe choice.
                 * @example GHOSTDEV
                 */
                device_id?: components["parameters"]["ActingDevice"];
                /**
                 * @description What the draft calls `device_id`.
                 * @example GHOSTDEV
                 */
                "org.matrix.msc3202.device_id"?: string;
                /**
                 * @description The user that the application service acts for: a registered user of its namespaces, or its sender. Default: the
                 *     sender. With an ordinary user's token, the parameter has no effect.
                 * @example @_bridge_alice:example.org
                 */
                user_id?: components["parameters"]["ActingUser"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The users, devices and algorithms for which keys are requested. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClientSeveralKeysClaim"];
            };
        };
        responses: {
            /** @description The available keys. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClientKeyClaimResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UnknownRoute"];
            405: components["responses"]["WrongMethod"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
        };
    };
    claimKeys: {
        parameters: {
            query?: {
                /**
                 * @description The existing device of that user that the application service acts as. Without `user_id`, a device of the sender.
                 *
                 *     A homeserver that does not know the name ignores it silently: `/_matrix/client/v3/account/whoami` shows whether it
                 *     was understood. Synapse before 1.141 reads only the draft's name, from 1.161 on only this one, and in between both.
                 *     So sending both is the safe choice.
                 * @example GHOSTDEV
                 */
                device_id?: components["parameters"]["ActingDevice"];
                /**
                 * @description What the draft calls `device_id`.
                 * @example GHOSTDEV
                 */
                "org.matrix.msc3202.device_id"?: string;
                /**
                 * @description The user that the application service acts for: a registered user of its namespaces, or its sender. Default: the
                 *     sender. With an ordinary user's token, the parameter has no effect.
                 * @example @_bridge_alice:example.org
                 */
                user_id?: components["parameters"]["ActingUser"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The users, devices and algorithms for which a key is requested. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClientKeyClaim"];
            };
        };
        responses: {
            /** @description The available keys. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClientKeyClaimResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UnknownRoute"];
            405: components["responses"]["WrongMethod"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
        };
    };
    uploadCrossSigningKeys: {
        parameters: {
            query?: {
                /**
                 * @description The existing device of that user that the application service acts as. Without `user_id`, a device of the sender.
                 *
                 *     A homeserver that does not know the name ignores it silently: `/_matrix/client/v3/account/whoami` shows whether it
                 *     was understood. Synapse before 1.141 reads only the draft's name, from 1.161 on only this one, and in between both.
                 *     So sending both is the safe choice.
                 * @example GHOSTDEV
                 */
                device_id?: components["parameters"]["ActingDevice"];
                /**
                 * @description What the draft calls `device_id`.
                 * @example GHOSTDEV
                 */
                "org.matrix.msc3202.device_id"?: string;
                /**
                 * @description The user that the application service acts for: a registered user of its namespaces, or its sender. Default: the
                 *     sender. With an ordinary user's token, the parameter has no effect.
                 * @example @_bridge_alice:example.org
                 */
                user_id?: components["parameters"]["ActingUser"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The keys. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["CrossSigningKeyUpload"];
            };
        };
        responses: {
            /** @description The keys are stored. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmptyObject"];
                };
            };
            400: components["responses"]["BadCrossSigningKeys"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["KeyInUse"];
            404: components["responses"]["UnknownRoute"];
            405: components["responses"]["WrongMethod"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
        };
    };
    queryKeys: {
        parameters: {
            query?: {
                /**
                 * @description The existing device of that user that the application service acts as. Without `user_id`, a device of the sender.
                 *
                 *     A homeserver that does not know the name ignores it silently: `/_matrix/client/v3/account/whoami` shows whether it
                 *     was understood. Synapse before 1.141 reads only the draft's name, from 1.161 on only this one, and in between both.
                 *     So sending both is the safe choice.
                 * @example GHOSTDEV
                 */
                device_id?: components["parameters"]["ActingDevice"];
                /**
                 * @description What the draft calls `device_id`.
                 * @example GHOSTDEV
                 */
                "org.matrix.msc3202.device_id"?: string;
                /**
                 * @description The user that the application service acts for: a registered user of its namespaces, or its sender. Default: the
                 *     sender. With an ordinary user's token, the parameter has no effect.
                 * @example @_bridge_alice:example.org
                 */
                user_id?: components["parameters"]["ActingUser"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The users and devices whose keys are requested. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClientKeyQuery"];
            };
        };
        responses: {
            /** @description The keys of the users whose homeservers answered. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyQueryResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UnknownRoute"];
            405: components["responses"]["WrongMethod"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
        };
    };
    uploadCrossSigningSignatures: {
        parameters: {
            query?: {
                /**
                 * @description The existing device of that user that the application service acts as. Without `user_id`, a device of the sender.
                 *
                 *     A homeserver that does not know the name ignores it silently: `/_matrix/client/v3/account/whoami` shows whether it
                 *     was understood. Synapse before 1.141 reads only the draft's name, from 1.161 on only this one, and in between both.
                 *     So sending both is the safe choice.
                 * @example GHOSTDEV
                 */
                device_id?: components["parameters"]["ActingDevice"];
                /**
                 * @description What the draft calls `device_id`.
                 * @example GHOSTDEV
                 */
                "org.matrix.msc3202.device_id"?: string;
                /**
                 * @description The user that the application service acts for: a registered user of its namespaces, or its sender. Default: the
                 *     sender. With an ordinary user's token, the parameter has no effect.
                 * @example @_bridge_alice:example.org
                 */
                user_id?: components["parameters"]["ActingUser"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The signed objects, each with only its new signatures. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignatureUpload"];
            };
        };
        responses: {
            /** @description The signatures were checked. Those that `failures` does not name are stored. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignatureUploadResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UnknownRoute"];
            405: components["responses"]["WrongMethod"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
        };
    };
    uploadKeys: {
        parameters: {
            query?: {
                /**
                 * @description The existing device of that user that the application service acts as. Without `user_id`, a device of the sender.
                 *
                 *     A homeserver that does not know the name ignores it silently: `/_matrix/client/v3/account/whoami` shows whether it
                 *     was understood. Synapse before 1.141 reads only the draft's name, from 1.161 on only this one, and in between both.
                 *     So sending both is the safe choice.
                 * @example GHOSTDEV
                 */
                device_id?: components["parameters"]["ActingDevice"];
                /**
                 * @description What the draft calls `device_id`.
                 * @example GHOSTDEV
                 */
                "org.matrix.msc3202.device_id"?: string;
                /**
                 * @description The user that the application service acts for: a registered user of its namespaces, or its sender. Default: the
                 *     sender. With an ordinary user's token, the parameter has no effect.
                 * @example @_bridge_alice:example.org
                 */
                user_id?: components["parameters"]["ActingUser"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The keys. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyUpload"];
            };
        };
        responses: {
            /** @description The current number of one-time keys. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyUploadResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UnknownRoute"];
            405: components["responses"]["WrongMethod"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
        };
    };
}
