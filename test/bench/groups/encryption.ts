import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryStore, type AppserviceStore } from 'matrix-encrypted-appservice/appservice';
import { createHomeserverClient } from 'matrix-encrypted-appservice/client';
import { createEncryption, type EncryptedUser, type Encryption } from 'matrix-encrypted-appservice/encryption';
import { createSqliteStore } from 'matrix-encrypted-appservice/sql';
import type { AppserviceRegistration } from 'matrix-encrypted-appservice/types';
import { sqliteDrivers } from '../../helpers/sqlite-drivers.js';
import { makeCalls, timeCalls, type Caller, type CallTiming } from '../harness/calls.js';
import { startChild } from '../harness/child.js';
import type { Context, Group, Result, Row, Table } from '../harness/group.js';
import { summarize, summarizeRatio } from '../harness/statistics.js';
import type { Verdict } from '../harness/target.js';
import type { GhostsOptions, GhostsReport } from '../processes/many-ghosts.js';
import {
  createBareMachine,
  createEncryptedRoom,
  ghost,
  roomId,
  serverName,
  type EncryptedRoom,
} from '../workloads/encrypted-room.js';

/** Target 13: what a message costs beside the cryptography alone, and a start with many users. */
export const encryption: Group = {
  name: 'encryption',
  about: 'sending and receiving a message beside a bare machine of matrix-sdk-crypto, and starts with many ghosts',
  byName: true,
  run,
};

const bare = 'bare OlmMachine, in memory';
const bareInTables = 'bare OlmMachine, in fake-indexeddb';
const ours = 'this package, SQLite';
const oursInMemory = 'this package, in memory';
/** What a message takes at least: without keeping anything, and with what the library keeps. */
const bareMachines = [
  [bare, 'in memory'],
  [bareInTables, 'in IndexedDB'],
] as const;
const content = { msgtype: 'm.text', body: 'Hello' };
const limit = { atMost: 1.5 } as const;

const registration: AppserviceRegistration = {
  id: 'irc',
  url: 'http://127.0.0.1:29333',
  as_token: 'token-of-the-appservice',
  hs_token: 'token-of-the-homeserver',
  sender_localpart: 'ircbot',
  namespaces: { users: [{ exclusive: true, regex: '@irc_.*' }] },
};

async function run(context: Context): Promise<Result> {
  const { quick, progress } = context;
  const folder = await mkdtemp(join(tmpdir(), 'bench-encryption-'));
  const tables: Table[] = [];
  const verdicts: Verdict[] = [];
  const add = (title: string, timings: readonly CallTiming[]): void => {
    tables.push({ title, rows: timings.map((timing) => rowOf(timing, timings)) });
    for (const name of [oursInMemory, ours]) {
      for (const reference of [bare, bareInTables]) {
        verdicts.push({
          ...{ number: 13, what: `${title}: ${name}, of a ${reference}`, limit, unit: '×' },
          measured: summarizeRatio(processorOf(timings, name), processorOf(timings, reference)).median,
        });
      }
    }
  };
  try {
    for (const devices of [10, quick ? 20 : 1000]) {
      for (const [messages, what] of [
        [10_000, 'the room key is shared'],
        [1, 'with a new room key'],
      ] as const) {
        const title = `a message to a room of ${devices} devices, ${what}`;
        progress(title);
        add(title, await timeSending(devices, messages, folder, context));
      }
    }
    progress('a message that is received');
    add('a message that is received, and its room key known', await timeReceiving(folder, context));
    tables.push(await starts(folder, context));
  } finally {
    await rm(folder, { recursive: true });
  }
  return {
    tables,
    verdicts,
    notes: [
      'neither bare machine writes to a disk; this package commits what a message changes before the message leaves the process (E6)',
      'the library encrypts what it keeps in IndexedDB, and reads it back: the second bare machine does that, as this package has to',
      'requests are answered in the process as soon as they come: making and reading them is in the figures of this package alone',
      'matrix-bot-sdk encrypts by a native binding that installs from a host of its own, and is not compared',
    ],
  };
}

async function timeSending(
  devices: number,
  messagesPerSession: number,
  folder: string,
  context: Context,
): Promise<CallTiming[]> {
  const calls = context.quick ? 5 : devices > 100 ? 3 : 50;
  const room = (): Promise<EncryptedRoom> => createEncryptedRoom(devices, messagesPerSession);
  const appservices: OpenAppservice[] = [];
  const callers: Caller[] = [];
  for (const [name, keeps] of bareMachines) {
    const machine = await createBareMachine(await room(), messagesPerSession, keeps);
    callers.push(callerOf(name, () => machine.send(content)));
  }
  try {
    for (const name of [oursInMemory, ours]) {
      const appservice = await openAppservice(await room(), name === ours ? folder : undefined);
      appservices.push(appservice);
      callers.push(callerOf(name, () => appservice.user.send(roomId, 'm.room.message', content)));
    }
    return await timeCalls(callers, { rounds: context.rounds, calls, atOnce: 1 });
  } finally {
    for (const { close } of appservices) await close();
  }
}

