// Generated from openapi/application-service/registration.yaml by `npm run generate`. Change the source, not this file.

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
/**
 * Namespace
 * @description A set of user IDs, room aliases or room IDs, given by a regular expression.
 */
export type Namespace = {
    /**
     * @description Reserves matching IDs for the application service. Only users of exclusive namespaces belong to an application
     *     service, and it is asked only for their keys.
     * @example true
     */
    exclusive: boolean;
    /**
     * @description A POSIX regular expression for IDs, such as `@_bridge_.*:example\.org`. It matches from the beginning of the ID
     *     and need not reach its end.
     * @example @_bridge_.*:example\.org
     */
    regex: string;
};
/**
 * Namespaces
 * @description The users, rooms and aliases of the application service. It receives every event that an expression matches.
 */
export type Namespaces = {
    /** @description Room aliases. All events of rooms with a matching alias are sent. */
    aliases?: Namespace[];
    /** @description Room IDs. All events of matching rooms are sent. */
    rooms?: Namespace[];
    /**
     * @description Users, in addition to the sender. An event is sent if a matching user of this homeserver is in the room or is the
     *     subject of the event.
     */
    users?: Namespace[];
};
/**
 * Registration
 * @description The registration file, with an application service's address, namespaces and credentials. It is YAML, and the
 *     homeserver reads it at start. Fields that are not listed here are allowed.
 *
 *     Quote the tokens. In YAML, an unquoted token that consists of digits, or looks like `1e5`, is a number instead of a
 *     string.
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
     * @description The secret with which the application service authenticates to the homeserver. It is unique to the application
     *     service. This package accepts only visible ASCII characters without spaces.
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
     * @description The name of `io.element.msc4190` in one version of MSC4190's text. The specification has no such flag, and no
     *     homeserver is known to read this name in a registration file.
     * @default false
     * @example true
     */
    device_management?: boolean;
    /**
     * @description The secret with which the homeserver authenticates to the application service. This package accepts only visible
     *     ASCII characters without spaces.
     * @example hs-token-of-the-example
     */
    hs_token: string;
    /**
     * @description The ID of the application service. It is unique among a homeserver's registrations and never changes.
     * @example example-bridge
     */
    id: string;
    /**
     * @description Allows the application service to create devices with `PUT /_matrix/client/v3/devices/{deviceId}`, delete them
     *     without interactive authentication, and register users without logging them in. Matrix 1.17 allows all this
     *     without a flag, and so does Synapse since 1.141.
     * @default false
     * @example true
     */
    "io.element.msc4190"?: boolean;
    namespaces: Namespaces;
    /**
     * @description Requests device lists, one-time key counts and unused fallback key types. Synapse reads this flag; its own setting
     *     `msc3202_transaction_extensions` must be on too.
     * @default false
     * @example true
     */
    "org.matrix.msc3202"?: boolean;
    /**
     * @description The third-party protocols that the application service bridges.
     * @example [
     *       "irc"
     *     ]
     */
    protocols?: string[];
    /**
     * @description Rate-limits requests for the application service's users. Those of the sender are never rate-limited.
     * @example false
     */
    rate_limited?: boolean;
    /**
     * @description Requests typing notices, receipts and presence. Homeservers also require it for to-device messages.
     *
     *     Synapse before 1.156 reads only the draft's name. Since 1.156 it reads both, and for each it writes the
     *     transaction field of the same generation. With both flags, every list comes twice, under two names.
     * @default false
     * @example true
     */
    receive_ephemeral?: boolean;
    /**
     * @description The localpart of the application service's own user. No namespace needs to cover it. This package treats that user
     *     as the application service's.
     * @example _bridge_bot
     */
    sender_localpart: string;
    /**
     * @description The address of the application service: an `http` or `https` URL without user, query and fragment. It may have a
     *     path, to which `/_matrix/app/v1/...` is added. `unix:///path` is a unix socket, which only some homeservers can
     *     reach. `null` and an empty string mean that it is never called.
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
