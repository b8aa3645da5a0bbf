import { RegistrationError } from '../../errors.js';
import { createSecretHider } from '../../hide-secrets.js';
import type { UserId } from '../../identifiers.js';
import { faultOfUrl, isCalled, requireToken } from '../../registration/registration-fields.js';
import type { AppserviceRegistration } from '../../types.js';
import type { CheckDescription, CheckReport, CheckResult, CheckSelection } from '../check.js';
import { type Check, descriptionOf, failuresIn, type OnCheck, runChecks } from '../run-checks.js';
import type { AppserviceWorld, ObservedApplication } from './appservice-world.js';
import { bodyChecks } from './checks/body-checks.js';
import type { Connect, Delay } from './byte-connection.js';
import { concludeAppservice } from './conclude-appservice.js';
import { contentChecks } from './checks/content-checks.js';
import { transactionChecks } from './checks/transaction-checks.js';
import { failureChecks } from './checks/failure-checks.js';
import { fieldChecks } from './checks/field-checks.js';
import { keyChecks } from './checks/key-checks.js';
import { notTested } from '../outcomes.js';
import { createProber } from './prober.js';
import { repeatChecks } from './checks/repeat-checks.js';
import { routeChecks } from './checks/route-checks.js';
import { tokenChecks } from './checks/token-checks.js';
import { wireChecks } from './checks/wire-checks.js';

/** Options of {@link checkAppservice}. */
export interface AppserviceCheckOptions extends Pick<CheckSelection, 'except'> {
  /** Opens connections. `connectSocket` of `…/node` does so on Node. */
  readonly connect: Connect;
  readonly delay: Delay;
  /** Monotonic clock, in milliseconds. */
  readonly now: () => number;
  /** Returns that many random bytes. */
  readonly randomBytes: (count: number) => Uint8Array;
  /**
   * Allows transactions, with events in rooms that do not exist and messages for devices that do not exist. A live bridge
   * acts upon them. Default: false, so that nothing changes anything at the appservice.
   */
  readonly deliver?: boolean | undefined;
  /** The application behind the appservice. Without it, checks of what became of a transaction are `not-tested`. */
  readonly application?: ObservedApplication | undefined;
  /** User of the appservice whose keys are asked for. Default: one that does not exist. */
  readonly user?: UserId | undefined;
  /** Deadline of a request, in milliseconds. Default: 10,000. */
  readonly timeoutMs?: number | undefined;
  /** Hears of each check before it is made, in an order of their own. */
  readonly onCheck?: OnCheck | undefined;
  /** Hears of each result at once, in the same order. */
  readonly onResult?: ((result: CheckResult) => void) | undefined;
  /** Ends the run and closes its connections: the checks that are left are `not-tested`. */
  readonly signal?: AbortSignal | undefined;
}

const whatIsTold = 'What the application is given';

const beforeFields = [
  ...under('Routes', routeChecks),
  ...under('Keys', keyChecks),
  ...under('Tokens', tokenChecks),
  ...under('Bodies', bodyChecks),
  ...under('HTTP', wireChecks),
  ...under('Transactions', transactionChecks),
];
const fields = under(whatIsTold, fieldChecks);
const afterFields = [
  ...under(whatIsTold, contentChecks),
  ...under('IDs that come again', repeatChecks),
  ...under('Failures', failureChecks),
];

/** The checks in the order of a table. */
const inTable: readonly Check<AppserviceWorld>[] = [...beforeFields, ...fields, ...afterFields];

/** The checks in the order in which they run: those of fields judge by what all others have sent. */
const inTime: readonly Check<AppserviceWorld>[] = [...beforeFields, ...afterFields, ...fields];

/** The checks of {@link checkAppservice}, as data. */
export const appserviceChecks: readonly CheckDescription[] = /*@__PURE__*/ inTable.map(descriptionOf);

/**
 * Finds out what an appservice does of these APIs, by acting as its homeserver would.
 *
 * Claims name a device that does not exist, since a claim takes a key. Nothing is thrown for what the appservice does.
 *
 * @example
 * ```ts
 * declare const options: AppserviceCheckOptions;
 * const { registration } = await readRegistrationFile('registration.yaml');
 * const { conclusion } = await checkAppservice(registration, { ...options, connect: connectSocket });
 * ```
 * @throws {RegistrationError} if the registration's URL or `hs_token` cannot be used, or it has no URL.
 */
export async function checkAppservice(
  registration: Pick<AppserviceRegistration, 'url' | 'hs_token' | 'as_token'>,
  options: AppserviceCheckOptions,
): Promise<CheckReport> {
  const { url, hs_token: hsToken, as_token: asToken } = registration;
  requireToken('hs_token', hsToken);
  const fault = isCalled(url) ? faultOfUrl(url) : 'must be there: a homeserver calls no appservice without one';
  if (fault !== undefined || !isCalled(url)) throw new RegistrationError('url', fault ?? '');
  const { connect, now, randomBytes, deliver = false, application, except = [], timeoutMs = 10_000, signal } = options;
  const hide = createSecretHider([hsToken, asToken]);
  const uniqueName = createNames(randomBytes);
  const prober = createProber({ url, hsToken, connect, delay: options.delay, timeoutMs, hide, signal });
  const world: AppserviceWorld = {
    ...prober,
    delay: (timeMs) => options.delay(timeMs, signal),
    deliver,
    application,
    user: options.user ?? `@${uniqueName()}:check.invalid`,
    hsToken,
    asToken,
    uniqueName,
    state: { endpoints: [], spelled: new Map(), refusedNames: new Set(), textsPerEvent: 0 },
  };
  const inOrder = await runChecks(inTime.filter(({ id }) => !except.includes(id)).map(stopped), world, {
    now,
    explain: (error) => `the check itself failed (${error instanceof Error ? error.name : 'no error'})`,
    onCheck: options.onCheck,
    onResult: options.onResult,
    signal,
  });
  const results = inTable.flatMap(({ id }) => inOrder.filter(({ check }) => check.id === id));
  return {
    url: hide(url),
    results,
    // Without transactions, or a file that tells what came of them, much cannot be tested.
    failures: failuresIn(results, () => false),
    conclusion: concludeAppservice(results, { deliver, sent: prober.sent }),
    remains: [],
  };
}

/** Puts checks under a heading. */
function under(topic: string, checks: readonly Check<AppserviceWorld>[]): Check<AppserviceWorld>[] {
  return checks.map((check) => ({ ...check, topic }));
}

/** Does not run a check once it is known why it would find nothing. */
function stopped(check: Check<AppserviceWorld>): Check<AppserviceWorld> {
  return {
    ...check,
    run: (world) => {
      const { obstacle } = world.state;
      return obstacle === undefined ? check.run(world) : notTested(obstacle);
    },
  };
}

/** Returns a function that makes names of equal length, none of which is a part of another. */
function createNames(randomBytes: (count: number) => Uint8Array): () => string {
  const run = Array.from(randomBytes(5), (byte) => byte.toString(16).padStart(2, '0')).join('');
  let count = 0;
  return () => `check${run}n${(++count).toString().padStart(5, '0')}`;
}
