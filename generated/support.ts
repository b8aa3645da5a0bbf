// Generated from openapi/support.yaml by `npm run generate`. Change the source, not this file.

export const neverExisted = [
  {
    "name": "org.matrix.msc3202.to_device",
    "instead": "to_device",
    "source": "https://github.com/matrix-org/matrix-spec-proposals/pull/4203"
  },
  {
    "name": "org.matrix.msc2409.ephemeral",
    "instead": "ephemeral",
    "source": "https://github.com/matrix-org/matrix-spec-proposals/pull/2409"
  }
] as const;

export const checkedOn = "2026-11-21" as const;

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
        "when": "with the experimental feature `msc3984_appservice_key_query`; it takes device keys from the answer, and no cross-signing keys",
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
    "version": "1.9",
    "speaks": {
      "keyQuery": {
        "names": "unstable",
        "when": "always",
        "source": "https://github.com/matrix-construct/tuwunel/blob/main/src/service/appservice/keys.rs"
      },
      "keyClaim": {
        "names": "unstable",
        "when": "always",
        "source": "https://github.com/matrix-construct/tuwunel/blob/main/src/service/appservice/keys.rs"
      }
    }
  },
  {
    "name": "Dendrite",
    "role": "homeserver",
    "version": "as of 2026-11-21",
    "speaks": {
      "keyQuery": {
        "names": "none",
        "source": "https://github.com/element-hq/dendrite/blob/main/appservice/consumers/roomserver.go"
      },
      "keyClaim": {
        "names": "none",
        "source": "https://github.com/element-hq/dendrite/blob/main/appservice/consumers/roomserver.go"
      },
      "toDevice": {
        "names": "none",
        "source": "https://github.com/element-hq/dendrite/blob/main/appservice/consumers/roomserver.go"
      },
      "deviceLists": {
        "names": "none",
        "source": "https://github.com/element-hq/dendrite/blob/main/appservice/consumers/roomserver.go"
      },
      "ephemeral": {
        "names": "none",
        "source": "https://github.com/element-hq/dendrite/blob/main/appservice/consumers/roomserver.go"
      }
    }
  },
  {
    "name": "conduwuit",
    "role": "homeserver",
    "version": "as of 2026-11-21",
    "speaks": {
      "keyQuery": {
        "names": "none",
        "source": "https://github.com/girlbossceo/conduwuit/blob/main/src/service/sending/sender.rs"
      },
      "keyClaim": {
        "names": "none",
        "source": "https://github.com/girlbossceo/conduwuit/blob/main/src/service/sending/sender.rs"
      }
    }
  },
  {
    "name": "continuwuity",
    "role": "homeserver",
    "version": "as of 2026-11-21",
    "speaks": {
      "keyQuery": {
        "names": "none",
        "source": "https://github.com/continuwuity/continuwuity/blob/main/src/service/sending/sender.rs"
      },
      "keyClaim": {
        "names": "none",
        "source": "https://github.com/continuwuity/continuwuity/blob/main/src/service/sending/sender.rs"
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
    "isCalled": true
  },
  {
    "id": "keyClaim",
    "title": "key claims",
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
  }
] as const;

export const homeservers = [
  {
    "name": "Synapse",
    "configuration": "homeserver.yaml",
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
        "source": "https://github.com/element-hq/synapse/blob/v1.157.0/synapse/config/experimental.py"
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
        "source": "https://github.com/element-hq/synapse/blob/v1.157.0/synapse/config/experimental.py"
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
        "source": "https://github.com/element-hq/synapse/blob/v1.157.0/synapse/config/experimental.py"
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
        "source": "https://github.com/element-hq/synapse/blob/v1.157.0/synapse/config/experimental.py"
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
        "source": "https://github.com/element-hq/synapse/blob/v1.157.0/synapse/config/experimental.py"
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
        "source": "https://github.com/element-hq/synapse/blob/v1.157.0/synapse/config/experimental.py"
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
        "note": "only the parameter `org.matrix.msc3202.device_id` is read",
        "source": "https://github.com/element-hq/synapse/pull/19033"
      },
      {
        "of": [
          "deviceMasquerading"
        ],
        "from": "1.141",
        "before": "1.161",
        "works": "yes",
        "source": "https://github.com/element-hq/synapse/pull/19033"
      },
      {
        "of": [
          "deviceMasquerading"
        ],
        "from": "1.161",
        "works": "yes",
        "note": "only the parameter `device_id` is read, and 1.163 answers 500 where no `user_id` is beside it",
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
    ]
  },
  {
    "name": "Tuwunel",
    "facts": [
      {
        "of": [
          "ephemeral"
        ],
        "from": "1.9",
        "works": "yes",
        "registration": [
          [
            "receive_ephemeral"
          ]
        ],
        "note": "presence is not sent",
        "source": "https://github.com/matrix-construct/tuwunel/pull/406"
      },
      {
        "of": [
          "toDevice"
        ],
        "works": "unknown",
        "note": "its main branch sends them without any flag; which releases do has not been looked up",
        "source": "https://github.com/matrix-construct/tuwunel/blob/main/src/service/sending/sender/dispatch/appservice.rs"
      },
      {
        "of": [
          "deviceLists",
          "keyCounts",
          "fallbackKeyTypes"
        ],
        "works": "unknown",
        "note": "its main branch sends them with `org.matrix.msc3202: true` in the registration; which releases do has not been looked up",
        "source": "https://github.com/matrix-construct/tuwunel/blob/main/src/service/sending/sender/dispatch/appservice.rs"
      },
      {
        "of": [
          "keyQuery",
          "keyClaim"
        ],
        "from": "1.9",
        "works": "yes",
        "source": "https://github.com/matrix-construct/tuwunel/blob/main/src/service/appservice/keys.rs"
      },
      {
        "of": [
          "deviceMasquerading"
        ],
        "from": "1.9",
        "works": "yes",
        "source": "https://github.com/matrix-construct/tuwunel/issues/327"
      },
      {
        "of": [
          "deviceCreation"
        ],
        "from": "1.9",
        "works": "yes",
        "registration": [
          [
            "io.element.msc4190"
          ]
        ],
        "note": "`device_management`, as a version of the proposal had it, is not read; some versions choose the ID of the device themselves, so look which devices there are",
        "source": "https://github.com/matrix-construct/ruma/blob/main/crates/ruma-appservice-api/src/lib.rs"
      }
    ]
  },
  {
    "name": "Dendrite",
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
        "source": "https://github.com/element-hq/dendrite/blob/main/appservice/consumers/roomserver.go"
      }
    ]
  },
  {
    "name": "conduwuit",
    "facts": [
      {
        "of": [
          "toDevice",
          "deviceLists",
          "keyCounts",
          "fallbackKeyTypes",
          "keyQuery",
          "keyClaim"
        ],
        "works": "no",
        "source": "https://github.com/girlbossceo/conduwuit/blob/main/src/service/sending/sender.rs"
      }
    ]
  },
  {
    "name": "continuwuity",
    "facts": [
      {
        "of": [
          "ephemeral"
        ],
        "works": "yes",
        "registration": [
          [
            "receive_ephemeral"
          ]
        ],
        "source": "https://github.com/continuwuity/continuwuity/blob/main/src/service/sending/sender.rs"
      },
      {
        "of": [
          "toDevice",
          "deviceLists",
          "keyCounts",
          "fallbackKeyTypes",
          "keyQuery",
          "keyClaim"
        ],
        "works": "no",
        "source": "https://github.com/continuwuity/continuwuity/blob/main/src/service/sending/sender.rs"
      },
      {
        "of": [
          "deviceMasquerading"
        ],
        "works": "yes",
        "source": "https://github.com/continuwuity/continuwuity/blob/main/src/api/router/auth.rs"
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
        "note": "`device_management`, as a version of the proposal had it, is not read; some versions choose the ID of the device themselves, so look which devices there are",
        "source": "https://github.com/continuwuity/ruwuma/blob/main/crates/ruma-appservice-api/src/lib.rs"
      }
    ]
  }
] as const;
