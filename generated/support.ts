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
    "state": "draft"
  },
  {
    "msc": "MSC3983",
    "title": "Key claims to application services, and claims of several keys",
    "state": "draft"
  },
  {
    "msc": "MSC3202",
    "title": "Device lists, one-time key counts and unused fallback key types in transactions",
    "state": "draft"
  },
  {
    "msc": "MSC4203",
    "title": "To-device messages in transactions",
    "state": "draft",
    "note": "once a part of MSC2409"
  },
  {
    "msc": "MSC4350",
    "title": "Devices that another device acts for",
    "state": "draft"
  },
  {
    "msc": "MSC2409",
    "title": "Typing notices, receipts and presence in transactions",
    "state": "stable",
    "matrixVersion": "1.13"
  },
  {
    "msc": "MSC2659",
    "title": "Ping",
    "state": "stable",
    "matrixVersion": "1.7"
  },
  {
    "msc": "MSC4190",
    "title": "Creating and deleting devices",
    "state": "stable",
    "matrixVersion": "1.17"
  },
  {
    "msc": "MSC4326",
    "title": "Acting as a certain device",
    "state": "stable",
    "matrixVersion": "1.17"
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
        "when": "with the experimental feature `msc3984_appservice_key_query`; it takes device keys from the answer, but no cross-signing keys"
      },
      "keyClaim": {
        "names": "unstable",
        "when": "with the experimental feature `msc3983_appservice_otk_claims`"
      },
      "toDevice": {
        "names": "unstable",
        "when": "with the experimental feature `msc2409_to_device_messages_enabled`, and either ephemeral flag in the registration"
      },
      "deviceLists": {
        "names": "unstable",
        "when": "with the experimental feature `msc3202_transaction_extensions`, and `org.matrix.msc3202: true` in the registration; counts under both spellings; `left` is always empty"
      },
      "ephemeral": {
        "names": "both",
        "when": "stable with `receive_ephemeral` in the registration (1.156 or newer), unstable with `de.sorunome.msc2409.push_ephemeral`; with both flags under both names"
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
        "when": "under unstable names from 1.8.3 to 1.9.1; removed in 1.9.2"
      },
      "keyClaim": {
        "names": "none",
        "when": "under unstable names from 1.8.3 to 1.9.1; removed in 1.9.2"
      },
      "toDevice": {
        "names": "unstable",
        "when": "always, since 1.8.2"
      },
      "deviceLists": {
        "names": "unstable",
        "when": "since 1.8.2 with `org.matrix.msc3202: true` in the registration; `left` is always empty"
      },
      "ephemeral": {
        "names": "stable",
        "when": "since 1.6.1 with `receive_ephemeral` in the registration; no presence"
      }
    }
  },
  {
    "name": "Dendrite",
    "role": "homeserver",
    "version": "0.15.2",
    "speaks": {
      "keyQuery": {
        "names": "none"
      },
      "keyClaim": {
        "names": "none"
      },
      "toDevice": {
        "names": "none"
      },
      "deviceLists": {
        "names": "none"
      },
      "ephemeral": {
        "names": "none"
      }
    }
  },
  {
    "name": "conduwuit",
    "role": "homeserver",
    "version": "0.5.0",
    "speaks": {
      "keyQuery": {
        "names": "none"
      },
      "keyClaim": {
        "names": "none"
      },
      "toDevice": {
        "names": "none"
      },
      "deviceLists": {
        "names": "none"
      },
      "ephemeral": {
        "names": "none"
      }
    }
  },
  {
    "name": "continuwuity",
    "role": "homeserver",
    "version": "26.7.3",
    "speaks": {
      "keyQuery": {
        "names": "none"
      },
      "keyClaim": {
        "names": "none"
      },
      "toDevice": {
        "names": "none"
      },
      "deviceLists": {
        "names": "none"
      },
      "ephemeral": {
        "names": "none"
      }
    }
  },
  {
    "name": "matrix-bot-sdk",
    "role": "library",
    "version": "0.8",
    "speaks": {
      "keyQuery": {
        "names": "unstable"
      },
      "keyClaim": {
        "names": "unstable"
      },
      "toDevice": {
        "names": "unstable"
      },
      "deviceLists": {
        "names": "unstable",
        "when": "reads `removed` where the wire has `left`"
      },
      "ephemeral": {
        "names": "unstable"
      }
    }
  },
  {
    "name": "mautrix-go",
    "role": "library",
    "version": "as of 2026-11-21",
    "speaks": {
      "keyQuery": {
        "names": "none"
      },
      "keyClaim": {
        "names": "none"
      },
      "toDevice": {
        "names": "both"
      },
      "deviceLists": {
        "names": "both"
      },
      "ephemeral": {
        "names": "both"
      }
    }
  },
  {
    "name": "mautrix-python",
    "role": "library",
    "version": "0.21",
    "speaks": {
      "keyQuery": {
        "names": "none"
      },
      "keyClaim": {
        "names": "none"
      },
      "toDevice": {
        "names": "both"
      },
      "deviceLists": {
        "names": "both",
        "when": "device lists and counts; fallback key types are not read"
      },
      "ephemeral": {
        "names": "both"
      }
    }
  },
  {
    "name": "matrix-appservice",
    "role": "library",
    "version": "3.0",
    "speaks": {
      "keyQuery": {
        "names": "none"
      },
      "keyClaim": {
        "names": "none"
      },
      "toDevice": {
        "names": "none"
      },
      "deviceLists": {
        "names": "none"
      },
      "ephemeral": {
        "names": "unstable"
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

export const synapse = {
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
      ]
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
      "note": "this version does not honour the older flag when it stands alone"
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
      ]
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
      ]
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
      "note": "this version does not honour the older flag when it stands alone"
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
      ]
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
      ]
    },
    {
      "of": [
        "keyQuery"
      ],
      "from": "1.81",
      "works": "yes",
      "settings": [
        "experimental_features.msc3984_appservice_key_query: true"
      ]
    },
    {
      "of": [
        "keyClaim"
      ],
      "from": "1.81",
      "works": "yes",
      "settings": [
        "experimental_features.msc3983_appservice_otk_claims: true"
      ]
    },
    {
      "of": [
        "servedCrossSigningKeys"
      ],
      "works": "no",
      "instead": "upload them"
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
      "note": "only the parameter `org.matrix.msc3202.device_id` is read; the sender gets 500 from `/sync`, so let an encrypted bot be another user"
    },
    {
      "of": [
        "deviceMasquerading"
      ],
      "from": "1.141",
      "before": "1.161",
      "works": "yes",
      "note": "the sender gets 500 from `/sync`, so let an encrypted bot be another user"
    },
    {
      "of": [
        "deviceMasquerading"
      ],
      "from": "1.161",
      "works": "yes",
      "note": "only the parameter `device_id` is read, and 1.163 answers 500 if `user_id` is missing; the sender gets 500 from `/sync`, so let an encrypted bot be another user"
    },
    {
      "of": [
        "deviceCreation"
      ],
      "from": "1.81",
      "before": "1.121",
      "works": "no"
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
      "note": "without the flag it answers 200 and creates nothing"
    },
    {
      "of": [
        "deviceCreation"
      ],
      "from": "1.141",
      "works": "yes"
    },
    {
      "of": [
        "crossSigningUpload"
      ],
      "from": "1.81",
      "before": "1.110",
      "works": "unknown",
      "note": "it may ask for interactive authentication, which depends on an experimental feature"
    },
    {
      "of": [
        "crossSigningUpload"
      ],
      "from": "1.110",
      "before": "1.139",
      "works": "yes",
      "note": "only the first upload is free; a change needs interactive authentication"
    },
    {
      "of": [
        "crossSigningUpload"
      ],
      "from": "1.139",
      "before": "1.141",
      "works": "yes",
      "note": "a change needs interactive authentication unless `io.element.msc4190` is true"
    },
    {
      "of": [
        "crossSigningUpload"
      ],
      "from": "1.141",
      "works": "yes"
    }
  ],
  "sendsTwice": [
    {
      "of": "ephemeral",
      "from": "1.156",
      "flags": [
        "receive_ephemeral",
        "de.sorunome.msc2409.push_ephemeral"
      ]
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
        "text": "it accepts only letters, digits and `-._~/` there, which need no escaping in a URL"
      },
      {
        "at": [
          "/id"
        ],
        "refuses": "\\|",
        "outcome": "stops",
        "text": "it accepts no `|` in an ID"
      },
      {
        "at": [
          "/url"
        ],
        "refuses": "^[Uu][Nn][Ii][Xx]:",
        "outcome": "unreached",
        "text": "it supports no Unix sockets, only http and https"
      },
      {
        "at": [
          "/url"
        ],
        "refuses": "^$",
        "outcome": "unreached",
        "severity": "warning",
        "text": "it treats an empty URL as an address, and keeps failing to reach it; `url: null` means \"no traffic\""
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
        "text": "it accepts a list there, but not null"
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
        "text": "it accepts a boolean there"
      },
      {
        "at": [
          "/org.matrix.msc3202"
        ],
        "types": [
          "boolean"
        ],
        "outcome": "stops",
        "text": "it accepts a boolean there, but not null"
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
        "text": "it accepts a boolean there, but not null"
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
        "text": "it accepts a list there, but not null"
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
        "text": "the only scope it knows is `urn:matrix:client:io.element.msc4502:rooms:is_joined`"
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
        "text": "it accepts only `rtc/livekit` or a text that begins with `rtc/livekit/`, together with `io.element.msc4512.proxy_url`"
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
        "text": "it accepts a URL there, together with `io.element.msc4512.proxy_prefix`"
      },
      {
        "at": [
          "/ip_range_whitelist"
        ],
        "refuses": ".",
        "outcome": "stops",
        "text": "it accepts a list there"
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
        "text": "it accepts IP addresses and networks there, such as `10.0.0.0/8`"
      }
    ]
  }
} as const;

