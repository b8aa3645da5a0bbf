// Generated from openapi/*/*.yaml by `npm run generate`. Change the source, not this file.

export const fieldNames = {
  "DeviceKeys": {
    "impersonator": {
      "unstable": [
        "fi.mau.msc4350.impersonator"
      ],
      "accepted": []
    }
  },
  "DeviceLists": {
    "left": {
      "unstable": [],
      "accepted": [
        "removed"
      ]
    }
  },
  "EphemeralEvent": {
    "type": {
      "unstable": [],
      "accepted": [
        "edu_type"
      ]
    }
  },
  "Registration": {
    "receive_ephemeral": {
      "unstable": [
        "de.sorunome.msc2409.push_ephemeral"
      ],
      "accepted": []
    }
  },
  "TransactionBody": {
    "ephemeral": {
      "unstable": [
        "de.sorunome.msc2409.ephemeral"
      ],
      "accepted": []
    },
    "to_device": {
      "unstable": [
        "de.sorunome.msc2409.to_device"
      ],
      "accepted": []
    },
    "device_lists": {
      "unstable": [
        "org.matrix.msc3202.device_lists"
      ],
      "accepted": []
    },
    "device_one_time_keys_count": {
      "unstable": [
        "org.matrix.msc3202.device_one_time_keys_count",
        "org.matrix.msc3202.device_one_time_key_counts"
      ],
      "accepted": []
    },
    "device_unused_fallback_key_types": {
      "unstable": [
        "org.matrix.msc3202.device_unused_fallback_key_types"
      ],
      "accepted": []
    }
  }
} as const;

export const parameterNames = {
  "device_id": {
    "unstable": [
      "org.matrix.msc3202.device_id"
    ],
    "accepted": []
  }
} as const;
