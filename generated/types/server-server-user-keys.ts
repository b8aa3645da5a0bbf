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
         * Claim any number of one-time keys of each of some devices.
         * @description The claim with lists of algorithms instead of single ones. **The answer always has each asked algorithm's fallback key as
         *     well**, beside the one-time keys and outside their number, if the device has uploaded one.
         *
         *     It is a path of its own and no second name of `/_matrix/federation/v1/user/keys/claim`, whose request has another shape;
         *     a stable path is not known yet. A homeserver that does not know this one answers 404 `M_UNRECOGNIZED`, and is then asked
         *     on the stable path, for one key of each device. After any other answer that is not 200, or none, the claim is not sent
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
         * @description Another homeserver sends this when it has missed a change of the user's device list or sees the user for the first time.
         *     The devices and cross-signing keys that an application service has are merged into the answer as they are into that of
         *     a key query; the `stream_id` is the homeserver's own.
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
         * Claim one one-time key of each of some devices.
         * @description Another homeserver sends this when one of its users begins an encrypted session with users of this one. For each device
         *     the answer has a one-time key of the named algorithm, the oldest first; if there is none left, the device's fallback
         *     key; if there is none of those either, nothing.
         *
         *     Each one-time key is given out once, to whomever. Therefore **a claim is not sent a second time** when its fate is
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
         * @description Another homeserver sends this when one of its users wants to encrypt for users of this one. The answer holds no
         *     user-signing keys, no signatures but those of each key's owner, and a device's display name only if this homeserver
         *     shows it to others.
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
     * @description Signatures of the key, filed as those of a device: user ID, then key identifier, then signature. A master key need not
     *     have any. The two other keys are signed by the master key.
     * @example {
     *       "@alice:example.org": {
     *         "ed25519:base64+master+public+key": "signature+of+key"
     *       }
     *     }
     */
    signatures?: Record<string, unknown>;
    /**
     * @description What the key is for. The map in which a key is found names one of its uses.
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
 * @description The identity keys of one device, signed by that device or by its `impersonator`. Fields that are not listed here are covered
 *     by the signature and have to be passed on as they came.
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
     * @description The device these keys belong to. It is the same device as the one the entry is filed under. A device ID is an opaque
     *     string: nothing may be read into its characters.
     * @example JLAFKJWSCS
     */
    device_id: string;
    /** @description What the draft calls `impersonator`. */
    "fi.mau.msc4350.impersonator"?: Impersonator;
    /**
     * @description The device that encrypts in the name of this one, which then has no algorithms and no keys. It is that device which signs
     *     these keys, and the owner's self-signing key if the owner has one.
     */
    impersonator?: Impersonator;
    /**
     * @description The public identity keys, by `<algorithm>:<device ID>`. How a key is encoded depends on its algorithm; the two in use,
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
     * @description What servers on the way have added. The signature does not cover it, and a server may remove from it what the reader
     *     is not meant to see.
     */
    unsigned?: {
        /**
         * @description The name that the user gave the device.
         * @example Alice's mobile phone
         */
        device_display_name?: string;
    };
    /**
     * Format: mx-user-id
     * @description The user whose device this is. It is the same user as the one the entry is filed under.
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
 * @description Which one-time keys one homeserver wants of another: **one key for each device**, of the one algorithm that is named. All
 *     users are users of the homeserver that is asked.
 */
export type FederationKeyClaim = {
    /**
     * @description A map from user ID to a map from device ID to the algorithm of which a key is wanted. Names that do not begin with `@` are
     *     ignored.
     */
    one_time_keys: SingleKeyClaim;
};
/**
 * FederationKeyClaimResponse
 * @description The keys that were claimed. Each one-time key among them is given out this once; fallback keys come again.
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
 * @description Whose keys one homeserver wants of another. All users are users of the homeserver that is asked.
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
 * @description Device keys and cross-signing keys for another homeserver. User-signing keys are never among them, and of the signatures only
 *     those that each key's owner made. Users and devices that the homeserver does not know are left out.
 */
export type FederationKeyQueryResponse = {
    /**
     * @description Identity keys of devices, by user ID and device ID. `unsigned` may hold the device's display name, unless the homeserver
     *     keeps display names to itself.
     */
    device_keys: DeviceKeysByUser;
    /** @description The users' master keys. */
    master_keys?: CrossSigningKeysByUser;
    /** @description The users' self-signing keys, each signed by its user's master key. */
    self_signing_keys?: CrossSigningKeysByUser;
};
/**
 * FederationSeveralKeysClaim
 * @description Which one-time keys one homeserver wants of another, **any number for each device**. All users are users of the homeserver
 *     that is asked.
 */
export type FederationSeveralKeysClaim = {
    /**
     * @description A map from user ID to a map from device ID to a list of algorithms; an algorithm that stands in the list several times
     *     asks for that many keys. Names that do not begin with `@` are ignored.
     */
    one_time_keys: KeyClaim;
};
/**
 * Impersonator
 * @description The device that encrypts for the device which names it, such as a bridge bot's: its own device keys without `signatures`. The
 *     user need not be the owner of the device that names it.
 *
 *     The object proves only itself. It can be trusted once it equals the device of that user and ID in the answer to a key query.
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
 * @description Which one-time keys are wanted: a map from user ID to a map from device ID to a list of algorithms. **An algorithm that
 *     stands in the list several times asks for that many keys.** The map is the whole body; there is no `one_time_keys` around
 *     it, as there is in the client-server and federation requests.
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
 * @description The keys that were claimed: a map from user ID to a map from device ID to a map from `<algorithm>:<key ID>` to the key. The
 *     map is the whole body; there is no `one_time_keys` around it, as there is in the client-server and federation responses.
 *
 *     Users, devices and algorithms without a key are left out. Each one-time key is given out once, whoever asks and however
 *     often. A fallback key may stand beside the one-time keys and is marked `fallback: true`.
 */
