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
