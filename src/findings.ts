import { hideNothing, type HideSecrets } from './hide-secrets.js';

/** The weight of a finding: an `error` lost something, a `warning` may have, an `info` lost nothing. */
export type FindingSeverity = 'error' | 'warning' | 'info';

/**
 * The kinds of findings about input from elsewhere. Each code belongs to a rule of `openapi/behaviour.md`.
 *
 * | code | rule | what happened |
 * |---|---|---|
 * | `not-an-object` | M4 | the whole answer is not a JSON object, and counts as `{}` |
 * | `user-not-asked` | M3 C4 | an entry for a user who was not in the request was dropped |
 * | `device-not-asked` | M3 C4 | an entry for a device that was not in the request was dropped |
 * | `key-not-asked` | C4 | a key of an algorithm that was not in the request was dropped |
 * | `key-beyond-count` | C4 | more keys came than were asked for; the rest was dropped |
 * | `malformed-entry` | M4 C4 T6 | an entry, event or field of the wrong shape was dropped; what is beside it stands |
 * | `mismatched-id` | M4 | an entry names another user, device or role than the one it is filed under, and was dropped |
 * | `unsigned-cross-signing-key` | M8 | a self-signing or user-signing key lacks the signature of the master key beside it |
 * | `impersonator-ignored` | M7a | a device names an impersonator that does not count; the device stays, without the impersonator's signatures |
 * | `invalid-signature` | M8 | a device does not carry its own signature, and was dropped because that is demanded |
 * | `claimed-key-lost` | N3 C4 | a one-time key that was claimed reaches no client, or may have been given in vain |
 * | `malformed-field` | S4 T1 M4 G8 | a field is null (an `info`) or of the wrong type, and counts as absent |
 * | `unstable-name` | T1 | a field came under an unstable or older name |
 * | `contradictory-names` | T1 | a field came under two names with different values; the first name won |
 * | `older-count-shape` | T2 | one-time key counts came per user, as the first draft had them |
 * | `incomplete-event` | T6 | an event lacks a field that every event has; it was delivered |
 * | `transaction-id-reused` | T7 | a transaction ID came again with other events and messages; they were delivered |
 * | `transaction-grew` | T7 | a transaction came again with more in it; what is new was delivered |
 * | `unknown-recipient` | R2 | to-device messages came for a device that the appservice does not have, and were dropped |
 * | `identity-changed` | E4 | a user has other cross-signing keys than before; messages go on |
 * | `event-set-aside` | R2 | an event was set aside after ten failed deliveries |
 * | `delivery-stopped` | R2 | the event after one that was set aside fails as well: deliveries wait for it |
 * | `refused-without-store` | R1 | a transaction was refused, and no store keeps what the homeserver does not repeat |
 * | `unsafe-database-setting` | R3 | a setting of the database with which a crash or a failover loses what was acknowledged |
 * | `name-never-existed` | T9 | a field has a name that no proposal is known to have given it, and was not read |
 * | `shared-exclusive-user` | G3 | two registrations claim the same user exclusively; the first one owns it |
 * | `unknown-homeserver` | G5 | nothing is known of the homeserver that a registration was checked for |
 * | `unknown-version` | G5 | the homeserver's version is not given, or is no version |
 * | `newer-version` | G10 | the homeserver's version is newer than any that was looked up |
 * | `capability-works` | G5 | the homeserver will do it with this registration |
 * | `capability-needs-setting` | G5 | the homeserver will do it with this registration, if its own configuration has a setting |
 * | `capability-missing` | G5 | the homeserver will not do it, because of a line of the registration |
 * | `capability-unavailable` | G5 | the homeserver will not do it with any registration |
 * | `capability-unknown` | G5 | whether the homeserver will do it is not known, or depends on its version |
 * | `refused-by-homeserver` | G9 | the homeserver does not start with a value of the registration, or does not take it |
 * | `misread-by-homeserver` | G8 | the homeserver makes something else of a value of the registration than it says |
 * | `malformed-localpart` | G8 | the sender of a registration is no localpart |
 * | `namespace-matches-nothing` | G2 | no ID can match the regular expression of a namespace |
 * | `namespace-matches-everything` | G2 | an exclusive namespace matches every ID of the homeserver |
 * | `flags-send-twice` | G5 | flags of the registration together make the homeserver send the same under two names |
 * | `no-exclusive-users` | G1 | no user namespace is exclusive, so that the appservice owns no user but its sender |
 * | `sender-cannot-catch-up` | R8 | the homeserver fails to fetch messages for the registration's sender, as Synapse always does |
 * | `more-findings` | S2 | there was more to report than is listed; the message says how much |
 */