export const tuwunel = {
  "name": "Tuwunel",
  "newest": "1.9.4",
  "facts": [
    {
      "of": [
        "ephemeral"
      ],
      "from": "1.0",
      "before": "1.6.1",
      "works": "no"
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
      "note": "presence is not sent"
    },
    {
      "of": [
        "toDevice"
      ],
      "from": "1.0",
      "before": "1.8.2",
      "works": "no"
    },
    {
      "of": [
        "toDevice"
      ],
      "from": "1.8.2",
      "works": "yes"
    },
    {
      "of": [
        "deviceLists",
        "keyCounts",
        "fallbackKeyTypes"
      ],
      "from": "1.0",
      "before": "1.8.2",
      "works": "no"
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
      "note": "`left` is always empty"
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
      ]
    },
    {
      "of": [
        "keyQuery",
        "keyClaim"
      ],
      "from": "1.0",
      "before": "1.8.3",
      "works": "no"
    },
    {
      "of": [
        "keyQuery",
        "keyClaim"
      ],
      "from": "1.8.3",
      "before": "1.9.2",
      "works": "yes",
      "note": "it asks for each user separately and every time, even if the appservice never answers"
    },
    {
      "of": [
        "keyQuery",
        "keyClaim"
      ],
      "from": "1.9.2",
      "works": "no",
      "note": "removed in 1.9.2"
    },
    {
      "of": [
        "servedCrossSigningKeys"
      ],
      "works": "no",
      "instead": "upload them"
    },
    {
      "of": [
        "deviceMasquerading"
      ],
      "from": "1.0",
      "before": "1.6.1",
      "works": "no"
    },
    {
      "of": [
        "deviceMasquerading"
      ],
      "from": "1.6.1",
      "works": "yes"
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
      "note": "the homeserver chooses the device's ID, so list the devices to learn it"
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
      "note": "it answers 200 for a new device, and logging in is not refused"
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
      ]
    },
    {
      "of": [
        "crossSigningUpload"
      ],
      "from": "1.0",
      "before": "1.6.2",
      "works": "yes",
      "note": "only the first upload is free; a change needs interactive authentication"
    },
    {
      "of": [
        "crossSigningUpload"
      ],
      "from": "1.6.2",
      "works": "yes",
      "note": "a change needs interactive authentication unless `io.element.msc4190` is true"
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
        "text": "it accepts no colon there"
      },
      {
        "at": [
          "/url"
        ],
        "refuses": "^[Uu][Nn][Ii][Xx]:",
        "outcome": "unreached",
        "text": "it supports no Unix sockets, only http and https"
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
        "text": "it accepts a list there, or nothing at all after the colon; a written `null` keeps it from starting"
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
        "text": "it accepts only `true` and `false` there, not the other words of YAML 1.1"
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
        "text": "it accepts only `true` and `false` there, not the other words of YAML 1.1"
      },
      {
        "at": [
          "/receive_ephemeral"
        ],
        "types": [
          "boolean"
        ],
        "outcome": "stops",
        "text": "it accepts only `true` and `false` there, not the other words of YAML 1.1"
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
        "text": "it accepts only `true` and `false` there, not the other words of YAML 1.1"
      },
      {
        "at": [
          "/io.element.msc4190"
        ],
        "types": [
          "boolean"
        ],
        "outcome": "stops",
        "text": "it accepts only `true` and `false` there, not the other words of YAML 1.1"
      }
    ]
  }
} as const;

