// Generated from openapi/client-server/messages.yaml by `npm run generate`. Change the source, not this file.

export interface paths {
    "/_matrix/client/v1/media/download/{serverName}/{mediaId}": {
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
            path: {
                /**
                 * @description The part of the address after the server name.
                 * @example AQwafuaFswefuhsfAFAgsw
                 */
                mediaId: string;
                /**
                 * @description The server name in the `mxc:` address of the file.
                 * @example example.org
                 */
                serverName: string;
            };
            cookie?: never;
        };
        /**
         * Download a file.
         * @description Returns a file of this or another homeserver. The homeserver may redirect to another address. The token must not
         *     be sent there.
         */
        get: operations["downloadMedia"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_matrix/client/v3/rooms/{roomId}/redact/{eventId}/{txnId}": {
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
            path: {
                /**
                 * @description The event to redact.
                 * @example $26RqwJMLw-yds1GAH_QxjHRC1Da9oasK0e5VLnck_45
                 */
                eventId: string;
                /**
                 * @description The room, by its ID.
                 * @example !jEsUZKDJdhlrceRyVU:example.org
                 */
                roomId: string;
                /**
                 * @description The transaction ID. A request with the same ID, path and device is a repeat, and gets the first answer again.
                 * @example 37
                 */
                txnId: string;
            };
            cookie?: never;
        };
        get?: never;
        /**
         * Redact an event.
         * @description Removes the content of an event for good. Users may redact their own events, and with enough power those of
         *     others.
         */
        put: operations["redactEvent"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_matrix/client/v3/rooms/{roomId}/send/{eventType}/{txnId}": {
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
            path: {
                /**
                 * @description The type of the event.
                 * @example m.room.encrypted
                 */
                eventType: string;
                /**
                 * @description The room, by its ID.
                 * @example !jEsUZKDJdhlrceRyVU:example.org
                 */
                roomId: string;
                /**
                 * @description The transaction ID. A request with the same ID, path and device is a repeat, and gets the first answer again.
                 * @example 37
                 */
                txnId: string;
            };
            cookie?: never;
        };
        get?: never;
        /**
         * Send a message event to a room.
         * @description The body is the content of the event. In an encrypted room the type is `m.room.encrypted`.
         */
        put: operations["sendEvent"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_matrix/client/v3/sendToDevice/{eventType}/{txnId}": {
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
            path: {
                /**
                 * @description The type of the messages.
                 * @example m.room.encrypted
                 */
                eventType: string;
                /**
                 * @description The transaction ID. A request with the same ID, path and device is a repeat, and gets the first answer again.
                 * @example 37
                 */
                txnId: string;
            };
            cookie?: never;
        };
        get?: never;
        /**
         * Send messages to devices.
         * @description Sends a message of one type to each of several devices, each with a content of its own. The homeserver keeps a
         *     message until the device has received it.
         */
        put: operations["sendToDevice"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_matrix/client/v3/sync": {
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
        /**
         * Receive new data for a device.
         * @description Returns the data since `since`, or nothing new once `timeout` is over. An encrypted application service uses it
         *     to catch up on to-device messages: with a filter without rooms, `timeout=0` and `set_presence=offline`, until an
         *     answer has none.
         *
         *     **The next request deletes them:** a `since` removes the to-device messages of the answer that it comes from.
         *     Store them first.
         */
        get: operations["sync"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_matrix/media/v3/upload": {
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
        get?: never;
        put?: never;
        /**
         * Upload a file.
         * @description Stores a file at the homeserver. An encrypted file is uploaded as `application/octet-stream`, without a name.
         */
        post: operations["uploadMedia"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
/**
 * ContentUri
 * @description The address of a stored file.
 */
export type ContentUri = {
    /**
     * Format: mx-mxc-uri
     * @description The address, which begins with `mxc://`.
     * @example mxc://example.org/AQwafuaFswefuhsfAFAgsw
     */
    content_uri: string;
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
 * EmptyObject
 * @description The answer `{}`. The status alone reports success.
 * @example {}
 */
export type EmptyObject = Record<string, unknown>;
/**
 * EventContent
 * @description The content of an event; its fields depend on the type.
 */
export type EventContent = Record<string, unknown>;
/**
 * EventId
 * @description The ID of the event that was sent.
 */
export type EventId = {
    /**
     * Format: mx-event-id
     * @description The ID of the event.
     * @example $26RqwJMLw-yds1GAH_QxjHRC1Da9oasK0e5VLnck_45
     */
    event_id: string;
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
 * Reason
 * @description The reason for a change, which the members of the room can read.
 */
export type Reason = {
    /**
     * @description The reason in words.
     * @example The bridge was switched off
     */
    reason?: string;
};
/**
 * ReceivedToDeviceEvent
 * @description A message from one device to another, outside any room, as the receiving device gets it.
 */
export type ReceivedToDeviceEvent = {
    /**
     * @description The content that the sending device wrote; its fields depend on the type.
     * @example {}
     */
    content: Record<string, unknown>;
    /**
     * @description The user whose device sent the message.
     * @example @bob:example.org
     */
    sender?: string;
    /**
     * @description The type of the message.
     * @example m.room.encrypted
     */
    type: string;
};
/**
 * ReceivedToDeviceEvents
 * @description To-device messages, oldest first.
 */
export type ReceivedToDeviceEvents = {
    /** @description The messages. At most 100 come at once from Synapse. */
    events?: ReceivedToDeviceEvent[];
};
/**
 * Redaction
 * @description The redaction that was sent.
 */
export type Redaction = {
    /**
     * Format: mx-event-id
     * @description The ID of the event that redacts.
     * @example $26RqwJMLw-yds1GAH_QxjHRC1Da9oasK0e5VLnck_45
     */
    event_id?: string;
};
/**
 * SyncResponse
 * @description The data that is new for a device, as far as it concerns encryption. `rooms`, `presence` and `account_data` are passed
 *     on as they came.
 */
export type SyncResponse = {
    /** @description Data that the user's clients have stored. */
    account_data?: Record<string, unknown>;
    /** @description Users whose devices changed, and users who no longer share a room with the user. */
    device_lists?: DeviceLists;
    /**
     * @description The number of unclaimed one-time keys of the device, by algorithm. A missing algorithm has none.
     * @example {
     *       "signed_curve25519": 50
     *     }
     */
    device_one_time_keys_count?: {
        [key: string]: number;
    };
    /**
     * @description The algorithms of which the homeserver has a fallback key that is still unused.
     * @example [
     *       "signed_curve25519"
     *     ]
     */
    device_unused_fallback_key_types?: string[];
    /**
     * @description The `since` of the next request. That request deletes the to-device messages of this answer.
     * @example s72595_4483_1934
     */
    next_batch: string;
    /** @description The presence of other users. */
    presence?: Record<string, unknown>;
    /** @description The rooms in which something is new. A filter without rooms leaves it out. */
    rooms?: Record<string, unknown>;
    /** @description The messages for the device. */
    to_device?: ReceivedToDeviceEvents;
};
/**
 * ToDeviceMessages
 * @description Messages of one type to devices, each with its own content.
 */
export type ToDeviceMessages = {
    /**
     * @description A map from user ID to a map from device ID to the content of the message. The device ID `*` means all devices of
     *     the user.
     */
    messages: {
        [userId: `@${string}`]: {
            [key: string]: Record<string, unknown>;
        };
    };
};
export interface components {
    schemas: {
        ContentUri: ContentUri;
        DeviceLists: DeviceLists;
        EmptyObject: EmptyObject;
        EventContent: EventContent;
        EventId: EventId;
        MatrixError: MatrixError;
        RateLimitError: RateLimitError;
        Reason: Reason;
        ReceivedToDeviceEvent: ReceivedToDeviceEvent;
        ReceivedToDeviceEvents: ReceivedToDeviceEvents;
        Redaction: Redaction;
        SyncResponse: SyncResponse;
        ToDeviceMessages: ToDeviceMessages;
    };
    responses: {
        /**
         * @description The user has already sent this reaction (`M_DUPLICATE_ANNOTATION`). Or the application service cannot act for that
         *     user or device (`M_UNKNOWN_DEVICE`, before Matrix 1.17 `ORG.MATRIX.MSC4326.M_UNKNOWN_DEVICE`; `M_EXCLUSIVE`;
         *     `M_INVALID_PARAM`), or the body is not JSON (`M_NOT_JSON`) or has the wrong shape (`M_BAD_JSON`).
         */
        BadEvent: {
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
        /** @description The file is at another address. Do not send the token there. */
        DownloadElsewhere: {
            headers: {
                /**
                 * @description The address.
                 * @example https://media.example.org/AQwafuaFswefuhsfAFAgsw
                 */
                Location?: string;
                [name: string]: unknown;
            };
            content?: never;
        };
        /** @description The file of the other homeserver is larger than this one takes (`M_TOO_LARGE`). */
        DownloadTooLarge: {
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
         * @description The user is not in the room, or lacks the power or permission for this. Or the application service may not act for that
         *     user, or has not registered the user (`M_FORBIDDEN`).
         */
        ForbiddenInRoom: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["MatrixError"];
            };
        };
        /**
         * @description The homeserver does not take files of this type, or no more files of this user. Or the application service may not act
         *     for that user, or has not registered the user (`M_FORBIDDEN`).
         */
        ForbiddenUpload: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["MatrixError"];
            };
        };
        /** @description The address was given out, but the file is not there yet (`M_NOT_YET_UPLOADED`). */
        NotYetUploaded: {
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
        /** @description The request has no token (`M_MISSING_TOKEN`) or an unknown one (`M_UNKNOWN_TOKEN`). */
        Unauthorized: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["MatrixError"];
            };
        };
        /** @description There is no such file (`M_NOT_FOUND`), or the homeserver does not know this path (`M_UNRECOGNIZED`). */
        UnknownMedia: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["MatrixError"];
            };
        };
        /** @description There is no such room (`M_NOT_FOUND`), or the homeserver does not know this path (`M_UNRECOGNIZED`). */
        UnknownRoom: {
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
    downloadMedia: {
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
                 * @description The longest time to wait for a file that is not uploaded yet, in milliseconds. Default: 20 seconds.
                 * @example 5000
                 */
                timeout_ms?: number;
                /**
                 * @description The user that the application service acts for: a registered user of its namespaces, or its sender. Default: the
                 *     sender. With an ordinary user's token, the parameter has no effect.
                 * @example @_bridge_alice:example.org
                 */
                user_id?: components["parameters"]["ActingUser"];
            };
            header?: never;
            path: {
                /**
                 * @description The part of the address after the server name.
                 * @example AQwafuaFswefuhsfAFAgsw
                 */
                mediaId: string;
                /**
                 * @description The server name in the `mxc:` address of the file.
                 * @example example.org
                 */
                serverName: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    /**
                     * @description The name of the file, if it was uploaded with one.
                     * @example inline; filename="cat.jpg"
                     */
                    "Content-Disposition": string;
                    /**
                     * @description The type of the file.
                     * @example application/octet-stream
                     */
                    "Content-Type": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            307: components["responses"]["DownloadElsewhere"];
            308: components["responses"]["DownloadElsewhere"];
            400: components["responses"]["CannotAct"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UnknownMedia"];
            405: components["responses"]["WrongMethod"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
            502: components["responses"]["DownloadTooLarge"];
            504: components["responses"]["NotYetUploaded"];
        };
    };
    redactEvent: {
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
            path: {
                /**
                 * @description The event to redact.
                 * @example $26RqwJMLw-yds1GAH_QxjHRC1Da9oasK0e5VLnck_45
                 */
                eventId: string;
                /**
                 * @description The room, by its ID.
                 * @example !jEsUZKDJdhlrceRyVU:example.org
                 */
                roomId: string;
                /**
                 * @description The transaction ID. A request with the same ID, path and device is a repeat, and gets the first answer again.
                 * @example 37
                 */
                txnId: string;
            };
            cookie?: never;
        };
        /** @description The reason. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            /** @description The redaction is sent. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Redaction"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenInRoom"];
            404: components["responses"]["UnknownRoom"];
            405: components["responses"]["WrongMethod"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
        };
    };
    sendEvent: {
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
            path: {
                /**
                 * @description The type of the event.
                 * @example m.room.encrypted
                 */
                eventType: string;
                /**
                 * @description The room, by its ID.
                 * @example !jEsUZKDJdhlrceRyVU:example.org
                 */
                roomId: string;
                /**
                 * @description The transaction ID. A request with the same ID, path and device is a repeat, and gets the first answer again.
                 * @example 37
                 */
                txnId: string;
            };
            cookie?: never;
        };
        /** @description The content of the event. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventContent"];
            };
        };
        responses: {
            /** @description The event is sent. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventId"];
                };
            };
            400: components["responses"]["BadEvent"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenInRoom"];
            404: components["responses"]["UnknownRoom"];
            405: components["responses"]["WrongMethod"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
        };
    };
    sendToDevice: {
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
            path: {
                /**
                 * @description The type of the messages.
                 * @example m.room.encrypted
                 */
                eventType: string;
                /**
                 * @description The transaction ID. A request with the same ID, path and device is a repeat, and gets the first answer again.
                 * @example 37
                 */
                txnId: string;
            };
            cookie?: never;
        };
        /** @description The messages. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ToDeviceMessages"];
            };
        };
        responses: {
            /** @description The homeserver has taken all messages. */
            200: {
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
            404: components["responses"]["UnknownRoute"];
            405: components["responses"]["WrongMethod"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
        };
    };
    sync: {
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
                 * @description The ID of a filter, or a filter as JSON.
                 * @example {"room":{"rooms":[]}}
                 */
                filter?: string;
                /**
                 * @description True includes the whole state of the rooms. Default: false.
                 * @example false
                 */
                full_state?: boolean;
                /**
                 * @description What the draft calls `device_id`.
                 * @example GHOSTDEV
                 */
                "org.matrix.msc3202.device_id"?: string;
                /**
                 * @description The presence that the request shows. Default: the user is online.
                 * @example offline
                 */
                set_presence?: "offline" | "online" | "unavailable";
                /**
                 * @description The `next_batch` of an earlier answer. Without it, the answer begins with the current state.
                 * @example s72594_4483_1934
                 */
                since?: string;
                /**
                 * @description The longest time to wait for something new, in milliseconds. Default: 0.
                 * @example 0
                 */
                timeout?: number;
                /**
                 * @description True sends `state_after` instead of `state`. Default: false.
                 * @example false
                 */
                use_state_after?: boolean;
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
        requestBody?: never;
        responses: {
            /** @description The new data. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SyncResponse"];
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
    uploadMedia: {
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
                 * @description The name of the file.
                 * @example cat.jpg
                 */
                filename?: string;
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
            header?: {
                /**
                 * @description The type of the file. Default: `application/octet-stream`.
                 * @example application/octet-stream
                 */
                "Content-Type"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description The content of the file. */
        requestBody: {
            content: {
                "application/octet-stream": unknown;
            };
        };
        responses: {
            /** @description The file is stored. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContentUri"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenUpload"];
            404: components["responses"]["UnknownRoute"];
            405: components["responses"]["WrongMethod"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
        };
    };
}
