import { createDeviceDirectory, type DeviceStep } from '../../appservice/device-directory.js';
import { EncryptionError, InvalidAnswerError } from '../../errors.js';
import { own } from '../../json-objects.js';
import type { DeviceKeys } from '../../types.js';
import { isToldAlready } from '../explain-error.js';
import type { CopyCheck } from './copy-check.js';
import { deviceKey, type DeviceName } from '../machine/device-name.js';
import type { EncryptionContext } from '../encryption-context.js';
import type { Machine } from '../machine/machine.js';
import { recordErrorOf } from '../own-users.js';
import { repeatRequest } from '../repeat-request.js';

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
  /**
   * Compares anew, because the homeserver says that it does not know the device. Rejects only if the comparison tells the same.
   *
   * @throws {EncryptionError} `DEVICE_REPLACED`
   */
  readonly compareAnew: (device: DeviceName) => Promise<void>;
  /** Looks anew at a device that was refused, where that may have an end. Call it when the device is asked for. Never rejects. */
  readonly lookAgain: (device: DeviceName) => Promise<void>;
  /** Refuses a device that could not be made ready, until it is looked at again. */
  readonly noteFailure: (device: DeviceName, error: EncryptionError) => void;
  /**
   * Refuses a device because the homeserver has another key under an ID of ours, if keys were uploaded before.
   *
   * @throws {EncryptionError} `DEVICE_REPLACED`
   */
  readonly refuseClash: (machine: Machine) => Promise<void>;
}

/** The reason why a device is refused. */
interface Fault {
  /**
   * A `comparison` is made anew after an hour, or when the device is asked for; a `failure` counts until then. A `proof` counts until the
   * device is replaced: it says that the state here is an older one.
   */
  readonly kind: 'comparison' | 'failure' | 'proof';
  readonly error: EncryptionError;
  readonly atMs: number;
}

const hourMs = 3_600_000;
const beforeAskingAgainMs = 1000;

/** The steps before which a machine's keys are written down. */
const stepsWithKeys: readonly DeviceStep[] = ['keys-uploaded', 'keys-in-ledger', 'cross-signed'];

/**
 * Compares devices with what was uploaded for them. Where they differ nothing is uploaded or sent, since other clients refuse a new
 * identity under an old device ID, and a ratchet must not be used twice.
 *
 * @rule D7
 */
export function createDeviceIdentities(
  context: EncryptionContext,
  copyCheck: Pick<CopyCheck, 'isOlder'>,
): DeviceIdentities {
  const { homeserver, store, machines, keys: mode, time, reportFailure } = context;
  const directory = createDeviceDirectory(store);
  const faults = new Map<string, Fault>();
  const told = new Set<string>();
  const sound = new Set<string>();
  const compared = new Set<string>();

  function note(device: DeviceName, kind: Fault['kind'], error: EncryptionError): void {
    const id = `${deviceKey(device)} ${error.message}`;
    if (!told.has(id)) reportFailure({ message: error.message, error, userId: device.userId as `@${string}` });
    told.add(id);
    faults.set(deviceKey(device), { kind, error, atMs: time.monotonicMs() });
  }

  function refuse(device: DeviceName, kind: Fault['kind'], why: string): never {
    const { userId, deviceId } = device;
    const error = new EncryptionError(
      'DEVICE_REPLACED',
      `the device ${deviceId} of ${userId} is not as this store knows it (${why}): the database was lost, or restored from a backup. ` +
        'Nothing is sent as this user: call reset() of the user, which makes a new device that is signed by the same keys',
    );
    note(device, kind, error);
    throw error;
  }

  async function stepsOf({ userId, deviceId }: DeviceName): Promise<DeviceStep[]> {
    return directory.stepsOf(userId, deviceId).catch((error: unknown) => {
      throw recordErrorOf(userId, error);
    });
  }

  async function hasUploaded(device: DeviceName): Promise<boolean> {
    return (await stepsOf(device)).includes('keys-uploaded');
  }

  /** @throws {InvalidAnswerError} if the answer does not say whether the homeserver has keys of the device. */
  async function askForKeys({ userId, deviceId }: DeviceName): Promise<DeviceKeys | undefined> {
    // Not as the device: it would be refused if there is none.
    const client = homeserver.as({ userId });
    const query = { device_keys: { [userId]: [deviceId] } };
    const { device_keys: found } = await repeatRequest(context, () => client.queryKeys(query));
    if (found === undefined) throw new InvalidAnswerError('not-an-object', 'it has no `device_keys`');
    return own(own(found, userId) ?? {}, deviceId);
  }

  /** Compares, whatever was found before. A homeserver that is just starting may have no keys of a device: it is asked twice. */
  async function compareNow(machine: Machine): Promise<void> {
    let keys = await askForKeys(machine);
    if (!keys && (await hasUploaded(machine))) {
      await time.wait(beforeAskingAgainMs, machines.term().ending);
      keys = await askForKeys(machine);
      if (!keys) refuse(machine, 'comparison', 'the homeserver has no keys of it any more');
    }
    if (keys && !isSameDevice(keys, machine)) refuse(machine, 'comparison', 'the homeserver has other keys of it');
    compared.add(deviceKey(machine));
    faults.delete(deviceKey(machine));
  }

  async function requireSound(device: DeviceName | Machine): Promise<void> {
    const { userId, deviceId } = device;
    const name = deviceKey(device);
    const fault = faults.get(name);
    const isOld = fault?.kind === 'comparison' && time.monotonicMs() - fault.atMs >= hourMs;
    if (fault && !isOld) throw fault.error;
    if (isOld) await machines.use(device, compareNow);
    const user = await store.devices.getUser(userId);
    if (user?.deviceId !== deviceId) {
      const message = `${userId} has another device than ${deviceId} by now: go on with what reset() returned, or ask for the user again`;
      throw new EncryptionError('DEVICE_REPLACED', message);
    }
    if (await copyCheck.isOlder(user)) refuse(device, 'proof', 'more was sent with it than the database knows');
    if (!('isNew' in device) || !device.isNew || sound.has(name)) return;
    const steps = await stepsOf(device);
    if (stepsWithKeys.some((step) => steps.includes(step))) refuse(device, 'proof', 'its private keys are gone');
    // Its keys were made in this process, which goes on to use them.
    sound.add(name);
  }

  return {
    requireSound,
    compare: async (machine) => {
      await requireSound(machine);
      if (mode !== 'served' && !compared.has(deviceKey(machine))) await compareNow(machine);
    },
    compareAnew: async (device) => {
      await requireSound(device);
      await machines.use(device, compareNow).catch((error: unknown) => {
        if (isToldAlready(error)) throw error;
      });
    },
    lookAgain: async (device) => {
      const name = deviceKey(device);
      const kind = faults.get(name)?.kind;
      if (kind === 'failure') faults.delete(name);
      // Until it succeeds the fault stands.
      if (kind === 'comparison') await machines.use(device, compareNow).catch(() => undefined);
    },
    noteFailure: (device, error) => {
      note(device, 'failure', error);
    },
    refuseClash: async (machine) => {
      if (await hasUploaded(machine)) refuse(machine, 'proof', 'the homeserver has other one-time keys of it');
    },
  };
}

function isSameDevice({ keys }: DeviceKeys, { deviceId, identityKeys }: Machine): boolean {
  return (
    own(keys, `ed25519:${deviceId}`) === identityKeys.ed25519 &&
    own(keys, `curve25519:${deviceId}`) === identityKeys.curve25519
  );
}
