import { setImmediate as nextTurn } from 'node:timers/promises';
import type { UserId } from 'matrix-encrypted-appservice';
import { appserviceIds, type SoakWorld } from './world.js';

/** One in so many goes to the appservice behind a socket, which takes several times as long as the others. */
const socketShare = 25;

/** Sends what is due in this turn, to the proxy and to the handlers themselves, of users that change all the time. */
export async function sendTurn(world: SoakWorld, turn: number): Promise<void> {
  // Without sockets nothing has to wait, and those that have one would never have their turn.
  await nextTurn();
  await askProxy(world, turn);
  await askHandlers(world, turn);
}

async function askHandlers(world: SoakWorld, turn: number): Promise<void> {
  const id = appserviceOf(turn);
  const userId = userOf(id, turn);
  const event = { type: 'm.dummy', sender: userId, to_user_id: userId, to_device_id: String(turn), content: {} };
  const statuses = [
    await world.handle(id, 'PUT', `/_matrix/app/v1/transactions/t${turn}`, { events: [], to_device: [event] }),
    // The same once more, as after a lost answer.
    await world.handle(id, 'PUT', `/_matrix/app/v1/transactions/t${turn}`, { events: [], to_device: [event] }),
    await world.handle(id, 'POST', '/_matrix/app/v1/keys/query', { [userId]: [] }),
    await world.handle(id, 'POST', '/_matrix/app/v1/keys/claim', { [userId]: { D: ['signed_curve25519'] } }),
  ];
  const known = id === 'keyless' ? 404 : 200;
  if (statuses.join() !== [200, 200, known, known].join()) throw new Error(`${id} answered ${statuses.join()}`);
}

/** Key queries mostly; claims, device lists, and transactions of the clients. */
async function askProxy(world: SoakWorld, turn: number): Promise<void> {
  const { proxy, clients, registrations } = world;
  world.pass(5);
  if (turn % 5000 === 0) proxy.forget('keyless');
  if (turn % 20_000 === 0) proxy.setRegistrations(registrations);
  const id = appserviceOf(turn);
  const userId = userOf(id, turn);
  switch (turn % 10) {
    case 0:
    case 1: {
      const userIds = appserviceIds.filter((other) => other !== 'socket').map((other) => userOf(other, turn));
      await proxy.queryKeys(Object.fromEntries(userIds.map((each) => [each, []])), { userId });
      break;
    }
    case 2:
    case 3:
      // Half of them ask what others ask at the same time.
      await proxy.queryKeys({ [userOf(id, turn - (turn % 20))]: [] }, { serverName: 'remote.example' });
      break;
    case 4:
    case 5:
      await proxy.claimKeys({ [userId]: { D: ['signed_curve25519', 'signed_curve25519'] } }, { includeFallback: true });
      break;
    case 6:
      await proxy.userDevices(userId, { serverName: `${turn}.example` });
      break;
    default: {
      const event = {
        type: 'm.room.message',
        sender: userId,
        room_id: `!${turn}:x`,
        event_id: `$${turn}`,
        content: {},
      };
      // Not every appservice can be reached; the homeserver would try again.
      await clients
        .get(id)
        ?.sendTransaction(String(turn), { events: [{ ...event, origin_server_ts: turn }] })
        .catch(() => undefined);
    }
  }
}

function appserviceOf(turn: number): string {
  if (turn % socketShare === 0) return 'socket';
  const inMemory = appserviceIds.filter((id) => id !== 'socket');
  return inMemory[Math.floor(turn / 10) % inMemory.length] ?? 'sound';
}

function userOf(id: string, turn: number): UserId {
  return `@${id}_${turn}:example.org`;
}
