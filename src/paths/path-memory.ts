import { createClock } from '../clock.js';
import { BackingOffError, UnrecognizedEndpointError, isMatrixAppserviceError, type BackOffReason } from '../errors.js';
import type { Operation } from '../operations.js';
import { type BackOff, isOver, longestWaitMs, nextBackOff, nextPause, type Pause, pauseLengthMs } from './back-off.js';
import { restoreEntries, type PathMemoryEntry, type PathMemorySnapshot } from './path-memory-snapshot.js';
import { orderPaths } from './select-path.js';

/** Options of {@link createPathMemory}. */
export interface PathMemoryOptions {
  /**
   * Clock in milliseconds, for tests. Times in snapshots and errors are then this clock's own.
   *
   * Default: a monotonic clock, unaffected by changes to the system's time; its times are given out as milliseconds
   * since the Unix epoch (S8).
   */
  readonly now?: (() => number) | undefined;
  /** Random number from 0 up to, not including, 1, for the jitter. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** Result of an earlier memory's `snapshot()`, as parsed JSON. Malformed parts are ignored. */
  readonly snapshot?: unknown;
}

/** The operation to negotiate, and the appservice to ask. */
export interface NegotiationTarget {
  /** `id` of the appservice's registration. */
  readonly registrationId: string;
  readonly operation: Pick<Operation, 'operationId' | 'paths' | 'stablePath' | 'unstablePath'>;
  /** Path to ask first while none is remembered. Default: the document's order. */
  readonly prefer?: 'stable' | 'unstable' | undefined;
  /** Starts a pause after failures, and respects one that is running (N6). Default: false. */
  readonly pauseAfterFailures?: boolean | undefined;
}

/** The outcome on one path: an answer, or an unknown route (N2). */
export type PathOutcome<T> = { readonly unknownRoute: false; readonly answer: T } | { readonly unknownRoute: true };

/** A memory of each appservice's answers, per operation: the path that worked, or the time to wait. */
export interface PathMemory {
  /**
   * Asks on one path after the other until one is known, and remembers the outcome.
   *
   * The remembered path comes first, then the order of {@link orderPaths}. Only an unknown route leads to the next path
   * (N3): a rejection of `ask` ends the negotiation and goes to the caller. A path that worked is remembered and ends
   * every wait (N4). If all are unknown, a back-off begins or doubles (N5).
   *
   * With `pauseAfterFailures`, an error of this package begins a pause of 2ⁿ seconds, n being the number of failures in
   * a row. The path and the back-off stay as they are (N6). Any other error, such as the reason of the caller's signal,
   * changes nothing.
   *
   * When a wait has passed, one caller probes, and all others are refused until it is done. Failures of parallel calls
   * count as one.
   *
   * @throws {BackingOffError} without asking; its `retryAtMs` is in the past while another caller probes.
   * @throws {UnrecognizedEndpointError} when every path was an unknown route.
   */
  negotiate<T>(target: NegotiationTarget, ask: (path: string) => Promise<PathOutcome<T>>): Promise<T>;
  /**
   * Returns the error with which `negotiate` would refuse at once, or `undefined`. Call it before costly preparations.
   */
  refusal(target: Omit<NegotiationTarget, 'prefer'>): BackingOffError | undefined;
  /** Forgets everything about an appservice. Failures of requests already in flight are ignored (N5). */
  forget(registrationId: string): void;
  /**
   * Exports paths and back-offs as plain JSON data, for the `snapshot` option of a later memory. Pauses are too short
   * to keep.
   */
  snapshot(): PathMemorySnapshot;
}

/**
 * The state of one operation of one appservice. Replaced and never changed, so identity tells whether it is still
 * current.
 */
interface Knowledge {
  readonly path?: string;
  readonly backOff?: BackOff;
  readonly pause?: Pause;
}

/** Tolerance for equal times, in milliseconds: converting one rounds it. */
const sameTimeMs = 1000;

/** A wait of either kind, as the refused caller sees it. */
interface Wait {
  readonly retryAtMs: number;
  readonly reason: BackOffReason;
  readonly over: boolean;
}

/**
 * Creates a memory of paths, back-offs and pauses, for one client or shared by several (N4, N5, N6).
 *
 * It lives in the process only; `snapshot()` and the `snapshot` option carry it over to the next.
 *
 * @example
 * ```ts
 * const paths = createPathMemory();
 * const saved = JSON.stringify(paths.snapshot());
 * createPathMemory({ snapshot: JSON.parse(saved) }).snapshot(); // { entries: [] }
 * ```
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

  /** Restores a back-off of a snapshot. One that ends too late is over: the clock was set back since. */
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

  /** Returns the current state, or refuses while a wait lasts. The caller let through after a wait is the probe. */
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
    // Errors are costly to make, and during a wait nearly every query needs the same one, unless the system's time was
    // set.
    if (last?.reason === wait.reason && Math.abs(last.retryAtMs - retryAtMs) < sameTimeMs) return last;
    const error = new BackingOffError(retryAtMs, wait.reason);
    refusals.set(known, error);
    return error;
  }

  function waitOf({ backOff, pause }: Knowledge, { pauseAfterFailures }: NegotiationTarget): Wait | undefined {
    return latestWait(backOff, pauseAfterFailures === true ? pause : undefined, clock.now());
  }

  /** Returns the state after a failure; `undefined` where it stays the same. */
  function afterFailure(before: Knowledge, error: unknown, pauses: boolean): Knowledge | undefined {
    if (error instanceof UnrecognizedEndpointError) {
      return { backOff: nextBackOff(before.backOff, clock.now(), random()) };
    }
    return pauses && isMatrixAppserviceError(error)
      ? { ...before, pause: nextPause(before.pause, clock.now()) }
      : undefined;
  }

  /** Records a failure, unless the state has changed since the request began (N5). */
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

/** Returns the latest wait, and whether it is over. A pause begins only after a back-off is over. */
function latestWait(backOff: BackOff | undefined, pause: Pause | undefined, nowMs: number): Wait | undefined {
  if (pause !== undefined) {
    const over = isOver(pause.retryAtMs, nowMs, pauseLengthMs(pause.failures));
    return { retryAtMs: pause.retryAtMs, reason: 'failing', over };
  }
  if (backOff === undefined) return undefined;
  const over = isOver(backOff.retryAtMs, nowMs, longestWaitMs(backOff));
  return { retryAtMs: backOff.retryAtMs, reason: 'unknown-route', over };
}
