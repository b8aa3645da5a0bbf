// Generated from openapi/client-server/devices.yaml by `npm run generate`. Change the source, not this file.

export interface paths {
    "/_matrix/client/v3/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ask for all devices of a user.
         * @description Returns the devices of the user that `user_id` names.
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
                 * @description The device, an opaque string.
                 * @example GHOSTDEV
                 */
                deviceId: string;
            };
            cookie?: never;
        };
        /**
         * Ask for a device.
         * @description Returns a device of the user that `user_id` names.
         */
        get: operations["getDevice"];
        /**
         * Create or rename a device.
         * @description Creates a device for an application service's user, with an ID that the application service chooses (MSC4190).
         *     The answer is 201 for a new device, and 200 for an existing one. Ordinary clients can only rename existing
         *     devices.
         *
         *     Part of Matrix since 1.17, without a flag. Before that, the registration needs `io.element.msc4190`, and some
         *     homeservers still require it. A homeserver without this feature answers 404 `M_NOT_FOUND`.
         */
        put: operations["updateDevice"];
        post?: never;
        /**
         * Delete a device.
         * @description An application service needs no interactive authentication for it (MSC4190, in Matrix since 1.17). Send an empty
         *     object as the body, because some homeservers require one. A missing device counts as deleted.
         */
        delete: operations["deleteDevice"];
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
     * @description The user's name for the device.
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
     * @description The time of the device's last use, in milliseconds since the Unix epoch. It may be some minutes out of date.
     * @example 1760000000000
     */
    last_seen_ts?: number;
};
/**
 * DeviceDeletion
 * @description The body of a request to delete a device.
 */
export type DeviceDeletion = {
    auth?: AuthenticationData;
};
/**
 * Devices
 * @description The devices of the user who asks.
 */
export type Devices = {
    /** @description The devices, in no particular order, including devices without keys. */
    devices?: Device[];
};
/**
 * DeviceUpdate
 * @description The device's new properties. Absent ones stay unchanged.
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
 * @description The answer `{}`. The status alone reports success.
 * @example {}
 */
export type EmptyObject = Record<string, unknown>;
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
        Device: Device;
        DeviceDeletion: DeviceDeletion;
        Devices: Devices;
        DeviceUpdate: DeviceUpdate;
        EmptyObject: EmptyObject;
        MatrixError: MatrixError;
        RateLimitError: RateLimitError;
        UnauthorizedError: UnauthorizedError;
    };
    responses: {
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
        /** @description The user does not have this device (`M_NOT_FOUND`), or the homeserver does not know this path (`M_UNRECOGNIZED`). */
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
    getDevices: {
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
                 * @description The device, an opaque string.
                 * @example GHOSTDEV
                 */
                deviceId: string;
            };
            cookie?: never;
        };
        /** @description The device's new properties. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceUpdate"];
            };
        };
        responses: {
            /** @description The device existed and is now updated. */
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
            /** @description The device no longer exists. */
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
}
