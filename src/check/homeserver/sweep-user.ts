import type { HideSecrets } from '../../hide-secrets.js';
import type { UserId } from '../../identifiers.js';
import { isJsonObject, own } from '../../json-objects.js';
import { type AskHomeserver, clientPath, saidBy } from './homeserver-ask.js';

/**
 * Removes what the homeserver itself lists of a user of checks: rooms and devices. A check that was cut
 * short, or had no answer, does not know what it made.
 *
 * @returns Phrases for what remains.
 */
export async function sweepUser(ask: AskHomeserver, userId: UserId, hide: HideSecrets): Promise<string[]> {
  const always = { as: { userId }, always: true };
  const change = { ...always, body: {} };
  const remains: string[] = [];
  const listed = async (list: string): Promise<string[]> => {
    const found = own((await ask('GET', clientPath`${list}`, always)).body, list);
    return (Array.isArray(found) ? (found as unknown[]) : []).flatMap((each) => {
      const id = isJsonObject(each) ? own(each, 'device_id') : each;
      return typeof id === 'string' ? [id] : [];
    });
  };
  try {
    for (const roomId of await listed('joined_rooms')) {
      const left = await ask('POST', clientPath`rooms/${roomId}/leave`, change);
      const forgotten = await ask('POST', clientPath`rooms/${roomId}/forget`, change);
      const refusal = [left, forgotten].find(({ status }) => status >= 400);
      if (refusal !== undefined) remains.push(`the room ${hide(roomId)} of ${userId} (${saidBy(refusal, hide)})`);
    }
    const refusals = new Map<string, string>();
    for (const deviceId of await listed('devices'))
      refusals.set(deviceId, saidBy(await ask('DELETE', clientPath`devices/${deviceId}`, change), hide));
    for (const deviceId of refusals.size === 0 ? [] : await listed('devices'))
      remains.push(`the device ${hide(deviceId)} of ${userId} (${refusals.get(deviceId) ?? 'new'})`);
  } catch {
    remains.push(`rooms and devices of ${userId}, if there are any (no answer)`);
  }
  return remains;
}
