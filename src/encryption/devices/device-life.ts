import type { UserRecord } from '../../appservice/device-store.js';
import { isStorableName } from '../../appservice/storable-name.js';
import { createInOrder } from '../../async/in-order.js';
import { EncryptionError } from '../../errors.js';
import { isUserId } from '../../identifiers.js';
import type { BackgroundWork } from '../background-work.js';
import { createDeviceSteps, type DeviceStepParts } from './device-steps.js';
import type { EncryptionContext } from '../encryption-context.js';
import { explainError, isToldAlready } from '../explain-error.js';
import type { DeviceName } from '../machine/device-name.js';
import { createOwnUsers, damagedRecord, recordErrorOf, replacedBy } from '../own-users.js';

/** The lives of our users' devices: from the user's registration to the signature of the device, and to its replacement. */
export interface DeviceLife {
  /**
   * Returns a user's device, once the user is registered and the device cross-signed. Whatever was begun is taken up where it was left.
   * A device that must not be used any more (D7) is returned as well, since `reset` is its user's to call.
   *
   * @throws {EncryptionError} `FOREIGN_USER`; `SETUP` if the homeserver refuses what appservices need.
   * @throws {NotLeaderError} if another process has the lease.
   * @throws Any error of the homeserver client. It is tried again in the background.
   */
  readonly device: (userId: string) => Promise<DeviceName>;
  /** Returns the device that a user acts as, if it has one by now, ready or not. */
  readonly current: (userId: string) => Promise<DeviceName | undefined>;
  /** Replaces a user's device (D7). Returns the new one. Taken up after a crash. */
  readonly reset: (userId: string) => Promise<DeviceName>;
  /** Takes up in the background whatever was begun for any user. Call it when a term has begun. */
  readonly takeUp: () => Promise<void>;
  /**
   * Announces devices in the background whose keys are served: a client that asked for them while no process answered believes that
   * there are none, until it is told of a change (D1).
   */
  readonly announceAgain: (devices: readonly DeviceName[]) => void;
}

/** The parts that a device's life needs. */
export interface DeviceLifeParts extends DeviceStepParts {
  readonly background: BackgroundWork;
  /** Called with each device that is used. */
  readonly onUse: (device: DeviceName) => void;
  /** Tells whether a user belongs to the appservice (G1). */
  readonly owns: (userId: string) => boolean;
  /** Says which users do, to one who named another. */
  readonly namespaces: string;
}

/** Makes the lives of devices. */
export function createDeviceLife(context: EncryptionContext, parts: DeviceLifeParts): DeviceLife {
  const { store, machines, keys: mode, reportFailure } = context;
  const { records, registration, identities, crossSigning, replacement, background } = parts;
  const steps = createDeviceSteps(context, parts);
  const inOrder = createInOrder();
  const current = createOwnUsers(parts.owns, store.devices).deviceOf;

  /** Brings a user's device to life. Call it one at a time for a user. */
  async function bringToLife(userId: string): Promise<DeviceName> {
    machines.term();
    if (!isUserId(userId) || !parts.owns(userId) || !isStorableName(userId)) {
      const why = `${userId} is not a user of this appservice`;
      throw new EncryptionError('FOREIGN_USER', `${why}: ${parts.namespaces}`);
    }
    try {
      let device = await records.find(userId);
      if (!device) {
        await records.begin(userId);
        device = await records.find(userId);
      }
      if (!device) throw damagedRecord(userId);
      await identities.lookAgain(device);
      if (!steps.areDone(device)) await steps.take(device);
      const { deviceId } = device;
      parts.onUse({ userId, deviceId });
      return { userId, deviceId };
    } catch (error) {
      throw recordErrorOf(userId, error);
    }
  }

  /** Does the same, or returns a device that must not be used any more: it is its user's to `reset`, and all else that it is used for fails. */
  async function deviceFor(userId: string): Promise<DeviceName> {
    try {
      return await bringToLife(userId);
    } catch (error) {
      const found = needsReset(error) ? await current(userId) : undefined;
      if (!found || !needsReset(error)) throw error;
      if (isDamage(error)) identities.noteFailure(found, error);
      return found;
    }
  }

  /** Begins a new device in the place of the one of today. One that was begun for that before, and is damaged, is deleted. */
  async function beginAnew(user: UserRecord): Promise<void> {
    const { userId, deviceId } = user;
    await crossSigning.removeDamaged(userId);
    if (deviceId !== undefined && replacedBy(user) !== undefined) await replacement.discard({ userId, deviceId });
    await records.begin(userId);
  }

  function tell(userId: string, error: unknown): void {
    if (isToldAlready(error)) return;
    reportFailure({
      message:
        `the device of ${userId} could not be made ready: ${explainError(error)}. ` +
        `Until it is, this user can neither read nor send encrypted messages; ${
          error instanceof EncryptionError ? 'it is tried again at the next use' : 'it is tried again by itself'
        }`,
      error,
      userId: userId as `@${string}`,
    });
  }

  function bringToLifeSoon(userId: string): void {
    const work = async (): Promise<void> => {
      await inOrder(userId, () => deviceFor(userId));
    };
    background.soon(JSON.stringify(['life', userId]), work, {
      onFailure: (error) => {
        tell(userId, error);
      },
    });
  }

  function announceSoon({ userId, deviceId }: DeviceName): void {
    const work = (): Promise<void> =>
      inOrder(userId, async () => {
        const device = await records.find(userId);
        if (device?.deviceId === deviceId && steps.areDone(device)) await registration.putDevice(device);
      });
    background.soon(JSON.stringify(['announce', userId]), work, {
      onFailure: (error) => {
        // It is told where the user is asked for.
        if (isDamage(error)) return;
        const why = `the device of ${userId} could not be announced again: ${explainError(error)}`;
        const message = `${why}. Clients that asked for it while the appservice was down do not know it; it is tried again`;
        reportFailure({ message, error, userId: userId as `@${string}` });
      },
    });
  }

  return {
    device: (userId) =>
      inOrder(userId, async () => {
        try {
          return await deviceFor(userId);
        } catch (error) {
          if (!(error instanceof EncryptionError)) bringToLifeSoon(userId);
          throw error;
        }
      }),
    current,
    reset: (userId) =>
      inOrder(userId, async () => {
        machines.term();
        const user = await store.devices.getUser(userId);
        if (user?.deviceId === undefined) return bringToLife(userId);
        if (replacedBy(user) === undefined) await beginAnew(user);
        else await crossSigning.removeDamaged(userId);
        try {
          return await bringToLife(userId);
        } catch (error) {
          if (!needsReset(error)) throw error;
          // It shows only now: the device was begun before, or the keys that are to sign it do not belong together.
          await beginAnew((await store.devices.getUser(userId)) ?? user);
          return bringToLife(userId);
        }
      }),
    takeUp: async () => {
      for (const userId of await records.unfinished()) bringToLifeSoon(userId);
    },
    announceAgain: (devices) => {
      if (mode !== 'served') return;
      for (const device of devices) announceSoon(device);
    },
  };
}

function isDamage(error: unknown): error is EncryptionError {
  return error instanceof EncryptionError && error.code === 'STORE_DAMAGED';
}

function needsReset(error: unknown): error is EncryptionError {
  return isDamage(error) || isToldAlready(error);
}