export type KeyClaimResponse = {
    [userId: `@${string}`]: {
        [key: string]: OneTimeKeys;
    };
};
/**
 * KeyObject
 * @description A one-time key or fallback key that its device has signed. Fields that are not listed here are covered by the signature and
 *     have to be passed on as they came.
 */
export type KeyObject = {
    /**
     * @description `true` marks a fallback key: one that may be given out again and again once the one-time keys have run out. Absent means
     *     a one-time key, which is given out at most once.
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
 * @description Whose keys are wanted: a map from user ID to a list of device IDs. **An empty list asks for all devices of the user.** The
 *     map is the whole body; there is no `device_keys` around it, as there is in the client-server and federation requests.
 *
 *     The homeserver puts only users into it that the application service owns, which means that an exclusive user namespace
 *     covers them or that they are its sender. Names that do not begin with `@` are ignored.
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
     * @description What went wrong, for programs. Codes of the specification begin with `M_`, those of drafts and implementations with a
     *     reversed domain name.
     * @example M_UNRECOGNIZED
     */
    errcode: string;
    /**
     * @description What went wrong, for people.
     * @example Unrecognized request
     */
    error?: string;
};
/**
 * OneTimeKey
 * @description A one-time key or fallback key. Algorithms whose keys are signed (`signed_curve25519`, the one in use) have objects; the
 *     bare string is the form of unsigned algorithms.
 */
export type OneTimeKey = string | KeyObject;
/**
 * OneTimeKeys
 * @description One-time keys or fallback keys of one device, by `<algorithm>:<key ID>`. The algorithm decides what a key looks like; the
 *     key ID is the device's own choice.
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
     * @description What went wrong, for people.
     * @example Too many requests
     */
    error?: string;
    /**
     * @deprecated
     * @description How long to wait before the next request, in milliseconds. Since Matrix 1.10 the `Retry-After` header says the same, in
     *     seconds, and counts if both are there.
     * @example 2000
     */
    retry_after_ms?: number;
};
/**
 * Signatures
 * @description The signatures of an object: a map from the ID of the user who signed to a map from the signing key's identifier
 *     (`<algorithm>:<device ID or public key>`) to the signature in unpadded base64.
 *
 *     The signatures themselves are not part of what is signed, and neither is `unsigned`. Every other field is, known or not:
 *     change one and the signature no longer holds.
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
 * @description Of which devices a one-time key is wanted: a map from user ID to a map from device ID to the algorithm. Names that do not begin
 *     with `@` are ignored.
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
     * @description The name that the user gave the device. Absent if there is none, or if the homeserver keeps display names to itself.
     * @example Alice's mobile phone
     */
    device_display_name?: string;
    /**
     * @description The device's ID, an opaque string. It is the one in `keys` as well.
     * @example JLAFKJWSCS
     */
    device_id: string;
    keys: DeviceKeys;
};
/**
 * UserDevices
 * @description All devices of a user that have keys, the user's public cross-signing keys, and which state of the list this is.
 */
export type UserDevices = {
    /** @description The user's devices, in no order that means anything; possibly none. */
    devices: UserDevice[];
    /**
     * @description The user's master key. Absent if the user has none. The specification knows no `null` here; Synapse sends it, and it means
     *     absent.
     */
    master_key?: CrossSigningKey | null;
    /**
     * @description The user's self-signing key, signed by the master key. Absent if the user has none. The specification knows no `null` here;
     *     Synapse sends it, and it means absent.
     */
    self_signing_key?: CrossSigningKey | null;
    /**
     * @description The version of this user's device list. `m.device_list_update` messages refer to it, so that the other homeserver can tell
     *     whether it has missed one.
     * @example 5
     */
    stream_id: number;
    /**
     * @description The user who was asked for.
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
         * @description The body is not JSON (`M_NOT_JSON`) or is JSON of the wrong shape (`M_BAD_JSON`), or a user is not a user of the homeserver
         *     that was asked (`M_INVALID_PARAM`).
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
                 * @description How long to wait before the next request, in seconds. Servers older than Matrix 1.10 do not send it.
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
         * @description The request has no `Authorization: X-Matrix` header, or its signature does not hold (`M_UNAUTHORIZED`): another key, another
         *     destination, another target or body than the one that was signed.
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
         * @description There is no such user (`M_NOT_FOUND`), or the homeserver does not know this path (`M_UNRECOGNIZED`). Many homeservers answer
         *     with an empty list of devices instead, and do not tell who exists.
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
        /** @description The users, devices and algorithms of which keys are wanted. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["FederationSeveralKeysClaim"];
            };
        };
        responses: {
            /** @description The keys, as far as there are any. */
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
                 * @description The user, who is a user of the homeserver that is asked.
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
        /** @description The users, devices and algorithms of which a key is wanted. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["FederationKeyClaim"];
            };
        };
        responses: {
            /** @description The keys, as far as there are any. */
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
        /** @description The users and devices whose keys are wanted. */
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
