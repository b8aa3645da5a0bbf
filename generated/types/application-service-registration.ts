// Generated from openapi/application-service/registration.yaml by `npm run generate`. Change the source, not this file.

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
/**
 * Namespace
 * @description A set of user IDs, room aliases or room IDs, given by a regular expression.
 */
export type Namespace = {
    /**
     * @description Whether the application service alone may have what the expression matches. Only users of exclusive namespaces belong to
     *     an application service, and only their keys are asked of it.
     * @example true
     */
    exclusive: boolean;
    /**
     * @description A POSIX regular expression for IDs, such as `@_bridge_.*:example\.org`. It is matched from the beginning of the ID and
     *     need not reach its end.
     * @example @_bridge_.*:example\.org
     */
    regex: string;
};
/**
 * Namespaces
 * @description What the application service is interested in. It is sent what any of the expressions matches.
 */
export type Namespaces = {
    /** @description Room aliases. All events of rooms with such an alias are sent. */
    aliases?: Namespace[];
    /** @description Room IDs. All events of such rooms are sent. */
    rooms?: Namespace[];
    /** @description Users, besides the sender. Events are sent if such a user of this homeserver is in the room or is what the event is about. */
    users?: Namespace[];
};
/**
 * Registration
 * @description The registration file: how a homeserver knows an application service, and both sides' credentials. It is YAML, and the
 *     homeserver reads it when it starts. Fields that are not listed here are allowed.
 *
 *     Quote the tokens. An unquoted token that consists of digits, or looks like `1e5`, is a number in YAML and not a string.
 * @example {
 *       "id": "example-bridge",
 *       "url": "http://localhost:9000/bridge/",
 *       "as_token": "as-token-of-the-example",
 *       "hs_token": "hs-token-of-the-example",
 *       "sender_localpart": "_bridge_bot",
 *       "namespaces": {
 *         "users": [
 *           {
 *             "exclusive": true,
 *             "regex": "@_bridge_.*:example\\.org"
 *           }
 *         ],
 *         "aliases": [
 *           {
 *             "exclusive": true,
 *             "regex": "#_bridge_.*:example\\.org"
 *           }
 *         ],
 *         "rooms": [
 *           {
 *             "exclusive": false,
 *             "regex": "!jEsUZKDJdhlrceRyVU:example\\.org"
 *           }
 *         ]
 *       },
 *       "rate_limited": false,
 *       "protocols": [
 *         "irc"
 *       ],
 *       "receive_ephemeral": true,
 *       "de.sorunome.msc2409.push_ephemeral": true,
 *       "org.matrix.msc3202": true,
 *       "io.element.msc4190": true
 *     }
 * @example {
 *       "id": "example-bot",
 *       "url": null,
 *       "as_token": "as-token-of-the-bot",
 *       "hs_token": "hs-token-of-the-bot",
 *       "sender_localpart": "example_bot",
 *       "namespaces": {}
 *     }
 */
export type Registration = {
    /**
     * @description The secret with which the application service authenticates to the homeserver. Every application service has another
     *     one. This package takes visible ASCII characters without spaces only.
     * @example as-token-of-the-example
     */
    as_token: string;
    /**
     * @description What the draft calls `receive_ephemeral`.
     * @default false
     * @example true
     */
    "de.sorunome.msc2409.push_ephemeral"?: boolean;
    /**
     * @description What a version of MSC4190's text called `io.element.msc4190`. The specification has no such flag, and no homeserver is known
     *     to read this name in a registration file.
     * @default false
     * @example true
     */
    device_management?: boolean;
    /**
     * @description The secret with which the homeserver authenticates to the application service. This package takes visible ASCII
     *     characters without spaces only.
     * @example hs-token-of-the-example
     */
    hs_token: string;
    /**
     * @description What the application service is called. No two registrations of a homeserver have the same, and it never changes.
     * @example example-bridge
     */
    id: string;
    /**
     * @description Whether the application service may create devices with `PUT /_matrix/client/v3/devices/{deviceId}`, delete them without
     *     interactive authentication, and register users without logging them in. In Matrix since 1.17, where no flag is needed;
     *     Synapse needs none since 1.141.
     * @default false
     * @example true
     */
    "io.element.msc4190"?: boolean;
    namespaces: Namespaces;
    /**
     * @description Whether device lists, one-time key counts and unused fallback key types are sent. It is the flag that Synapse reads; the
     *     server's `msc3202_transaction_extensions` has to be on as well.
     * @default false
     * @example true
     */
    "org.matrix.msc3202"?: boolean;
    /**
     * @description The third-party protocols to which the application service is a bridge.
     * @example [
     *       "irc"
     *     ]
     */
    protocols?: string[];
    /**
     * @description Whether requests in the name of the application service's users are rate-limited. Those of the sender never are.
     * @example false
     */
    rate_limited?: boolean;
    /**
     * @description Whether typing notices, receipts and presence are sent. Homeservers also take it as the condition for to-device messages.
     *
     *     Synapse before 1.156 reads only the draft's name. Since 1.156 it reads both, and each makes it write the transaction
     *     field of its own generation; with both flags every list comes twice, under two names.
     * @default false
     * @example true
     */
    receive_ephemeral?: boolean;
    /**
     * @description The localpart of the application service's own user, which it need not cover with a namespace. This package takes that
     *     user to belong to the application service.
     * @example _bridge_bot
     */
    sender_localpart: string;
    /**
     * @description Where the application service listens: an `http` or `https` URL without user, query and fragment. It may have a path, to
     *     which `/_matrix/app/v1/...` is added. `unix:///path` is a unix socket, which only some homeservers can reach. `null` and an
     *     empty string mean that it is never called.
     * @example http://localhost:9000
     */
    url: string | null;
};
export interface components {
    schemas: {
        Namespace: Namespace;
        Namespaces: Namespaces;
        Registration: Registration;
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
