// Generated from openapi/client-server/users.yaml by `npm run generate`. Change the source, not this file.

export interface paths {
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
         * Ask the homeserver to ping the application service.
         * @description The homeserver sends `POST /_matrix/app/v1/ping` to the application service. Once that is answered, it reports
         *     the duration, or the error. An application service calls this after it has started, to learn whether its own
         *     address works.
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
         * Ask which user and device a request acts for.
         * @description Shows an application service whether the homeserver understood `user_id` and `device_id`. A homeserver silently
         *     ignores names that it does not know.
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
         * @description Send `inhibit_login: true`, because an application service acts for its users with its own token. A homeserver
         *     may refuse to log the user in, and then answers `M_APPSERVICE_LOGIN_UNSUPPORTED` to a request without it.
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
 * @description The reason for a failed ping between the homeserver and the application service.
 */
export type AppservicePingError = {
    /**
     * @description The body of that answer, as text.
     * @example {"errcode": "M_UNKNOWN_TOKEN"}
     */
    body?: string;
    /**
     * @description `M_BAD_STATUS` if the application service answered with a status other than 200, `M_CONNECTION_FAILED` if the
     *     homeserver got no connection.
     * @example M_BAD_STATUS
     * @enum {string}
     */
    errcode: "M_BAD_STATUS" | "M_CONNECTION_FAILED";
    /**
     * @description The error in words, for people.
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
 * @description An application service's request for a ping.
 */
export type AppservicePingRequest = {
    /**
     * @description Comes back in the ping and identifies it.
     * @example mautrix-go_1683636478256400935_123
     */
    transaction_id?: string;
};
/**
 * AppservicePingResponse
 * @description The ping reached the application service, and its answer reached the homeserver.
 */
export type AppservicePingResponse = {
    /**
     * @description The duration, in milliseconds by the homeserver's clock.
     * @example 123
     */
    duration_ms: number;
};
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
 * RegisterRequest
 * @description The user that an application service registers.
 */
export type RegisterRequest = {
    auth?: AuthenticationData;
    /**
     * @description With a login, the ID of the new device. If absent, the homeserver chooses one.
     * @example GHOSTDEV
     */
    device_id?: string;
    /**
     * @description Registers the user without a login, which would create a device and an access token. Application services need
     *     neither, because they act for a user with their own token.
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
    /** @description With a login, announces support for access tokens that expire. */
    refresh_token?: boolean;
    /**
     * @description `m.login.application_service`, which marks a registration by an application service.
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
    /** @description The lifetime of the access token, in milliseconds. If absent, it does not expire. */
    expires_in_ms?: number;
    /**
     * @deprecated
     * @description The homeserver's name, which is in the user ID as well.
     * @example example.org
     */
    home_server?: string;
    /** @description The token to obtain the next access token with, once this one has expired. Absent if `inhibit_login` was `true`. */
    refresh_token?: string;
    /**
     * Format: mx-user-id
     * @description The user's ID. Its localpart may differ from the requested one.
     * @example @_bridge_alice:example.org
     */
    user_id: string;
};
/**
 * TokenOwner
 * @description The user and device that the homeserver took a request to be from.
 */
export type TokenOwner = {
    /**
     * @description The device, if there is one. If an application service named one and this is absent, the homeserver did not
     *     understand the parameter.
     * @example GHOSTDEV
     */
    device_id?: string;
    /**
     * @description True for a guest.
     * @default false
     * @example false
     */
    is_guest?: boolean;
    /**
     * Format: mx-user-id
     * @description The user. For an application service, the one it acts for, or its sender.
     * @example @_bridge_alice:example.org
     */
    user_id: string;
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
        AppservicePingError: AppservicePingError;
        AppservicePingRequest: AppservicePingRequest;
        AppservicePingResponse: AppservicePingResponse;
        AuthenticationData: AuthenticationData;
        MatrixError: MatrixError;
        RateLimitError: RateLimitError;
        RegisterRequest: RegisterRequest;
        RegisterResponse: RegisterResponse;
        TokenOwner: TokenOwner;
        UnauthorizedError: UnauthorizedError;
    };
    responses: {
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
         * @description The user cannot be registered. The homeserver logs no application services in, and `inhibit_login` is not `true`
         *     (`M_APPSERVICE_LOGIN_UNSUPPORTED`, before Matrix 1.17 `IO.ELEMENT.MSC4190.M_APPSERVICE_LOGIN_UNSUPPORTED`). Or the
         *     user already exists (`M_USER_IN_USE`), or the name is invalid (`M_INVALID_USERNAME`). Or the user is in no namespace
         *     of the application service, or in another's (`M_EXCLUSIVE`). Or the body is not JSON (`M_NOT_JSON`) or has the wrong
         *     shape (`M_BAD_JSON`).
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
        /** @description The token is not the `as_token` of the application service in the path (`M_FORBIDDEN`). */
        NotThisAppservice: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["MatrixError"];
            };
        };
        /**
         * @description The application service answered with a status other than 200 (`M_BAD_STATUS`), or could not be reached
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
         * @description The request has no token (`M_MISSING_TOKEN`) or an unknown one (`M_UNKNOWN_TOKEN`). Or its `type` is not
         *     `m.login.application_service`, and the homeserver demands interactive authentication (`flows` instead of `errcode`).
         */
        UnauthenticatedRegistration: {
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
        /**
         * @description The registration of the application service has no URL (`M_URL_NOT_SET`), or the body is not JSON (`M_NOT_JSON`) or
         *     has the wrong shape (`M_BAD_JSON`).
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
    pingAppservice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The `id` in the registration that the token belongs to.
                 * @example example-bridge
                 */
                appserviceId: string;
            };
            cookie?: never;
        };
        /** @description The content of the ping. */
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
