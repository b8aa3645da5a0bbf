import { DeviceId, OlmMachine, RequestType, UserId } from '@matrix-org/matrix-sdk-crypto-wasm';

/** Creates the cryptography of a new device, in memory. */
export function createMachine(userId: string, deviceId: string): Promise<OlmMachine> {
  return OlmMachine.initialize(new UserId(userId), new DeviceId(deviceId));
}

/**
 * Passes the keys that a machine wants to publish to `publish`, and tells the machine that they are published.
 *
 * `publish` takes and returns the bodies of `POST /_matrix/client/v3/keys/upload`, whether or not it makes that
 * request.
 */
export async function publishKeys(machine: OlmMachine, publish: (upload: unknown) => unknown): Promise<void> {
  for (const { type, id, body } of await machine.outgoingRequests()) {
    if (type !== RequestType.KeysUpload || id === undefined) continue;
    await machine.markRequestAsSent(id, type, JSON.stringify(await publish(JSON.parse(body))));
  }
}
