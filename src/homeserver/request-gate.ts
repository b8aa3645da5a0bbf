import type { Cancellation } from '../async/cancellation.js';
import { QueueFullError } from '../errors.js';

/** The most waiting requests for each one that may run. */
const waitingPerPlace = 10;

/** A limit on parallel requests to one appservice; further ones wait in line. */
export interface RequestGate {
  /**
   * Does work as soon as there is a free place, in the order of the calls.
   *
   * @throws {QueueFullError} at once, if too many are already waiting.
   * @throws The reason of the cancellation, if it comes before there is a place.
   */
  run<T>(cancellation: Cancellation, work: () => Promise<T>): Promise<T>;
}

/** Creates a gate with a number of places, and room for ten times as many in the queue. */
export function createRequestGate(places: number): RequestGate {
  const waiting = new Set<() => void>();
  let running = 0;

  async function enter(cancellation: Cancellation): Promise<void> {
    cancellation.throwIfCancelled();
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
      const callOff = cancellation.onCancel(() => {
        waiting.delete(admit);
        resolve(false);
      });
      waiting.add(admit);
    });
    if (!isAdmitted) throw cancellation.reason;
  }

  /** Passes the place on to the next in line; a new arrival cannot take it. */
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
    async run(cancellation, work) {
      await enter(cancellation);
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
  /** Forgets all other gates; requests that have passed or wait at one are not affected. */
  keepOnly(registrationIds: ReadonlySet<string>): void;
}

/** Creates gates on demand. */
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
