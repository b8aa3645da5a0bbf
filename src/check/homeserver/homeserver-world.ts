import type { HideSecrets } from '../../hide-secrets.js';
import type { UserId } from '../../identifiers.js';
import { isJsonObject, own } from '../../json-objects.js';
import type { MasqueradeNames } from '../../registration/masquerade.js';
import type { AppserviceRegistration } from '../../types.js';
import type { Remedy } from '../check.js';
import { NotTestedError } from '../outcomes.js';
import { createCheckDevice, type CheckDevice } from './check-keys.js';
import type { CheckUsers } from './check-registration.js';
import { clientPath, saidBy, type AskHomeserver, type AskedAnswer } from './homeserver-ask.js';
import type { KnownFacts } from './known-facts.js';
import type { WatchedAppservice } from './watched-appservice.js';

/** A second registration for checks, with an appservice of its own. */
export interface SecondAppservice {
  readonly registration: AppserviceRegistration;
  readonly users: CheckUsers;
  readonly ask: AskHomeserver;
  readonly appservice: WatchedAppservice;
}

/** The times for which checks wait, in milliseconds. */
export interface CheckTimes {
  /** Wait for what a homeserver sends at once. */
  readonly push: number;
  /** Wait for the repeat of a refused transaction. */
  readonly repeat: number;
  /** Wait for an answer for which the homeserver waits for the appservice. */
  readonly hang: number;
}

/** Everything that checks of a homeserver share: what they need, and what the earlier ones leave to the later ones. */
export interface HomeserverWorld {
  readonly registration: AppserviceRegistration;
  readonly serverName: string;
  readonly users: CheckUsers;
  readonly ask: AskHomeserver;
  readonly appservice: WatchedAppservice;
  readonly second?: SecondAppservice | undefined;
  readonly facts: KnownFacts;
  readonly times: CheckTimes;
  readonly now: () => number;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly hide: HideSecrets;
  /** Phrases for what cannot be removed. Rooms and devices of the users are found and removed at the end. */
  readonly staying: Set<string>;
  /** Returns another text each time, for names and transaction IDs. */
  readonly unique: () => string;
  /** Names of the device parameter that the homeserver accepts. */
  names: MasqueradeNames;
  /** Reason for which no further check makes sense. */
  stopped?: string | undefined;
  /** The number of checks in a row to which the homeserver gave no answer. */
  unanswered: number;
  /** Reason for which nothing that the homeserver sends can come, and what helps. */
  unreached?: { readonly why: string; readonly remedy?: Remedy | undefined } | undefined;
}

/** A step that is taken once for all checks of a run. */
export type SharedStep<T> = (world: HomeserverWorld) => Promise<T>;

/** Does something once for all checks, and gives each the same result. */
export function onceForAll<T extends object>(make: SharedStep<T>): SharedStep<T> {
  const made = new WeakMap<HomeserverWorld, Promise<T>>();
  return (world) => {
    const promise = made.get(world) ?? make(world);
    made.set(world, promise);
    return promise;
  };
}

/** Requires a success. @throws {NotTestedError} */
export function requireSuccess(world: HomeserverWorld, what: string, answer: AskedAnswer): AskedAnswer {
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw new NotTestedError(`${what} failed: ${saidBy(answer, world.hide)}`);
}

/** Registers users one and two and three, without a login. A user of an earlier run is there already. */
export const registeredUsers: SharedStep<{ readonly answer: AskedAnswer; readonly isDone: boolean }> = onceForAll(
  async (world) => {
    const { one, two, three } = world.users;
    let answer = await registerCheckUser(world.ask, one);
    for (const userId of [one, two, three]) {
      const next = userId === one ? answer : await registerCheckUser(world.ask, userId);
      if (!isRegistered(next)) return { answer: next, isDone: false };
      // That of a user who is new says more.
      if (answer.status !== 200) answer = next;
    }
    const name = one.slice(0, one.indexOf(':'));
    world.staying.add(`the users ${name}, …_two and …_three, which a next run uses again`);
    return { answer, isDone: true };
  },
);

/** Registers a user of an appservice without a login. */
export function registerCheckUser(ask: AskHomeserver, userId: UserId): Promise<AskedAnswer> {
  const username = userId.slice(1, userId.indexOf(':'));
  const body = { type: 'm.login.application_service', username, inhibit_login: true };
  return ask('POST', clientPath`register`, { body });
}

