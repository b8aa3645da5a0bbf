import { createClock } from '../clock.js';
import { BackingOffError, UnrecognizedEndpointError, isMatrixAppserviceError, type BackOffReason } from '../errors.js';
import type { Operation } from '../operations.js';
import { type BackOff, isOver, longestWaitMs, nextBackOff, nextPause, type Pause, pauseLengthMs } from './back-off.js';
import { restoreEntries, type PathMemoryEntry, type PathMemorySnapshot } from './path-memory-snapshot.js';
import { orderPaths } from './select-path.js';

/** How to make a {@link PathMemory}. */
export interface PathMemoryOptions {
  /**
   * A clock in milliseconds, such as a test's; times that are given out are its own. Default: a clock that goes on evenly whatever is
   * done to the system's time, whose times are given out as those of the Unix epoch (S8).
   */
  readonly now?: (() => number) | undefined;
  /** A number from 0 up to, not including, 1, for the jitter. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** What an earlier memory's `snapshot()` gave, as parsed JSON. What is malformed in it is ignored. */
  readonly snapshot?: unknown;
}

/** What is negotiated, and with whom. */
export interface NegotiationTarget {
  /** The `id` of the appservice's registration. */
  readonly registrationId: string;
  readonly operation: Pick<Operation, 'operationId' | 'paths' | 'stablePath' | 'unstablePath'>;
  /** Which path is asked first while none is remembered. Default: the document's order. */
  readonly prefer?: 'stable' | 'unstable' | undefined;
  /** Whether failures are followed by a pause, and one that lasts is heeded (N6). Default: false. */
  readonly pauseAfterFailures?: boolean | undefined;
}

/** What one path gave: an answer, or that the other side does not know the route (N2). */
export type PathOutcome<T> = { readonly unknownRoute: false; readonly answer: T } | { readonly unknownRoute: true };

/** What each appservice answered, per operation: the path that worked, or how long to leave it alone. */
export interface PathMemory {
  /**
   * Asks on one path after the other until one is known, and remembers how that ended.
   *
   * The remembered path comes first, then the order of {@link orderPaths}. Only an unknown route leads to the next path
   * (N3): whatever `ask` rejects with ends the negotiation and goes to the caller. A path that worked is remembered and ends
   * every wait (N4). All unknown: a back-off begins or doubles (N5). With `pauseAfterFailures` an error of this package begins a pause of 2ⁿ seconds,
   * n being the number of failures in a row, beside which the path and the back-off stay as they are (N6); anything else,
   * such as the reason of the caller's signal, is not the appservice's fault and changes nothing. When a wait has passed, one
   * caller probes; those who come meanwhile are refused as before. Calls that fail side by side count as one.
   *
   * @throws {BackingOffError} without asking; its `retryAtMs` is in the past while another caller probes.
   * @throws {UnrecognizedEndpointError} when every path was an unknown route.
   */
  negotiate<T>(target: NegotiationTarget, ask: (path: string) => Promise<PathOutcome<T>>): Promise<T>;
  /** Why `negotiate` would refuse at once; `undefined` where it would ask. For whoever can spare themselves what comes before. */
  refusal(target: Omit<NegotiationTarget, 'prefer'>): BackingOffError | undefined;
  /** Forgets all about an appservice. What requests that are under way find out to its disadvantage is ignored (N5). */
  forget(registrationId: string): void;
  /** Paths and back-offs as plain JSON data, to be given to `createPathMemory` as `snapshot` later. Pauses are too short for that. */
  snapshot(): PathMemorySnapshot;
}

/** What is known of one operation of one appservice. Never changed, only replaced, so that identity tells whether it is still current. */
interface Knowledge {
  readonly path?: string;
  readonly backOff?: BackOff;
  readonly pause?: Pause;
}

/** Times that are given out count as the same within this, in milliseconds: to convert one rounds it. */
const sameTimeMs = 1000;

/** A wait of either kind, as it is told to whoever is refused. */
interface Wait {
  readonly retryAtMs: number;
  readonly reason: BackOffReason;
  readonly over: boolean;
}

/**
 * Makes a memory of paths, back-offs and pauses, for one client or shared by several (N4, N5, N6).
 *
 * It is kept in the process only; `snapshot()` and the option of that name carry it over to the next.
 *
 * @see https://github.com/matrix-org/matrix-spec-proposals/pull/3984
 * @rule N4
 */
