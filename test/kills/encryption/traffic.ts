import { setTimeout as wait } from 'node:timers/promises';
import type { JsonObject } from '../../../src/json-objects.js';
import { encrypted, type Clients } from '../../interop/clients/client-commands.js';
import type { World } from '../../interop/encryption/world.js';
import { serverName } from '../../interop/synapse/synapse.js';
import type { Lives } from './lives.js';

/** A word in every message, which cannot be in anything encrypted. */
export const secret = 'storm-secret';

/** Two sides that write to each other all the time. */
export interface Traffic {
  /** Readings that have to come: a reader and a message, separated by a space. */
  readonly expected: ReadonlySet<string>;
  readonly fromClients: () => number;
  readonly fromGhosts: () => number;
  /** Resolves once the ghosts have sent so many messages from now. */
  readonly sent: (count: number) => Promise<void>;
  /** Errors of the ghosts' calls, but those of processes that were killed, with their numbers. */
  readonly errors: ReadonlyMap<string, number>;
  /** Ends it once each message that was begun is sent. */
  readonly stop: () => Promise<void>;
}

const people = ['bob', 'carol'];
const algorithm = 'signed_curve25519';
const ghosts = ['ann', 'ben'].map((name) => `@irc_${name}:${serverName}`);
/** A room key is new after so many messages. */
const rotation = 3;
/** The longest pauses between two messages, and between two claims of keys, in milliseconds. */
const [clientPauseMs, ghostPauseMs, claimPauseMs] = [4000, 300, 1000];

/** Opens a room for each ghost, with the other and two people in it, and lets all of them write. */
export async function beginTraffic({ clients }: Pick<World, 'clients'>, lives: Lives): Promise<Traffic> {
  const expected = new Set<string>();
  const errors = new Map<string, number>();
  const counts = { clients: 0, ghosts: 0 };
  const looks = new Set<() => void>();
  let isOver = false;
  for (const name of people) await clients.register(name);
  const rooms = await Promise.all(ghosts.map((_, index) => openRoom(clients, lives, membersOf(index))));
  const devices = await Promise.all(ghosts.map((userId) => deviceOf(lives, userId)));
  const claims = devices.map((deviceId, index) => claimKeysOf({ [ghosts[index] ?? '']: { [deviceId]: algorithm } }));
  const talks = rooms.flatMap((roomId, index) => [
    ...people.map((name) => talkAsClient(name, roomId)),
    ...membersOf(index).map((userId) => talkAsGhost(userId, roomId)),
  ]);

  /** Uses the stock of one-time keys up, so that new ones are made all the time. */
  async function claimKeysOf(keys: JsonObject): Promise<void> {
    while (!isOver) {
      await clients.ask('claim', 'bob', { claim: { one_time_keys: keys } });
      await wait(Math.random() * claimPauseMs);
    }
  }

  async function talkAsClient(name: string, roomId: string): Promise<void> {
    for (let n = 0; !isOver; n++) {
      const body = `${secret} ${name} ${roomId} ${n}`;
      await clients.send(name, roomId, body);
      counts.clients += 1;
      expected.add(`appservice ${body}`);
      await wait(Math.random() * clientPauseMs);
    }
  }

  async function talkAsGhost(userId: string, roomId: string): Promise<void> {
    for (let n = 0; !isOver; n++) {
      const body = `${secret} ${userId} ${roomId} ${n}`;
      await sendUntilTaken(userId, roomId, body);
      counts.ghosts += 1;
      for (const look of looks) look();
      for (const reader of people) expected.add(`${reader} ${body}`);
      await wait(Math.random() * ghostPauseMs);
    }
  }

  /** As an application does: the same call with the same transaction ID, until it succeeds. */
  async function sendUntilTaken(userId: string, roomId: string, body: string): Promise<void> {
    for (;;) {
      const life = await lives.working();
      try {
        await life.ask('send', { userId, roomId, body, txnId: body.replace(secret, 'txn') });
        return;
      } catch (error) {
        const words = String(error);
        if (!words.includes(' ended: ')) errors.set(words, (errors.get(words) ?? 0) + 1);
        await wait(100);
      }
    }
  }

  return {
    expected,
    errors,
    fromClients: () => counts.clients,
    fromGhosts: () => counts.ghosts,
    sent: (count) =>
      new Promise((resolve) => {
        const end = counts.ghosts + count;
        const look = (): void => {
          if (counts.ghosts < end) return;
          looks.delete(look);
          resolve();
        };
        looks.add(look);
        look();
      }),
    stop: async () => {
      isOver = true;
      await Promise.all([...talks, ...claims]);
    },
  };
}

function membersOf(index: number): string[] {
  return [index, index + 1].flatMap((each) => ghosts[each % ghosts.length] ?? []);
}

async function deviceOf(lives: Lives, userId: string): Promise<string> {
  const life = await lives.working();
  return ((await life.ask('user', { userId })) as { deviceId: string }).deviceId;
}

async function openRoom(clients: Clients, lives: Lives, members: readonly string[]): Promise<string> {
  const settings = { ...encrypted, rotation_period_msgs: rotation };
  const [owner = '', other = ''] = people;
  const roomId = await clients.createRoom(owner, { encryption: settings, invite: members });
  await clients.ask('invite', owner, { roomId, userId: `@${other}:${serverName}` });
  await clients.ask('join', other, { roomId });
  const life = await lives.working();
  for (const userId of members) await life.ask('join', { userId, roomId });
  return roomId;
}
