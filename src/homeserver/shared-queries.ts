import { createAbortActions } from './abort-actions.js';
import { copyJson } from './copy-json.js';

/** How many answers are kept. What is beyond that is merely asked for again. */
const mostAnswers = 256;

/** Lets those who ask the same at the same time, or a little later, share one request (G4). */
export interface SharedQueries<Answer> {
  /**
   * The answer to what `identity` stands for, or `undefined` for no information.
   *
   * `work` is called only if nobody asks the same already and no answer is kept. It must not reject, and its signal is aborted
   * when nobody waits any more. An aborted `signal` ends the waiting of this caller alone, with no information. Every caller
   * gets a copy: what one of them does to it reaches nobody else. No information is not kept.
   */
  ask(
    identity: string,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<Answer | undefined>,
  ): Promise<Answer | undefined>;
  /** Drops the answers that are kept. */
  clear(): void;
}

/** A request that is under way, and how many wait for it. */
interface Flight<Answer> {
  readonly controller: AbortController;
  readonly answer: Promise<Answer | undefined>;
  waiting: number;
}

/**
 * Makes a place where queries are shared. No timer runs: answers that are too old are dropped at the next question.
 *
 * @param onShared Called for each question that needs no request of its own.
 * @param lifetimeMs How long an answer serves others who ask the same, in milliseconds (G4); with 0 none is kept.
 */
export function createSharedQueries<Answer>(
  now: () => number,
  onShared: () => void,
  lifetimeMs: number,
): SharedQueries<Answer> {
  const abortActions = createAbortActions();
  const flights = new Map<string, Flight<Answer>>();
  /** Oldest first. */
  const answers = new Map<string, { readonly answer: Answer; readonly atMs: number }>();

  async function ask(
    identity: string,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<Answer | undefined>,
  ): Promise<Answer | undefined> {
    if (signal.aborted) return undefined;
    dropOldAnswers();
    const kept = answers.get(identity);
    const flight = flights.get(identity);
    if (kept !== undefined || flight !== undefined) onShared();
    const answer = kept !== undefined ? kept.answer : await waitFor(identity, flight ?? begin(identity, work), signal);
    return copyJson(answer);
  }

  function begin(identity: string, work: (signal: AbortSignal) => Promise<Answer | undefined>): Flight<Answer> {
    const controller = new AbortController();
    const flight: Flight<Answer> = { controller, waiting: 0, answer: work(controller.signal).then(land) };
    flights.set(identity, flight);

    function land(answer: Answer | undefined): Answer | undefined {
      forgetFlight(identity, flight);
      if (answer !== undefined && lifetimeMs > 0 && !controller.signal.aborted) keep(identity, answer);
      return answer;
    }
    return flight;
  }

  /** Once it is abandoned, another one may have its place. */
  function forgetFlight(identity: string, flight: Flight<Answer>): void {
    if (flights.get(identity) === flight) flights.delete(identity);
  }

  function waitFor(identity: string, flight: Flight<Answer>, signal: AbortSignal): Promise<Answer | undefined> {
    flight.waiting += 1;
    return new Promise((resolve, reject) => {
      const callOff = abortActions.add(signal, () => {
        resolve(undefined);
        flight.waiting -= 1;
        if (flight.waiting > 0) return;
        forgetFlight(identity, flight);
        flight.controller.abort(signal.reason);
      });
      void flight.answer.then(resolve, reject).finally(callOff);
    });
  }

  function keep(identity: string, answer: Answer): void {
    answers.set(identity, { answer, atMs: now() });
    const [oldest] = answers.keys();
    if (answers.size > mostAnswers && oldest !== undefined) answers.delete(oldest);
  }

  /** Also what is of the future, since the clock was set back. */
  function dropOldAnswers(): void {
    const nowMs = now();
    for (const [identity, { atMs }] of answers) {
      if (atMs > nowMs || nowMs - atMs >= lifetimeMs) answers.delete(identity);
    }
  }

  return {
    ask,
    clear: () => {
      answers.clear();
    },
  };
}
