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
         * Claim any number of one-time keys of each of some devices.
         * @description The claim with lists of algorithms instead of single ones. **The answer always has each asked algorithm's fallback key as well**,
         *     beside the one-time keys and outside their number, if the device has uploaded one.
         *
         *     It is a path of its own and no second name of `/_matrix/client/v3/keys/claim`, whose request has another shape; a stable path is
         *     not known yet. A homeserver that does not know this one answers 404 `M_UNRECOGNIZED`, and is then asked on the stable path, for
         *     one key of each device. After any other answer that is not 200, or none, the claim is not sent again.
         */
        post: operations["claimSeveralKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_matrix/client/v1/appservice/{appserviceId}/ping": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have the application service pinged.
         * @description The homeserver sends the application service `POST /_matrix/app/v1/ping` and answers when that has been answered, with the time
         *     it took or what went wrong. An application service that has started asks for it to learn whether its own address works.
         */
        post: operations["pingAppservice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_matrix/client/v3/account/whoami": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask for whom a request is made.
         * @description It tells an application service whether the homeserver has understood `user_id` and `device_id`: names that it does not know are
         *     ignored without a word.
         */
        get: operations["getTokenOwner"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_matrix/client/v3/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask for all devices of a user.
         * @description The user's own devices, the user being the one that `user_id` names.
         */
        get: operations["getDevices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_matrix/client/v3/devices/{deviceId}": {
        parameters: {
            query?: {
                /**
                 * @description The device of that user as which the application service acts; it has to exist. Without `user_id`, a device of the sender.
                 *
                 *     A homeserver that does not know the name ignores it without a word: `/_matrix/client/v3/account/whoami` tells whether it was
                 *     understood. Synapse before 1.141 reads only the draft's name, from 1.161 on only this one, and in between both, so that
                 *     sending both is the safe choice.
                 * @example GHOSTDEV
                 */
                device_id?: components["parameters"]["ActingDevice"];
                /**
                 * @description What the draft calls `device_id`.
                 * @example GHOSTDEV
                 */
                "org.matrix.msc3202.device_id"?: string;
                /**
                 * @description The user in whose name the application service acts: one of its namespaces' users or its sender, and registered. Without it,
                 *     the sender. Ordinary users' tokens say whose they are, and the parameter means nothing there.
                 * @example @_bridge_alice:example.org
                 */
                user_id?: components["parameters"]["ActingUser"];
            };
            header?: never;
            path: {
                /**
                 * @description The device, an opaque string.
                 * @example GHOSTDEV
                 */
                deviceId: string;
            };
            cookie?: never;
        };
        /**
         * Ask for a device.
         * @description One of the user's own devices, the user being the one that `user_id` names.
         */
        get: operations["getDevice"];
        /**
         * Create or rename a device.
         * @description An application service creates a device for its user in this way, with the ID that it chooses (MSC4190): the answer is 201 then,
         *     and 200 if there was such a device. Ordinary clients can only rename devices that are there.
         *
         *     In Matrix since 1.17, where it needs no flag; before that the registration has to have `io.element.msc4190`, and some
         *     homeservers still ask for it. A homeserver that does not do it answers 404 `M_NOT_FOUND`.
         */
        put: operations["updateDevice"];
        post?: never;
        /**
         * Delete a device.
         * @description An application service needs no interactive authentication for it (MSC4190, in Matrix since 1.17): an
         *     empty object will do for a body, which some homeservers want to see. A device that is not there counts as deleted.
         */
        delete: operations["deleteDevice"];
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
         * Claim one one-time key of each of some devices.
         * @description For each device the answer has a one-time key of the named algorithm; if there is none left, the device's fallback key; if there
         *     is none of those either, nothing. One-time keys are given out in the order in which they were uploaded, each of them once.
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
         * @description An application service that uploads them for one of its users needs no interactive authentication (MSC4190), where an ordinary
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
         * @description The homeserver answers from what it knows, asks the other users' homeservers, and asks the application services whose users are
         *     among those that are wanted. User-signing keys are in the answer only for the user who asks.
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
         * @description Adds signatures to keys that the homeserver has: the self-signing key's on the user's own devices, a device's on the user's
         *     own master key, and the user-signing key's on master keys of others. With it an application service cross-signs the devices
         *     of its users.
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
         * @description For application services whose homeserver keeps the keys. The device is the one that `device_id` names. Of each algorithm only
         *     one fallback key is kept, the last one; it carries `fallback: true`. One-time keys are added to those that are there.
         */
        post: operations["uploadKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_matrix/client/v3/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register a user of the application service.
         * @description With `inhibit_login: true`, since an application service acts for its users with its own token: a homeserver may refuse to log
         *     one in, and then answers `M_APPSERVICE_LOGIN_UNSUPPORTED` to a request without it.
         */
        post: operations["register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
/**
 * AppservicePingError
 * @description Why the ping failed between the homeserver and the application service.
 */
export type AppservicePingError = {
    /**
     * @description The body of that answer, as text.
     * @example {"errcode": "M_UNKNOWN_TOKEN"}
     */
    body?: string;
    /**
     * @description `M_BAD_STATUS` if the application service answered with another status than 200, `M_CONNECTION_FAILED` if the homeserver
     *     got no connection.
     * @example M_BAD_STATUS
     * @enum {string}
     */
    errcode: "M_BAD_STATUS" | "M_CONNECTION_FAILED";
    /**
     * @description What went wrong, for people.
     * @example Ping returned status 401
     */
    error?: string;
    /**
     * @description The status that the application service answered with.
     * @example 401
     */
    status?: number;
};
/**
 * AppservicePingRequest
 * @description What an application service sends to have itself pinged.
 */
export type AppservicePingRequest = {
    /**
     * @description Comes back in the ping, so that the application service can tell this one from another.
     * @example mautrix-go_1683636478256400935_123
     */
    transaction_id?: string;
};
/**
 * AppservicePingResponse
 * @description The ping has reached the application service and its answer the homeserver.
 */
export type AppservicePingResponse = {
    /**
     * @description How long that took, in milliseconds by the homeserver's clock.
     * @example 123
     */
    duration_ms: number;
};
/**
 * AuthenticationData
 * @description A step of interactive authentication: the session, the type of the step and what the type demands. Application services need
 *     none where Matrix 1.17 is spoken.
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
 * @description Which one-time keys a client wants: **one key for each device**, of the one algorithm that is named. The users may be users of
 *     any homeserver.
 */
export type ClientKeyClaim = {
    /**
     * @description A map from user ID to a map from device ID to the algorithm of which a key is wanted. Names that do not begin with `@` are
     *     ignored.
     */
    one_time_keys: SingleKeyClaim;
    /**
     * @description How long to wait for other homeservers, in milliseconds. 10 seconds are recommended where it is absent.
     * @example 10000
     */
    timeout?: number;
};
/**
 * ClientKeyClaimResponse
 * @description The keys that were claimed. Each one-time key among them is given out this once; fallback keys come again.
 */
export type ClientKeyClaimResponse = {
    /**
     * @description Other homeservers that could not be reached, by server name. A user or device that such a homeserver does not know is no
     *     failure: it is left out of the keys.
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
 * @description Whose keys a client wants. The users may be users of any homeserver.
 */
export type ClientKeyQuery = {
    /**
     * @description A map from user ID to a list of device IDs. **An empty list asks for all devices of the user.** Names that do not begin
     *     with `@` are ignored.
     */
    device_keys: KeyQuery;
    /**
     * @description How long to wait for other homeservers, in milliseconds. 10 seconds are recommended where it is absent.
     * @example 10000
     */
    timeout?: number;
};
/**
 * ClientSeveralKeysClaim
 * @description Which one-time keys a client wants, **any number for each device**. The users may be users of any homeserver.
 */
export type ClientSeveralKeysClaim = {
    /**
     * @description A map from user ID to a map from device ID to a list of algorithms; an algorithm that stands in the list several times
     *     asks for that many keys. Names that do not begin with `@` are ignored.
     */
    one_time_keys: KeyClaim;
    /**
     * @description How long to wait for other homeservers, in milliseconds. 10 seconds are recommended where it is absent.
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
 * CrossSigningKeyUpload
 * @description Cross-signing keys of the user who uploads them. The self-signing and user-signing key have to be signed by the master key
 *     beside them or, if there is none, by the one that was uploaded last.
 */
export type CrossSigningKeyUpload = {
    auth?: AuthenticationData;
    master_key?: CrossSigningKey;
    self_signing_key?: CrossSigningKey;
    user_signing_key?: CrossSigningKey;
};
/**
 * Device
 * @description A device of the user who asks, as the homeserver knows it.
 */
export type Device = {
    /**
     * @description The device's ID, an opaque string.
     * @example GHOSTDEV
     */
    device_id: string;
    /**
     * @description The name that the user gave the device.
     * @example Bridge
     */
    display_name?: string;
    /**
     * @description The IP address from which the device was last used.
     * @example 192.0.2.1
     */
    last_seen_ip?: string;
    /**
     * Format: int64
     * @description When the device was last used, in milliseconds since the Unix epoch. It may be some minutes out.
     * @example 1760000000000
     */
    last_seen_ts?: number;
};
/**
 * DeviceDeletion
 * @description What goes with the deletion of a device.
 */
export type DeviceDeletion = {
    auth?: AuthenticationData;
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
 * Devices
 * @description The devices of the user who asks.
 */
export type Devices = {
    /** @description The devices, in no particular order. Devices without keys are among them. */
    devices?: Device[];
};
/**
 * DeviceUpdate
 * @description What is to be true of the device. What is left out stays as it is.
 */
export type DeviceUpdate = {
    /**
     * @description The device's name for people.
     * @example Bridge
     */
    display_name?: string;
};
/**
 * EmptyObject
 * @description The answer `{}`. There is nothing in it to read; the status says that it went well.
 * @example {}
 */
export type EmptyObject = Record<string, unknown>;
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
 * KeyQueryResponse
 * @description Device keys and cross-signing keys, in the form of the client-server API's answer to `/keys/query`. Every field is optional
 *     and none deletes anything: what an application service does not mention stays as the homeserver has it, and `{}` says
 *     "nothing to add". Names that do not begin with `@` are ignored in all the maps.
 */
export type KeyQueryResponse = {
    /** @description Identity keys of devices, by user ID and device ID. */
    device_keys?: DeviceKeysByUser;
    /**
     * @description Remote servers that could not be reached, by server name. Only a homeserver has something to say here; in an application
     *     service's answer the field is ignored.
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
     * @description The users' user-signing keys, each signed by its user's master key. An application service may always send them; the
     *     homeserver gives each of them to its owner alone, and none to other servers.
     */
    user_signing_keys?: CrossSigningKeysByUser;
};
/**
 * KeyUpload
 * @description Keys of the device that uploads them. What is left out stays as it is.
 */
export type KeyUpload = {
    device_keys?: DeviceKeys;
    fallback_keys?: OneTimeKeys;
    one_time_keys?: OneTimeKeys;
};
/**
 * KeyUploadResponse
 * @description What the homeserver holds for the device now.
 */
export type KeyUploadResponse = {
    /**
     * @description How many one-time keys nobody has claimed yet, by algorithm. An algorithm that is missing has none.
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
 * RegisterRequest
 * @description The user that an application service registers.
 */
export type RegisterRequest = {
    auth?: AuthenticationData;
    /**
     * @description With a login, the ID of the device that is logged in; the homeserver chooses one if it is absent.
     * @example GHOSTDEV
     */
    device_id?: string;
    /**
     * @description Whether the user is registered and not logged in: no device and no access token come of it. Application services have no use
     *     for either, since they act in a user's name with their own token.
     * @default false
     * @example true
     */
    inhibit_login?: boolean;
    /**
     * @description With a login, the name of the device if it is a new one.
     * @example Bridge
     */
    initial_device_display_name?: string;
    /** @description A password. Application services set none. */
    password?: string;
    /** @description With a login, whether the application service can deal with access tokens that expire. */
    refresh_token?: boolean;
    /**
     * @description `m.login.application_service`, which makes this a registration by an application service.
     * @example m.login.application_service
     */
    type?: string;
    /**
     * @description The localpart of the user, which one of the application service's namespaces covers.
     * @example _bridge_alice
     */
    username?: string;
};
/**
 * RegisterResponse
 * @description The user that was registered, and the login if there was one.
 */
export type RegisterResponse = {
    /**
     * @description A token of the device that was logged in. Absent if `inhibit_login` was `true`.
     * @example abc123
     */
    access_token?: string;
    /**
     * @description The device that was logged in. Absent if `inhibit_login` was `true`.
     * @example GHOSTDEV
     */
    device_id?: string;
    /** @description How long the access token holds, in milliseconds; for ever if it is absent. */
    expires_in_ms?: number;
    /**
     * @deprecated
     * @description The homeserver's name, which is in the user ID as well.
     * @example example.org
     */
    home_server?: string;
    /** @description With which the next access token is had once this one has expired. Absent if `inhibit_login` was `true`. */
    refresh_token?: string;
    /**
     * Format: mx-user-id
     * @description The user's ID. Its localpart need not be the one that was asked for.
     * @example @_bridge_alice:example.org
     */
    user_id: string;
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
 * SignatureUpload
 * @description New signatures: a map from user ID to a map from device ID or public key to the signed object. Each object is the one that
 *     the homeserver gives out, unchanged but for `signatures`, which has the new signatures alone. Names that do not begin
 *     with `@` are ignored.
 */
export type SignatureUpload = {
    [userId: `@${string}`]: {
        [key: string]: Record<string, unknown>;
    };
};
/**
 * SignatureUploadResponse
 * @description The signatures that the homeserver has refused. The others are stored.
 */
export type SignatureUploadResponse = {
    /**
     * @description The errors, filed as the upload is: a map from user ID to a map from device ID or public key to an error object, whose
     *     `errcode` is `M_INVALID_SIGNATURE` where a signature does not hold. Absent or empty if all signatures are stored.
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
 * TokenOwner
 * @description As whom and as which device a request was understood.
 */
export type TokenOwner = {
    /**
     * @description The device, if there is one. Absent where an application service has named one: the homeserver has not understood the
     *     parameter.
     * @example GHOSTDEV
     */
    device_id?: string;
    /**
     * @description Whether the user is a guest.
     * @default false
     * @example false
     */
    is_guest?: boolean;
    /**
     * Format: mx-user-id
     * @description The user, which for an application service is the one it acts for, or its sender.
     * @example @_bridge_alice:example.org
     */
    user_id: string;
};
/**
 * UnauthorizedError
 * @description Why a request was not let through: there is no token or it is unknown (`errcode`), or the homeserver demands interactive
 *     authentication (`flows`). An application service meets the latter only where its homeserver does not manage devices for
 *     application services as Matrix 1.17 says, or where it registers a user without `type`.
 */
export type UnauthorizedError = {
    /** @description The types of the steps that are done. */
    completed?: string[];
    /**
     * @description `M_MISSING_TOKEN` or `M_UNKNOWN_TOKEN`; also why a step of interactive authentication failed.
     * @example M_UNKNOWN_TOKEN
     */
    errcode?: string;
    /**
     * @description What went wrong, for people.
     * @example Unrecognised access token
     */
    error?: string;
    /** @description The ways to authenticate, each a list of steps. */
    flows?: {
        /** @description The types of the steps, in order. */
        stages: string[];
    }[];
    /** @description What a step needs to know, by its type. */
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
        AppservicePingError: AppservicePingError;
        AppservicePingRequest: AppservicePingRequest;
        AppservicePingResponse: AppservicePingResponse;
        AuthenticationData: AuthenticationData;
        ClientKeyClaim: ClientKeyClaim;
        ClientKeyClaimResponse: ClientKeyClaimResponse;
        ClientKeyQuery: ClientKeyQuery;
        ClientSeveralKeysClaim: ClientSeveralKeysClaim;
        CrossSigningKey: CrossSigningKey;
        CrossSigningKeysByUser: CrossSigningKeysByUser;
        CrossSigningKeyUpload: CrossSigningKeyUpload;
        Device: Device;
        DeviceDeletion: DeviceDeletion;
        DeviceKeys: DeviceKeys;
        DeviceKeysByUser: DeviceKeysByUser;
        Devices: Devices;
        DeviceUpdate: DeviceUpdate;
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
        RegisterRequest: RegisterRequest;
        RegisterResponse: RegisterResponse;
        Signatures: Signatures;
        SignatureUpload: SignatureUpload;
        SignatureUploadResponse: SignatureUploadResponse;
        SingleKeyClaim: SingleKeyClaim;
        TokenOwner: TokenOwner;
        UnauthorizedError: UnauthorizedError;
    };
    responses: {
        /**
         * @description A key is not signed as it has to be (`M_INVALID_SIGNATURE`), there is no master key and none was uploaded before
         *     (`M_MISSING_PARAM`), the application service cannot act for that user or device (`M_UNKNOWN_DEVICE`, before Matrix 1.17
         *     `ORG.MATRIX.MSC4326.M_UNKNOWN_DEVICE`; `M_EXCLUSIVE`; `M_INVALID_PARAM`), or the body is not JSON (`M_NOT_JSON`) or is JSON of
         *     the wrong shape (`M_BAD_JSON`).
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
         *     `ORG.MATRIX.MSC4326.M_UNKNOWN_DEVICE`; `M_EXCLUSIVE`; `M_INVALID_PARAM`), or the body is not JSON (`M_NOT_JSON`) or is JSON of
         *     the wrong shape (`M_BAD_JSON`).
         */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["MatrixError"];
            };
        };
        /**
         * @description The application service cannot act for that user or device (`M_UNKNOWN_DEVICE`, before Matrix 1.17
         *     `ORG.MATRIX.MSC4326.M_UNKNOWN_DEVICE`; `M_EXCLUSIVE`; `M_INVALID_PARAM`).
         */
        CannotAct: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["MatrixError"];
            };
        };
        /**
         * @description The user cannot be registered: application services are not logged in here, and `inhibit_login` is not `true`
         *     (`M_APPSERVICE_LOGIN_UNSUPPORTED`, before Matrix 1.17 `IO.ELEMENT.MSC4190.M_APPSERVICE_LOGIN_UNSUPPORTED`); the user is there
         *     already (`M_USER_IN_USE`); no user can be called so (`M_INVALID_USERNAME`); the user is in no namespace of the application
         *     service, or in another's (`M_EXCLUSIVE`). Or the body is not JSON (`M_NOT_JSON`) or is JSON of the wrong shape
         *     (`M_BAD_JSON`).
         */
        CannotRegister: {
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
        /** @description The token is not the `as_token` of the application service that the path names (`M_FORBIDDEN`). */
        NotThisAppservice: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["MatrixError"];
            };
        };
        /**
         * @description The application service answered with another status than 200 (`M_BAD_STATUS`), or could not be reached
         *     (`M_CONNECTION_FAILED`).
         */
        PingFailed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["AppservicePingError"];
            };
        };
        /** @description The application service did not answer in time (`M_CONNECTION_TIMEOUT`). */
        PingTimedOut: {
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
                 * @description How long to wait before the next request, in seconds. Homeservers older than Matrix 1.10 do not send it.
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
         * @description The request has no token (`M_MISSING_TOKEN`), or one that the homeserver does not know (`M_UNKNOWN_TOKEN`), or the homeserver
         *     demands interactive authentication (no `errcode`, but `flows`), which it does of application services only before Matrix 1.17.
         */
        Unauthenticated: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["UnauthorizedError"];
            };
        };
        /**
         * @description The request has no token (`M_MISSING_TOKEN`), or one that the homeserver does not know (`M_UNKNOWN_TOKEN`), or its `type` is not
         *     `m.login.application_service` and the homeserver demands interactive authentication (no `errcode`, but `flows`).
         */
        UnauthenticatedRegistration: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["UnauthorizedError"];
            };
        };
        /** @description The request has no token (`M_MISSING_TOKEN`), or one that the homeserver does not know (`M_UNKNOWN_TOKEN`). */
        Unauthorized: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["MatrixError"];
            };
        };
        /** @description The user has no such device (`M_NOT_FOUND`), or the homeserver does not know this path (`M_UNRECOGNIZED`). */
        UnknownDevice: {
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
         * @description The registration of the application service has no URL (`M_URL_NOT_SET`), or the body is not JSON (`M_NOT_JSON`) or is JSON of
         *     the wrong shape (`M_BAD_JSON`).
         */
        UrlNotSet: {
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
         * @description The device of that user as which the application service acts; it has to exist. Without `user_id`, a device of the sender.
         *
         *     A homeserver that does not know the name ignores it without a word: `/_matrix/client/v3/account/whoami` tells whether it was
         *     understood. Synapse before 1.141 reads only the draft's name, from 1.161 on only this one, and in between both, so that
         *     sending both is the safe choice.
         * @example GHOSTDEV
         */
        ActingDevice: string;
        /**
         * @description The user in whose name the application service acts: one of its namespaces' users or its sender, and registered. Without it,
         *     the sender. Ordinary users' tokens say whose they are, and the parameter means nothing there.
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
                 * @description The device of that user as which the application service acts; it has to exist. Without `user_id`, a device of the sender.
                 *
                 *     A homeserver that does not know the name ignores it without a word: `/_matrix/client/v3/account/whoami` tells whether it was
                 *     understood. Synapse before 1.141 reads only the draft's name, from 1.161 on only this one, and in between both, so that
                 *     sending both is the safe choice.
                 * @example GHOSTDEV
                 */
                device_id?: components["parameters"]["ActingDevice"];
                /**
                 * @description What the draft calls `device_id`.
                 * @example GHOSTDEV
                 */
                "org.matrix.msc3202.device_id"?: string;
                /**
                 * @description The user in whose name the application service acts: one of its namespaces' users or its sender, and registered. Without it,
                 *     the sender. Ordinary users' tokens say whose they are, and the parameter means nothing there.
                 * @example @_bridge_alice:example.org
                 */
                user_id?: components["parameters"]["ActingUser"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The users, devices and algorithms of which keys are wanted. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClientSeveralKeysClaim"];
            };
        };
        responses: {
            /** @description The keys, as far as there are any. */
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
    pingAppservice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The `id` in the registration of the application service whose token it is.
                 * @example example-bridge
                 */
                appserviceId: string;
            };
            cookie?: never;
        };
        /** @description What the ping is to carry. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["AppservicePingRequest"];
            };
        };
        responses: {
            /** @description The application service has answered. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppservicePingResponse"];
                };
            };
            400: components["responses"]["UrlNotSet"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["NotThisAppservice"];
            404: components["responses"]["UnknownRoute"];
            405: components["responses"]["WrongMethod"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
            502: components["responses"]["PingFailed"];
            504: components["responses"]["PingTimedOut"];
        };
    };
    getTokenOwner: {
        parameters: {
            query?: {
                /**
                 * @description The device of that user as which the application service acts; it has to exist. Without `user_id`, a device of the sender.
                 *
                 *     A homeserver that does not know the name ignores it without a word: `/_matrix/client/v3/account/whoami` tells whether it was
                 *     understood. Synapse before 1.141 reads only the draft's name, from 1.161 on only this one, and in between both, so that
                 *     sending both is the safe choice.
                 * @example GHOSTDEV
                 */
                device_id?: components["parameters"]["ActingDevice"];
                /**
                 * @description What the draft calls `device_id`.
                 * @example GHOSTDEV
                 */
                "org.matrix.msc3202.device_id"?: string;
                /**
                 * @description The user in whose name the application service acts: one of its namespaces' users or its sender, and registered. Without it,
                 *     the sender. Ordinary users' tokens say whose they are, and the parameter means nothing there.
                 * @example @_bridge_alice:example.org
                 */
                user_id?: components["parameters"]["ActingUser"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user, and the device if there is one. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenOwner"];
                };
            };
            400: components["responses"]["CannotAct"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UnknownRoute"];
            405: components["responses"]["WrongMethod"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
        };
    };
    getDevices: {
        parameters: {
            query?: {
                /**
                 * @description The device of that user as which the application service acts; it has to exist. Without `user_id`, a device of the sender.
                 *
                 *     A homeserver that does not know the name ignores it without a word: `/_matrix/client/v3/account/whoami` tells whether it was
                 *     understood. Synapse before 1.141 reads only the draft's name, from 1.161 on only this one, and in between both, so that
                 *     sending both is the safe choice.
                 * @example GHOSTDEV
                 */
                device_id?: components["parameters"]["ActingDevice"];
                /**
                 * @description What the draft calls `device_id`.
                 * @example GHOSTDEV
                 */
                "org.matrix.msc3202.device_id"?: string;
                /**
                 * @description The user in whose name the application service acts: one of its namespaces' users or its sender, and registered. Without it,
                 *     the sender. Ordinary users' tokens say whose they are, and the parameter means nothing there.
                 * @example @_bridge_alice:example.org
                 */
                user_id?: components["parameters"]["ActingUser"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The devices. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Devices"];
                };
            };
            400: components["responses"]["CannotAct"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UnknownRoute"];
            405: components["responses"]["WrongMethod"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
        };
    };
    getDevice: {
        parameters: {
            query?: {
                /**
                 * @description The device of that user as which the application service acts; it has to exist. Without `user_id`, a device of the sender.
                 *
                 *     A homeserver that does not know the name ignores it without a word: `/_matrix/client/v3/account/whoami` tells whether it was
                 *     understood. Synapse before 1.141 reads only the draft's name, from 1.161 on only this one, and in between both, so that
                 *     sending both is the safe choice.
                 * @example GHOSTDEV
                 */
                device_id?: components["parameters"]["ActingDevice"];
                /**
                 * @description What the draft calls `device_id`.
                 * @example GHOSTDEV
                 */
                "org.matrix.msc3202.device_id"?: string;
                /**
                 * @description The user in whose name the application service acts: one of its namespaces' users or its sender, and registered. Without it,
                 *     the sender. Ordinary users' tokens say whose they are, and the parameter means nothing there.
                 * @example @_bridge_alice:example.org
                 */
                user_id?: components["parameters"]["ActingUser"];
            };
            header?: never;
            path: {
                /**
                 * @description The device, an opaque string.
                 * @example GHOSTDEV
                 */
                deviceId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The device. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Device"];
                };
            };
            400: components["responses"]["CannotAct"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UnknownDevice"];
            405: components["responses"]["WrongMethod"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
        };
    };
    updateDevice: {
        parameters: {
            query?: {
                /**
                 * @description The device of that user as which the application service acts; it has to exist. Without `user_id`, a device of the sender.
                 *
                 *     A homeserver that does not know the name ignores it without a word: `/_matrix/client/v3/account/whoami` tells whether it was
                 *     understood. Synapse before 1.141 reads only the draft's name, from 1.161 on only this one, and in between both, so that
                 *     sending both is the safe choice.
                 * @example GHOSTDEV
                 */
                device_id?: components["parameters"]["ActingDevice"];
                /**
                 * @description What the draft calls `device_id`.
                 * @example GHOSTDEV
                 */
                "org.matrix.msc3202.device_id"?: string;
                /**
                 * @description The user in whose name the application service acts: one of its namespaces' users or its sender, and registered. Without it,
                 *     the sender. Ordinary users' tokens say whose they are, and the parameter means nothing there.
                 * @example @_bridge_alice:example.org
                 */
                user_id?: components["parameters"]["ActingUser"];
            };
            header?: never;
            path: {
                /**
                 * @description The device, an opaque string.
                 * @example GHOSTDEV
                 */
                deviceId: string;
            };
            cookie?: never;
        };
        /** @description What is to be true of the device. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceUpdate"];
            };
        };
        responses: {
            /** @description The device was there, and is as it should be now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmptyObject"];
                };
            };
            /** @description The device was created. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmptyObject"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UnknownDevice"];
            405: components["responses"]["WrongMethod"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
        };
    };
    deleteDevice: {
        parameters: {
            query?: {
                /**
                 * @description The device of that user as which the application service acts; it has to exist. Without `user_id`, a device of the sender.
                 *
                 *     A homeserver that does not know the name ignores it without a word: `/_matrix/client/v3/account/whoami` tells whether it was
                 *     understood. Synapse before 1.141 reads only the draft's name, from 1.161 on only this one, and in between both, so that
                 *     sending both is the safe choice.
                 * @example GHOSTDEV
                 */
                device_id?: components["parameters"]["ActingDevice"];
                /**
                 * @description What the draft calls `device_id`.
                 * @example GHOSTDEV
                 */
                "org.matrix.msc3202.device_id"?: string;
                /**
                 * @description The user in whose name the application service acts: one of its namespaces' users or its sender, and registered. Without it,
                 *     the sender. Ordinary users' tokens say whose they are, and the parameter means nothing there.
                 * @example @_bridge_alice:example.org
                 */
                user_id?: components["parameters"]["ActingUser"];
            };
            header?: never;
            path: {
                /**
                 * @description The device, an opaque string.
                 * @example GHOSTDEV
                 */
                deviceId: string;
            };
            cookie?: never;
        };
        /** @description A step of interactive authentication, or nothing. */
        requestBody?: {
            content: {
                "application/json": components["schemas"]["DeviceDeletion"];
            };
        };
        responses: {
            /** @description The device is not there any more. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmptyObject"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
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
                 * @description The device of that user as which the application service acts; it has to exist. Without `user_id`, a device of the sender.
                 *
                 *     A homeserver that does not know the name ignores it without a word: `/_matrix/client/v3/account/whoami` tells whether it was
                 *     understood. Synapse before 1.141 reads only the draft's name, from 1.161 on only this one, and in between both, so that
                 *     sending both is the safe choice.
                 * @example GHOSTDEV
                 */
                device_id?: components["parameters"]["ActingDevice"];
                /**
                 * @description What the draft calls `device_id`.
                 * @example GHOSTDEV
                 */
                "org.matrix.msc3202.device_id"?: string;
                /**
                 * @description The user in whose name the application service acts: one of its namespaces' users or its sender, and registered. Without it,
                 *     the sender. Ordinary users' tokens say whose they are, and the parameter means nothing there.
                 * @example @_bridge_alice:example.org
                 */
                user_id?: components["parameters"]["ActingUser"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The users, devices and algorithms of which a key is wanted. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClientKeyClaim"];
            };
        };
        responses: {
            /** @description The keys, as far as there are any. */
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
                 * @description The device of that user as which the application service acts; it has to exist. Without `user_id`, a device of the sender.
                 *
                 *     A homeserver that does not know the name ignores it without a word: `/_matrix/client/v3/account/whoami` tells whether it was
                 *     understood. Synapse before 1.141 reads only the draft's name, from 1.161 on only this one, and in between both, so that
                 *     sending both is the safe choice.
                 * @example GHOSTDEV
                 */
                device_id?: components["parameters"]["ActingDevice"];
                /**
                 * @description What the draft calls `device_id`.
                 * @example GHOSTDEV
                 */
                "org.matrix.msc3202.device_id"?: string;
                /**
                 * @description The user in whose name the application service acts: one of its namespaces' users or its sender, and registered. Without it,
                 *     the sender. Ordinary users' tokens say whose they are, and the parameter means nothing there.
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
            /** @description The keys are there now. */
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
                 * @description The device of that user as which the application service acts; it has to exist. Without `user_id`, a device of the sender.
                 *
                 *     A homeserver that does not know the name ignores it without a word: `/_matrix/client/v3/account/whoami` tells whether it was
                 *     understood. Synapse before 1.141 reads only the draft's name, from 1.161 on only this one, and in between both, so that
                 *     sending both is the safe choice.
                 * @example GHOSTDEV
                 */
                device_id?: components["parameters"]["ActingDevice"];
                /**
                 * @description What the draft calls `device_id`.
                 * @example GHOSTDEV
                 */
                "org.matrix.msc3202.device_id"?: string;
                /**
                 * @description The user in whose name the application service acts: one of its namespaces' users or its sender, and registered. Without it,
                 *     the sender. Ordinary users' tokens say whose they are, and the parameter means nothing there.
                 * @example @_bridge_alice:example.org
                 */
                user_id?: components["parameters"]["ActingUser"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The users and devices whose keys are wanted. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClientKeyQuery"];
            };
        };
        responses: {
            /** @description The keys of those users who could be asked for. */
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
                 * @description The device of that user as which the application service acts; it has to exist. Without `user_id`, a device of the sender.
                 *
                 *     A homeserver that does not know the name ignores it without a word: `/_matrix/client/v3/account/whoami` tells whether it was
                 *     understood. Synapse before 1.141 reads only the draft's name, from 1.161 on only this one, and in between both, so that
                 *     sending both is the safe choice.
                 * @example GHOSTDEV
                 */
                device_id?: components["parameters"]["ActingDevice"];
                /**
                 * @description What the draft calls `device_id`.
                 * @example GHOSTDEV
                 */
                "org.matrix.msc3202.device_id"?: string;
                /**
                 * @description The user in whose name the application service acts: one of its namespaces' users or its sender, and registered. Without it,
                 *     the sender. Ordinary users' tokens say whose they are, and the parameter means nothing there.
                 * @example @_bridge_alice:example.org
                 */
                user_id?: components["parameters"]["ActingUser"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The signed objects, each with its new signatures alone. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignatureUpload"];
            };
        };
        responses: {
            /** @description The signatures were looked at. Those that `failures` does not name are stored. */
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
                 * @description The device of that user as which the application service acts; it has to exist. Without `user_id`, a device of the sender.
                 *
                 *     A homeserver that does not know the name ignores it without a word: `/_matrix/client/v3/account/whoami` tells whether it was
                 *     understood. Synapse before 1.141 reads only the draft's name, from 1.161 on only this one, and in between both, so that
                 *     sending both is the safe choice.
                 * @example GHOSTDEV
                 */
                device_id?: components["parameters"]["ActingDevice"];
                /**
                 * @description What the draft calls `device_id`.
                 * @example GHOSTDEV
                 */
                "org.matrix.msc3202.device_id"?: string;
                /**
                 * @description The user in whose name the application service acts: one of its namespaces' users or its sender, and registered. Without it,
                 *     the sender. Ordinary users' tokens say whose they are, and the parameter means nothing there.
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
            /** @description How many one-time keys are there now. */
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
    register: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The user. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterRequest"];
            };
        };
        responses: {
            /** @description The user is registered. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisterResponse"];
                };
            };
            400: components["responses"]["CannotRegister"];
            401: components["responses"]["UnauthenticatedRegistration"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UnknownRoute"];
            405: components["responses"]["WrongMethod"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
        };
    };
}
