/** A device of a user, and its access token. */
export interface Login {
  readonly userId: `@${string}`;
  readonly deviceId: string;
  readonly accessToken: string;
}
