import { databaseNames } from '../database-names.js';
import { untilCancelled } from '../../async/cancellation.js';
import type { Term } from '../../appservice/leadership.js';
import type { AppserviceStore, StoreParts } from '../../appservice/store.js';
import { NotLeaderError } from '../../encryption-errors.js';
import { numberOption } from '../../number-options.js';
import type { DeviceName } from './device-name.js';
import { libraryErrorOf, openMachine, type Machine, type OpenMachine } from './machine.js';
import { requireStoreKey } from './store-key.js';
import { writeInTerm } from './write-in-term.js';

/** The machines of all users: opened on first use, the least used closed where there are too many. */
export interface Machines {
  /** Begins a term. Machines are only open in terms (R5). */
  readonly begin: (term: Term) => void;
  /**
   * Ends the term: waits for work in progress, and for what that work begins, writes down what is left, and closes all machines. If the
   * term was lost, it waits for nothing, and nothing is written. Once `term().ending` is cancelled, new work must not be begun.
   */
  readonly end: () => Promise<void>;
  /** Returns the term of this process. @throws {NotLeaderError} if there is none. */
  readonly term: () => Term;
  /**
   * Runs work with a device's machine, which stays open meanwhile. Works may run at the same time.
   *
   * @throws {NotLeaderError} if another process has the lease.
   * @throws {EncryptionError} `STORE_DAMAGED` if what is stored of the device cannot be read with the key. Other devices go on.
   */
  readonly use: <T>(device: DeviceName, work: (machine: Machine) => Promise<T>) => Promise<T>;
  /**
   * Forgets a device's state: removes its rows, and closes its machine once the work in progress with it is over, which writes nothing
   * any more. What `also` writes is in the same database transaction.
   */
  readonly remove: (device: DeviceName, also?: (parts: StoreParts) => Promise<void>) => Promise<void>;
  /** Closes a machine, after the work in progress with it, and writes nothing of it any more: the next use reads what is stored. */
  readonly giveUp: (device: DeviceName) => void;
  /** The devices whose machines are open. */
  readonly open: () => DeviceName[];
}

/** Options of {@link createMachines}. */
export interface MachinesOptions {
  readonly store: Pick<AppserviceStore, 'crypto' | 'transaction'>;
  /** 32 bytes. */
  readonly storeKey: Uint8Array;
  /** The number of machines that stay open. More are open only while more are in use. Default: 100. */
  readonly maxOpenMachines?: number | undefined;
  /** Explains why there is no term; `undefined` where another process has the lease. */
  readonly whyAbsent?: (() => string | undefined) | undefined;
  /** Is called with each machine that was opened, before its first use. */
  readonly onOpen?: ((olm: Machine['olm']) => void) | undefined;
}

/** A machine that is open, or is being opened. */
interface Entry {
  readonly device: DeviceName;
  readonly machine: Promise<OpenMachine>;
  /** The number of works in progress with it. */
  users: number;
  /** True once nothing more may be written: it is closed after its last use. */
  isAbandoned: boolean;
}

/** A term, and its machines. */
interface Tenure {
  readonly term: Term;
  /** By name, the least recently used first. */
  readonly entries: Map<string, Entry>;
  /** Devices whose machines are being closed or whose rows are being removed: they can be opened afterwards. */
  readonly closings: Map<string, Promise<unknown>>;
  readonly works: Set<Promise<unknown>>;
  hasEnded: boolean;
}

