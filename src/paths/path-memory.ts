import { BackingOffError, UnrecognizedEndpointError } from '../errors.js';
import type { Operation } from '../operations.js';
import { isOver, nextBackOff, type BackOff } from './back-off.js';
import { restoreEntries, type PathMemorySnapshot } from './path-memory-snapshot.js';
import { orderPaths } from './select-path.js';

/** How to make a {@link PathMemory}. */
export interface PathMemoryOptions {
  /** The time in milliseconds since the Unix epoch. Default: `Date.now`. */
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
}

/** What one path gave: an answer, or that the other side does not know the route (N2). */
export type PathOutcome<T> = { readonly unknownRoute: false; readonly answer: T } | { readonly unknownRoute: true };

/** What each appservice answered, per operation: the path that worked, or how long to leave it alone. */
export interface PathMemory {
  /**
   * Asks on one path after the other until one is known, and remembers how that ended.
   *
   * The remembered path comes first, then the order of {@link orderPaths}. Only an unknown route leads to the next path
   * (N3): whatever `ask` rejects with ends the negotiation, goes to the caller, and changes nothing in the memory. A path
   * that worked is remembered and ends a back-off (N4). All unknown: a back-off begins or doubles (N5). When it has
   * passed, one caller probes; those who come meanwhile are refused as before.
   *
   * @throws {BackingOffError} without asking; its `retryAtMs` is in the past while another caller probes.
   * @throws {UnrecognizedEndpointError} when every path was an unknown route.
   */
  negotiate<T>(target: NegotiationTarget, ask: (path: string) => Promise<PathOutcome<T>>): Promise<T>;
  /** Forgets all about an appservice. What requests that are under way find out to its disadvantage is ignored (N5). */
  forget(registrationId: string): void;
  /** The memory as plain JSON data, to be given to `createPathMemory` as `snapshot` later. */
  snapshot(): PathMemorySnapshot;
}

/** What is known of one operation of one appservice. Never changed, only replaced, so that identity tells whether it is still current. */
interface Knowledge {
  readonly path?: string;
  readonly backOff?: BackOff;
}

/**
 * Makes a memory of paths and back-offs, for one client or shared by several (N4, N5).
 *
 * It is kept in the process only; `snapshot()` and the option of that name carry it over to the next.
 *
 * @see https://github.com/matrix-org/matrix-spec-proposals/pull/3984
 */
export function createPathMemory(options: PathMemoryOptions = {}): PathMemory {
  const { now = Date.now, random = Math.random } = options;
  const appservices = new Map<string, Map<string, Knowledge>>();
  const probes = new WeakSet<Knowledge>();

  for (const { registrationId, operationId, ...knowledge } of restoreEntries(options.snapshot)) {
    operationsOf(registrationId).set(operationId, knowledge);
  }

  async function negotiate<T>(
    { registrationId, operation, prefer }: NegotiationTarget,
    ask: (path: string) => Promise<PathOutcome<T>>,
  ): Promise<T> {
    const before = begin(registrationId, operation.operationId);
    try {
      const paths = orderPaths(operation, { prefer, remembered: before.path });
      for (const path of paths) {
        const outcome = await ask(path);
        if (outcome.unknownRoute) continue;
        operationsOf(registrationId).set(operation.operationId, { path });
        return outcome.answer;
      }
      backOff(registrationId, operation.operationId, before);
      throw new UnrecognizedEndpointError(paths);
    } finally {
      probes.delete(before);
    }
  }

  /** What is known now; refuses while backing off. Who is let through after that is the probe. */
  function begin(registrationId: string, operationId: string): Knowledge {
    const known = operationsOf(registrationId).get(operationId) ?? {};
    if (known.backOff !== undefined) {
      if (!isOver(known.backOff, now()) || probes.has(known)) throw new BackingOffError(known.backOff.retryAtMs);
      probes.add(known);
    }
    operationsOf(registrationId).set(operationId, known);
    return known;
  }

  /** Backs off, unless more was learnt since the request began: requests that fail side by side are one step, not several. */
  function backOff(registrationId: string, operationId: string, before: Knowledge): void {
    const operations = appservices.get(registrationId);
    if (operations?.get(operationId) !== before) return;
    operations.set(operationId, { backOff: nextBackOff(before.backOff, now(), random()) });
  }

  function operationsOf(registrationId: string): Map<string, Knowledge> {
    const known = appservices.get(registrationId);
    if (known !== undefined) return known;
    const operations = new Map<string, Knowledge>();
    appservices.set(registrationId, operations);
    return operations;
  }

  function snapshot(): PathMemorySnapshot {
    const entries = [...appservices].flatMap(([registrationId, operations]) =>
      [...operations].map(([operationId, knowledge]) => ({ registrationId, operationId, ...knowledge })),
    );
    return { entries: entries.filter(({ path, backOff }) => path !== undefined || backOff !== undefined) };
  }

  return {
    negotiate,
    forget: (registrationId) => void appservices.delete(registrationId),
    snapshot,
  };
}
