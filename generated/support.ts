// Generated from openapi/support.yaml by `npm run generate`. Change the source, not this file.

export const neverExisted = [
  {
    "name": "org.matrix.msc3202.to_device",
    "instead": "to_device"
  },
  {
    "name": "org.matrix.msc2409.ephemeral",
    "instead": "ephemeral"
  }
] as const;

export const checkedOn = "2026-11-29" as const;

export const proposals = [
  {
    "msc": "MSC3984",
    "title": "Key queries to application services",
    "state": "draft",
    "source": "https://github.com/matrix-org/matrix-spec-proposals/pull/3984"
  },
  {
    "msc": "MSC3983",
    "title": "Key claims to application services, and claims of several keys",
    "state": "draft",
    "source": "https://github.com/matrix-org/matrix-spec-proposals/pull/3983"
  },
  {
    "msc": "MSC3202",
    "title": "Device lists, one-time key counts and unused fallback key types in transactions",
    "state": "draft",
    "source": "https://github.com/matrix-org/matrix-spec-proposals/pull/3202"
  },
  {
    "msc": "MSC4203",
    "title": "To-device messages in transactions",
    "state": "draft",
    "note": "once a part of MSC2409",
    "source": "https://github.com/matrix-org/matrix-spec-proposals/pull/4203"
  },
  {
    "msc": "MSC4350",
    "title": "Devices that another device acts for",
    "state": "draft",
    "source": "https://github.com/matrix-org/matrix-spec-proposals/pull/4350"
  },
  {
    "msc": "MSC2409",
    "title": "Typing notices, receipts and presence in transactions",
    "state": "stable",
    "matrixVersion": "1.13",
    "source": "https://github.com/matrix-org/matrix-spec-proposals/pull/2409"
  },
  {
    "msc": "MSC2659",
    "title": "Ping",
    "state": "stable",
    "matrixVersion": "1.7",
    "source": "https://github.com/matrix-org/matrix-spec-proposals/pull/2659"
  },
  {
    "msc": "MSC4190",
    "title": "Creating and deleting devices",
    "state": "stable",
    "matrixVersion": "1.17",
    "source": "https://github.com/matrix-org/matrix-spec-proposals/pull/4190"
  },
  {
    "msc": "MSC4326",
    "title": "Acting as a certain device",
    "state": "stable",
    "matrixVersion": "1.17",
    "source": "https://github.com/matrix-org/matrix-spec-proposals/pull/4326"
  }
] as const;

export const features = [
  {
    "id": "keyQuery",
    "title": "key query",
    "msc": "MSC3984"
  },
  {
    "id": "keyClaim",
    "title": "key claim",
    "msc": "MSC3983"
  },
  {
    "id": "toDevice",
    "title": "to-device messages",
    "msc": "MSC4203"
  },
  {
    "id": "deviceLists",
    "title": "device lists, key counts, fallback key types",
    "msc": "MSC3202"
  },
  {
    "id": "ephemeral",
    "title": "ephemeral events",
    "msc": "MSC2409"
  }
] as const;