export const dendrite = {
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
      "works": "no"
    },
    {
      "of": [
        "servedCrossSigningKeys"
      ],
      "works": "no",
      "instead": "upload them"
    },
    {
      "of": [
        "deviceMasquerading"
      ],
      "works": "no",
      "note": "each request of an appservice comes from a device `AS_Device`"
    },
    {
      "of": [
        "deviceCreation"
      ],
      "works": "no",
      "instead": "log in"
    },
    {
      "of": [
        "crossSigningUpload"
      ],
      "before": "0.15",
      "works": "no",
      "note": "it demands a password, which an appservice's user has not"
    },
    {
      "of": [
        "crossSigningUpload"
      ],
      "from": "0.15",
      "works": "yes",
      "note": "only the first upload is free; a change needs a password"
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
        "text": "it accepts no empty text there"
      },
      {
        "at": [
          "/id"
        ],
        "refuses": "^$",
        "outcome": "stops",
        "text": "it accepts no empty text there"
      },
      {
        "at": [
          "/url"
        ],
        "refuses": "^https?:.*/$",
        "outcome": "odd",
        "text": "the slash at the end makes it ask for `//_matrix/…`, which not every appservice serves: leave it out"
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
        "text": "it accepts a group there, such as `+irc:example.org`"
      }
    ]
  }
} as const;

