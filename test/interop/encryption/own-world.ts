import { copyFileSync, existsSync } from 'node:fs';
import { describe, onTestFinished, vi } from 'vitest';
import { jsSdk } from '../clients/clients.js';
import { compileAppservice } from './compile-appservice.js';
import type { PassedRequest } from './proxy.js';
import { given, ghost, missing, openWorld, say, type World, type WorldOptions } from './world.js';

/** Describes tests that each have a world of their own, on Synapse and with matrix-js-sdk, where both are there. */
export function describeWorlds(what: string, tests: () => void): void {
  // A homeserver and several processes start, on a busy machine.
  vi.setConfig({ testTimeout: 600_000, hookTimeout: 240_000 });
  const why = missing(jsSdk);
  describe.skipIf(why !== undefined)(`${what} (${why ?? jsSdk.name})`, tests);
}

/** Opens a world for one test, with Bob and the ghost in it. */
export async function ownWorld(made: WorldOptions = {}): Promise<World> {
  const world = await openWorld({ program: await compileAppservice(), ...made });
  onTestFinished(() => world.close());
  await world.clients.register('bob');
  await world.appservice.ask('user', { userId: ghost });
  return world;
}

/** Copies a database that no process has open. Returns the place of the copy. */
export function copyOf(database: string): string {
  const copy = `${database}.copy`;
  for (const end of ['', '-wal', '-shm'].filter((each) => existsSync(database + each))) {
    copyFileSync(database + end, copy + end);
  }
  return copy;
}

/** Lets both sides say something in a room, and read it. */
export async function talk(world: World, roomId: string, words: string): Promise<void> {
  await say(world, roomId, `Ann: ${words}`);
  await world.clients.shows('bob', `Ann: ${words}`);
  await world.clients.send('bob', roomId, `Bob: ${words}`);
  await given(world, `Bob: ${words}`);
}

/** The requests that give something of a device away: its keys, its messages to devices, and its events. */
export function effects(requests: readonly PassedRequest[]): string[] {
  return requests
    .filter(({ method, path, body }) =>
      method === 'PUT' ? /\/send(?:ToDevice)?\//.test(path) : path.endsWith('/keys/upload') && body !== '{}',
    )
    .map(({ method, path }) => `${method} ${path}`);
}