export const software = [
  {
    "name": "Synapse",
    "role": "homeserver",
    "version": "1.163",
    "speaks": {
      "keyQuery": {
        "names": "unstable",
        "when": "with the experimental feature `msc3984_appservice_key_query`; it takes device keys from the answer, but no cross-signing keys",
        "source": "https://github.com/element-hq/synapse/blob/v1.163.2/synapse/appservice/api.py"
      },
      "keyClaim": {
        "names": "unstable",
        "when": "with the experimental feature `msc3983_appservice_otk_claims`",
        "source": "https://github.com/element-hq/synapse/blob/v1.163.2/synapse/appservice/api.py"
      },
      "toDevice": {
        "names": "unstable",
        "when": "with the experimental feature `msc2409_to_device_messages_enabled`, and either ephemeral flag in the registration",
        "source": "https://github.com/element-hq/synapse/blob/v1.163.2/synapse/appservice/api.py"
      },
      "deviceLists": {
        "names": "unstable",
        "when": "with the experimental feature `msc3202_transaction_extensions`, and `org.matrix.msc3202: true` in the registration; counts under both spellings; `left` is always empty",
        "source": "https://github.com/element-hq/synapse/blob/v1.163.2/synapse/appservice/api.py"
      },
      "ephemeral": {
        "names": "both",
        "when": "stable with `receive_ephemeral` in the registration (1.156 or newer), unstable with `de.sorunome.msc2409.push_ephemeral`; with both flags under both names",
        "source": "https://github.com/element-hq/synapse/blob/v1.163.2/synapse/appservice/api.py"
      }
    }
  },
  {
    "name": "Tuwunel",
    "role": "homeserver",
    "version": "1.9.4",
    "speaks": {
      "keyQuery": {
        "names": "none",
        "when": "under unstable names from 1.8.3 to 1.9.1; removed in 1.9.2",
        "source": "https://github.com/matrix-construct/tuwunel/releases/tag/v1.9.2"
      },
      "keyClaim": {
        "names": "none",
        "when": "under unstable names from 1.8.3 to 1.9.1; removed in 1.9.2",
        "source": "https://github.com/matrix-construct/tuwunel/releases/tag/v1.9.2"
      },
      "toDevice": {
        "names": "unstable",
        "when": "always, since 1.8.2",
        "source": "https://github.com/matrix-construct/tuwunel/blob/v1.9.0/src/service/sending/sender.rs"
      },
      "deviceLists": {
        "names": "unstable",
        "when": "since 1.8.2 with `org.matrix.msc3202: true` in the registration; `left` is always empty",
        "source": "https://github.com/matrix-construct/tuwunel/blob/v1.9.0/src/service/sending/sender.rs"
      },
      "ephemeral": {
        "names": "stable",
        "when": "since 1.6.1 with `receive_ephemeral` in the registration; no presence",
        "source": "https://github.com/matrix-construct/tuwunel/blob/v1.9.0/src/service/sending/sender.rs"
      }
    }
  },
  {
    "name": "Dendrite",
    "role": "homeserver",
    "version": "0.15.2",
    "speaks": {
      "keyQuery": {
        "names": "none",
        "source": "https://github.com/element-hq/dendrite/blob/v0.15.2/appservice/consumers/roomserver.go"
      },
      "keyClaim": {
        "names": "none",
        "source": "https://github.com/element-hq/dendrite/blob/v0.15.2/appservice/consumers/roomserver.go"
      },
      "toDevice": {
        "names": "none",
        "source": "https://github.com/element-hq/dendrite/blob/v0.15.2/appservice/consumers/roomserver.go"
      },
      "deviceLists": {
        "names": "none",
        "source": "https://github.com/element-hq/dendrite/blob/v0.15.2/appservice/consumers/roomserver.go"
      },
      "ephemeral": {
        "names": "none",
        "source": "https://github.com/element-hq/dendrite/blob/v0.15.2/appservice/consumers/roomserver.go"
      }
    }
  },
  {
    "name": "conduwuit",
    "role": "homeserver",
    "version": "0.5.0",
    "speaks": {
      "keyQuery": {
        "names": "none",
        "source": "https://github.com/matrix-construct/tuwunel/blob/v0.5.0/src/service/sending/sender.rs"
      },
      "keyClaim": {
        "names": "none",
        "source": "https://github.com/matrix-construct/tuwunel/blob/v0.5.0/src/service/sending/sender.rs"
      },
      "toDevice": {
        "names": "none",
        "source": "https://github.com/matrix-construct/tuwunel/blob/v0.5.0/src/service/sending/sender.rs"
      },
      "deviceLists": {
        "names": "none",
        "source": "https://github.com/matrix-construct/tuwunel/blob/v0.5.0/src/service/sending/sender.rs"
      },
      "ephemeral": {
        "names": "none",
        "source": "https://github.com/matrix-construct/tuwunel/blob/v0.5.0/src/service/sending/sender.rs"
      }
    }
  },
  {
    "name": "continuwuity",
    "role": "homeserver",
    "version": "26.7.3",
    "speaks": {
      "keyQuery": {
        "names": "none",
        "source": "https://github.com/continuwuity/continuwuity/blob/v26.7.3/src/service/sending/sender.rs"
      },
      "keyClaim": {
        "names": "none",
        "source": "https://github.com/continuwuity/continuwuity/blob/v26.7.3/src/service/sending/sender.rs"
      },
      "toDevice": {
        "names": "none",
        "source": "https://github.com/continuwuity/continuwuity/blob/v26.7.3/src/service/sending/sender.rs"
      },
      "deviceLists": {
        "names": "none",
        "source": "https://github.com/continuwuity/continuwuity/blob/v26.7.3/src/service/sending/sender.rs"
      },
      "ephemeral": {
        "names": "none",
        "source": "https://github.com/continuwuity/continuwuity/blob/v26.7.3/src/service/sending/sender.rs"
      }
    }
  },
  {
    "name": "matrix-bot-sdk",
    "role": "library",
    "version": "0.8",
    "speaks": {
      "keyQuery": {
        "names": "unstable",
        "source": "https://github.com/turt2live/matrix-bot-sdk/blob/v0.8.0/src/appservice/Appservice.ts"
      },
      "keyClaim": {
        "names": "unstable",
        "source": "https://github.com/turt2live/matrix-bot-sdk/blob/v0.8.0/src/appservice/Appservice.ts"
      },
      "toDevice": {
        "names": "unstable",
        "source": "https://github.com/turt2live/matrix-bot-sdk/blob/v0.8.0/src/appservice/Appservice.ts"
      },
      "deviceLists": {
        "names": "unstable",
        "when": "reads `removed` where the wire has `left`",
        "source": "https://github.com/turt2live/matrix-bot-sdk/blob/v0.8.0/src/appservice/Appservice.ts"
      },
      "ephemeral": {
        "names": "unstable",
        "source": "https://github.com/turt2live/matrix-bot-sdk/blob/v0.8.0/src/appservice/Appservice.ts"
      }
    }
  },
  {
    "name": "mautrix-go",
    "role": "library",
    "version": "as of 2026-11-21",
    "speaks": {
      "keyQuery": {
        "names": "none",
        "source": "https://github.com/mautrix/go/blob/main/appservice/http.go"
      },
      "keyClaim": {
        "names": "none",
        "source": "https://github.com/mautrix/go/blob/main/appservice/http.go"
      },
      "toDevice": {
        "names": "both",
        "source": "https://github.com/mautrix/go/blob/main/appservice/protocol.go"
      },
      "deviceLists": {
        "names": "both",
        "source": "https://github.com/mautrix/go/blob/main/appservice/protocol.go"
      },
      "ephemeral": {
        "names": "both",
        "source": "https://github.com/mautrix/go/blob/main/appservice/protocol.go"
      }
    }
  },
  {
    "name": "mautrix-python",
    "role": "library",
    "version": "0.21",
    "speaks": {
      "keyQuery": {
        "names": "none",
        "source": "https://github.com/mautrix/python/blob/v0.21.1/mautrix/appservice/as_handler.py"
      },
      "keyClaim": {
        "names": "none",
        "source": "https://github.com/mautrix/python/blob/v0.21.1/mautrix/appservice/as_handler.py"
      },
      "toDevice": {
        "names": "both",
        "source": "https://github.com/mautrix/python/blob/v0.21.1/mautrix/appservice/as_handler.py"
      },
      "deviceLists": {
        "names": "both",
        "when": "device lists and counts; fallback key types are not read",
        "source": "https://github.com/mautrix/python/blob/v0.21.1/mautrix/appservice/as_handler.py"
      },
      "ephemeral": {
        "names": "both",
        "source": "https://github.com/mautrix/python/blob/v0.21.1/mautrix/appservice/as_handler.py"
      }
    }
  },
  {
    "name": "matrix-appservice",
    "role": "library",
    "version": "3.0",
    "speaks": {
      "keyQuery": {
        "names": "none",
        "source": "https://www.npmjs.com/package/matrix-appservice/v/3.0.0"
      },
      "keyClaim": {
        "names": "none",
        "source": "https://www.npmjs.com/package/matrix-appservice/v/3.0.0"
      },
      "toDevice": {
        "names": "none",
        "source": "https://www.npmjs.com/package/matrix-appservice/v/3.0.0"
      },
      "deviceLists": {
        "names": "none",
        "source": "https://www.npmjs.com/package/matrix-appservice/v/3.0.0"
      },
      "ephemeral": {
        "names": "unstable",
        "source": "https://www.npmjs.com/package/matrix-appservice/v/3.0.0"
      }
    }
  }
] as const;

