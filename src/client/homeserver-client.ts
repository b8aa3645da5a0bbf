/** A stand-in, until the client of the client-server documents is here. */
export interface HomeserverClient {
  readonly as: (actor: {
    readonly userId?: string | undefined;
    readonly deviceId?: string | undefined;
  }) => HomeserverClient;
}
