/**
 * The ed25519 operations that signing and checking need, for runtimes whose WebCrypto has none; the `ed25519` of
 * `@noble/curves` fits as it is. Seeds and public keys are 32 bare bytes, signatures 64. Each operation may answer at
 * once or with a promise.
 */
export interface Ed25519 {
  /** The public key of a seed. */
  getPublicKey(seed: Uint8Array): Uint8Array | Promise<Uint8Array>;
  sign(message: Uint8Array, seed: Uint8Array): Uint8Array | Promise<Uint8Array>;
  /** Whether a signature holds. `false`, and not an error, for a public key that is no point of the curve. */
  verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean | Promise<boolean>;
}

/** Where the ed25519 operations come from. */
export interface Ed25519Options {
  /** Default: the runtime's WebCrypto. */
  readonly ed25519?: Ed25519 | undefined;
}
