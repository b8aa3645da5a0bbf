import { DeviceId, RequestType, UserId } from '@matrix-org/matrix-sdk-crypto-wasm';
import { own, setOwn } from '../../json-objects.js';
import type { SingleKeyClaim } from '../../types.js';
import type { EncryptionContext } from '../encryption-context.js';
import type { LibraryRequest } from '../machine/library-request.js';
import type { Machine } from '../machine/machine.js';
import type { DeviceName } from '../machine/device-name.js';

/** Makes new Olm sessions in the place of those that are missing or wedged. Returns false if there was nothing to do. */
export type SessionRepair = (machine: Machine) => Promise<boolean>;

/** No device is tried again before this time, whatever came of it: each attempt may take one of its keys, and it may have none left. */
const betweenAttemptsMs = 3_600_000;

/**
 * Makes the repair of sessions. The other device goes on with a wedged session until a message comes in the new one, so an empty message
 * is sent in that; the library makes one, and does not hand it out.
 *
 * @param send Sends a request of a machine.
 */
export function createSessionRepair(
  { time }: Pick<EncryptionContext, 'time'>,
  send: (machine: Machine, request: LibraryRequest & Partial<ToDeviceFields>) => Promise<void>,
): SessionRepair {
  /** The times of attempts, by our device and the other one. */
  const attempts = new Map<string, number>();

  function forgetOld(nowMs: number): void {
    for (const [name, atMs] of attempts) if (nowMs - atMs >= betweenAttemptsMs) attempts.delete(name);
  }

  /** Claims keys for the devices that were not tried in the last hour, and for no others. */
  async function claim(machine: Machine): Promise<DeviceName[]> {
    const request = await machine.olm.getMissingSessions([]);
    if (!request) return [];
    const nowMs = time.monotonicMs();
    forgetOld(nowMs);
    const { one_time_keys: users } = JSON.parse(request.body) as { one_time_keys: SingleKeyClaim }; // as the library wrote it
    const fresh: DeviceName[] = [];
    const wanted: SingleKeyClaim = {};
    for (const [userId, devices] of Object.entries(users)) {
      for (const [deviceId, algorithm] of Object.entries(devices)) {
        const name = nameOf(machine, { userId, deviceId });
        if (attempts.has(name)) continue;
        // Before the answer: where it is lost, the keys may be taken all the same (N3).
        attempts.set(name, nowMs);
        fresh.push({ userId, deviceId });
        const chosen = own(wanted, userId) ?? {};
        setOwn(chosen, deviceId, algorithm);
        setOwn(wanted, userId, chosen);
      }
    }
    if (fresh.length === 0) return [];
    const { id, type } = request;
    await send(machine, { id, type, body: JSON.stringify({ one_time_keys: wanted }) });
    return fresh;
  }

  async function greet(machine: Machine, { userId, deviceId }: DeviceName): Promise<void> {
    const device = await machine.olm.getDevice(new UserId(userId), new DeviceId(deviceId));
    const content = await device?.encryptToDeviceEvent('m.dummy', {}).catch(() => undefined);
    // It had no key to claim.
    if (content === undefined) return;
    const messages = { [userId]: { [deviceId]: JSON.parse(content) as unknown } };
    const body = JSON.stringify({ messages });
    const fields = { event_type: 'm.room.encrypted', txn_id: crypto.randomUUID() };
    await send(machine, { id: undefined, type: RequestType.ToDevice, body, ...fields });
  }

  return (machine) =>
    machine.alone(async () => {
      const devices = await claim(machine);
      for (const device of devices) await greet(machine, device);
      return devices.length > 0;
    });
}

interface ToDeviceFields {
  readonly event_type: string;
  readonly txn_id: string;
}

function nameOf(machine: Machine, device: DeviceName): string {
  return JSON.stringify([machine.userId, machine.deviceId, device.userId, device.deviceId]);
}