export type FindingCode =
  | 'not-an-object'
  | 'user-not-asked'
  | 'device-not-asked'
  | 'key-not-asked'
  | 'key-beyond-count'
  | 'malformed-entry'
  | 'mismatched-id'
  | 'unsigned-cross-signing-key'
  | 'impersonator-ignored'
  | 'invalid-signature'
  | 'claimed-key-lost'
  | 'malformed-field'
  | 'unstable-name'
  | 'contradictory-names'
  | 'older-count-shape'
  | 'incomplete-event'
  | 'transaction-id-reused'
  | 'transaction-grew'
  | 'unknown-recipient'
  | 'identity-changed'
  | 'event-set-aside'
  | 'delivery-stopped'
  | 'refused-without-store'
  | 'unsafe-database-setting'
  | 'name-never-existed'
  | 'shared-exclusive-user'
  | 'unknown-homeserver'
  | 'unknown-version'
  | 'newer-version'
  | 'capability-works'
  | 'capability-needs-setting'
  | 'capability-missing'
  | 'capability-unavailable'
  | 'capability-unknown'
  | 'refused-by-homeserver'
  | 'misread-by-homeserver'
  | 'malformed-localpart'
  | 'namespace-matches-nothing'
  | 'namespace-matches-everything'
  | 'flags-send-twice'
  | 'no-exclusive-users'
  | 'sender-cannot-catch-up'
  | 'more-findings';

/** A fault or a peculiarity in input from elsewhere, for its sender to know. Work went on without it. */
export interface Finding {
  /** Kind of finding, for programs. */
  readonly code: FindingCode;
  /** Weight of the finding. */
  readonly severity: FindingSeverity;
  /** JSON pointer (RFC 6901) into the input; `''` is the whole of it. */
  readonly pointer: string;
  /** Explanation for people. It may change from release to release. */
  readonly message: string;
}

/** Makes the finding for an optional field that is null: it counts as absent, and nothing is lost (S4). */
export function nullField(pointer: string): Finding {
  return { code: 'malformed-field', severity: 'info', pointer, message: 'it is null, and counts as absent' };
}

/** A receiver of findings. */
export interface FindingSink {
  push(finding: Finding): unknown;
}

/** The most findings kept about one input, beside the one that counts the rest (S2). */
const mostFindings = 1000;

/** Collects the findings about one input. Its size is limited, whatever a hostile sender gives it to report. */
export class FindingCollector implements FindingSink {
  readonly #findings: Finding[] = [];
  readonly #hide: HideSecrets;
  #omitted = 0;

  /**
   * @param hide Removes secrets from all pointers, since their steps come from outside (S5). Default: none are known.
   */
  constructor(hide: HideSecrets = hideNothing) {
    this.#hide = hide;
  }

  /** Adds a finding. Its message is ours: any words of the input in it have been through {@link quote}. */
  push(finding: Finding): void {
    if (this.#findings.length < mostFindings) {
      this.#findings.push({ ...finding, pointer: this.#hide(finding.pointer) });
    } else this.#omitted += 1;
  }

  /** Adds a finding that is made only if it is kept: a hostile sender can cause any number of them (S9). */
  report(make: () => Finding): void {
    if (this.#findings.length < mostFindings) this.push(make());
    else this.#omitted += 1;
  }

  /** Prepares a JSON pointer to be quoted in a message: without secrets, and not too long. */
  quote(pointer: string): string {
    return this.#hide(shortPointer(pointer));
  }

  /** Returns the first findings and, if there were more, one with the number of the rest. */
  list(): Finding[] {
    if (this.#omitted === 0) return this.#findings;
    const message = `${this.#omitted} more findings are not listed`;
    return [...this.#findings, { code: 'more-findings', severity: 'warning', pointer: '', message }];
  }
}

/** The longest step of a pointer that is shown. No Matrix ID is longer than 255 bytes. */
const longestStep = 300;

/** The length at which a pointer gets no more steps. */
const longestPointer = 2000;

/**
 * Makes a JSON pointer (RFC 6901) of unescaped steps.
 *
 * `…` replaces an overlong step, and all steps beyond the longest pointer. No step is ever cut in two: the rest of one
 * could be part of a secret, which could not be found any more (S7).
 */
export function jsonPointer(...steps: readonly (string | number)[]): string {
  let pointer = '';
  for (const step of steps) {
    if (pointer.length > longestPointer) return `${pointer}/…`;
    pointer += `/${escaped(String(step))}`;
  }
  return pointer;
}

/** Splits a JSON pointer (RFC 6901) into its unescaped steps; the pointer to the whole has none. */
export function pointerSteps(pointer: string): string[] {
  const steps = pointer.split('/').slice(1);
  return steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Shortens a JSON pointer of any length as {@link jsonPointer} does. */
export function shortPointer(pointer: string): string {
  return jsonPointer(...pointerSteps(pointer));
}

function escaped(step: string): string {
  return step.length > longestStep ? '…' : step.replaceAll('~', '~0').replaceAll('/', '~1');
}
