import { setTimeout as wait } from 'node:timers/promises';
import { startPostgres } from '../../helpers/postgres-server.js';
import { jsSdk, type ShownEvent } from '../../interop/clients/clients.js';
import { installation } from '../../interop/synapse/synapse.js';
import { compileAppservice } from '../../interop/encryption/compile-appservice.js';
import { openWorld, type GivenEvent, type World } from '../../interop/encryption/world.js';
import { createLives, type Lives } from './lives.js';
import { searchStorm, type StormFound } from './storm-record.js';
import { beginTraffic, secret, type Traffic } from './traffic.js';

/** What is killed, and how often. */
export interface StormOptions {
  readonly kills: number;
  readonly onPostgres: boolean;
  /** Writes the machines' state after it was needed. */
  readonly flushesLate: boolean;
  /** Is told now and then how far it is. */
  readonly onProgress: (line: string) => void;
}

/** The longest time to a kill, in milliseconds: mostly from the last message that is waited for, otherwise from the start. */
const [workMs, startMs] = [700, 1500];
/** The most messages of ghosts that a life is waited for, and the longest wait for them, in milliseconds. */
const [mostMessages, longestMs] = [4, 6_000];
/** One kill in so many comes during the start. */
const killsPerEarlyOne = 3;
const leaseMs = 1500;
/** How much later than it says a control writes: longer than a request takes, so that a kill comes in between. */
const flushLateMs = 1000;
/** After so long without a new reading, the rest is taken for lost. */
const [quietMs, lookMs] = [60_000, 500];

/** Returns why there can be no storm here. */
export function whyNoStorm(): string | undefined {
  if (installation === undefined) return 'Synapse is not installed (test/interop/synapse/install-peer.sh)';
  return jsSdk.isThere ? undefined : 'matrix-js-sdk is not installed (test/interop/clients/install.sh)';
}

/** Kills an appservice with SIGKILL while its ghosts and the clients of others write to each other, and looks for what that did. */
export async function killInTraffic(options: StormOptions): Promise<StormFound> {
  if (!options.onPostgres) return killOn(undefined, options);
  const server = await startPostgres();
  try {
    return await killOn(`postgres://postgres@127.0.0.1:${server.port}/postgres`, options);
  } finally {
    await server.dispose();
  }
}

async function killOn(database: string | undefined, options: StormOptions): Promise<StormFound> {
  const program = await compileAppservice();
  const changes = options.flushesLate ? { flushLateMs } : {};
  const common = { options: { leaseMs }, program, recordsClients: true };
  const world = await openWorld(database === undefined ? common : { ...common, database });
  const lives = createLives(world.appservice, () => world.launch(changes));
  try {
    const traffic = await beginTraffic(world, lives);
    for (let kill = 1; kill <= options.kills; kill++) {
      await pauseBefore(kill, lives, traffic);
      await lives.next();
      const isTold = kill % 25 === 0;
      if (isTold) options.onProgress(`${kill} kills, ${traffic.fromClients()} + ${traffic.fromGhosts()} messages`);
    }
    await traffic.stop();
    return searchStorm(await readToTheEnd(world, lives, traffic, options));
  } finally {
    await lives.all.at(-1)?.kill();
    await world.close();
  }
}

/** Waits for a random time: for some kills after the start, for others after some messages. */
async function pauseBefore(kill: number, lives: Lives, traffic: Traffic): Promise<void> {
  if (kill % killsPerEarlyOne === 0) {
    await wait(startMs * Math.random());
    return;
  }
  await lives.started();
  await Promise.race([traffic.sent(Math.floor(mostMessages * Math.random())), wait(longestMs)]);
  await wait(workMs * Math.random());
}

/** Waits until everything was read, or nothing more comes. */
async function readToTheEnd(
  world: World,
  lives: Lives,
  traffic: Traffic,
  { onProgress }: StormOptions,
): Promise<Parameters<typeof searchStorm>[0]> {
  const { expected, errors } = traffic;
  let read = readings(world, lives);
  for (let quiet = 0; quiet < quietMs && [...expected].some((name) => !read.has(name)); quiet += lookMs) {
    await wait(lookMs);
    const now = readings(world, lives);
    if (now.size > read.size) quiet = 0;
    read = now;
  }
  for (const [error, count] of errors) onProgress(`${count} × ${error}`);
  for (const name of [...expected].filter((each) => !read.has(each)).slice(0, 10)) onProgress(`never read: ${name}`);
  return {
    ...{ expected, read, secret },
    fromClients: traffic.fromClients(),
    fromGhosts: traffic.fromGhosts(),
    appserviceRequests: world.proxy.requests,
    clientRequests: world.clientProxy?.requests ?? [],
  };
}

/** Who has read what: the IDs of events, by their reader and their words. */
function readings({ clients }: World, lives: Lives): Map<string, Set<string>> {
  const read = new Map<string, Set<string>>();
  const note = (reader: string, body: unknown, eventId: string): void => {
    const name = `${reader} ${String(body)}`;
    read.set(name, (read.get(name) ?? new Set()).add(eventId));
  };
  for (const { told } of lives.all) {
    for (const each of told) {
      const { what, event } = each as unknown as GivenEvent & { what: string }; // as the appservice's process writes it
      if (what === 'event') note('appservice', event.content['body'], event.event_id);
    }
  }
  for (const told of clients.process.told) {
    const { name, content, eventId, failure } = told as unknown as ShownEvent; // as the client's process writes it
    if (failure === undefined) note(name, content['body'], eventId);
  }
  return read;
}