/** Makes the pool of machines. */
export function createMachines(options: MachinesOptions): Machines {
  const { store, storeKey, onOpen } = options;
  const most = numberOption('maxOpenMachines', options.maxOpenMachines, 100, { whole: true });
  requireStoreKey(storeKey);
  let latest: Tenure | undefined;

  function current(): Tenure {
    if (latest === undefined || latest.hasEnded || latest.term.lost.cancelled)
      throw new NotLeaderError(options.whyAbsent?.());
    return latest;
  }

  async function useMachine<T>(device: DeviceName, work: (machine: Machine) => Promise<T>): Promise<T> {
    const name = databaseNames.machine(device);
    let tenure = current();
    while (tenure.closings.has(name)) {
      await tenure.closings.get(name);
      tenure = current();
    }
    // Nothing is waited for from here until the entry is there: others find it.
    const { entries, term } = tenure;
    const entry = entries.get(name) ?? {
      device: { userId: device.userId, deviceId: device.deviceId },
      machine: openMachine(device, { store, storeKey, term }).then((machine) => {
        onOpen?.(machine.olm);
        return machine;
      }),
      users: 0,
      isAbandoned: false,
    };
    entry.users++;
    moveToEnd(entries, name, entry);
    closeIdle(tenure);
    try {
      const machine = await entry.machine.catch((error: unknown) => {
        if (entries.get(name) === entry) entries.delete(name);
        throw error;
      });
      if (entry.isAbandoned) throw new NotLeaderError(options.whyAbsent?.());
      return await work(machine);
    } catch (error) {
      throw libraryErrorOf(device, error);
    } finally {
      entry.users--;
      if (entry.isAbandoned) closeUnused(entry);
      else if (entries.get(name) === entry) moveToEnd(entries, name, entry);
      closeIdle(tenure);
    }
  }

  function closeIdle(tenure: Tenure): void {
    const { entries } = tenure;
    for (const [name, entry] of entries) {
      if (entries.size <= most) return;
      if (entry.users === 0) retire(tenure, name, entry);
    }
  }

  /** Closes an unused machine, unless its changes cannot be written now: then it stays open, and they come with a later commit. */
  function retire({ term, entries, closings }: Tenure, name: string, entry: Entry): void {
    const close = async (): Promise<void> => {
      const machine = await entry.machine;
      try {
        await machine.commit();
        machine.close();
      } catch {
        if (term.lost.cancelled) machine.close();
        else entries.set(name, entry);
      } finally {
        closings.delete(name);
      }
    };
    entries.delete(name);
    closings.set(name, close());
  }

  return {
    begin: (term) => {
      if (latest) abandonAll(latest);
      const begun: Tenure = { term, entries: new Map(), closings: new Map(), works: new Set(), hasEnded: false };
      term.lost.onCancel(() => {
        abandonAll(begun);
      });
      latest = begun;
    },
    end: async () => {
      const tenure = latest;
      if (tenure === undefined) return;
      const { term, entries, works, closings } = tenure;
      const settle = async (): Promise<void> => {
        while (works.size + closings.size > 0) await Promise.all([...works, ...closings.values()]);
        tenure.hasEnded = true;
      };
      await untilCancelled(term.lost, settle).catch(() => undefined);
      tenure.hasEnded = true;
      const commits = term.lost.cancelled
        ? []
        : await Promise.allSettled(Array.from(entries.values(), async ({ machine }) => (await machine).commit()));
      abandonAll(tenure);
      for (const commit of commits) if (commit.status === 'rejected') throw commit.reason;
    },
    term: () => current().term,
    use: (device, work) => {
      const working = useMachine(device, work);
      const works = latest?.works;
      const settled = working.catch(() => undefined);
      works?.add(settled);
      void settled.then(() => works?.delete(settled));
      return working;
    },
    remove: async (device, also) => {
      const name = databaseNames.machine(device);
      let tenure = current();
      while (tenure.closings.has(name)) {
        await tenure.closings.get(name);
        tenure = current();
      }
      const { term, entries, closings } = tenure;
      const entry = entries.get(name);
      const remove = async (): Promise<void> => {
        try {
          if (entry) await detach(entry);
          await writeInTerm(store, term, async (parts) => {
            await parts.crypto.remove(name);
            await also?.(parts);
          });
        } finally {
          closings.delete(name);
        }
      };
      entries.delete(name);
      const removing = remove();
      const settled = removing.catch(() => undefined);
      closings.set(name, settled);
      await removing;
    },
    giveUp: (device) => {
      const name = databaseNames.machine(device);
      const entry = latest?.entries.get(name);
      latest?.entries.delete(name);
      if (entry) void detach(entry);
    },
    open: () => Array.from(latest?.entries.values() ?? [], ({ device }) => device),
  };
}

function moveToEnd(entries: Map<string, Entry>, name: string, entry: Entry): void {
  entries.delete(name);
  entries.set(name, entry);
}

/** Lets go of all machines without writing. */
function abandonAll({ entries }: Tenure): void {
  for (const entry of entries.values()) abandon(entry);
  entries.clear();
}

function abandon(entry: Entry): void {
  entry.isAbandoned = true;
  closeUnused(entry);
}

/** Keeps a machine from writing, and waits for the writes in progress. */
async function detach(entry: Entry): Promise<void> {
  const machine = await entry.machine.catch(() => undefined);
  await machine?.detach();
  abandon(entry);
}

function closeUnused({ users, machine }: Entry): void {
  const close = (opened: OpenMachine): void => {
    opened.close();
  };
  if (users === 0) machine.then(close).catch(() => undefined);
}
