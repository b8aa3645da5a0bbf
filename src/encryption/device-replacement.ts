import { forgetDevice } from '../appservice/forget-device.js';
import { MatrixHttpError } from '../errors.js';
import type { CatchUp } from './catch-up.js';
import type { LifeRecord } from './device-records.js';
import type { EncryptionContext } from './encryption-context.js';
import { explainError } from './failure-words.js';
import type { DeviceName } from './machines.js';
import { repeatRequest } from './repeat-request.js';

/** The parts of replacing a device (D7). Each may be done twice. */
export interface DeviceReplacement {
  /** Fetches what was sent to a device, as far as that is possible, and waits until its machine has it. */
  readonly prepare: (device: DeviceName) => Promise<void>;
  /** Deletes the device that a new one takes the place of, at the homeserver. */
  readonly leave: (device: LifeRecord) => Promise<void>;
  /** Gives a new device the room keys of the one before, and forgets the state of that. */
  readonly takeOver: (device: LifeRecord) => Promise<void>;
}

/** Makes the replacement of devices. The old machine's rows stay until the new machine has its room keys. */
export function createDeviceReplacement(
  context: EncryptionContext,
  { catchUp }: { readonly catchUp: Pick<CatchUp, 'now' | 'untilReceived' | 'forget'> },
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

  return {
    prepare: async (device) => {
      try {
        const { seq } = await catchUp.now(device);
        if (seq !== undefined) await catchUp.untilReceived(seq);
      } catch (error) {
        machines.term();
        tell(device, 'the last messages could not be fetched', error);
      }
    },
    leave: async ({ userId, replaces }) => {
      if (replaces === undefined) return;
      const client = homeserver.as({ userId });
      try {
        await repeatRequest(context, () => client.deleteDevice({ deviceId: replaces }, {}));
      } catch (error) {
        // It is deleted already.
        if (!(error instanceof MatrixHttpError) || error.status !== 404) throw error;
      }
    },
    takeOver: async ({ userId, deviceId, replaces }) => {
      if (replaces === undefined) return;
      const old = { userId, deviceId: replaces };
      const roomKeys = await roomKeysOf(old);
      if (roomKeys !== undefined) {
        await machines.use({ userId, deviceId }, async ({ olm, commit }) => {
          await olm.importExportedRoomKeys(roomKeys, () => undefined);
          await commit();
        });
      }
      await machines.remove(old, async (parts) => {
        await forgetDevice(parts, userId, replaces);
        await catchUp.forget(parts, old);
      });
    },
  };
}