export const conduwuit = {
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
      "works": "no"
    },
    {
      "of": [
        "servedCrossSigningKeys"
      ],
      "works": "no",
      "instead": "upload them"
    },
    {
      "of": [
        "deviceMasquerading"
      ],
      "works": "no"
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
      "note": "the homeserver chooses the device's ID, so list the devices to learn it"
    },
    {
      "of": [
        "crossSigningUpload"
      ],
      "works": "yes",
      "note": "only the first upload is free; a change needs interactive authentication"
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
        "text": "it supports no Unix sockets, only http and https"
      },
      {
        "at": [
          "/receive_ephemeral"
        ],
        "types": [
          "boolean"
        ],
        "outcome": "stops",
        "text": "it accepts only `true` and `false` there, not the other words of YAML 1.1"
      },
      {
        "at": [
          "/io.element.msc4190"
        ],
        "types": [
          "boolean"
        ],
        "outcome": "stops",
        "text": "it accepts only `true` and `false` there, not the other words of YAML 1.1"
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
        "text": "it accepts only `true` and `false` there, not the other words of YAML 1.1"
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
        "text": "it accepts only `true` and `false` there, not the other words of YAML 1.1"
      }
    ]
  }
} as const;

export const continuwuity = {
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
      "works": "no"
    },
    {
      "of": [
        "servedCrossSigningKeys"
      ],
      "works": "no",
      "instead": "upload them"
    },
    {
      "of": [
        "deviceMasquerading"
      ],
      "from": "0.5",
      "before": "0.5.6",
      "works": "no"
    },
    {
      "of": [
        "deviceMasquerading"
      ],
      "from": "0.5.6",
      "before": "26.7",
      "works": "yes",
      "note": "a request with both parameters, `device_id` and `org.matrix.msc3202.device_id`, is refused"
    },
    {
      "of": [
        "deviceMasquerading"
      ],
      "from": "26.7",
      "works": "yes"
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
      "note": "the homeserver chooses the device's ID, so list the devices to learn it"
    },
    {
      "of": [
        "deviceCreation"
      ],
      "from": "26.6",
      "before": "26.7",
      "works": "yes",
      "note": "the homeserver chooses the device's ID, so list the devices to learn it"
    },
    {
      "of": [
        "deviceCreation"
      ],
      "from": "26.7",
      "works": "yes"
    },
    {
      "of": [
        "crossSigningUpload"
      ],
      "from": "0.5",
      "before": "26.6",
      "works": "yes",
      "note": "only the first upload is free; a change needs interactive authentication"
    },
    {
      "of": [
        "crossSigningUpload"
      ],
      "from": "26.6",
      "works": "yes"
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
        "text": "it accepts neither a colon there nor an `@` at the beginning"
      },
      {
        "at": [
          "/url"
        ],
        "refuses": "^[Uu][Nn][Ii][Xx]:",
        "outcome": "unreached",
        "text": "it supports no Unix sockets, only http and https"
      },
      {
        "at": [
          "/receive_ephemeral"
        ],
        "types": [
          "boolean"
        ],
        "outcome": "stops",
        "text": "it accepts a boolean there, but not null"
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
        "text": "it accepts a boolean there, but not null"
      }
    ]
  }
} as const;

export const homeservers: readonly [typeof synapse, typeof tuwunel, typeof dendrite, typeof conduwuit, typeof continuwuity] = [synapse, tuwunel, dendrite, conduwuit, continuwuity];
