import { forgetDevice } from '../../appservice/forget-device.js';
import type { StoreParts } from '../../appservice/store.js';
import { MatrixHttpError, NotLeaderError } from '../../errors.js';
import type { CatchUp } from '../catching-up/catch-up.js';
import type { LifeRecord } from './device-records.js';
import { writeUnderLease, type EncryptionContext } from '../encryption-context.js';
import { explainError } from '../explain-error.js';
import type { DeviceName } from '../machine/device-name.js';
import { forgetTriedKeys } from './key-uploads.js';
import { repeatRequest } from '../repeat-request.js';

/** The parts of replacing a device (D7). Each may be done twice. */
export interface DeviceReplacement {
  /**
   * Deletes the device that a new one takes the place of, at the homeserver. Immediately before, it fetches what was sent to that device,
   * as far as that is possible.
   */
  readonly leave: (device: LifeRecord) => Promise<void>;
  /**
   * Gives a new device the room keys of the one before, once that has all that was received for it, and forgets its state. What `finish`
   * writes is in the same database transaction.
   */
  readonly takeOver: (device: LifeRecord, finish: (parts: StoreParts) => Promise<void>) => Promise<void>;
  /** Deletes a device that was never used, at the homeserver and here. */
  readonly discard: (device: DeviceName) => Promise<void>;
}

/** Makes the replacement of devices. The old machine's rows stay until the new machine has its room keys. */
export function createDeviceReplacement(
  context: EncryptionContext,
  {
    catchUp,
    onRoomKeys,
  }: {
    readonly catchUp: Pick<CatchUp, 'now' | 'letGo' | 'untilAllReceived' | 'forget'>;
    /** Is told that a machine has got room keys otherwise than by a message. */
    readonly onRoomKeys: () => Promise<void>;
  },
): DeviceReplacement {
  const { homeserver, machines, reportFailure } = context;

  function tell({ userId }: DeviceName, what: string, error: unknown): void {
    const message = `${what} of ${userId} before its device was replaced: ${explainError(error)}. Older messages may stay unreadable`;
    reportFailure({ message, error, userId: userId as `@${string}` });
  }

  /** Returns the room keys of a machine; `undefined` where it cannot be opened. */
  async function roomKeysOf(device: DeviceName): Promise<string | undefined> {
    try {
      return await machines.use(device, ({ olm }) => olm.exportRoomKeys(() => true));
    } catch (error) {
      machines.term().lost.throwIfCancelled();
      tell(device, 'the room keys could not be read', error);
      return undefined;
    }
  }

  /** Fetches what was sent to a device. The homeserver forgets it with the device. */
  async function fetchLast(device: DeviceName): Promise<void> {
    try {
      await catchUp.now(device);
    } catch (error) {
      machines.term();
      tell(device, 'the last messages could not be fetched', error);
    }
  }

  async function deleteDevice({ userId, deviceId }: DeviceName): Promise<void> {
    const client = homeserver.as({ userId });
    try {
      await repeatRequest(context, () => client.deleteDevice({ deviceId }, {}));
    } catch (error) {
      // It is deleted already.
      if (!(error instanceof MatrixHttpError) || error.status !== 404) throw error;
    }
  }

  function forget(device: DeviceName, also?: (parts: StoreParts) => Promise<void>): Promise<void> {
    return machines.remove(device, async (parts) => {
      await also?.(parts);
      await forgetDevice(parts, device.userId, device.deviceId);
      await forgetTriedKeys(device)(parts);
      await catchUp.forget(parts, device);
    });
  }

  return {
    discard: async (device) => {
      await deleteDevice(device);
      await forget(device);
    },
    leave: async ({ userId, replaces }) => {
      if (replaces === undefined) return;
      const old = { userId, deviceId: replaces };
      await fetchLast(old);
      await deleteDevice(old);
    },
    takeOver: async ({ userId, deviceId, replaces }, finish) => {
      if (replaces === undefined) {
        await writeUnderLease(context, finish);
        return;
      }
      const old = { userId, deviceId: replaces };
      // Messages for the old device may still wait in the inbox, fetched or pushed, and it fetches no more.
      await catchUp.letGo(old);
      await catchUp.untilAllReceived();
      // What still waits is for the next process, and would be dropped once the old device is forgotten.
      if (machines.term().ending.cancelled) throw new NotLeaderError();
      const roomKeys = await roomKeysOf(old);
      if (roomKeys !== undefined) {
        await machines.use({ userId, deviceId }, async ({ olm, commit }) => {
          await olm.importExportedRoomKeys(roomKeys, () => undefined);
          await commit();
        });
        // Events that came meanwhile were tried with the new machine, in vain.
        await onRoomKeys();
      }
      await forget(old, finish);
    },
  };
}
