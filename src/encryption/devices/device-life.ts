import { DeviceLists, RequestType } from '@matrix-org/matrix-sdk-crypto-wasm';
import type { DeviceStep } from '../../appservice/device-directory.js';
import { createInOrder } from '../../async/in-order.js';
import { EncryptionError } from '../../errors.js';
import { isUserId } from '../../identifiers.js';
import type { BackgroundWork } from '../background-work.js';
import type { CrossSigningIdentities } from './cross-signing-identity.js';
import type { DeviceIdentities } from './device-identities.js';
import type { DeviceRecords, LifeRecord } from './device-records.js';
import type { DeviceRegistration } from './device-registration.js';
import type { DeviceReplacement } from './device-replacement.js';
import type { EncryptionContext } from '../encryption-context.js';
import type { KeyMode } from '../encryption-options.js';
import { explainError, isToldAlready } from '../explain-error.js';
import type { KeyUploads } from './key-uploads.js';
import type { Machine } from '../machine/machine.js';
import type { DeviceName } from '../machine/device-name.js';
import { createOwnUsers } from '../own-users.js';
import type { RequestSender } from './request-sender.js';

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
export interface DeviceLifeParts {
  readonly records: DeviceRecords;
  readonly registration: DeviceRegistration;
  readonly identities: DeviceIdentities;
  readonly uploads: KeyUploads;
  readonly sender: RequestSender;
  readonly crossSigning: CrossSigningIdentities;
  readonly replacement: DeviceReplacement;
  readonly background: BackgroundWork;
  /** Called with each device that is used. */
  readonly onUse: (device: DeviceName) => void;
  /** Tells whether a user belongs to the appservice (G1). */
  readonly owns: (userId: string) => boolean;
  /** Says which users do, to one who named another. */
  readonly namespaces: string;
}

/** The steps of each mode, in their order. The last `created` of served keys is the announcement of D1. */
const stepsOf: Readonly<Record<KeyMode, readonly DeviceStep[]>> = {
  uploaded: ['created', 'keys-uploaded', 'cross-signed'],
  'one-time-keys-served': ['created', 'keys-in-ledger', 'keys-uploaded', 'cross-signed'],
  served: ['keys-in-ledger', 'created', 'cross-signed', 'announced'],
};

/** Makes the lives of devices. Each step is written down when it is done, and may be done twice. */
export function createDeviceLife(context: EncryptionContext, parts: DeviceLifeParts): DeviceLife {
  const { store, machines, keys: mode, reportFailure } = context;
  const { records, registration, identities, uploads, sender, crossSigning, replacement, background } = parts;
  const inOrder = createInOrder();

  /** Makes a new machine's first keys, the fallback key with them (D4). */
  async function makeKeys(machine: Machine): Promise<void> {
    await identities.requireSound(machine);
    await machine.olm.receiveSyncChangesMsc4186('[]', new DeviceLists(), new Map(), new Set());
  }

  async function sendKeys(machine: Machine): Promise<void> {
    for (const request of await machine.olm.outgoingRequests()) {
      if (request.type === RequestType.KeysUpload) await sender.send(machine, request);
    }
  }

  const steps: Readonly<Record<DeviceStep, (device: LifeRecord) => Promise<void>>> = {
    created: async (device) => {
      await registration.putDevice(device);
      await registration.requireActing(device);
    },
    'keys-in-ledger': (device) =>
      machines.use(device, async (machine) => {
        await makeKeys(machine);
        const requests = await machine.olm.outgoingRequests();
        const upload = requests.find(({ type }) => type === RequestType.KeysUpload);
        if (upload) await uploads.keep(machine, upload.body);
      }),
    'keys-uploaded': (device) =>
      machines.use(device, async (machine) => {
        await makeKeys(machine);
        await sendKeys(machine);
      }),
    'cross-signed': (device) =>
      machines.use(device, async (machine) => {
        await identities.requireSound(machine);
        await sendKeys(machine);
        await crossSigning.setUp(machine);
      }),
    announced: registration.putDevice,
  };

  /**
   * Takes the steps that a device has not taken, in the order of its mode. Served keys are there before the device is, and are spoken of
   * once they are signed; uploaded ones come after the device, and before the user joins rooms.
   *
   * @rule D5
   */
  async function takeSteps(device: LifeRecord): Promise<void> {
    if (!device.isRegistered) {
      await registration.registerUser(device.userId);
      await records.noteRegistered(device.userId);
    }
    await replacement.leave(device);
    for (const step of stepsOf[mode]) {
      if (device.steps.includes(step)) continue;
      await steps[step](device);
      await records.recordStep(device, step);
    }
    await replacement.takeOver(device, (written) => records.finish(written, device));
  }

  function isReady({ steps: taken, replaces }: LifeRecord): boolean {
    return replaces === undefined && stepsOf[mode].every((step) => taken.includes(step));
  }

  /** Brings a user's device to life. Call it one at a time for a user. */
  async function bringToLife(userId: string): Promise<DeviceName> {
    machines.term();
    if (!isUserId(userId) || !parts.owns(userId)) {
      const why = `${userId} is not a user of this appservice`;
      throw new EncryptionError('FOREIGN_USER', `${why}: ${parts.namespaces}`);
    }
    let device = await records.find(userId);
    if (!device) {
      await records.begin(userId);
      device = await records.find(userId);
    }
    if (!device) throw new EncryptionError('STORE_DAMAGED', `the device of ${userId} was not written down`);
    await identities.lookAgain(device);
    if (!isReady(device)) await takeSteps(device);
    const { deviceId } = device;
    parts.onUse({ userId, deviceId });
    return { userId, deviceId };
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
      await inOrder(userId, () => bringToLife(userId));
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
        if (device?.deviceId === deviceId && isReady(device)) await registration.putDevice(device);
      });
    background.soon(JSON.stringify(['announce', userId]), work, {
      onFailure: (error) => {
        const why = `the device of ${userId} could not be announced again: ${explainError(error)}`;
        const message = `${why}. Clients that asked for it while the appservice was down do not know it; it is tried again`;
        reportFailure({ message, error, userId: userId as `@${string}` });
      },
    });
  }

  /** Tells whether a device is given out all the same, so that its user can be `reset`. Everything else that is done with it fails. */
  function needsReset(error: unknown): error is EncryptionError {
    return error instanceof EncryptionError && ['DEVICE_REPLACED', 'STORE_DAMAGED'].includes(error.code);
  }

  return {
    device: (userId) =>
      inOrder(userId, async () => {
        try {
          return await bringToLife(userId);
        } catch (error) {
          const found = await records.find(userId);
          if (found && needsReset(error)) {
            if (!isReady(found) && error.code === 'STORE_DAMAGED') identities.noteFailure(found, error);
            return { userId, deviceId: found.deviceId };
          }
          if (!(error instanceof EncryptionError)) bringToLifeSoon(userId);
          throw error;
        }
      }),
    current: createOwnUsers(parts.owns, store.devices).deviceOf,
    reset: (userId) =>
      inOrder(userId, async () => {
        machines.term();
        const device = await records.find(userId);
        if (device) await crossSigning.removeDamaged(userId);
        if (device && device.replaces === undefined) await records.begin(userId, device.deviceId);
        return bringToLife(userId);
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
