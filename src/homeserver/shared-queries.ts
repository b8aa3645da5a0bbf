import { Cancellation } from '../async/cancellation.js';
import type { Clock } from '../clock.js';
import { copyJson } from '../json-objects.js';

/** The most cached answers. Queries beyond that are simply sent again. */
const mostAnswers = 256;

/** Shares one request among equal queries at the same time, or a little later (G4). */
export interface SharedQueries<Answer> {
  /**
   * Returns the answer for `identity`, or `undefined` for no information.
   *
   * `work` is called only if no equal query is in flight and no answer is cached. It must not reject, and is cancelled
   * when no caller waits any more. A cancelled `caller` ends only its own wait, with no information. Each caller gets
   * its own objects, and may change them. A lack of information is not cached.
   */
  ask(
    identity: string,
    caller: Cancellation,
    work: (flight: Cancellation) => Promise<Answer | undefined>,
  ): Promise<Answer | undefined>;
  /** Drops the cached answers. */
  clear(): void;
}

/** A request in flight, and its waiting callers. */
interface Flight<Answer> {
  readonly cancellation: Cancellation;
  readonly waiting: Set<(answer: Answer | undefined) => void>;
}

/** A cached answer for equal queries. */
interface KeptAnswer<Answer> {
  readonly answer: Answer;
  /** Time of its arrival. */
  readonly atMs: number;
  /** Timer that drops it. */
  readonly timer: ReturnType<typeof setTimeout>;
}

/** Options of {@link createSharedQueries}. */
export interface SharedQueriesOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** Lifetime of a cached answer in milliseconds (G4); with 0 none is cached. */
  readonly lifetimeMs: number;
  /** Called for each query that needs no request of its own. */
  readonly onShared: () => void;
}

/** Creates a cache of shared queries. A cached answer has a timer, which drops it at the end of its lifetime. */
export function createSharedQueries<Answer>({
  clock,
  lifetimeMs,
  onShared,
}: SharedQueriesOptions): SharedQueries<Answer> {
  const flights = new Map<string, Flight<Answer>>();
  /** Oldest first. */
  const answers = new Map<string, KeptAnswer<Answer>>();

  function ask(
    identity: string,
    caller: Cancellation,
    work: (flight: Cancellation) => Promise<Answer | undefined>,
  ): Promise<Answer | undefined> {
    if (caller.cancelled) return Promise.resolve(undefined);
    const kept = keptAnswer(identity);
    const flight = flights.get(identity);
    if (kept !== undefined || flight !== undefined) onShared();
    if (kept !== undefined) return Promise.resolve(copyJson(kept.answer));
    return waitFor(identity, flight ?? begin(identity, work), caller);
  }

  function begin(identity: string, work: (flight: Cancellation) => Promise<Answer | undefined>): Flight<Answer> {
    const flight: Flight<Answer> = { cancellation: new Cancellation(), waiting: new Set() };
    flights.set(identity, flight);
    void work(flight.cancellation).then((answer) => {
      // The callers who abandoned it have been answered, and another request may have its place.
      if (flight.waiting.size === 0) return;
      flights.delete(identity);
      const isKept = answer !== undefined && lifetimeMs > 0;
      if (isKept) keep(identity, answer);
      handOut(answer, flight, isKept);
    });
    return flight;
  }

  /**
   * Gives each caller a copy, all made before a caller can change one. The last gets the answer itself, unless it is
   * cached.
   */
  function handOut(answer: Answer | undefined, { waiting }: Flight<Answer>, isKept: boolean): void {
    let left = waiting.size;
    for (const give of waiting) {
      left -= 1;
      give(left === 0 && !isKept ? answer : copyJson(answer));
    }
  }

  function waitFor(identity: string, flight: Flight<Answer>, caller: Cancellation): Promise<Answer | undefined> {
    return new Promise((resolve) => {
      const callOff = caller.onCancel(() => {
        resolve(undefined);
        flight.waiting.delete(give);
        if (flight.waiting.size > 0) return;
        flights.delete(identity);
        flight.cancellation.cancel(caller.reason);
      });
      function give(answer: Answer | undefined): void {
        callOff();
        resolve(answer);
      }
      flight.waiting.add(give);
    });
  }

  function keep(identity: string, answer: Answer): void {
    const timer = setTimeout(() => {
      drop(identity);
    }, lifetimeMs);
    answers.set(identity, { answer, atMs: clock.now(), timer });
    const [oldest] = answers.keys();
    if (answers.size > mostAnswers && oldest !== undefined) drop(oldest);
  }

  /** Returns the cached answer. Timers may be late, and a custom clock may be set back. */
  function keptAnswer(identity: string): KeptAnswer<Answer> | undefined {
    const kept = answers.get(identity);
    if (kept === undefined) return undefined;
    const ageMs = clock.now() - kept.atMs;
    if (ageMs >= 0 && ageMs < lifetimeMs) return kept;
    drop(identity);
    return undefined;
  }

  function drop(identity: string): void {
    clearTimeout(answers.get(identity)?.timer);
    answers.delete(identity);
  }

  return {
    ask,
    clear: () => {
      for (const identity of answers.keys()) drop(identity);
    },
  };
}
