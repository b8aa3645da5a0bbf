// Generated from openapi/application-service/transactions.yaml by `npm run generate`. Change the source, not this file.

export interface paths {
    "/_matrix/app/v1/transactions/{txnId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Send events to the application service.
         * @description The homeserver sends the news since the last transaction, and waits for the answer before it sends the next one.
         *     Until the answer is 200, it repeats the transaction under the same transaction ID, without end. The body of a
         *     repeat may differ: Synapse repeats only the events, without to-device messages, lists and counts, and Dendrite
         *     may add events. So the application service delivers the parts that did not come under that ID before.
         *
         *     An unreadable event is no reason to refuse a transaction, because the same event would come back. The
         *     application service delivers the others. It refuses only a body that is not a JSON object or has no `events`
         *     array.
         */
        put: operations["sendTransaction"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
/**
 * ClientEvent
 * @description A room event in the form that clients and application services receive. It is a state event if, and only if, it has a
 *     `state_key`, whatever its type.
 */
export type ClientEvent = {
    /**
     * @description The content that the sender's client wrote. It may be any object, even with names such as `__proto__`, and is
     *     passed on unchanged.
     * @example {
     *       "membership": "join"
     *     }
     */
    content: Record<string, unknown>;
    /**
     * Format: mx-event-id
     * @description The ID of the event, the same on every server.
     * @example $26RqwJMLw-yds1GAH_QxjHRC1Da9oasK0e5VLnck_45
     */
    event_id: string;
    /**
     * Format: int64
     * @description The time of sending according to the sender's server, in milliseconds since the Unix epoch.
     * @example 1632489532305
     */
    origin_server_ts: number;
    /**
     * Format: mx-room-id
     * @description The room in which the event was sent.
     * @example !jEsUZKDJdhlrceRyVU:example.org
     */
    room_id: string;
    /**
     * Format: mx-user-id
     * @description The user who sent the event.
     * @example @bob:example.org
     */
    sender: string;
    /**
     * @description Present in state events, and often empty. Together with the type it names the piece of room state that the event
     *     sets. State keys that begin with `@` belong to the user with that ID.
     * @example
     */
    state_key?: string;
    /**
     * @description The type of the event. Encrypted events are all `m.room.encrypted`.
     * @example m.room.encrypted
     */
    type: string;
    /**
     * UnsignedData
     * @description The homeserver's own data about the event, outside its signatures.
     */
    unsigned?: {
        /**
         * Format: int64
         * @description The age of the event in milliseconds. It compares two servers' clocks, so it can be too great, or negative.
         * @example 1567437
         */
        age?: number;
        /**
         * @description The reader's membership at the time of the event. Usually absent in transactions, because an application
         *     service reads for many users.
         * @example join
         */
        membership?: string;
        /** @description The content of the state event that this state event replaced. */
        prev_content?: Record<string, unknown>;
        /** @description The event that redacted this one, if one did. */
        redacted_because?: Record<string, unknown>;
        /**
         * Format: mx-event-id
         * @description The ID of the state event that this state event replaced.
         */
        replaces_state?: string;
        /** @description The sending client's transaction ID. Only the client that sent the event receives it. */
        transaction_id?: string;
    };
};
/**
 * DeviceLists
 * @description Users whose devices the application service must query again. They are its own users, and users who share a room with
 *     one of them.
 */
export type DeviceLists = {
    /**
     * @description Users whose device keys or cross-signing keys have changed, or who now share a room with one of the application
     *     service's users. Query their keys before you encrypt the next message for them.
     * @example [
     *       "@bob:example.org"
     *     ]
     */
    changed?: string[];
    /**
     * @description Users who no longer share a room with any of the application service's users. Changes of their devices are no
     *     longer reported, so forget their keys.
     * @example [
     *       "@carol:example.com"
     *     ]
     */
    left?: string[];
    /**
     * @deprecated
     * @description An older name of `left`: read, never written.
     * @example [
     *       "@carol:example.com"
     *     ]
     */
    removed?: string[];
};
/**
 * DeviceOneTimeKeysCount
 * @description The numbers of one-time keys that the homeserver still holds for the application service's users: a map from user ID
 *     to a map from device ID to a map from algorithm to the number of keys.
 *
 *     Absent is not empty. For a user or device without an entry, the last count stands. A device whose entry is `{}` has no
 *     keys left. An algorithm that is missing from a device's entry has none.
 *
 *     A count is the number of keys when the transaction was written. It does not say that keys were used. Synapse counts
 *     only for some users, and reports zero for keys that were never uploaded.
 *
 *     The first draft had no devices here: user ID, then algorithm, then the number. Its shape is recognised for each user,
 *     by a number where a device's map would be.
 */
export type DeviceOneTimeKeysCount = {
    [userId: `@${string}`]: {
        [key: string]: {
            [key: string]: number;
        } | number;
    };
};
/**
 * DeviceUnusedFallbackKeyTypes
 * @description The algorithms for which the homeserver holds an unused fallback key: a map from user ID to a map from device ID to a
 *     list of algorithms.
 *
 *     Absent is not empty. A device without an entry has nothing new. A device with an empty list has used all its fallback
 *     keys and should upload new ones.
 */
export type DeviceUnusedFallbackKeyTypes = {
    [userId: `@${string}`]: {
        [key: string]: string[];
    };
};
/**
 * EmptyObject
 * @description The answer `{}`. The status alone reports success.
 * @example {}
 */
export type EmptyObject = Record<string, unknown>;
/**
 * EphemeralEvent
 * @description Short-lived data outside a room's history: a typing notice (`m.typing`), a read receipt (`m.receipt`) or a user's
 *     presence (`m.presence`).
 */
export type EphemeralEvent = {
    /**
     * @description The content of the event; its fields depend on the type.
     * @example {
     *       "user_ids": [
     *         "@bob:example.org"
     *       ]
     *     }
     */
    content: Record<string, unknown>;
    /**
     * @deprecated
     * @description An older name of `type`: read, never written.
     * @example m.typing
     */
    edu_type?: string;
    /**
     * @description The room that the event is about. Events of a room (`m.typing`, `m.receipt`) always have it; `m.presence` never
     *     does.
     * @example !jEsUZKDJdhlrceRyVU:example.org
     */
    room_id?: string;
    /**
     * @description The user that the event is about. Present in `m.presence`.
     * @example @bob:example.org
     */
    sender?: string;
    /**
     * @description The type of the event. Every event has one; it is optional here because older homeservers call it `edu_type`.
     * @example m.typing
     */
    type?: string;
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
 * ToDeviceEvent
 * @description A message from one device to another, outside any room, for example one with a room key. In a transaction it also
 *     names the recipient among the application service's users and devices; in `/sync` the recipient is implied.
 */
export type ToDeviceEvent = {
    /**
     * @description The content that the sending device wrote; its fields depend on the type.
     * @example {}
     */
    content: Record<string, unknown>;
    /**
     * @description The user whose device sent the message.
     * @example @bob:example.org
     */
    sender: string;
    /**
     * @description The device of that user. A message to all devices (`*`) comes as one message for each device.
     * @example GHOSTDEV
     */
    to_device_id: string;
    /**
     * @description The application service's user that the message is for.
     * @example @_bridge_alice:example.org
     */
    to_user_id: string;
    /**
     * @description The type of the message.
     * @example m.room.encrypted
     */
    type: string;
};
/**
 * TransactionBody
 * @description The news since the last transaction. Only `events` is always present; the other fields are left out when they have no
 *     content.
 *
 *     The fields of the drafts come under more than one name. Homeservers that write them today use the unstable names, and
 *     some write the same list under two names. The first name that is present counts, in the order of this document,
 *     beginning with the stable one. The lists of two names are never combined.
 */
export type TransactionBody = {
    /** @description What the draft calls `ephemeral`. */
    "de.sorunome.msc2409.ephemeral"?: EphemeralEvent[];
    /** @description What the draft calls `to_device`. */
    "de.sorunome.msc2409.to_device"?: ToDeviceEvent[];
    device_lists?: DeviceLists;
    device_one_time_keys_count?: DeviceOneTimeKeysCount;
    device_unused_fallback_key_types?: DeviceUnusedFallbackKeyTypes;
    /**
     * @description Typing notices, receipts and presence. A homeserver sends them only if the registration has `receive_ephemeral`. Each
     *     registration flag makes Synapse write the field of its own name.
     */
    ephemeral?: EphemeralEvent[];
    /** @description Room events that the application service's namespaces cover, oldest first. Often empty. */
    events: ClientEvent[];
    /** @description What the draft calls `device_lists`. */
    "org.matrix.msc3202.device_lists"?: DeviceLists;
    /** @description What the draft calls `device_one_time_keys_count`. */
    "org.matrix.msc3202.device_one_time_key_counts"?: DeviceOneTimeKeysCount;
    /** @description What the draft calls `device_one_time_keys_count`. */
    "org.matrix.msc3202.device_one_time_keys_count"?: DeviceOneTimeKeysCount;
    /** @description What the draft calls `device_unused_fallback_key_types`. */
    "org.matrix.msc3202.device_unused_fallback_key_types"?: DeviceUnusedFallbackKeyTypes;
    /**
     * @description Messages to devices of the application service's users. Each comes only once, and a lost one may make room
     *     messages unreadable for ever. The unstable name still has the number of the first draft, MSC2409.
     */
    to_device?: ToDeviceEvent[];
};
export interface components {
    schemas: {
        ClientEvent: ClientEvent;
        DeviceLists: DeviceLists;
        DeviceOneTimeKeysCount: DeviceOneTimeKeysCount;
        DeviceUnusedFallbackKeyTypes: DeviceUnusedFallbackKeyTypes;
        EmptyObject: EmptyObject;
        EphemeralEvent: EphemeralEvent;
        MatrixError: MatrixError;
        ToDeviceEvent: ToDeviceEvent;
        TransactionBody: TransactionBody;
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
    sendTransaction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The ID of the transaction, an opaque string that the homeserver chose.
                 * @example 35
                 */
                txnId: string;
            };
            cookie?: never;
        };
        /** @description The news since the last transaction. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["TransactionBody"];
            };
        };
        responses: {
            /** @description The transaction was delivered, now or earlier. */
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
