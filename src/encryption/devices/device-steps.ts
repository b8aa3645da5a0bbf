import { DeviceLists, RequestType } from '@matrix-org/matrix-sdk-crypto-wasm';
import type { DeviceStep } from '../../appservice/device-directory.js';
import type { CrossSigningIdentities } from './cross-signing-identity.js';
import type { DeviceIdentities } from './device-identities.js';
import type { DeviceRecords, LifeRecord } from './device-records.js';
import type { DeviceRegistration } from './device-registration.js';
import type { DeviceReplacement } from './device-replacement.js';
import type { EncryptionContext } from '../encryption-context.js';
import type { KeyMode } from '../encryption-options.js';
import type { KeyUploads } from './key-uploads.js';
import type { Machine } from '../machine/machine.js';
import type { RequestSender } from './request-sender.js';

/** The steps from a device's name to a device that others can write to. */
export interface DeviceSteps {
  /** Takes those that were not taken. */
  readonly take: (device: LifeRecord) => Promise<void>;
  /** Tells whether all of them were. */
  readonly areDone: (device: LifeRecord) => boolean;
}

/** The parts that the steps need. */
export interface DeviceStepParts {
  readonly records: DeviceRecords;
  readonly registration: DeviceRegistration;
  readonly identities: DeviceIdentities;
  readonly uploads: KeyUploads;
  readonly sender: RequestSender;
  readonly crossSigning: CrossSigningIdentities;
  readonly replacement: DeviceReplacement;
}

/** The steps of each mode, in their order. The last `created` of served keys is the announcement of D1. */
const stepsOf: Readonly<Record<KeyMode, readonly DeviceStep[]>> = {
  uploaded: ['created', 'keys-uploaded', 'cross-signed'],
  'one-time-keys-served': ['created', 'keys-in-ledger', 'keys-uploaded', 'cross-signed'],
  served: ['keys-in-ledger', 'created', 'cross-signed', 'announced'],
};

/** Makes the steps. Each is written down when it is done, and may be done twice. */
export function createDeviceSteps(
  { machines, keys: mode }: Pick<EncryptionContext, 'machines' | 'keys'>,
  parts: DeviceStepParts,
): DeviceSteps {
  const { records, registration, identities, uploads, sender, crossSigning, replacement } = parts;

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
  async function take(device: LifeRecord): Promise<void> {
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

  return {
    take,
    areDone: ({ steps: taken, replaces }) =>
      replaces === undefined && stepsOf[mode].every((step) => taken.includes(step)),
  };
}