/** Tells whether a user is registered now, or was already. */
export function isRegistered({ status, body }: AskedAnswer): boolean {
  return status === 200 || own(body, 'errcode') === 'M_USER_IN_USE';
}

/** @throws {NotTestedError} if the users are not registered. */
export async function requireUsers(world: HomeserverWorld): Promise<void> {
  const { isDone } = await registeredUsers(world);
  if (!isDone) throw new NotTestedError('the users could not be registered');
}

/** Creates a device, and returns it with keys that are not uploaded yet. */
export async function newDevice(world: HomeserverWorld, userId: UserId): Promise<CheckDevice> {
  await requireUsers(world);
  const device = await createCheckDevice(userId, `CHECK${world.unique()}`, world.randomBytes);
  const path = clientPath`devices/${device.deviceId}`;
  const answer = await world.ask('PUT', path, { as: { userId }, body: { display_name: 'check-homeserver' } });
  requireSuccess(world, 'creating a device', answer);
  const { body } = await world.ask('GET', clientPath`devices`, { as: { userId } });
  const listed = own(body, 'devices');
  const isThere =
    Array.isArray(listed) && listed.some((each) => isJsonObject(each) && own(each, 'device_id') === device.deviceId);
  if (!isThere) throw new NotTestedError('no device can be created');
  return device;
}

/** The device of user three, who asks for keys and writes. */
export const askingDevice: SharedStep<CheckDevice> = onceForAll((world) => newDevice(world, world.users.three));

/** Asks as user three. Without devices it asks as the user alone, which is enough for most. */
export async function askAsThree(
  world: HomeserverWorld,
  method: string,
  path: string,
  body?: object,
  timeoutMs?: number,
): Promise<AskedAnswer> {
  await requireUsers(world);
  const device = await askingDevice(world).catch(() => undefined);
  const as = { userId: world.users.three, deviceId: device?.deviceId };
  return world.ask(method, path, { as, names: world.names, body, timeoutMs });
}

/** A room of users one and three. */
export const sharedRoom: SharedStep<{ readonly roomId: string }> = onceForAll(async (world) => {
  const { one } = world.users;
  await requireUsers(world);
  const created = await askAsThree(world, 'POST', clientPath`createRoom`, {
    preset: 'private_chat',
    invite: [one],
    name: 'check-homeserver',
  });
  const roomId = own(requireSuccess(world, 'creating a room', created).body, 'room_id');
  if (typeof roomId !== 'string') throw new NotTestedError('a room was created without a room_id');
  try {
    const joined = await world.ask('POST', clientPath`join/${roomId}`, { as: { userId: one }, body: {} });
    requireSuccess(world, 'joining a room', joined);
  } catch (error) {
    await declineInvitation(world, one, roomId);
    throw error;
  }
  return { roomId };
});

/** Removes an invitation, which no list of rooms names. */
async function declineInvitation(world: HomeserverWorld, userId: UserId, roomId: string): Promise<void> {
  const always = { as: { userId }, body: {}, always: true };
  const declined = await world.ask('POST', clientPath`rooms/${roomId}/leave`, always).catch(() => undefined);
  if (declined === undefined || declined.status >= 400)
    world.staying.add(`the invitation of ${userId} to the room ${world.hide(roomId)}`);
}

/** Asks for a ping, so that a homeserver that gave the appservice up asks again (N5, N6). A failure does not matter. */
export async function wakeHomeserver(world: HomeserverWorld): Promise<void> {
  await askForPing(world).catch(() => undefined);
}

/** Asks the homeserver to ping the appservice. */
export function askForPing({ ask, registration }: HomeserverWorld, transactionId?: string): Promise<AskedAnswer> {
  const path = `/_matrix/client/v1/appservice/${encodeURIComponent(registration.id)}/ping`;
  const body = transactionId === undefined ? {} : { transaction_id: transactionId };
  return ask('POST', path, { body, always: true });
}

/** Writes a message into the room of users one and three. Returns the text by which it is known again. */
export async function sayInRoom(world: HomeserverWorld): Promise<string> {
  const { roomId } = await sharedRoom(world);
  const text = `check-homeserver ${world.unique()}`;
  const path = clientPath`rooms/${roomId}/send/m.room.message/${world.unique()}`;
  requireSuccess(world, 'sending an event', await askAsThree(world, 'PUT', path, { msgtype: 'm.text', body: text }));
  return text;
}

/** Writes a time as people read it: `1.3 s`. */
export function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}
