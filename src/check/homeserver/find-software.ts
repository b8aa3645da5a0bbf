import { isJsonObject, own } from '../../json-objects.js';
import type { HomeserverSoftware } from '../../registration/lint-registration.js';
import type { AskHomeserver, AskedAnswer } from './homeserver-ask.js';

/**
 * Finds out name and version of a homeserver: by the federation API, by Synapse’s own route for it, or by the header
 * `server`. `undefined` where a proxy hides all of them.
 */
export async function findSoftware(ask: AskHomeserver): Promise<HomeserverSoftware | undefined> {
  const federation = await quietly(ask('GET', '/_matrix/federation/v1/version'));
  const server = federation && own(federation.body, 'server');
  if (isJsonObject(server)) {
    const named = softwareOf(own(server, 'name'), own(server, 'version'));
    if (named !== undefined) return named;
  }
  const synapse = await quietly(ask('GET', '/_synapse/admin/v1/server_version'));
  const version = synapse && own(synapse.body, 'server_version');
  if (typeof version === 'string') return softwareOf('Synapse', version);
  const [, name, ofHeader] = /^([A-Za-z][\w-]*)\/(\S+)/.exec(federation?.server ?? synapse?.server ?? '') ?? [];
  return softwareOf(name, ofHeader);
}

function softwareOf(name: unknown, version: unknown): HomeserverSoftware | undefined {
  if (typeof name !== 'string' || typeof version !== 'string') return undefined;
  if (!/^[\w. -]{1,40}$/.test(name)) return undefined;
  // Synapse adds the branch in brackets.
  const [number = ''] = version.split(' ');
  return /^[\w.+-]{1,40}$/.test(number) ? { name, version: number } : undefined;
}

function quietly(answer: Promise<AskedAnswer>): Promise<AskedAnswer | undefined> {
  return answer.then(
    (given) => given,
    () => undefined,
  );
}
