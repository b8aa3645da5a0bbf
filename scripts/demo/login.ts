/** A device of a user, and what it proves itself with. */
export interface Login {
  readonly userId: `@${string}`;
  readonly deviceId: string;
  readonly accessToken: string;
}
