import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createKeyProxy, type KeyProxy, type KeyProxyFailure } from '../../src/homeserver/index.js';
import type { KeyClaimResponse, KeyQueryResponse, UserDevice, UserDevices, UserId } from '../../src/types.js';
import { deviceKeysOf, registrationOf } from '../helpers/appservices.js';
import { respond, startFaultyServer, type FaultyServer } from '../helpers/faulty-server.js';
import { createLocalKeys } from '../helpers/local-keys.js';
import { wireFaults, wireLimits, type WireFault } from '../helpers/wire-faults.js';

const algorithm = 'signed_curve25519';
const ann: UserId = '@irc_ann:example.org';
/** One user of each appservice. The first one's is at fault. */
const users: Readonly<Record<string, UserId>> = {
  irc: ann,
  xmpp: '@xmpp_ben:example.org',
  mail: '@mail_eve:example.org',
};

const devicesOf = (userId: UserId, deviceId: string): KeyQueryResponse => ({
  device_keys: { [userId]: { [deviceId]: deviceKeysOf(userId, deviceId) } },
});
const keysOf = (userId: UserId, name: string): KeyClaimResponse => ({
  [userId]: { D: { [`${algorithm}:${name}`]: { key: name, signatures: {} } } },
});
const listOf = (user_id: UserId, devices: UserDevice[]): UserDevices => ({ user_id, stream_id: 1, devices });

/** An operation of the key proxy for some users at once, and what it gives: of Ann what the homeserver has, of all others their keys. */
interface Question {
  readonly name: string;
  readonly ask: (proxy: KeyProxy, userIds: readonly UserId[]) => Promise<unknown>;
  readonly expected: (sound: readonly UserId[]) => unknown;
  readonly operation: KeyProxyFailure['operation'];
}

const questions: readonly Question[] = [
  {
    name: 'a key query',
    ask: (proxy, userIds) =>
      proxy.queryKeys(
        forEach(userIds, () => []),
        { userId: '@bob:example.org' },
      ),
    expected: (sound) => ({
      device_keys: Object.assign(
        {},
        devicesOf(ann, 'OLD').device_keys,
        ...sound.map((id) => devicesOf(id, 'D').device_keys),
      ) as unknown,
    }),
    operation: 'queryKeys',
  },
  {
    name: 'a key claim',
    ask: (proxy, userIds) => proxy.claimKeys(forEach(userIds, () => ({ D: [algorithm] }))),
    expected: (sound) => Object.assign({}, keysOf(ann, 'fallback'), ...sound.map((id) => keysOf(id, 'new'))) as unknown,
    operation: 'claimKeys',
  },
  {
    name: 'the devices of users',
    ask: (proxy, userIds) =>
      Promise.all(userIds.map((userId) => proxy.userDevices(userId, { serverName: 'remote.example' }))),
    expected: (sound) => [
      listOf(ann, [{ device_id: 'OLD', keys: deviceKeysOf(ann, 'OLD') }]),
      ...sound.map((userId) => listOf(userId, [{ device_id: 'D', keys: deviceKeysOf(userId, 'D') }])),
    ],
    operation: 'queryKeys',
  },
];

/** All that hang are looked at side by side, since each takes the whole time that a call may take. */
const groups: [name: string, faults: readonly WireFault[]][] = [
  ['whatever hangs', wireFaults.filter(({ hangs }) => hangs)],
  ...wireFaults.filter(({ hangs }) => !hangs).map((fault): [string, WireFault[]] => [fault.name, [fault]]),
];

describe('the key proxy over sockets, with one appservice at fault', () => {
  it.each(groups)(
    'takes %s for no information, whatever it asks: all others’ keys are there in time, and no socket and no timer is left (N3, N7, N8, S2, S6)',
    { timeout: 90_000 },
    async (_name, faults) => {
      // Timers of the test runner come and go; of ours none may be left.
      const before = { ...resources(), Timeout: 0 };
      const cells = faults.flatMap((fault) =>
        questions.flatMap((question) => [1, 3].map((count) => ({ fault, question, count }))),
      );
      await Promise.all(
        cells.map(({ fault, question, count }) => lookAt(fault, question, Object.keys(users).slice(0, count))),
      );
      await expectNothingLeft(before);
    },
  );
});

async function lookAt(fault: WireFault, question: Question, ids: readonly string[]): Promise<void> {
  const faulty = await fault.start();
  const soundIds = ids.slice(1);
  const sound = await Promise.all(soundIds.map((id) => startSound(users[id] ?? ann)));
  try {
    const failures: KeyProxyFailure[] = [];
    const proxy = createKeyProxy({
      serverName: 'example.org',
      registrations: ids.map((id, index) => registrationOf(id, { url: [faulty, ...sound][index]?.url ?? null })),
      local: {
        ...createLocalKeys({ keys: devicesOf(ann, 'OLD'), fallbackKeys: keysOf(ann, 'fallback') }),
        userDevices: (userId) => {
          const devices = Object.entries(devicesOf(ann, 'OLD').device_keys?.[userId] ?? {});
          return Promise.resolve(
            listOf(
              userId,
              devices.map(([device_id, keys]) => ({ device_id, keys })),
            ),
          );
        },
      },
      onFailure: (failure) => failures.push(failure),
      // Where it is the deadline that ends the call, the others have to answer within it, on a busy machine too.
      timeoutMs: fault.hangs ? 2500 : 60_000,
      ...wireLimits,
    });

    const userIds = ids.map((id) => users[id] ?? ann);
    const cell = `${fault.name}: ${question.name} over ${ids.length}`;
    expect(await question.ask(proxy, userIds), cell).toEqual(question.expected(userIds.slice(1)));
    expect(failures, cell).toMatchObject([
      { registrationId: 'irc', operation: question.operation, error: fault.fields },
    ]);
    expect(failures[0]?.error, cell).toBeInstanceOf(fault.error);
    expect(faulty.requests, cell).toHaveLength(fault.requests);
    for (const server of sound) expect(server.requests, cell).toHaveLength(1);
    await Promise.all([faulty, ...sound].map((server) => server.allSocketsClosed()));
  } finally {
    await Promise.all([faulty, ...sound].map((server) => server.close()));
  }
}

function startSound(userId: UserId): Promise<FaultyServer> {
  return startFaultyServer((socket, { path }) => {
    respond(200, JSON.stringify(path.endsWith('/query') ? devicesOf(userId, 'D') : keysOf(userId, 'new')))(socket);
  });
}

function forEach<T>(userIds: readonly UserId[], value: () => T): Record<UserId, T> {
  return Object.fromEntries(userIds.map((userId) => [userId, value()]));
}

/** What keeps the process running at the time, by kind: sockets, servers, timers. */
function resources(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of process.getActiveResourcesInfo()) {
    if (/^(TCP|Timeout)/.test(name)) counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

/** What has been closed is gone some turns later. What is still there after ten seconds is named. */
async function expectNothingLeft(before: Readonly<Record<string, number>>): Promise<void> {
  const startedMs = performance.now();
  while (newSince(before).length > 0 && performance.now() - startedMs < 10_000) await nextTurn();
  expect(newSince(before)).toEqual([]);
}

/** The kinds of resources of which there are more than before. */
function newSince(before: Readonly<Record<string, number>>): string[] {
  return Object.entries(resources())
    .filter(([name, count]) => count > (before[name] ?? 0))
    .map(([name, count]) => `${name}: ${count} in place of ${before[name] ?? 0}`);
}
