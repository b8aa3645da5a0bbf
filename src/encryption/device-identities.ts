import { createDeviceDirectory, type DeviceStep } from '../appservice/device-directory.js';
import { EncryptionError } from '../errors.js';
import { own } from '../json-objects.js';
import type { DeviceKeys } from '../types.js';
import { deviceKey } from './device-key.js';
import type { EncryptionContext } from './encryption-context.js';
import type { Machine } from './machine.js';
import type { DeviceName } from './machines.js';
import { repeatRequest } from './repeat-request.js';

/** Recognises devices whose state was lost, or restored from a backup. */
export interface DeviceIdentities {
  /**
   * Refuses a device that cannot be used any more, as far as is known without asking the homeserver, and without its machine where there
   * is only a name. Call it before anything is sent.
   *
   * @throws {EncryptionError} `DEVICE_REPLACED`
   */
  readonly requireSound: (device: DeviceName | Machine) => Promise<void>;
  /**
   * Compares the device with the homeserver's, once in a process, before its first upload.
   *
   * @throws {EncryptionError} `DEVICE_REPLACED`
   */
  readonly compare: (machine: Machine) => Promise<void>;
  /** Notes that the homeserver has shown a device to be another one. @throws {EncryptionError} `DEVICE_REPLACED` */
  readonly refuse: (machine: Machine) => never;
}

/** The steps before which a machine's keys are written down. */
const stepsWithKeys: readonly DeviceStep[] = ['keys-uploaded', 'keys-in-ledger', 'cross-signed'];

/**
 * Compares devices with what was uploaded for them. Where they differ nothing is uploaded or sent, since other clients refuse a new
 * identity under an old device ID, and a ratchet must not be used twice.
 *
 * @rule D7
 */
export function createDeviceIdentities(context: EncryptionContext): DeviceIdentities {
  const { homeserver, store, keys: mode, reportFailure } = context;
  const directory = createDeviceDirectory(store);
  const faults = new Map<string, EncryptionError>();
  const sound = new Set<string>();
  const compared = new Set<string>();

  function note(device: DeviceName, error: EncryptionError): void {
    const name = deviceKey(device);
    if (!faults.has(name)) reportFailure({ message: error.message, error, userId: device.userId as `@${string}` });
    faults.set(name, error);
  }

  function refuse(machine: DeviceName, why = 'the homeserver has other keys of it'): never {
    const { userId, deviceId } = machine;
    const error = new EncryptionError(
      'DEVICE_REPLACED',
      `the device ${deviceId} of ${userId} is not the one of earlier days (${why}): the database was lost, or restored from a backup. ` +
        'Nothing is sent as this user: call reset() of the user, which makes a new device that is signed by the same keys',
    );
    note(machine, error);
    throw error;
  }

  async function requireSound(device: DeviceName | Machine): Promise<void> {
    const { userId, deviceId } = device;
    const fault = faults.get(deviceKey(device));
    if (fault) throw fault;
    const user = await store.devices.getUser(userId);
    if (user?.deviceId !== deviceId) {
      const message = `${userId} has another device than ${deviceId} by now: go on with what reset() returned, or ask for the user again`;
      throw new EncryptionError('DEVICE_REPLACED', message);
    }
    if (!('isNew' in device) || !device.isNew || sound.has(deviceKey(device))) return;
    const steps = await directory.stepsOf(userId, deviceId);
    if (stepsWithKeys.some((step) => steps.includes(step))) refuse(device, 'its private keys are gone');
    // Its keys were made in this process, which goes on to use them.
    sound.add(deviceKey(device));
  }

  return {
    requireSound,
    compare: async (machine) => {
      await requireSound(machine);
      const { userId, deviceId } = machine;
      const name = deviceKey(machine);
      if (mode === 'served' || compared.has(name)) return;
      const client = homeserver.as({ userId, deviceId });
      const query = { device_keys: { [userId]: [deviceId] } };
      const { device_keys: found = {} } = await repeatRequest(context, () => client.queryKeys(query));
      const keys = own(own(found, userId) ?? {}, deviceId);
      if (keys && !isSameDevice(keys, machine)) refuse(machine);
      const wasUploaded = (await directory.stepsOf(userId, deviceId)).includes('keys-uploaded');
      if (!keys && wasUploaded) refuse(machine, 'the homeserver has no keys of it any more');
      compared.add(name);
    },
    refuse,
  };
}

function isSameDevice({ keys }: DeviceKeys, { deviceId, identityKeys }: Machine): boolean {
  return (
    own(keys, `ed25519:${deviceId}`) === identityKeys.ed25519 &&
    own(keys, `curve25519:${deviceId}`) === identityKeys.curve25519
  );
}