export const capabilities = [
  {
    "id": "ephemeral",
    "title": "ephemeral events",
    "isCalled": true,
    "specified": {
      "matrixVersion": "1.13",
      "registration": [
        [
          "receive_ephemeral"
        ]
      ]
    }
  },
  {
    "id": "toDevice",
    "title": "to-device messages",
    "isCalled": true
  },
  {
    "id": "deviceLists",
    "title": "device lists",
    "isCalled": true
  },
  {
    "id": "keyCounts",
    "title": "one-time key counts",
    "isCalled": true
  },
  {
    "id": "fallbackKeyTypes",
    "title": "unused fallback key types",
    "isCalled": true
  },
  {
    "id": "keyQuery",
    "title": "key queries",
    "isCalled": true,
    "isAsked": true
  },
  {
    "id": "keyClaim",
    "title": "key claims",
    "isCalled": true,
    "isAsked": true
  },
  {
    "id": "servedCrossSigningKeys",
    "title": "served cross-signing keys",
    "isCalled": true
  },
  {
    "id": "deviceMasquerading",
    "title": "acting as a device",
    "isCalled": false,
    "specified": {
      "matrixVersion": "1.17",
      "registration": []
    }
  },
  {
    "id": "deviceCreation",
    "title": "creating devices",
    "isCalled": false,
    "specified": {
      "matrixVersion": "1.17",
      "registration": []
    }
  },
  {
    "id": "crossSigningUpload",
    "title": "cross-signing upload",
    "isCalled": false,
    "specified": {
      "matrixVersion": "1.17",
      "registration": []
    }
  }
] as const;

