import { delayAfter } from '../appservice/deliveries.js';
import type { Term, Time } from '../appservice/leadership.js';
import { Cancellation } from '../async/cancellation.js';
import { EncryptionError, NotLeaderError, StoreError } from '../errors.js';

/** Work that is done some time soon, and tried again where it fails. */
export interface BackgroundWork {
  /** Begins a term. Work is done in terms alone (R5). */
  readonly begin: (term: Term) => void;
  /**
   * Does work soon: once for all calls of a name until it begins, and once more for those after. Where it rejects it is tried again,
   * after a second, doubling to a minute, until it succeeds or the term ends. An `EncryptionError` needs an operator, and ends it.
   */
  readonly soon: (name: string, work: () => Promise<void>, options: WorkOptions) => void;
  /** Ends the term: waits for work in progress, and begins no more. */
  readonly end: () => Promise<void>;
}

/** Options of work in the background. */
export interface WorkOptions {
  /** Called with the first failure, and with none after it until the work has succeeded. */
  readonly onFailure: (error: unknown) => void;
  /** The time to wait before it, in which further calls are one with this, in milliseconds. Default: 0. */
  readonly delayMs?: number | undefined;
}

interface Job {
  work: () => Promise<void>;
  isWanted: boolean;
}

/** The works that are done at the same time. */
const mostAtOnce = 8;

/** Makes a worker for the background. It leaves no timer running once its term has ended (S6). */
export function createBackgroundWork({
  time,
  random,
}: {
  readonly time: Time;
  readonly random: () => number;
}): BackgroundWork {
  const jobs = new Map<string, Job>();
  const running = new Set<Promise<void>>();
  const enterSlot = createSlots(mostAtOnce);
  let ending = new Cancellation();
  ending.cancel(undefined);
  let callOff = (): void => undefined;

  async function run(name: string, job: Job, { onFailure, delayMs = 0 }: WorkOptions): Promise<void> {
    const until = ending;
    const isOver = (): boolean => until.cancelled;
    let failures = 0;
    if (delayMs > 0) await time.wait(delayMs, until);
    while (job.isWanted && !isOver()) {
      const leaveSlot = await enterSlot();
      job.isWanted = false;
      try {
        if (!isOver()) await job.work();
        failures = 0;
      } catch (error) {
        if (isOver() || isEndOfTerm(error)) break;
        if (++failures === 1) onFailure(error);
        if (!(error instanceof EncryptionError)) job.isWanted = true;
      } finally {
        leaveSlot();
      }
      if (failures > 0 && job.isWanted) await time.wait(delayAfter(failures, random()), until);
    }
    if (jobs.get(name) === job) jobs.delete(name);
  }

  return {
    begin: (term) => {
      const begun = new Cancellation();
      callOff();
      callOff = begun.follow(term.ending);
      ending = begun;
      jobs.clear();
    },
    soon: (name, work, options) => {
      if (ending.cancelled) return;
      const known = jobs.get(name);
      if (known) {
        known.work = work;
        known.isWanted = true;
        return;
      }
      const job = { work, isWanted: true };
      jobs.set(name, job);
      const done = run(name, job, options);
      running.add(done);
      void done.then(() => running.delete(done));
    },
    end: async () => {
      callOff();
      ending.cancel(undefined);
      await Promise.all(running);
    },
  };
}

/** Tells whether an error only says that this process has stopped, or is no longer the one that sends. */
function isEndOfTerm(error: unknown): boolean {
  return (
    error instanceof NotLeaderError ||
    (error instanceof StoreError && ['FENCED', 'CLOSED', 'REPLACED'].includes(error.code))
  );
}

/** Lets a number of works run at the same time; others wait for their turn. */
function createSlots(count: number): () => Promise<() => void> {
  let free = count;
  const waiting: (() => void)[] = [];
  const leave = (): void => {
    const next = waiting.shift();
    if (next) next();
    else free++;
  };
  return async () => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    return leave;
  };
}
