import { onAbort } from '../async/abort-actions.js';
import type { Clock } from '../clock.js';
import { copyJson } from '../json-objects.js';

/** The most answers that are kept. What is beyond that is merely asked for again. */
const mostAnswers = 256;

/** Lets those who ask the same at the same time, or a little later, share one request (G4). */
export interface SharedQueries<Answer> {
  /**
   * The answer to what `identity` stands for, or `undefined` for no information.
   *
   * `work` is called only if nobody asks the same already and no answer is kept. It must not reject, and its signal is aborted
   * when nobody waits any more. An aborted `signal` ends the waiting of this caller alone, with no information. No two callers
   * get the same objects: what one of them does to an answer reaches nobody else. No information is not kept.
   */
  ask(
    identity: string,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<Answer | undefined>,
  ): Promise<Answer | undefined>;
  /** Drops the answers that are kept. */
  clear(): void;
}

/** A request that is under way, and those who wait for it. */
interface Flight<Answer> {
  readonly controller: AbortController;
  readonly waiting: Set<(answer: Answer | undefined) => void>;
}

/** An answer that serves others who ask the same. */
interface KeptAnswer<Answer> {
  readonly answer: Answer;
  /** The moment when it came. */
  readonly atMs: number;
  /** Drops it. */
  readonly timer: ReturnType<typeof setTimeout>;
}

/** How queries are shared. */
export interface SharedQueriesOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** The time for which an answer serves others who ask the same, in milliseconds (G4); with 0 none is kept. */
  readonly lifetimeMs: number;
  /** Called for each question that needs no request of its own. */
  readonly onShared: () => void;
}

/** Makes a place where queries are shared. An answer that is kept has a timer, which drops it when its time is over. */
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
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<Answer | undefined>,
  ): Promise<Answer | undefined> {
    if (signal.aborted) return Promise.resolve(undefined);
    const kept = keptAnswer(identity);
    const flight = flights.get(identity);
    if (kept !== undefined || flight !== undefined) onShared();
    if (kept !== undefined) return Promise.resolve(copyJson(kept.answer));
    return waitFor(identity, flight ?? begin(identity, work), signal);
  }

  function begin(identity: string, work: (signal: AbortSignal) => Promise<Answer | undefined>): Flight<Answer> {
    const flight: Flight<Answer> = { controller: new AbortController(), waiting: new Set() };
    flights.set(identity, flight);
    void work(flight.controller.signal).then((answer) => {
      // Whoever abandoned it has been told, and another one may have its place.
      if (flight.waiting.size === 0) return;
      flights.delete(identity);
      const isKept = answer !== undefined && lifetimeMs > 0;
      if (isKept) keep(identity, answer);
      handOut(answer, flight, isKept);
    });
    return flight;
  }

  /** Everybody gets a copy, all of them before anybody can change one; the last gets the answer itself, unless it is kept. */
  function handOut(answer: Answer | undefined, { waiting }: Flight<Answer>, isKept: boolean): void {
    let left = waiting.size;
    for (const give of waiting) {
      left -= 1;
      give(left === 0 && !isKept ? answer : copyJson(answer));
    }
  }

  function waitFor(identity: string, flight: Flight<Answer>, signal: AbortSignal): Promise<Answer | undefined> {
    return new Promise((resolve) => {
      const callOff = onAbort(signal, () => {
        resolve(undefined);
        flight.waiting.delete(give);
        if (flight.waiting.size > 0) return;
        flights.delete(identity);
        flight.controller.abort(signal.reason);
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

  /** The answer that is kept. Timers may be late, and a clock that was passed in may be set back. */
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
