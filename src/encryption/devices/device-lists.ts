import { DeviceLists, type OlmMachine } from '@matrix-org/matrix-sdk-crypto-wasm';
import { deviceKey } from '../machine/device-name.js';
import { olmUserIds } from '../machine/olm-ids.js';
import type { Machine } from '../machine/machine.js';

/** Users whose devices may have changed, for each machine to ask for them again. */
export interface DeviceListChanges {
  /**
   * Notes users: named by the homeserver, or beginning to share a room with ours.
   *
   * @param isOfDevices True where their own machines are told as well: the list says nothing but that devices have changed. That of a
   *   `/sync` names all who begin to share a room, our users among them.
   */
  readonly add: (userIds: Iterable<string>, isOfDevices?: boolean) => void;
  /** Tells a machine of the changes since it was told last. The machine must be committed afterwards. */
  readonly tell: (machine: Machine) => Promise<void>;
  /** The number of changes so far. */
  readonly count: () => number;
  /** Forgets everything: another process may have received lists since. */
  readonly clear: () => void;
}

interface Change {
  readonly userId: string;
  readonly isOfDevices: boolean;
}

/** The most changes that are remembered for machines that were not told. */
const mostChanges = 20_000;

/**
 * Makes the list of changed users (D6). Machines take from it when they are used, since there may be a hundred thousand of them.
 *
 * A machine that was not told of anything in this term, or not for very long, asks for all users that it knows: the lists may have gone
 * to another process, and Synapse repeats none.
 *
 * @rule D6
 */
export function createDeviceListChanges(): DeviceListChanges {
  let changed: Change[] = [];
  /** The number of changes before the first that is remembered. */
  let dropped = 0;
  /** The number of changes that each device's machine was told, by user and device. */
  let told = new Map<string, number>();

  return {
    add: (userIds, isOfDevices = false) => {
      for (const userId of userIds) changed.push({ userId, isOfDevices });
      const excess = changed.length - mostChanges;
      if (excess <= 0) return;
      changed = changed.slice(excess);
      dropped += excess;
    },
    tell: async (machine) => {
      const { olm, userId: ownId } = machine;
      const name = deviceKey(machine);
      const before = told.get(name);
      const now = dropped + changed.length;
      if (before === now) return;
      if (before === undefined || before < dropped) await olm.markAllTrackedUsersAsDirty();
      else {
        // A question about the machine's own user is one that no other machine's answers (M7).
        const news = changed.slice(before - dropped).filter((each) => each.isOfDevices || each.userId !== ownId);
        await receiveChanged(olm, new Set(news.map(({ userId }) => userId)));
      }
      // Works of one machine may have overtaken each other.
      told.set(name, Math.max(now, told.get(name) ?? 0));
    },
    count: () => dropped + changed.length,
    clear: () => {
      changed = [];
      dropped = 0;
      told = new Map();
    },
  };
}

/** Marks users as changed. A machine ignores those whom it does not track. */
async function receiveChanged(olm: OlmMachine, userIds: Iterable<string>): Promise<void> {
  const lists = new DeviceLists(olmUserIds(userIds));
  await olm.receiveSyncChangesMsc4186('[]', lists, new Map(), new Set());
}
