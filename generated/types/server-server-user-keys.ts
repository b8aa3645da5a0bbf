// Generated from openapi/server-server/user_keys.yaml by `npm run generate`. Change the source, not this file.

export interface paths {
    "/_matrix/federation/unstable/org.matrix.msc3983/user/keys/claim": {
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
         *     This is an operation of its own, not another name of `/_matrix/federation/v1/user/keys/claim`, whose request has
         *     another shape. It has no stable path yet. A homeserver that does not know it answers 404 `M_UNRECOGNIZED`, and
         *     is then asked on the stable path for one key of each device. After any other failure, the claim is not sent
         *     again.
         */
        post: operations["claimSeveralKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_matrix/federation/v1/user/devices/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask for all devices of a user.
         * @description Another homeserver sends this when it has missed a change of the user's device list or sees the user for the
         *     first time. The devices and cross-signing keys of an application service are merged into the answer, as for a
         *     key query. The `stream_id` is the homeserver's own.
         */
        get: operations["userDevices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_matrix/federation/v1/user/keys/claim": {
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
         * @description Another homeserver sends this when one of its users begins an encrypted session with users of this one. For each
         *     device, the answer has a one-time key of the named algorithm, the oldest first. If none is left, it has the
         *     device's fallback key, if there is one.
         *
         *     Each one-time key is given out only once. Therefore **a claim is not sent a second time** if its outcome is
         *     unknown.
         */
        post: operations["claimKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_matrix/federation/v1/user/keys/query": {
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
         * @description Another homeserver sends this when one of its users wants to encrypt for users of this one. The answer has no
         *     user-signing keys, and only signatures by each key's owner. It has a device's display name only if this
         *     homeserver shares display names.
         */
        post: operations["queryKeys"];
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
 * FederationKeyClaim
 * @description A homeserver's claim of another's one-time keys: **one key for each device**, of the named algorithm. All users are
 *     users of the homeserver that is asked.
 */
export type FederationKeyClaim = {
    /**
     * @description A map from user ID to a map from device ID to the algorithm of the requested key. Names that do not begin with `@`
     *     are ignored.
     */
    one_time_keys: SingleKeyClaim;
};
/**
 * FederationKeyClaimResponse
 * @description The claimed keys. Each one-time key is given out only once; fallback keys may come again.
 */
export type FederationKeyClaimResponse = {
    /**
     * @description A map from user ID to a map from device ID to the device's keys. Users and devices without a key are left out. A fallback
     *     key is marked `fallback: true`.
     */
    one_time_keys: KeyClaimResponse;
};
/**
 * FederationKeyQuery
 * @description A homeserver's key query to another. All users are users of the homeserver that is asked.
 */
export type FederationKeyQuery = {
    /**
     * @description A map from user ID to a list of device IDs. **An empty list asks for all devices of the user.** Names that do not begin
     *     with `@` are ignored.
     */
    device_keys: KeyQuery;
};
/**
 * FederationKeyQueryResponse
 * @description Device keys and cross-signing keys for another homeserver. They never include user-signing keys, and only signatures
 *     by each key's owner. Unknown users and devices are left out.
 */
export type FederationKeyQueryResponse = {
    /**
     * @description Identity keys of devices, by user ID and device ID. `unsigned` may hold the device's display name, if the
     *     homeserver shares display names.
     */
    device_keys: DeviceKeysByUser;
    /** @description The users' master keys. */
    master_keys?: CrossSigningKeysByUser;
    /** @description The users' self-signing keys, each signed by its user's master key. */
    self_signing_keys?: CrossSigningKeysByUser;
};
/**
 * FederationSeveralKeysClaim
 * @description A homeserver's claim of another's one-time keys, **any number for each device**. All users are users of the homeserver
 *     that is asked.
 */
export type FederationSeveralKeysClaim = {
    /**
     * @description A map from user ID to a map from device ID to a list of algorithms. An algorithm that is listed several times asks
     *     for that many keys. Names that do not begin with `@` are ignored.
     */
    one_time_keys: KeyClaim;
};
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
 * UserDevice
 * @description One device of a user, for another homeserver.
 */
export type UserDevice = {
    /**
     * @description The user's name for the device. Absent if there is none, or if the homeserver does not share display names.
     * @example Alice's mobile phone
     */
    device_display_name?: string;
    /**
     * @description The device's ID, an opaque string. It equals the one in `keys`.
     * @example JLAFKJWSCS
     */
    device_id: string;
    keys: DeviceKeys;
};
/**
 * UserDevices
 * @description All devices of a user that have keys, the user's public cross-signing keys, and the version of the list.
 */
export type UserDevices = {
    /** @description The user's devices, in no particular order; possibly none. */
    devices: UserDevice[];
    /**
     * @description The user's master key. Absent if the user has none. The specification does not allow `null` here; Synapse sends
     *     it, and it means absent.
     */
    master_key?: CrossSigningKey | null;
    /**
     * @description The user's self-signing key, signed by the master key. Absent if the user has none. The specification does not
     *     allow `null` here; Synapse sends it, and it means absent.
     */
    self_signing_key?: CrossSigningKey | null;
    /**
     * @description The version of this user's device list. `m.device_list_update` messages refer to it, so the other homeserver can
     *     detect a missed one.
     * @example 5
     */
    stream_id: number;
    /**
     * @description The requested user.
     * @example @alice:example.org
     */
    user_id: string;
};
export interface components {
    schemas: {
        CrossSigningKey: CrossSigningKey;
        CrossSigningKeysByUser: CrossSigningKeysByUser;
        DeviceKeys: DeviceKeys;
        DeviceKeysByUser: DeviceKeysByUser;
        FederationKeyClaim: FederationKeyClaim;
        FederationKeyClaimResponse: FederationKeyClaimResponse;
        FederationKeyQuery: FederationKeyQuery;
        FederationKeyQueryResponse: FederationKeyQueryResponse;
        FederationSeveralKeysClaim: FederationSeveralKeysClaim;
        Impersonator: Impersonator;
        KeyClaim: KeyClaim;
        KeyClaimResponse: KeyClaimResponse;
        KeyObject: KeyObject;
        KeyQuery: KeyQuery;
        MatrixError: MatrixError;
        OneTimeKey: OneTimeKey;
        OneTimeKeys: OneTimeKeys;
        RateLimitError: RateLimitError;
        Signatures: Signatures;
        SingleKeyClaim: SingleKeyClaim;
        UserDevice: UserDevice;
        UserDevices: UserDevices;
    };
    responses: {
        /**
         * @description The body is not JSON (`M_NOT_JSON`) or has the wrong shape (`M_BAD_JSON`), or a user belongs to another homeserver
         *     than the one that was asked (`M_INVALID_PARAM`).
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
        /** @description The homeserver does not federate with the one that asks (`M_FORBIDDEN`). */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["MatrixError"];
            };
        };
        /** @description The homeserver that asks has sent too many requests (`M_LIMIT_EXCEEDED`). */
        RateLimited: {
            headers: {
                /**
                 * @description The time to wait before the next request, in seconds. Servers older than Matrix 1.10 do not send it.
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
         * @description The request has no `Authorization: X-Matrix` header, or its signature is invalid (`M_UNAUTHORIZED`): the key,
         *     destination, target or body differs from the signed one.
         */
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
        /**
         * @description The user does not exist (`M_NOT_FOUND`), or the homeserver does not know this path (`M_UNRECOGNIZED`). Many
         *     homeservers answer with an empty list of devices instead, so as not to reveal who exists.
         */
        UnknownUser: {
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
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    claimSeveralKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The users, devices and algorithms for which keys are requested. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["FederationSeveralKeysClaim"];
            };
        };
        responses: {
            /** @description The available keys. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FederationKeyClaimResponse"];
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
    userDevices: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description A user of the homeserver that is asked.
                 * @example @alice:example.org
                 */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user's devices. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserDevices"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UnknownUser"];
            405: components["responses"]["WrongMethod"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
        };
    };
    claimKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The users, devices and algorithms for which a key is requested. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["FederationKeyClaim"];
            };
        };
        responses: {
            /** @description The available keys. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FederationKeyClaimResponse"];
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
                "application/json": components["schemas"]["FederationKeyQuery"];
            };
        };
        responses: {
            /** @description The keys that the homeserver and its application services have. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FederationKeyQueryResponse"];
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
