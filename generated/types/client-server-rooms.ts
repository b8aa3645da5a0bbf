// Generated from openapi/client-server/rooms.yaml by `npm run generate`. Change the source, not this file.

export interface paths {
    "/_matrix/client/v3/createRoom": {
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
         * Create a room.
         * @description The acting user becomes the first member. For an encrypted room, put `m.room.encryption` into `initial_state`.
         */
        post: operations["createRoom"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_matrix/client/v3/join/{roomIdOrAlias}": {
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
                 * @description The room, by its ID or one of its aliases.
                 * @example !jEsUZKDJdhlrceRyVU:example.org
                 */
                roomIdOrAlias: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Join a room.
         * @description Makes the user a member of a room that allows it or has invited the user. A repeat changes nothing. Joining a
         *     room on other servers can take minutes.
         */
        post: operations["joinRoom"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_matrix/client/v3/profile/{userId}": {
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
                 * @description The user whose profile it is.
                 * @example @_bridge_alice:example.org
                 */
                userId: string;
            };
            cookie?: never;
        };
        /**
         * Ask for the profile of a user.
         * @description Returns all fields of a user of any homeserver.
         */
        get: operations["getProfile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_matrix/client/v3/profile/{userId}/{keyName}": {
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
                 * @description The name of the field: `displayname`, `avatar_url`, or a custom field with a namespace.
                 * @example displayname
                 */
                keyName: string;
                /**
                 * @description The user whose profile it is.
                 * @example @_bridge_alice:example.org
                 */
                userId: string;
            };
            cookie?: never;
        };
        /**
         * Ask for a field of a profile.
         * @description Returns an object with the field.
         */
        get: operations["getProfileField"];
        /**
         * Set a field of a profile.
         * @description The body is an object with the field. Its name is that in the path.
         */
        put: operations["setProfileField"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_matrix/client/v3/rooms/{roomId}/invite": {
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
                 * @description The room, by its ID.
                 * @example !jEsUZKDJdhlrceRyVU:example.org
                 */
                roomId: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Invite a user to a room.
         * @description Invites another user. Only members can invite.
         */
        post: operations["inviteUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_matrix/client/v3/rooms/{roomId}/joined_members": {
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
                 * @description The room, by its ID.
                 * @example !jEsUZKDJdhlrceRyVU:example.org
                 */
                roomId: string;
            };
            cookie?: never;
        };
        /**
         * Ask for the joined members of a room.
         * @description Returns the members with their names and avatars. For an application service it is enough that one of its users
         *     is a member.
         */
        get: operations["getJoinedMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_matrix/client/v3/rooms/{roomId}/leave": {
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
                 * @description The room, by its ID.
                 * @example !jEsUZKDJdhlrceRyVU:example.org
                 */
                roomId: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Leave a room.
         * @description Ends the membership of the user, or declines the invitation.
         */
        post: operations["leaveRoom"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_matrix/client/v3/rooms/{roomId}/members": {
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
                 * @description The room, by its ID.
                 * @example !jEsUZKDJdhlrceRyVU:example.org
                 */
                roomId: string;
            };
            cookie?: never;
        };
        /**
         * Ask for the membership events of a room.
         * @description Returns the current `m.room.member` event of each user, whatever the membership. A user who has left gets the
         *     events of that time.
         */
        get: operations["getMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_matrix/client/v3/rooms/{roomId}/state": {
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
                 * @description The room, by its ID.
                 * @example !jEsUZKDJdhlrceRyVU:example.org
                 */
                roomId: string;
            };
            cookie?: never;
        };
        /**
         * Ask for the whole state of a room.
         * @description Returns all current state events. A user who has left gets those of that time.
         */
        get: operations["getRoomState"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_matrix/client/v3/rooms/{roomId}/state/{eventType}/{stateKey}": {
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
                 * @description The type of the state event.
                 * @example m.room.member
                 */
                eventType: string;
                /**
                 * @description The room, by its ID.
                 * @example !jEsUZKDJdhlrceRyVU:example.org
                 */
                roomId: string;
                /**
                 * @description The state key of the event, often empty. The path then ends in a slash.
                 * @example @bob:example.org
                 */
                stateKey: string;
            };
            cookie?: never;
        };
        /**
         * Ask for one state event of a room.
         * @description Returns the content of one state event. **404 `M_NOT_FOUND` says that there is none**, for example no
         *     `m.room.encryption` in a room that is not encrypted.
         */
        get: operations["getRoomStateEvent"];
        /**
         * Set one state event of a room.
         * @description The body is the content of the event. There is no transaction ID, so a repeat may set the state a second time,
         *     to the same content.
         */
        put: operations["setRoomState"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_matrix/client/v3/user/{userId}/account_data/{type}": {
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
                 * @description The name of the data. A name of one's own has a namespace.
                 * @example com.example.bridge
                 */
                type: string;
                /**
                 * @description The user whose data it is, which is the acting user.
                 * @example @_bridge_bot:example.org
                 */
                userId: string;
            };
            cookie?: never;
        };
        /**
         * Ask for account data of a user.
         * @description Returns the object that was last set under this name.
         */
        get: operations["getAccountData"];
        /**
         * Set account data of a user.
         * @description The body replaces what was set under this name before. The user's clients see it in `/sync`; nobody else does.
         */
        put: operations["setAccountData"];
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
 * AccountData
 * @description Data that a user keeps at the homeserver; its fields depend on its name.
 */
export type AccountData = Record<string, unknown>;
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
 * InitialStateEvent
 * @description A state event for a room that is being created.
 */
export type InitialStateEvent = {
    /**
     * @description The content of the event.
     * @example {
     *       "algorithm": "m.megolm.v1.aes-sha2"
     *     }
     */
    content: Record<string, unknown>;
    /**
     * @description The state key. If absent, it is empty.
     * @example
     */
    state_key?: string;
    /**
     * @description The type of the event.
     * @example m.room.encryption
     */
    type: string;
};
/**
 * Invitation
 * @description The user to invite.
 */
export type Invitation = {
    /**
     * @description The reason in words, which the members of the room can read.
     * @example A new conversation
     */
    reason?: string;
    /**
     * Format: mx-user-id
     * @description The user.
     * @example @bob:example.org
     */
    user_id: string;
};
/**
 * JoinedMember
 * @description A member's name and avatar in a room.
 */
export type JoinedMember = {
    /**
     * Format: mx-mxc-uri
     * @description The `mxc://` address of the avatar. Absent if the user has none.
     * @example mxc://example.org/printErCATzZijQsSDWorRaK
     */
    avatar_url?: string;
    /**
     * @description The name. Absent if the user has none.
     * @example Bob
     */
    display_name?: string;
};
/**
 * JoinedMembers
 * @description The joined members of a room.
 */
export type JoinedMembers = {
    /** @description The members, by user ID. Names that do not begin with `@` are ignored. */
    joined?: {
        [userId: `@${string}`]: JoinedMember;
    };
};
/**
 * JoinRequest
 * @description The circumstances of a join.
 */
export type JoinRequest = {
    /**
     * @description The reason in words, which the members of the room can read.
     * @example The bridge was switched on
     */
    reason?: string;
    /** @description The proof that an invitation by e-mail or phone was meant for this user. Application services send none. */
    third_party_signed?: Record<string, unknown>;
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
 * Profile
 * @description A user's profile. It may have other fields too.
 */
export type Profile = {
    /**
     * Format: mx-mxc-uri
     * @description The `mxc://` address of the avatar. Absent or empty if the user has none.
     * @example mxc://example.org/SDGdghriugerRg
     */
    avatar_url?: string;
    /**
     * @description The name. Absent if the user has none.
     * @example Alice
     */
    displayname?: string;
};
/**
 * ProfileField
 * @description A field of a profile, by its name. The value of `displayname` and `avatar_url` is a string.
 */
export type ProfileField = Record<string, unknown>;
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
 * RoomCreation
 * @description The settings of a new room.
 */
export type RoomCreation = {
    /**
     * @description More fields for the content of `m.room.create`.
     * @example {
     *       "m.federate": true
     *     }
     */
    creation_content?: Record<string, unknown>;
    /** @description State events to send after those of the preset. */
    initial_state?: InitialStateEvent[];
    /**
     * @description Users to invite.
     * @example [
     *       "@bob:example.org"
     *     ]
     */
    invite?: string[];
    /** @description People to invite by e-mail or phone. */
    invite_3pid?: Record<string, unknown>[];
    /**
     * @description Marks the invitations as those to a direct chat.
     * @example false
     */
    is_direct?: boolean;
    /**
     * @description The name of the room.
     * @example General
     */
    name?: string;
    /**
     * @description Fields that replace those of the first `m.room.power_levels`.
     * @example {
     *       "users_default": 0
     *     }
     */
    power_level_content_override?: Record<string, unknown>;
    /**
     * @description The set of rules that the room begins with. If absent, the visibility decides.
     * @example private_chat
     * @enum {string}
     */
    preset?: "private_chat" | "public_chat" | "trusted_private_chat";
    /**
     * @description The localpart of an alias for the room.
     * @example _bridge_general
     */
    room_alias_name?: string;
    /**
     * @description The version of the room. If absent, the homeserver chooses.
     * @example 11
     */
    room_version?: string;
    /**
     * @description The topic of the room.
     * @example Bridged from elsewhere
     */
    topic?: string;
    /**
     * @description Public rooms are listed in the homeserver's directory. If absent, the room is private.
     * @example private
     * @enum {string}
     */
    visibility?: "public" | "private";
};
/**
 * RoomId
 * @description The room that was created or joined.
 */
export type RoomId = {
    /**
     * Format: mx-room-id
     * @description The ID of the room.
     * @example !jEsUZKDJdhlrceRyVU:example.org
     */
    room_id: string;
};
/**
 * RoomMembers
 * @description The membership events of a room.
 */
export type RoomMembers = {
    /** @description One `m.room.member` event for each user. */
    chunk?: ClientEvent[];
};
/**
 * RoomState
 * @description The current state events of a room.
 */
export type RoomState = ClientEvent[];
export interface components {
    schemas: {
        AccountData: AccountData;
        ClientEvent: ClientEvent;
        EmptyObject: EmptyObject;
        EventContent: EventContent;
        EventId: EventId;
        InitialStateEvent: InitialStateEvent;
        Invitation: Invitation;
        JoinedMember: JoinedMember;
        JoinedMembers: JoinedMembers;
        JoinRequest: JoinRequest;
        MatrixError: MatrixError;
        Profile: Profile;
        ProfileField: ProfileField;
        RateLimitError: RateLimitError;
        Reason: Reason;
        RoomCreation: RoomCreation;
        RoomId: RoomId;
        RoomMembers: RoomMembers;
        RoomState: RoomState;
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
         * @description The alias is taken (`M_ROOM_IN_USE`), the settings contradict each other (`M_INVALID_ROOM_STATE`), or the
         *     homeserver or an invited user's does not support the version of the room (`M_UNSUPPORTED_ROOM_VERSION`). Or: the
         *     application service cannot act for that user or device (`M_UNKNOWN_DEVICE`, before Matrix 1.17
         *     `ORG.MATRIX.MSC4326.M_UNKNOWN_DEVICE`; `M_EXCLUSIVE`; `M_INVALID_PARAM`), or the body is not JSON (`M_NOT_JSON`) or
         *     has the wrong shape (`M_BAD_JSON`).
         */
        BadRoomCreation: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["MatrixError"];
            };
        };
        /**
         * @description The homeserver does not support the version of the room (`M_INCOMPATIBLE_ROOM_VERSION`), or an invited user's does
         *     not (`M_UNSUPPORTED_ROOM_VERSION`). Or the application service cannot act for that user or device
         *     (`M_UNKNOWN_DEVICE`, before Matrix 1.17 `ORG.MATRIX.MSC4326.M_UNKNOWN_DEVICE`; `M_EXCLUSIVE`; `M_INVALID_PARAM`),
         *     or the body is not JSON (`M_NOT_JSON`) or has the wrong shape (`M_BAD_JSON`).
         */
        BadRoomVersion: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["MatrixError"];
            };
        };
        /**
         * @description An alias does not lead to the room (`M_BAD_ALIAS`). Or the application service cannot act for that user or device
         *     (`M_UNKNOWN_DEVICE`, before Matrix 1.17 `ORG.MATRIX.MSC4326.M_UNKNOWN_DEVICE`; `M_EXCLUSIVE`; `M_INVALID_PARAM`),
         *     or the body is not JSON (`M_NOT_JSON`) or has the wrong shape (`M_BAD_JSON`).
         */
        BadState: {
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
         * @description The homeserver does not show this profile. Or the application service may not act for that user, or has not registered
         *     the user (`M_FORBIDDEN`).
         */
        HiddenProfile: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["MatrixError"];
            };
        };
        /** @description The user has no data of this name (`M_NOT_FOUND`), or the homeserver does not know this path (`M_UNRECOGNIZED`). */
        NoAccountData: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["MatrixError"];
            };
        };
        /** @description The room has no such state (`M_NOT_FOUND`), or the homeserver does not know this path (`M_UNRECOGNIZED`). */
        NoState: {
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
        /** @description There is no such profile or field (`M_NOT_FOUND`), or the homeserver does not know this path (`M_UNRECOGNIZED`). */
        UnknownProfile: {
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
    createRoom: {
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
        /** @description The settings of the room. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoomCreation"];
            };
        };
        responses: {
            /** @description The room is created. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomId"];
                };
            };
            400: components["responses"]["BadRoomCreation"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenInRoom"];
            404: components["responses"]["UnknownRoute"];
            405: components["responses"]["WrongMethod"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
        };
    };
    joinRoom: {
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
                /**
                 * @description The servers to join through, if the homeserver is not in the room.
                 * @example [
                 *       "example.com",
                 *       "example.net"
                 *     ]
                 */
                via?: string[];
            };
            header?: never;
            path: {
                /**
                 * @description The room, by its ID or one of its aliases.
                 * @example !jEsUZKDJdhlrceRyVU:example.org
                 */
                roomIdOrAlias: string;
            };
            cookie?: never;
        };
        /** @description The reason. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["JoinRequest"];
            };
        };
        responses: {
            /** @description The user is a member. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomId"];
                };
            };
            400: components["responses"]["BadRoomVersion"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenInRoom"];
            404: components["responses"]["UnknownRoom"];
            405: components["responses"]["WrongMethod"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
        };
    };
    getProfile: {
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
                 * @description The user whose profile it is.
                 * @example @_bridge_alice:example.org
                 */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The profile. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            400: components["responses"]["CannotAct"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["HiddenProfile"];
            404: components["responses"]["UnknownProfile"];
            405: components["responses"]["WrongMethod"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
        };
    };
    getProfileField: {
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
                 * @description The name of the field: `displayname`, `avatar_url`, or a custom field with a namespace.
                 * @example displayname
                 */
                keyName: string;
                /**
                 * @description The user whose profile it is.
                 * @example @_bridge_alice:example.org
                 */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The field. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            400: components["responses"]["CannotAct"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["HiddenProfile"];
            404: components["responses"]["UnknownProfile"];
            405: components["responses"]["WrongMethod"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
        };
    };
    setProfileField: {
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
                 * @description The name of the field: `displayname`, `avatar_url`, or a custom field with a namespace.
                 * @example displayname
                 */
                keyName: string;
                /**
                 * @description The user whose profile it is.
                 * @example @_bridge_alice:example.org
                 */
                userId: string;
            };
            cookie?: never;
        };
        /** @description The field. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProfileField"];
            };
        };
        responses: {
            /** @description The field is set. */
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
            404: components["responses"]["UnknownProfile"];
            405: components["responses"]["WrongMethod"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
        };
    };
    inviteUser: {
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
                 * @description The room, by its ID.
                 * @example !jEsUZKDJdhlrceRyVU:example.org
                 */
                roomId: string;
            };
            cookie?: never;
        };
        /** @description The invited user. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["Invitation"];
            };
        };
        responses: {
            /** @description The user is invited. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmptyObject"];
                };
            };
            400: components["responses"]["BadRoomVersion"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenInRoom"];
            404: components["responses"]["UnknownRoom"];
            405: components["responses"]["WrongMethod"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
        };
    };
    getJoinedMembers: {
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
                 * @description The room, by its ID.
                 * @example !jEsUZKDJdhlrceRyVU:example.org
                 */
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The members. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JoinedMembers"];
                };
            };
            400: components["responses"]["CannotAct"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenInRoom"];
            404: components["responses"]["UnknownRoom"];
            405: components["responses"]["WrongMethod"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
        };
    };
    leaveRoom: {
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
                 * @description The room, by its ID.
                 * @example !jEsUZKDJdhlrceRyVU:example.org
                 */
                roomId: string;
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
            /** @description The user is no longer a member. */
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
            403: components["responses"]["ForbiddenInRoom"];
            404: components["responses"]["UnknownRoom"];
            405: components["responses"]["WrongMethod"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
        };
    };
    getMembers: {
        parameters: {
            query?: {
                /**
                 * @description The time of the list: a `prev_batch` of `/sync`. Default: now.
                 * @example t34-23535_0_0
                 */
                at?: string;
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
                 * @description Only events with this membership, or without `not_membership`.
                 * @example join
                 */
                membership?: "join" | "invite" | "knock" | "leave" | "ban";
                /**
                 * @description Only events without this membership, or with `membership`.
                 * @example leave
                 */
                not_membership?: "join" | "invite" | "knock" | "leave" | "ban";
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
                 * @description The room, by its ID.
                 * @example !jEsUZKDJdhlrceRyVU:example.org
                 */
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomMembers"];
                };
            };
            400: components["responses"]["CannotAct"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenInRoom"];
            404: components["responses"]["UnknownRoom"];
            405: components["responses"]["WrongMethod"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
        };
    };
    getRoomState: {
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
                 * @description The room, by its ID.
                 * @example !jEsUZKDJdhlrceRyVU:example.org
                 */
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomState"];
                };
            };
            400: components["responses"]["CannotAct"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenInRoom"];
            404: components["responses"]["UnknownRoom"];
            405: components["responses"]["WrongMethod"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
        };
    };
    getRoomStateEvent: {
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
                 * @description `content`, the default, returns the content, and `event` the whole event.
                 * @example content
                 */
                format?: "content" | "event";
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
                 * @description The type of the state event.
                 * @example m.room.member
                 */
                eventType: string;
                /**
                 * @description The room, by its ID.
                 * @example !jEsUZKDJdhlrceRyVU:example.org
                 */
                roomId: string;
                /**
                 * @description The state key of the event, often empty. The path then ends in a slash.
                 * @example @bob:example.org
                 */
                stateKey: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The content, or the event. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventContent"];
                };
            };
            400: components["responses"]["CannotAct"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenInRoom"];
            404: components["responses"]["NoState"];
            405: components["responses"]["WrongMethod"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
        };
    };
    setRoomState: {
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
                 * @description The type of the state event.
                 * @example m.room.member
                 */
                eventType: string;
                /**
                 * @description The room, by its ID.
                 * @example !jEsUZKDJdhlrceRyVU:example.org
                 */
                roomId: string;
                /**
                 * @description The state key of the event, often empty. The path then ends in a slash.
                 * @example @bob:example.org
                 */
                stateKey: string;
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
            /** @description The state is set. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventId"];
                };
            };
            400: components["responses"]["BadState"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenInRoom"];
            404: components["responses"]["UnknownRoom"];
            405: components["responses"]["WrongMethod"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
        };
    };
    getAccountData: {
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
                 * @description The name of the data. A name of one's own has a namespace.
                 * @example com.example.bridge
                 */
                type: string;
                /**
                 * @description The user whose data it is, which is the acting user.
                 * @example @_bridge_bot:example.org
                 */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The data. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountData"];
                };
            };
            400: components["responses"]["CannotAct"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NoAccountData"];
            405: components["responses"]["WrongMethod"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Failed"];
        };
    };
    setAccountData: {
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
                 * @description The name of the data. A name of one's own has a namespace.
                 * @example com.example.bridge
                 */
                type: string;
                /**
                 * @description The user whose data it is, which is the acting user.
                 * @example @_bridge_bot:example.org
                 */
                userId: string;
            };
            cookie?: never;
        };
        /** @description The data. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountData"];
            };
        };
        responses: {
            /** @description The data is set. */
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
}
