import { Agent } from 'node:http';
import { createKeyProxy, type LocalKeys } from 'matrix-encrypted-appservice/homeserver';
import { createNodeTransport, type NodeTransport } from 'matrix-encrypted-appservice/node';
import type { KeyQuery, KeyQueryResponse, UserId } from 'matrix-encrypted-appservice/types';
import { makeCalls, timeCalls, type Caller, type CallTiming } from '../harness/calls.js';
import { startChild } from '../harness/child.js';
import type { Context, Group, Result, Row, Table } from '../harness/group.js';
import { post } from '../harness/post.js';
import { summarize, summarizeRatio } from '../harness/statistics.js';
import type { AppservicesReady } from '../processes/appservices.js';
import { emptyLocalKeys } from '../workloads/empty-local-keys.js';
import { registrations, userOf } from '../workloads/registrations.js';

/** The key proxy end to end, for which there is no target. */
export const proxy: Group = {
  name: 'proxy',
  about: 'key queries through the key proxy: rate and processor time, against the same requests by hand',
  run,
};

const devices = 3;
const path = '/_matrix/app/unstable/org.matrix.msc3984/keys/query';
const atOnce = 4;
/** So many users of an appservice are asked for in turn that no two queries under way are the same, and none is shared. */
const usersEach = 1000;
const bare = 'node:http: ask, parse, assign';
const forward = 'node:http: ask, hand on the bytes';

/** One size: how many users a query has, and how many appservices there are. */
interface Cell {
  readonly users: number;
  readonly appservices: number;
}

const cells: readonly Cell[] = [1, 10, 100].flatMap((users) =>
  [1, 5, 20].map((appservices) => ({ users, appservices })),
);

async function run(context: Context): Promise<Result> {
  const { child, ready } = await startChild<AppservicesReady>('appservices', ['20', String(devices)]);
  const agent = new Agent({ keepAlive: true });
  const nodeTransport = createNodeTransport();
  const tables: Table[] = [];
  try {
    for (const cell of cells) {
      context.progress(`${cell.users} users over ${cell.appservices} appservices`);
      const urls = ready.urls.slice(0, cell.appservices);
      const callers = [...proxyCallers(cell, urls, nodeTransport), ...bareCallers(cell, urls, agent)];
      const requestsEach = Math.min(cell.users, cell.appservices);
      const calls = Math.ceil((context.quick ? 40 : 200) / requestsEach) + atOnce;
      const timings = await timeCalls(callers, { rounds: context.rounds, calls, atOnce });
      const title = `${cell.users} users × ${devices} devices over ${cell.appservices} appservices, ${atOnce} queries at a time`;
      tables.push({ title, rows: timings.map((timing) => rowOf(timing, timings)) });
    }
  } finally {
    nodeTransport.close();
    agent.destroy();
    await child.stop();
  }
  return { tables, verdicts: [], notes: [] };
}

function proxyCallers(cell: Cell, urls: readonly string[], nodeTransport: NodeTransport): Caller[] {
  const ways = [
    { name: 'key proxy, global fetch', fetch: undefined },
    { name: 'key proxy, Node transport', fetch: nodeTransport },
  ];
  return ways.map(({ name, fetch }) => {
    const keyProxy = createKeyProxy({
      serverName: 'example.org',
      registrations: registrations(urls.length, (index) => urls[index] ?? ''),
      local: emptyLocalKeys satisfies LocalKeys,
      fetch,
      onFailure: ({ error }) => {
        throw error;
      },
    });
    return callerOf(name, async (index) => {
      const answer = await keyProxy.queryKeys(queryOf(cell, index), { userId: '@bob:example.org' });
      requireUsers(answer, cell.users);
    });
  });
}

/** What the proxy does, without its care: no limit, no deadline, no check, nothing cut. */
function bareCallers(cell: Cell, urls: readonly string[], agent: Agent): Caller[] {
  const ask = (index: number): Promise<Buffer[]> =>
    Promise.all(
      [...partsOf(queryOf(cell, index), index, cell)].map(([appservice, part]) =>
        post(agent, `${urls[appservice] ?? ''}${path}`, 'token', JSON.stringify(part)),
      ),
    );
  return [
    callerOf(bare, async (index) => {
      const answer: KeyQueryResponse = {};
      for (const bytes of await ask(index)) assignMaps(answer, JSON.parse(bytes.toString()) as KeyQueryResponse); // ours
      requireUsers(answer, cell.users);
    }),
    callerOf(forward, ask),
  ];
}

function callerOf(name: string, call: (index: number) => Promise<unknown>): Caller {
  return { name, makeCalls: (calls, atOnce) => makeCalls(call, calls, atOnce) };
}

/** Users of all the appservices in turn; the same ones are asked for again only after many queries. */
function queryOf({ users, appservices }: Cell, index: number): KeyQuery {
  const query: KeyQuery = {};
  const first = index * Math.ceil(users / appservices);
  for (let i = 0; i < users; i++) {
    query[userOf((index + i) % appservices, (first + Math.floor(i / appservices)) % usersEach)] = [];
  }
  return query;
}

/** The users of a query by appservice. Whose a user is follows from its place, so that looking it up costs nothing here. */
function partsOf(query: KeyQuery, index: number, { appservices }: Cell): Map<number, KeyQuery> {
  const parts = new Map<number, KeyQuery>();
  let place = index;
  for (const userId of Object.keys(query) as UserId[]) {
    const appservice = place++ % appservices;
    const part = parts.get(appservice) ?? {};
    part[userId] = query[userId] ?? [];
    parts.set(appservice, part);
  }
  return parts;
}

function assignMaps(answer: KeyQueryResponse, part: KeyQueryResponse): void {
  answer.device_keys = Object.assign(answer.device_keys ?? {}, part.device_keys);
  for (const name of ['master_keys', 'self_signing_keys', 'user_signing_keys'] as const) {
    answer[name] = Object.assign(answer[name] ?? {}, part[name]);
  }
}

function requireUsers({ device_keys = {} }: KeyQueryResponse, users: number): void {
  const count = Object.keys(device_keys).length;
  if (count !== users) throw new Error(`${count} users came, and ${users} should have`);
}

function rowOf({ name, wall, processor }: CallTiming, timings: readonly CallTiming[]): Row {
  const ofBare = timings.find((each) => each.name === bare)?.processor ?? [];
  return {
    name,
    figures: {
      'queries/s': { ...summarize(wall.map((ms) => 1000 / ms)), unit: '/s' },
      'processor time': { ...summarize(processor), unit: 'ms' },
      'of ask, parse, assign': { ...summarizeRatio(processor, ofBare), unit: '×' },
    },
  };
}