export const homeservers = [
  {
    "name": "Synapse",
    "configuration": "homeserver.yaml",
    "newest": "1.163",
    "facts": [
      {
        "of": [
          "ephemeral"
        ],
        "from": "1.81",
        "before": "1.156",
        "works": "yes",
        "registration": [
          [
            "de.sorunome.msc2409.push_ephemeral"
          ]
        ],
        "source": "https://github.com/element-hq/synapse/blob/v1.157.0/synapse/config/appservice.py"
      },
      {
        "of": [
          "ephemeral"
        ],
        "from": "1.156",
        "before": "1.157",
        "works": "yes",
        "registration": [
          [
            "receive_ephemeral"
          ]
        ],
        "note": "this version does not honour the older flag when it stands alone",
        "source": "https://github.com/element-hq/synapse/blob/v1.157.0/synapse/config/appservice.py"
      },
      {
        "of": [
          "ephemeral"
        ],
        "from": "1.157",
        "works": "yes",
        "registration": [
          [
            "receive_ephemeral",
            "de.sorunome.msc2409.push_ephemeral"
          ]
        ],
        "source": "https://github.com/element-hq/synapse/blob/v1.157.0/synapse/config/appservice.py"
      },
      {
        "of": [
          "toDevice"
        ],
        "from": "1.81",
        "before": "1.156",
        "works": "yes",
        "registration": [
          [
            "de.sorunome.msc2409.push_ephemeral"
          ]
        ],
        "settings": [
          "experimental_features.msc2409_to_device_messages_enabled: true"
        ],
        "source": "https://github.com/element-hq/synapse/blob/v1.163.2/synapse/config/experimental.py"
      },
      {
        "of": [
          "toDevice"
        ],
        "from": "1.156",
        "before": "1.157",
        "works": "yes",
        "registration": [
          [
            "receive_ephemeral"
          ]
        ],
        "settings": [
          "experimental_features.msc2409_to_device_messages_enabled: true"
        ],
        "note": "this version does not honour the older flag when it stands alone",
        "source": "https://github.com/element-hq/synapse/blob/v1.163.2/synapse/config/experimental.py"
      },
      {
        "of": [
          "toDevice"
        ],
        "from": "1.157",
        "works": "yes",
        "registration": [
          [
            "receive_ephemeral",
            "de.sorunome.msc2409.push_ephemeral"
          ]
        ],
        "settings": [
          "experimental_features.msc2409_to_device_messages_enabled: true"
        ],
        "source": "https://github.com/element-hq/synapse/blob/v1.163.2/synapse/config/experimental.py"
      },
      {
        "of": [
          "deviceLists",
          "keyCounts",
          "fallbackKeyTypes"
        ],
        "from": "1.81",
        "works": "yes",
        "registration": [
          [
            "org.matrix.msc3202"
          ]
        ],
        "settings": [
          "experimental_features.msc3202_transaction_extensions: true"
        ],
        "source": "https://github.com/element-hq/synapse/blob/v1.163.2/synapse/config/experimental.py"
      },
      {
        "of": [
          "keyQuery"
        ],
        "from": "1.81",
        "works": "yes",
        "settings": [
          "experimental_features.msc3984_appservice_key_query: true"
        ],
        "source": "https://github.com/element-hq/synapse/blob/v1.163.2/synapse/config/experimental.py"
      },
      {
        "of": [
          "keyClaim"
        ],
        "from": "1.81",
        "works": "yes",
        "settings": [
          "experimental_features.msc3983_appservice_otk_claims: true"
        ],
        "source": "https://github.com/element-hq/synapse/blob/v1.163.2/synapse/config/experimental.py"
      },
      {
        "of": [
          "servedCrossSigningKeys"
        ],
        "works": "no",
        "instead": "upload them",
        "source": "https://github.com/element-hq/synapse/blob/v1.163.2/synapse/handlers/e2e_keys.py"
      },
      {
        "of": [
          "deviceMasquerading"
        ],
        "from": "1.81",
        "before": "1.141",
        "works": "yes",
        "settings": [
          "experimental_features.msc3202_device_masquerading: true"
        ],
        "note": "only the parameter `org.matrix.msc3202.device_id` is read; the sender gets 500 from `/sync`, so let an encrypted bot be another user",
        "source": "https://github.com/element-hq/synapse/pull/19033"
      },
      {
        "of": [
          "deviceMasquerading"
        ],
        "from": "1.141",
        "before": "1.161",
        "works": "yes",
        "note": "the sender gets 500 from `/sync`, so let an encrypted bot be another user",
        "source": "https://github.com/element-hq/synapse/pull/19033"
      },
      {
        "of": [
          "deviceMasquerading"
        ],
        "from": "1.161",
        "works": "yes",
        "note": "only the parameter `device_id` is read, and 1.163 answers 500 if `user_id` is missing; the sender gets 500 from `/sync`, so let an encrypted bot be another user",
        "source": "https://github.com/element-hq/synapse/pull/20192"
      },
      {
        "of": [
          "deviceCreation"
        ],
        "from": "1.81",
        "before": "1.121",
        "works": "no",
        "source": "https://github.com/element-hq/synapse/pull/17705"
      },
      {
        "of": [
          "deviceCreation"
        ],
        "from": "1.121",
        "before": "1.141",
        "works": "yes",
        "registration": [
          [
            "io.element.msc4190"
          ]
        ],
        "note": "without the flag it answers 200 and creates nothing",
        "source": "https://github.com/element-hq/synapse/pull/17705"
      },
      {
        "of": [
          "deviceCreation"
        ],
        "from": "1.141",
        "works": "yes",
        "source": "https://github.com/element-hq/synapse/pull/19031"
      },
      {
        "of": [
          "crossSigningUpload"
        ],
        "from": "1.81",
        "before": "1.110",
        "works": "unknown",
        "note": "it may ask for interactive authentication, which depends on an experimental feature",
        "source": "https://github.com/element-hq/synapse/blob/v1.97.0/synapse/rest/client/keys.py"
      },
      {
        "of": [
          "crossSigningUpload"
        ],
        "from": "1.110",
        "before": "1.139",
        "works": "yes",
        "note": "only the first upload is free; a change needs interactive authentication",
        "source": "https://github.com/element-hq/synapse/blob/v1.138.0/synapse/rest/client/keys.py"
      },
      {
        "of": [
          "crossSigningUpload"
        ],
        "from": "1.139",
        "before": "1.141",
        "works": "yes",
        "note": "a change needs interactive authentication unless `io.element.msc4190` is true",
        "source": "https://github.com/element-hq/synapse/pull/18946"
      },
      {
        "of": [
          "crossSigningUpload"
        ],
        "from": "1.141",
        "works": "yes",
        "source": "https://github.com/element-hq/synapse/pull/19031"
      }
    ],
    "sendsTwice": [
      {
        "of": "ephemeral",
        "from": "1.156",
        "flags": [
          "receive_ephemeral",
          "de.sorunome.msc2409.push_ephemeral"
        ],
        "source": "https://github.com/element-hq/synapse/blob/v1.157.0/synapse/config/appservice.py"
      }
    ],
    "loading": {
      "yaml": "1.1",
      "expressions": "python",
      "matching": "start",
      "rules": [
        {
          "at": [
            "/sender_localpart"
          ],
          "refuses": "[^A-Za-z0-9_.~/-]",
          "outcome": "stops",
          "text": "it accepts only letters, digits and `-._~/` there, which need no escaping in a URL",
          "source": "https://github.com/element-hq/synapse/blob/v1.163.2/synapse/config/appservice.py"
        },
        {
          "at": [
            "/id"
          ],
          "refuses": "\\|",
          "outcome": "stops",
          "text": "it accepts no `|` in an ID",
          "source": "https://github.com/element-hq/synapse/blob/v1.163.2/synapse/appservice/__init__.py"
        },
        {
          "at": [
            "/url"
          ],
          "refuses": "^[Uu][Nn][Ii][Xx]:",
          "outcome": "unreached",
          "text": "it supports no Unix sockets, only http and https",
          "source": "https://github.com/element-hq/synapse/blob/v1.163.2/synapse/appservice/api.py"
        },
        {
          "at": [
            "/url"
          ],
          "refuses": "^$",
          "outcome": "unreached",
          "severity": "warning",
          "text": "it treats an empty URL as an address, and keeps failing to reach it; `url: null` means \"no traffic\"",
          "source": "https://github.com/element-hq/synapse/blob/v1.163.2/synapse/appservice/api.py"
        },
        {
          "at": [
            "/namespaces/users",
            "/namespaces/aliases",
            "/namespaces/rooms"
          ],
          "types": [
            "array"
          ],
          "outcome": "stops",
          "text": "it accepts a list there, but not null",
          "source": "https://github.com/element-hq/synapse/blob/v1.163.2/synapse/config/appservice.py"
        },
        {
          "at": [
            "/namespaces/users/*/exclusive",
            "/namespaces/aliases/*/exclusive",
            "/namespaces/rooms/*/exclusive"
          ],
          "types": [
            "boolean"
          ],
          "outcome": "stops",
          "text": "it accepts a boolean there",
          "source": "https://github.com/element-hq/synapse/blob/v1.163.2/synapse/config/appservice.py"
        },
        {
          "at": [
            "/org.matrix.msc3202"
          ],
          "types": [
            "boolean"
          ],
          "outcome": "stops",
          "text": "it accepts a boolean there, but not null",
          "source": "https://github.com/element-hq/synapse/blob/v1.163.2/synapse/config/appservice.py"
        },
        {
          "at": [
            "/io.element.msc4190"
          ],
          "from": "1.121",
          "types": [
            "boolean"
          ],
          "outcome": "stops",
          "text": "it accepts a boolean there, but not null",
          "source": "https://github.com/element-hq/synapse/blob/v1.163.2/synapse/config/appservice.py"
        },
        {
          "at": [
            "/io.element.msc4502.scopes"
          ],
          "from": "1.160",
          "types": [
            "array"
          ],
          "outcome": "stops",
          "text": "it accepts a list there, but not null",
          "source": "https://github.com/element-hq/synapse/blob/v1.163.2/synapse/config/appservice.py"
        },
        {
          "at": [
            "/io.element.msc4502.scopes/*"
          ],
          "from": "1.160",
          "types": [
            "string"
          ],
          "refuses": "^(?!urn:matrix:client:io\\.element\\.msc4502:rooms:is_joined$)",
          "outcome": "stops",
          "text": "the only scope it knows is `urn:matrix:client:io.element.msc4502:rooms:is_joined`",
          "source": "https://github.com/element-hq/synapse/blob/v1.163.2/synapse/appservice/__init__.py"
        },
        {
          "at": [
            "/io.element.msc4512.proxy_prefix"
          ],
          "from": "1.161",
          "types": [
            "string",
            "null"
          ],
          "refuses": "^(?!rtc/livekit(?:/|$))",
          "needs": "io.element.msc4512.proxy_url",
          "outcome": "stops",
          "text": "it accepts only `rtc/livekit` or a text that begins with `rtc/livekit/`, together with `io.element.msc4512.proxy_url`",
          "source": "https://github.com/element-hq/synapse/blob/v1.163.2/synapse/appservice/__init__.py"
        },
        {
          "at": [
            "/io.element.msc4512.proxy_url"
          ],
          "from": "1.161",
          "types": [
            "string",
            "null"
          ],
          "refuses": "^/*$",
          "needs": "io.element.msc4512.proxy_prefix",
          "outcome": "stops",
          "text": "it accepts a URL there, together with `io.element.msc4512.proxy_prefix`",
          "source": "https://github.com/element-hq/synapse/blob/v1.163.2/synapse/appservice/__init__.py"
        },
        {
          "at": [
            "/ip_range_whitelist"
          ],
          "refuses": ".",
          "outcome": "stops",
          "text": "it accepts a list there",
          "source": "https://github.com/element-hq/synapse/blob/v1.163.2/synapse/config/appservice.py"
        },
        {
          "at": [
            "/ip_range_whitelist/*"
          ],
          "types": [
            "string",
            "number"
          ],
          "refuses": "^(?!(?:\\d+\\.\\d+\\.\\d+\\.\\d+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)(?:/[0-9A-Fa-f:.]+)?$)",
          "outcome": "stops",
          "text": "it accepts IP addresses and networks there, such as `10.0.0.0/8`",
          "source": "https://github.com/element-hq/synapse/blob/v1.163.2/synapse/config/appservice.py"
        }
      ]
    }
  },
  {
    "name": "Tuwunel",
    "newest": "1.9.4",
    "facts": [
      {
        "of": [
          "ephemeral"
        ],
        "from": "1.0",
        "before": "1.6.1",
        "works": "no",
        "source": "https://github.com/matrix-construct/tuwunel/blob/v1.6.0/src/service/sending/mod.rs"
      },
      {
        "of": [
          "ephemeral"
        ],
        "from": "1.6.1",
        "works": "yes",
        "registration": [
          [
            "receive_ephemeral"
          ]
        ],
        "note": "presence is not sent",
        "source": "https://github.com/matrix-construct/tuwunel/blob/v1.6.1/src/service/sending/mod.rs"
      },
      {
        "of": [
          "toDevice"
        ],
        "from": "1.0",
        "before": "1.8.2",
        "works": "no",
        "source": "https://github.com/matrix-construct/tuwunel/blob/v1.8.1/src/service/sending/sender.rs"
      },
      {
        "of": [
          "toDevice"
        ],
        "from": "1.8.2",
        "works": "yes",
        "source": "https://github.com/matrix-construct/tuwunel/blob/v1.8.2/src/service/sending/sender.rs"
      },
      {
        "of": [
          "deviceLists",
          "keyCounts",
          "fallbackKeyTypes"
        ],
        "from": "1.0",
        "before": "1.8.2",
        "works": "no",
        "source": "https://github.com/matrix-construct/tuwunel/blob/v1.8.1/src/service/sending/sender.rs"
      },
      {
        "of": [
          "deviceLists"
        ],
        "from": "1.8.2",
        "works": "yes",
        "registration": [
          [
            "org.matrix.msc3202"
          ]
        ],
        "note": "`left` is always empty",
        "source": "https://github.com/matrix-construct/tuwunel/blob/v1.8.2/src/service/sending/sender.rs"
      },
      {
        "of": [
          "keyCounts",
          "fallbackKeyTypes"
        ],
        "from": "1.8.2",
        "works": "yes",
        "registration": [
          [
            "org.matrix.msc3202"
          ]
        ],
        "source": "https://github.com/matrix-construct/tuwunel/blob/v1.8.2/src/service/sending/sender.rs"
      },
      {
        "of": [
          "keyQuery",
          "keyClaim"
        ],
        "from": "1.0",
        "before": "1.8.3",
        "works": "no",
        "source": "https://github.com/matrix-construct/tuwunel/tree/v1.8.2/src/service/appservice"
      },
      {
        "of": [
          "keyQuery",
          "keyClaim"
        ],
        "from": "1.8.3",
        "before": "1.9.2",
        "works": "yes",
        "note": "it asks for each user separately and every time, even if the appservice never answers",
        "source": "https://github.com/matrix-construct/tuwunel/blob/v1.8.3/src/service/appservice/keys.rs"
      },
      {
        "of": [
          "keyQuery",
          "keyClaim"
        ],
        "from": "1.9.2",
        "works": "no",
        "note": "removed in 1.9.2",
        "source": "https://github.com/matrix-construct/tuwunel/releases/tag/v1.9.2"
      },
      {
        "of": [
          "servedCrossSigningKeys"
        ],
        "works": "no",
        "instead": "upload them",
        "source": "https://github.com/matrix-construct/tuwunel/blob/v1.8.3/src/service/appservice/keys.rs"
      },
      {
        "of": [
          "deviceMasquerading"
        ],
        "from": "1.0",
        "before": "1.6.1",
        "works": "no",
        "source": "https://github.com/matrix-construct/tuwunel/blob/v1.6.0/src/api/router/auth/appservice.rs"
      },
      {
        "of": [
          "deviceMasquerading"
        ],
        "from": "1.6.1",
        "works": "yes",
        "source": "https://github.com/matrix-construct/tuwunel/blob/v1.6.1/src/api/router/auth/appservice.rs"
      },
      {
        "of": [
          "deviceCreation"
        ],
        "from": "1.0",
        "before": "1.6.1",
        "works": "yes",
        "registration": [
          [
            "io.element.msc4190"
          ]
        ],
        "note": "the homeserver chooses the device's ID, so list the devices to learn it",
        "source": "https://github.com/matrix-construct/tuwunel/blob/v1.6.0/src/api/client/device.rs"
      },
      {
        "of": [
          "deviceCreation"
        ],
        "from": "1.6.1",
        "before": "1.8",
        "works": "yes",
        "registration": [
          [
            "io.element.msc4190"
          ]
        ],
        "note": "it answers 200 for a new device, and logging in is not refused",
        "source": "https://github.com/matrix-construct/tuwunel/blob/v1.6.1/src/api/client/device.rs"
      },
      {
        "of": [
          "deviceCreation"
        ],
        "from": "1.8",
        "works": "yes",
        "registration": [
          [
            "io.element.msc4190"
          ]
        ],
        "source": "https://github.com/matrix-construct/tuwunel/blob/v1.8.0/src/api/client/device/devices_device.rs"
      },
      {
        "of": [
          "crossSigningUpload"
        ],
        "from": "1.0",
        "before": "1.6.2",
        "works": "yes",
        "note": "only the first upload is free; a change needs interactive authentication",
        "source": "https://github.com/matrix-construct/tuwunel/blob/v1.6.1/src/api/client/keys/upload_signing_keys.rs"
      },
      {
        "of": [
          "crossSigningUpload"
        ],
        "from": "1.6.2",
        "works": "yes",
        "note": "a change needs interactive authentication unless `io.element.msc4190` is true",
        "source": "https://github.com/matrix-construct/tuwunel/blob/v1.6.2/src/api/client/keys/upload_signing_keys.rs"
      }
    ],
    "loading": {
      "yaml": "1.2",
      "expressions": "rust",
      "matching": "anywhere",
      "rules": [
        {
          "at": [
            "/sender_localpart"
          ],
          "refuses": "[:\\u0000]",
          "outcome": "stops",
          "text": "it accepts no colon there",
          "source": "https://github.com/matrix-construct/tuwunel/blob/v1.9.0/src/service/appservice/registration_info.rs"
        },
        {
          "at": [
            "/url"
          ],
          "refuses": "^[Uu][Nn][Ii][Xx]:",
          "outcome": "unreached",
          "text": "it supports no Unix sockets, only http and https",
          "source": "https://github.com/matrix-construct/tuwunel/blob/v1.9.0/src/service/appservice/request.rs"
        },
        {
          "at": [
            "/namespaces/users",
            "/namespaces/aliases",
            "/namespaces/rooms"
          ],
          "types": [
            "array"
          ],
          "outcome": "odd",
          "text": "it accepts a list there, or nothing at all after the colon; a written `null` keeps it from starting",
          "source": "https://github.com/matrix-construct/tuwunel/blob/v1.9.0/src/service/appservice/mod.rs"
        },
        {
          "at": [
            "/namespaces/users/*/exclusive",
            "/namespaces/aliases/*/exclusive",
            "/namespaces/rooms/*/exclusive"
          ],
          "types": [
            "boolean"
          ],
          "outcome": "stops",
          "text": "it accepts only `true` and `false` there, not the other words of YAML 1.1",
          "source": "https://github.com/matrix-construct/tuwunel/blob/v1.9.0/src/service/appservice/mod.rs"
        },
        {
          "at": [
            "/rate_limited"
          ],
          "types": [
            "boolean",
            "null"
          ],
          "outcome": "stops",
          "text": "it accepts only `true` and `false` there, not the other words of YAML 1.1",
          "source": "https://github.com/matrix-construct/tuwunel/blob/v1.9.0/src/service/appservice/mod.rs"
        },
        {
          "at": [
            "/receive_ephemeral"
          ],
          "types": [
            "boolean"
          ],
          "outcome": "stops",
          "text": "it accepts only `true` and `false` there, not the other words of YAML 1.1",
          "source": "https://github.com/matrix-construct/tuwunel/blob/v1.9.0/src/service/appservice/mod.rs"
        },
        {
          "at": [
            "/org.matrix.msc3202"
          ],
          "from": "1.8.2",
          "types": [
            "boolean"
          ],
          "outcome": "stops",
          "text": "it accepts only `true` and `false` there, not the other words of YAML 1.1",
          "source": "https://github.com/matrix-construct/tuwunel/blob/v1.9.0/src/service/appservice/mod.rs"
        },
        {
          "at": [
            "/io.element.msc4190"
          ],
          "types": [
            "boolean"
          ],
          "outcome": "stops",
          "text": "it accepts only `true` and `false` there, not the other words of YAML 1.1",
          "source": "https://github.com/matrix-construct/tuwunel/blob/v1.9.0/src/service/appservice/mod.rs"
        }
      ]
    }
  },
  {
    "name": "Dendrite",
    "configuration": "dendrite.yaml",
    "newest": "0.15.2",
    "facts": [
      {
        "of": [
          "ephemeral",
          "toDevice",
          "deviceLists",
          "keyCounts",
          "fallbackKeyTypes",
          "keyQuery",
          "keyClaim"
        ],
        "works": "no",
        "source": "https://github.com/element-hq/dendrite/blob/v0.15.2/appservice/consumers/roomserver.go"
      },
      {
        "of": [
          "servedCrossSigningKeys"
        ],
        "works": "no",
        "instead": "upload them",
        "source": "https://github.com/element-hq/dendrite/blob/v0.15.2/appservice/consumers/roomserver.go"
      },
      {
        "of": [
          "deviceMasquerading"
        ],
        "works": "no",
        "note": "each request of an appservice comes from a device `AS_Device`",
        "source": "https://github.com/element-hq/dendrite/blob/v0.15.2/userapi/internal/user_api.go"
      },
      {
        "of": [
          "deviceCreation"
        ],
        "works": "no",
        "instead": "log in",
        "source": "https://github.com/element-hq/dendrite/blob/v0.15.2/clientapi/routing/device.go"
      },
      {
        "of": [
          "crossSigningUpload"
        ],
        "before": "0.15",
        "works": "no",
        "note": "it demands a password, which an appservice's user has not",
        "source": "https://github.com/matrix-org/dendrite/blob/v0.13.8/clientapi/routing/key_crosssigning.go"
      },
      {
        "of": [
          "crossSigningUpload"
        ],
        "from": "0.15",
        "works": "yes",
        "note": "only the first upload is free; a change needs a password",
        "source": "https://github.com/element-hq/dendrite/blob/v0.15.2/clientapi/routing/key_crosssigning.go"
      }
    ],
    "loading": {
      "yaml": "1.1",
      "expressions": "go",
      "matching": "anywhere",
      "rules": [
        {
          "at": [
            "/sender_localpart"
          ],
          "refuses": "^$",
          "outcome": "stops",
          "text": "it accepts no empty text there",
          "source": "https://github.com/element-hq/dendrite/blob/v0.15.2/setup/config/config_appservice.go"
        },
        {
          "at": [
            "/id"
          ],
          "refuses": "^$",
          "outcome": "stops",
          "text": "it accepts no empty text there",
          "source": "https://github.com/element-hq/dendrite/blob/v0.15.2/setup/config/config_appservice.go"
        },
        {
          "at": [
            "/url"
          ],
          "refuses": "^https?:.*/$",
          "outcome": "odd",
          "text": "the slash at the end makes it ask for `//_matrix/…`, which not every appservice serves: leave it out",
          "source": "https://github.com/element-hq/dendrite/blob/v0.15.2/setup/config/config_appservice.go"
        },
        {
          "at": [
            "/namespaces/users/*/group_id"
          ],
          "types": [
            "string",
            "null"
          ],
          "refuses": "^(?!$)(?!.*\\+.*:)",
          "outcome": "stops",
          "text": "it accepts a group there, such as `+irc:example.org`",
          "source": "https://github.com/element-hq/dendrite/blob/v0.15.2/setup/config/config_appservice.go"
        }
      ]
    }
  },
  {
    "name": "conduwuit",
    "newest": "0.5.0",
    "facts": [
      {
        "of": [
          "ephemeral",
          "toDevice",
          "deviceLists",
          "keyCounts",
          "fallbackKeyTypes",
          "keyQuery",
          "keyClaim"
        ],
        "works": "no",
        "source": "https://github.com/matrix-construct/tuwunel/blob/v0.5.0/src/service/sending/sender.rs"
      },
      {
        "of": [
          "servedCrossSigningKeys"
        ],
        "works": "no",
        "instead": "upload them",
        "source": "https://github.com/matrix-construct/tuwunel/blob/v0.5.0/src/service/sending/sender.rs"
      },
      {
        "of": [
          "deviceMasquerading"
        ],
        "works": "no",
        "source": "https://github.com/matrix-construct/tuwunel/blob/v0.5.0/src/api/router/auth.rs"
      },
      {
        "of": [
          "deviceCreation"
        ],
        "works": "yes",
        "registration": [
          [
            "io.element.msc4190"
          ]
        ],
        "note": "the homeserver chooses the device's ID, so list the devices to learn it",
        "source": "https://github.com/matrix-construct/tuwunel/blob/v0.5.0/src/api/client/device.rs"
      },
      {
        "of": [
          "crossSigningUpload"
        ],
        "works": "yes",
        "note": "only the first upload is free; a change needs interactive authentication",
        "source": "https://github.com/matrix-construct/tuwunel/blob/v0.5.0/src/api/client/keys.rs"
      }
    ],
    "loading": {
      "yaml": "1.2",
      "expressions": "rust",
      "matching": "anywhere",
      "rules": [
        {
          "at": [
            "/url"
          ],
          "refuses": "^[Uu][Nn][Ii][Xx]:",
          "outcome": "unreached",
          "text": "it supports no Unix sockets, only http and https",
          "source": "https://github.com/matrix-construct/tuwunel/blob/v0.5.0/src/service/sending/appservice.rs"
        },
        {
          "at": [
            "/receive_ephemeral"
          ],
          "types": [
            "boolean"
          ],
          "outcome": "stops",
          "text": "it accepts only `true` and `false` there, not the other words of YAML 1.1",
          "source": "https://github.com/matrix-construct/tuwunel/blob/v0.5.0/src/service/appservice/mod.rs"
        },
        {
          "at": [
            "/io.element.msc4190"
          ],
          "types": [
            "boolean"
          ],
          "outcome": "stops",
          "text": "it accepts only `true` and `false` there, not the other words of YAML 1.1",
          "source": "https://github.com/matrix-construct/tuwunel/blob/v0.5.0/src/service/appservice/mod.rs"
        },
        {
          "at": [
            "/namespaces/users/*/exclusive",
            "/namespaces/aliases/*/exclusive",
            "/namespaces/rooms/*/exclusive"
          ],
          "types": [
            "boolean"
          ],
          "outcome": "stops",
          "text": "it accepts only `true` and `false` there, not the other words of YAML 1.1",
          "source": "https://github.com/matrix-construct/tuwunel/blob/v0.5.0/src/service/appservice/mod.rs"
        },
        {
          "at": [
            "/rate_limited"
          ],
          "types": [
            "boolean",
            "null"
          ],
          "outcome": "stops",
          "text": "it accepts only `true` and `false` there, not the other words of YAML 1.1",
          "source": "https://github.com/matrix-construct/tuwunel/blob/v0.5.0/src/service/appservice/mod.rs"
        }
      ]
    }
  },
  {
    "name": "continuwuity",
    "newest": "26.7.3",
    "facts": [
      {
        "of": [
          "ephemeral",
          "toDevice",
          "deviceLists",
          "keyCounts",
          "fallbackKeyTypes",
          "keyQuery",
          "keyClaim"
        ],
        "works": "no",
        "source": "https://github.com/continuwuity/continuwuity/blob/v26.7.3/src/service/sending/mod.rs"
      },
      {
        "of": [
          "servedCrossSigningKeys"
        ],
        "works": "no",
        "instead": "upload them",
        "source": "https://github.com/continuwuity/continuwuity/blob/v26.7.3/src/service/sending/mod.rs"
      },
      {
        "of": [
          "deviceMasquerading"
        ],
        "from": "0.5",
        "before": "0.5.6",
        "works": "no",
        "source": "https://github.com/continuwuity/continuwuity/blob/v0.5.5/src/api/router/auth.rs"
      },
      {
        "of": [
          "deviceMasquerading"
        ],
        "from": "0.5.6",
        "before": "26.7",
        "works": "yes",
        "note": "a request with both parameters, `device_id` and `org.matrix.msc3202.device_id`, is refused",
        "source": "https://github.com/continuwuity/continuwuity/blob/v26.6.2/src/api/router/args.rs"
      },
      {
        "of": [
          "deviceMasquerading"
        ],
        "from": "26.7",
        "works": "yes",
        "source": "https://github.com/continuwuity/continuwuity/blob/v26.7.3/src/api/router/args.rs"
      },
      {
        "of": [
          "deviceCreation"
        ],
        "from": "0.5",
        "before": "26.6",
        "works": "yes",
        "registration": [
          [
            "io.element.msc4190"
          ]
        ],
        "note": "the homeserver chooses the device's ID, so list the devices to learn it",
        "source": "https://github.com/continuwuity/continuwuity/blob/v0.5.8/src/api/client/device.rs"
      },
      {
        "of": [
          "deviceCreation"
        ],
        "from": "26.6",
        "before": "26.7",
        "works": "yes",
        "note": "the homeserver chooses the device's ID, so list the devices to learn it",
        "source": "https://github.com/continuwuity/continuwuity/blob/v26.6.2/src/api/client/device.rs"
      },
      {
        "of": [
          "deviceCreation"
        ],
        "from": "26.7",
        "works": "yes",
        "source": "https://github.com/continuwuity/continuwuity/blob/v26.7.3/src/api/client/device.rs"
      },
      {
        "of": [
          "crossSigningUpload"
        ],
        "from": "0.5",
        "before": "26.6",
        "works": "yes",
        "note": "only the first upload is free; a change needs interactive authentication",
        "source": "https://github.com/continuwuity/continuwuity/blob/v0.5.8/src/api/client/keys.rs"
      },
      {
        "of": [
          "crossSigningUpload"
        ],
        "from": "26.6",
        "works": "yes",
        "source": "https://github.com/continuwuity/continuwuity/blob/v26.6.0/src/api/client/keys.rs"
      }
    ],
    "loading": {
      "yaml": "1.1",
      "expressions": "rust",
      "matching": "anywhere",
      "rules": [
        {
          "at": [
            "/sender_localpart"
          ],
          "refuses": "^@[^:]*$|^[^@].*:|\\u0000",
          "outcome": "stops",
          "text": "it accepts neither a colon there nor an `@` at the beginning",
          "source": "https://github.com/continuwuity/continuwuity/blob/v26.7.3/src/service/appservice/mod.rs"
        },
        {
          "at": [
            "/url"
          ],
          "refuses": "^[Uu][Nn][Ii][Xx]:",
          "outcome": "unreached",
          "text": "it supports no Unix sockets, only http and https",
          "source": "https://github.com/continuwuity/continuwuity/blob/v26.7.3/src/service/sending/appservice.rs"
        },
        {
          "at": [
            "/receive_ephemeral"
          ],
          "types": [
            "boolean"
          ],
          "outcome": "stops",
          "text": "it accepts a boolean there, but not null",
          "source": "https://github.com/continuwuity/continuwuity/blob/v26.7.3/src/service/appservice/mod.rs"
        },
        {
          "at": [
            "/io.element.msc4190"
          ],
          "before": "26.6",
          "types": [
            "boolean"
          ],
          "outcome": "stops",
          "text": "it accepts a boolean there, but not null",
          "source": "https://github.com/continuwuity/continuwuity/blob/v26.7.3/src/service/appservice/mod.rs"
        }
      ]
    }
  }
] as const;
