/**
 * The result of a check, in one word.
 *
 * - `works`: as the specification or the proposal has it.
 * - `other-name`: works, but under another name or path than the stable one; `seen` says which.
 * - `missing`: the software does not do it; `remedy` says which line turns it on, where there is one.
 * - `broken`: it does something else than it should; `seen` says what.
 * - `not-tested`: could not be found out; `seen` says why.
 */
export type CheckVerdict = 'works' | 'other-name' | 'missing' | 'broken' | 'not-tested';

/** The description of a check. It is data, for tables, tests and documents. */
export interface CheckDescription {
  /** Unique name, in words joined with hyphens: `key-query-asked`. */
  readonly id: string;
  /** Capability, as a table shows it, in at most 34 characters: `key queries reach the appservice`. */
  readonly title: string;
  /** Heading of the rows around it in a table. */
  readonly topic?: string | undefined;
  /** Rules of `behaviour.md` that it rests on: `['T2']`. Empty where only a specification says so. */
  readonly rules: readonly string[];
  /** Proposal that has it: `MSC3984`. `undefined` for what the Matrix specification has. */
  readonly proposal?: string | undefined;
  /** Says what the check does, as a sentence. */
  readonly does: string;
  /** Says what it expects to see, as a sentence. */
  readonly expects: string;
  /** Tells whether an encrypted bridge needs it. Only capabilities that do make a report fail. */
  readonly needed: boolean;
}

/** A choice of checks, by their IDs. */
export interface CheckSelection {
  /** Checks to make; those need no others. Default: all. Checks of an appservice rest on earlier ones, and have no such option. */
  readonly only?: readonly string[] | undefined;
  /** Checks to leave out. With an appservice, those that rest on them may be `not-tested`. Default: none. */
  readonly except?: readonly string[] | undefined;
}

/** A line that turns a capability on, and the file to add it to. */
export interface Remedy {
  /** File, as its operator knows it: `homeserver.yaml`, `the registration`. */
  readonly file: string;
  /** Line to add. It may have several lines. */
  readonly line: string;
}

/** The outcome of one check. */
export interface CheckOutcome {
  readonly verdict: CheckVerdict;
  /** Says what was seen, or why nothing was; one line, without secrets (S5). */
  readonly seen?: string | undefined;
  readonly remedy?: Remedy | undefined;
}

/** A check and its outcome: one row of a table. */
export interface CheckResult extends CheckOutcome {
  readonly check: CheckDescription;
  /** Time that the check took, in milliseconds. */
  readonly durationMs: number;
}

/** The results of all checks of one homeserver or appservice. */
export interface CheckReport {
  /** Address that was checked, without user and password. */
  readonly url: string;
  /** Name and version that the software gave itself, where it gave any. */
  readonly software?: { readonly name: string; readonly version: string } | undefined;
  readonly results: readonly CheckResult[];
  /** Results that make the check fail: for the exit status of its command, and for {@link writeJunit}. */
  readonly failures: readonly CheckResult[];
  /** Meaning of the results for an encrypted bridge, in at most two sentences. */
  readonly conclusion: string;
  /** Things that the checks made and could not remove, each a phrase: `the user @…:…`. */
  readonly remains: readonly string[];
}

/** Tells whether a result means that an encrypted bridge will not work. */
export function isFailure({ check, verdict }: CheckResult): boolean {
  return check.needed && (verdict === 'missing' || verdict === 'broken');
}
