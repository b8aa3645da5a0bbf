import { DeviceId, OlmMachine, RequestType, UserId } from '@matrix-org/matrix-sdk-crypto-wasm';

/** Makes the cryptography of a new device, in memory. */
export function createMachine(userId: string, deviceId: string): Promise<OlmMachine> {
  return OlmMachine.initialize(new UserId(userId), new DeviceId(deviceId));
}

/**
 * Gives the keys that a machine wants others to have to `publish`, and tells the machine that they have them.
 *
 * Takes and gives back the bodies of `POST /_matrix/client/v3/keys/upload`, whether or not `publish` makes that request.
 */
export async function publishKeys(machine: OlmMachine, publish: (upload: unknown) => unknown): Promise<void> {
  for (const { type, id, body } of await machine.outgoingRequests()) {
    if (type !== RequestType.KeysUpload || id === undefined) continue;
    await machine.markRequestAsSent(id, type, JSON.stringify(await publish(JSON.parse(body))));
  }
}