export function createPathMemory(options: PathMemoryOptions = {}): PathMemory {
  const { random = Math.random } = options;
  const clock = createClock(options.now);
  const appservices = new Map<string, Map<string, Knowledge>>();
  const probes = new WeakSet<Knowledge>();
  const refusals = new WeakMap<Knowledge, BackingOffError>();

  for (const { registrationId, operationId, backOff, ...known } of restoreEntries(options.snapshot)) {
    operationsOf(registrationId).set(operationId, backOff === undefined ? known : { backOff: restored(backOff) });
  }

  /** A back-off of a snapshot. Where it ends later than it can, the clock was set back since, and it is over. */
  function restored(backOff: BackOff): BackOff {
    const nowMs = clock.now();
    const retryAtMs = clock.fromEpochMs(backOff.retryAtMs);
    return { lengthMs: backOff.lengthMs, retryAtMs: retryAtMs - nowMs > longestWaitMs(backOff) ? nowMs : retryAtMs };
  }

  /**
   * Asks on the paths in turn. Only an unknown route leads to the next one.
   *
   * @rule N3
   */
  async function negotiate<T>(target: NegotiationTarget, ask: (path: string) => Promise<PathOutcome<T>>): Promise<T> {
    const { registrationId, operation, prefer, pauseAfterFailures = false } = target;
    const before = begin(target);
    try {
      const paths = orderPaths(operation, { prefer, remembered: before.path });
      for (const path of paths) {
        const outcome = await ask(path);
        if (outcome.unknownRoute) continue;
        operationsOf(registrationId).set(operation.operationId, { path });
        return outcome.answer;
      }
      throw new UnrecognizedEndpointError(paths);
    } catch (error) {
      const after = afterFailure(before, error, pauseAfterFailures);
      if (after !== undefined) learn(registrationId, operation.operationId, before, after);
      throw error;
    } finally {
      probes.delete(before);
    }
  }

  /** What is known now; refuses while a wait lasts. Who is let through after that is the probe. */
  function begin(target: NegotiationTarget): Knowledge {
    const refused = refusal(target);
    if (refused !== undefined) throw refused;
    const operations = operationsOf(target.registrationId);
    const known = operations.get(target.operation.operationId) ?? {};
    if (waitOf(known, target) !== undefined) probes.add(known);
    operations.set(target.operation.operationId, known);
    return known;
  }

  function refusal(target: NegotiationTarget): BackingOffError | undefined {
    const known = appservices.get(target.registrationId)?.get(target.operation.operationId);
    if (known === undefined) return undefined;
    const wait = waitOf(known, target);
    if (wait === undefined || (wait.over && !probes.has(known))) return undefined;
    const retryAtMs = clock.toEpochMs(wait.retryAtMs);
    const last = refusals.get(known);
    // Errors are dear, and while a wait lasts nearly every query needs one that says the same, unless the system's time was set.
    if (last?.reason === wait.reason && Math.abs(last.retryAtMs - retryAtMs) < sameTimeMs) return last;
    const error = new BackingOffError(retryAtMs, wait.reason);
    refusals.set(known, error);
    return error;
  }

  function waitOf({ backOff, pause }: Knowledge, { pauseAfterFailures }: NegotiationTarget): Wait | undefined {
    return latestWait(backOff, pauseAfterFailures === true ? pause : undefined, clock.now());
  }

  /** What is known after a failure; `undefined` where it changes nothing. */
  function afterFailure(before: Knowledge, error: unknown, pauses: boolean): Knowledge | undefined {
    if (error instanceof UnrecognizedEndpointError) {
      return { backOff: nextBackOff(before.backOff, clock.now(), random()) };
    }
    return pauses && isMatrixAppserviceError(error)
      ? { ...before, pause: nextPause(before.pause, clock.now()) }
      : undefined;
  }

  /** Notes what is to the appservice's disadvantage, unless more was learnt since the request began (N5). */
  function learn(registrationId: string, operationId: string, before: Knowledge, after: Knowledge): void {
    const operations = appservices.get(registrationId);
    if (operations?.get(operationId) === before) operations.set(operationId, after);
  }

  function operationsOf(registrationId: string): Map<string, Knowledge> {
    const known = appservices.get(registrationId);
    if (known !== undefined) return known;
    const operations = new Map<string, Knowledge>();
    appservices.set(registrationId, operations);
    return operations;
  }

  function snapshot(): PathMemorySnapshot {
    const entries: PathMemoryEntry[] = [];
    for (const [registrationId, operations] of appservices) {
      for (const [operationId, { path, backOff }] of operations) {
        if (path !== undefined) entries.push({ registrationId, operationId, path });
        else if (backOff !== undefined) {
          const retryAtMs = clock.toEpochMs(backOff.retryAtMs);
          entries.push({ registrationId, operationId, backOff: { lengthMs: backOff.lengthMs, retryAtMs } });
        }
      }
    }
    return { entries };
  }

  return {
    negotiate,
    refusal,
    forget: (registrationId) => void appservices.delete(registrationId),
    snapshot,
  };
}

/** What keeps requests away, as far as anything does, and whether it is over. A pause begins only after a back-off is over. */
function latestWait(backOff: BackOff | undefined, pause: Pause | undefined, nowMs: number): Wait | undefined {
  if (pause !== undefined) {
    const over = isOver(pause.retryAtMs, nowMs, pauseLengthMs(pause.failures));
    return { retryAtMs: pause.retryAtMs, reason: 'failing', over };
  }
  if (backOff === undefined) return undefined;
  const over = isOver(backOff.retryAtMs, nowMs, longestWaitMs(backOff));
  return { retryAtMs: backOff.retryAtMs, reason: 'unknown-route', over };
}