async function timeReceiving(folder: string, context: Context): Promise<CallTiming[]> {
  const calls = context.quick ? 5 : 50;
  const callers: Caller[] = [];
  for (const [name, keeps] of bareMachines) {
    const bareRoom = await createEncryptedRoom(1, 10_000);
    const machine = await createBareMachine(bareRoom, 10_000, keeps);
    const bareSender = await bareRoom.startSender();
    await machine.receive(bareSender.roomKey);
    callers.push(
      callerOf(name, async () => {
        await machine.decrypt(await bareSender.nextMessage());
      }),
    );
  }
  const appservices: OpenAppservice[] = [];
  try {
    for (const name of [oursInMemory, ours]) {
      const room = await createEncryptedRoom(1, 10_000);
      const appservice = await openAppservice(room, name === ours ? folder : undefined);
      appservices.push(appservice);
      const sender = await room.startSender();
      const receiver = { to_user_id: ghost, to_device_id: appservice.user.deviceId };
      await appservice.push({ events: [], to_device: sender.roomKey.map((message) => ({ ...message, ...receiver })) });
      callers.push(
        callerOf(name, async () => {
          const given = appservice.nextEvent();
          await appservice.push({ events: [await sender.nextMessage()] });
          await given;
        }),
      );
    }
    return await timeCalls(callers, { rounds: context.rounds, calls, atOnce: 1 });
  } finally {
    for (const { close } of appservices) await close();
  }
}

/** An appservice of ours with a ghost in the room. */
interface OpenAppservice {
  readonly user: EncryptedUser;
  /** Sends a transaction to it. */
  readonly push: (transaction: object) => Promise<void>;
  /** Resolves when the application has been given its next event. */
  readonly nextEvent: () => Promise<void>;
  readonly close: () => Promise<void>;
}

let databases = 0;

async function openAppservice(room: EncryptedRoom, folder: string | undefined): Promise<OpenAppservice> {
  const { store, close } = await openStore(folder);
  let told: () => void = () => undefined;
  let fail: (error: Error) => void = (error) => {
    throw error;
  };
  const made: Encryption = createEncryption({
    ...{ registration, serverName, store },
    storeKey: new Uint8Array(32).fill(7),
    homeserver: createHomeserverClient({
      url: 'http://homeserver.invalid',
      asToken: registration.as_token,
      fetch: async (request) => Response.json(room.answer(request.url, await request.text())),
    }),
    onEvent: () => {
      told();
    },
    // The figures would be of something else.
    onUndecryptable: (_, { reason }) => {
      fail(new Error(reason));
    },
    onFailure: ({ message }) => {
      fail(new Error(message));
    },
  });
  await made.start();
  const user = await made.user(ghost);
  await user.join(roomId);
  let transactions = 0;
  return {
    user,
    push: async (transaction) => {
      const url = `${registration.url ?? ''}/_matrix/app/v1/transactions/${transactions++}`;
      const headers = { authorization: `Bearer ${registration.hs_token}`, 'content-type': 'application/json' };
      const body = JSON.stringify(transaction);
      const { status } = await made.handler.fetch(new Request(url, { method: 'PUT', headers, body }));
      if (status !== 200) throw new Error(`the transaction was answered with ${status}`);
    },
    nextEvent: () =>
      new Promise((resolve, reject) => {
        told = resolve;
        fail = reject;
      }),
    close: async () => {
      await made.stop();
      await close();
    },
  };
}

async function openStore(
  folder: string | undefined,
): Promise<{ readonly store: AppserviceStore; readonly close: () => Promise<void> }> {
  if (folder === undefined) return { store: createMemoryStore(), close: () => Promise.resolve() };
  const [driver] = sqliteDrivers;
  if (driver === undefined) throw new Error('one driver is always there');
  const database = driver.open(join(folder, `${databases++}.db`));
  const store = await createSqliteStore(database);
  return {
    store,
    close: async () => {
      await store.close();
      database.close();
    },
  };
}

/** Each in a process of its own, so that its memory is the start's. */
async function starts(folder: string, { quick, progress }: Context): Promise<Table> {
  const rows: Row[] = [];
  for (const ghosts of quick ? [1, 100] : [1, 100, 1000, 100_000]) {
    progress(`a start with ${ghosts} ghosts`);
    const options: GhostsOptions = { path: join(folder, `ghosts-${ghosts}.db`), ghosts, registration };
    const filling = await startChild('many-ghosts', [JSON.stringify({ ...options, fills: true })]);
    await filling.child.stop();
    const { child, ready } = await startChild<GhostsReport>('many-ghosts', [JSON.stringify(options)]);
    await child.stop();
    rows.push({
      name: `${ghosts} ghosts`,
      figures: {
        start: { median: ready.startMs, unit: 'ms' },
        'processor time': { median: ready.processorMs, unit: 'ms' },
        'more memory': { median: ready.grownBytes / 1e6, unit: 'MB' },
      },
    });
  }
  return { title: 'a start with ghosts that have devices', rows };
}

function callerOf(name: string, call: () => Promise<unknown>): Caller {
  return { name, makeCalls: (calls, atOnce) => makeCalls(call, calls, atOnce) };
}

function rowOf({ name, wall, processor }: CallTiming, timings: readonly CallTiming[]): Row {
  return {
    name,
    figures: {
      'processor time': { ...summarize(processor), unit: 'ms' },
      time: { ...summarize(wall), unit: 'ms' },
      'of bare, in memory': { ...summarizeRatio(processor, processorOf(timings, bare)), unit: '×' },
      'of bare, in fake-indexeddb': { ...summarizeRatio(processor, processorOf(timings, bareInTables)), unit: '×' },
    },
  };
}

function processorOf(timings: readonly CallTiming[], name: string): readonly number[] {
  return timings.find((timing) => timing.name === name)?.processor ?? [];
}
