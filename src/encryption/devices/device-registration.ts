import { EncryptionError, MatrixHttpError, UnrecognizedEndpointError } from '../../errors.js';
import type { EncryptionContext } from '../encryption-context.js';
import type { DeviceName } from '../machine/device-name.js';
import { repeatRequest } from '../repeat-request.js';
import type { SetupAdvice } from '../setup/setup-advice.js';

/** The homeserver's part in a device's life: users and devices, without their keys. */
export interface DeviceRegistration {
  /** Registers a user of the appservice, without a device. A user who is registered already is fine. */
  readonly registerUser: (userId: string) => Promise<void>;
  /** Creates the device, or announces a change of keys that are served: of that other clients learn from this request alone (D1). */
  readonly putDevice: (device: DeviceName) => Promise<void>;
  /** Asks the homeserver who we are, for it ignores a name of the device that it does not know (G6). */
  readonly requireActing: (device: DeviceName) => Promise<void>;
}

/** Makes the requests for users and devices. They are repeated as long as it may help, and may be done twice. */
export function createDeviceRegistration(
  context: EncryptionContext,
  { advice, deviceName }: { readonly advice: SetupAdvice; readonly deviceName: string },
): DeviceRegistration {
  const { homeserver } = context;

  async function registerUser(userId: string): Promise<void> {
    const username = userId.slice(1, userId.indexOf(':'));
    const request = { type: 'm.login.application_service', username, inhibit_login: true };
    try {
      await repeatRequest(context, () => homeserver.as({}).register(request));
    } catch (error) {
      if (!(error instanceof MatrixHttpError)) throw error;
      if (error.errcode === 'M_EXCLUSIVE') {
        const why = `the homeserver has ${userId} in no namespace of this appservice`;
        throw new EncryptionError('SETUP', `${why}: compare its registration file with the one in use`, error);
      }
      if (error.errcode !== 'M_USER_IN_USE') throw error;
    }
  }

  /** @rule D1 */
  async function putDevice({ userId, deviceId }: DeviceName): Promise<void> {
    const client = homeserver.as({ userId });
    try {
      await repeatRequest(context, () => client.updateDevice({ deviceId }, { display_name: deviceName }));
    } catch (error) {
      const isMissing =
        error instanceof UnrecognizedEndpointError || (error instanceof MatrixHttpError && error.status === 404);
      if (!isMissing) throw error;
      const why = 'the homeserver does not let an appservice create devices';
      throw new EncryptionError('SETUP', `${why}: ${advice.linesFor('deviceCreation')}`, error);
    }
  }

  async function requireActing({ userId, deviceId }: DeviceName): Promise<void> {
    const client = homeserver.as({ userId, deviceId });
    const owner = await repeatRequest(context, () => client.getTokenOwner());
    if (owner.user_id === userId && owner.device_id === deviceId) return;
    const why = `the homeserver does not let the appservice act as a device: it takes ${deviceId} of ${userId} for another`;
    throw new EncryptionError('SETUP', `${why}: ${advice.linesFor('deviceMasquerading', 'deviceCreation')}`);
  }

  return { registerUser, putDevice, requireActing };
}
