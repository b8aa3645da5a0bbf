import { mapValues } from './objects.js';
import type { Note } from './report.js';
import { ghostId, originOf, type World } from './world.js';

/** Lets Bob ask for the ghost's devices. Notes and returns the origin of each. */
export async function queryDevices(world: World, note: Note): Promise<Record<string, string>> {
  const { bob, homeserver } = world;
  const failedBefore = homeserver.failures.length;
  const { device_keys: deviceKeys } = await bob.queryKeys(ghostId);
  for (const { error } of homeserver.failures.slice(failedBefore)) note('no information', error.message);

  const origins = mapValues(deviceKeys?.[ghostId] ?? {}, (_, deviceId) => originOf(world, deviceId));
  const merged = Object.entries(origins).map(([deviceId, origin]) => `${deviceId} from the ${origin}`);
  note('merged for Bob', merged.join(', '));
  return origins;
}
