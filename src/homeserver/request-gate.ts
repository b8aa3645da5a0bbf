import { onAbort } from '../async/abort-actions.js';
import { QueueFullError } from '../errors.js';

/** How many wait at the most, for each one that may go through at once. */
const waitingPerPlace = 10;

/** Lets a limited number of requests to one appservice go on at the same time; the others wait in line. */
export interface RequestGate {
  /**
   * Does work as soon as there is a place for it, in the order of the calls.
   *
   * @throws {QueueFullError} at once, when too many are waiting already.
   * @throws The signal's reason, when it is aborted before there is a place.
   */
  run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>;
}

/** Makes a gate with so many places, and a line of ten times that length before it. */
export function createRequestGate(places: number): RequestGate {
  const waiting = new Set<() => void>();
  let running = 0;

  async function enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (running < places) {
      running += 1;
      return;
    }
    if (waiting.size >= places * waitingPerPlace) throw new QueueFullError(waiting.size);
    const isAdmitted = await new Promise<boolean>((resolve) => {
      const admit = (): void => {
        callOff();
        resolve(true);
      };
      const callOff = onAbort(signal, () => {
        waiting.delete(admit);
        resolve(false);
      });
      waiting.add(admit);
    });
    if (!isAdmitted) throw signal.reason;
  }

  /** Whoever is next takes over the place; nobody who comes meanwhile can. */
  function leave(): void {
    const [next] = waiting;
    if (next === undefined) {
      running -= 1;
    } else {
      waiting.delete(next);
      next();
    }
  }

  return {
    async run(signal, work) {
      await enter(signal);
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}

/** The gates of several appservices, by the `id` of the registration. */
export interface RequestGates {
  of(registrationId: string): RequestGate;
  /** Forgets the gates of all others; who has passed or waits at one is not disturbed. */
  keepOnly(registrationIds: ReadonlySet<string>): void;
}

/** Makes gates as they are needed. */
export function createRequestGates(places: number): RequestGates {
  const gates = new Map<string, RequestGate>();
  return {
    of(registrationId) {
      const gate = gates.get(registrationId) ?? createRequestGate(places);
      gates.set(registrationId, gate);
      return gate;
    },
    keepOnly(registrationIds) {
      for (const id of gates.keys()) if (!registrationIds.has(id)) gates.delete(id);
    },
  };
}
