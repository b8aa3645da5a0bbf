import { Cancellation, untilCancelled } from '../async/cancellation.js';
import type { Term } from '../appservice/leadership.js';
import { NotLeaderError } from '../encryption-errors.js';
import type { EncryptedUser } from './encrypted-user.js';
import type { Machines } from './machine/machines.js';
import { checkingArguments } from './require-arguments.js';

/** The way in for the application's calls. It is closed before the machines are, so that a stop waits for no later call. */
export interface Entrance {
  /**
   * Does what the application asks for.
   *
   * @throws {NotLeaderError} if this process does not send, or stops.
   */
  readonly enter: <T>(work: () => Promise<T>) => Promise<T>;
  /** Delivers an event. Meanwhile the application may send, even where the process stops: the delivery is waited for. */
  readonly deliver: <T>(work: () => Promise<T>) => Promise<T>;
  readonly begin: (term: Term) => void;
  /** Lets nothing in any more, and waits for what is in progress. Waits for nothing if the term is lost. */
  readonly end: () => Promise<void>;
}

/** Makes the entrance to the machines. */
export function createEntrance(machines: Pick<Machines, 'term'>): Entrance {
  const inside = new Set<Promise<unknown>>();
  let deliveries = 0;
  let lost = new Cancellation();
  let isClosed = true;

  function isStopping(): boolean {
    return isClosed || (machines.term().ending.cancelled && deliveries === 0);
  }

  return {
    enter: async (work) => {
      machines.term();
      if (isStopping()) throw new NotLeaderError('this process stops, and begins nothing new');
      const working = work();
      const settled = working.catch(() => undefined);
      inside.add(settled);
      void settled.then(() => inside.delete(settled));
      return working;
    },
    deliver: async (work) => {
      deliveries++;
      try {
        return await work();
      } finally {
        deliveries--;
      }
    },
    begin: (term) => {
      lost = term.lost;
      isClosed = false;
    },
    end: async () => {
      isClosed = true;
      await untilCancelled(lost, () => Promise.all(inside)).catch(() => undefined);
    },
  };
}

/** Lets everything that a user is asked to do through the entrance, but for the reading of files, which needs no machine. Arguments are checked first. */
export function throughEntrance(user: EncryptedUser, entrance: Pick<Entrance, 'enter'>): EncryptedUser {
  const { enter } = entrance;
  return checkingArguments({
    ...user,
    join: (...given) => enter(() => user.join(...given)),
    leave: (...given) => enter(() => user.leave(...given)),
    invite: (...given) => enter(() => user.invite(...given)),
    createRoom: (...given) => enter(() => user.createRoom(...given)),
    send: (...given) => enter(() => user.send(...given)),
    sendFile: (...given) => enter(() => user.sendFile(...given)),
    redact: (...given) => enter(() => user.redact(...given)),
    setProfile: (...given) => enter(() => user.setProfile(...given)),
    reset: () => enter(async () => throughEntrance(await user.reset(), entrance)),
  });
}
