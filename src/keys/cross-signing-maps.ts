/** The cross-signing maps of a key query response, each with the `usage` that its keys must have (M4). */
export const crossSigningUsages = {
  master_keys: 'master',
  self_signing_keys: 'self_signing',
  user_signing_keys: 'user_signing',
} as const;

/** The name of a cross-signing map of a key query response. */
export type CrossSigningMap = keyof typeof crossSigningUsages;

/** The names of the three cross-signing maps. They are independent of each other (M1). */
export const crossSigningMaps: readonly CrossSigningMap[] = ['master_keys', 'self_signing_keys', 'user_signing_keys'];
