import { Agent } from 'node:http';
import type { Fetch } from 'matrix-encrypted-appservice/client';
import { createNodeTransport } from 'matrix-encrypted-appservice/node';
import type { KeyQuery, KeyQueryResponse, UserId } from 'matrix-encrypted-appservice/types';
import { createUndiciTransport } from 'matrix-encrypted-appservice/undici';
import { Agent as UndiciAgent } from 'undici';
import { makeCalls } from '../harness/calls.js';
import { post } from '../harness/post.js';
import { keyProxyFor } from '../workloads/key-proxy.js';
import { queryOf, requireUsers, type QuerySize } from '../workloads/key-queries.js';
import { answerParent, sayFailed, tellParent } from './answer-parent.js';

/** Puts key queries to appservices in one of the compared ways. The arguments: which one, and the appservices' URLs. */

/** The ways of answering a key query that are compared. */
export type QueryWay = 'proxy-over-fetch' | 'proxy-over-http' | 'proxy-over-undici' | 'assign' | 'forward';

/** What the parent asks for. */
export interface QueryOrder {
  readonly size: QuerySize;
  readonly calls: number;
  readonly atOnce: number;
}

/** Puts the query with this number. */
type Call = (size: QuerySize, index: number) => Promise<unknown>;

const path = '/_matrix/app/unstable/org.matrix.msc3984/keys/query';
const [way = '', ...urls] = process.argv.slice(2);

try {
  const call = callOf(way as QueryWay); // the parent is ours
  let next = 0;
  answerParent<QueryOrder>(({ size, calls, atOnce }) => makeCalls(() => call(size, next++), calls, atOnce));
  tellParent({});
} catch (error) {
  sayFailed(error);
}

function callOf(name: QueryWay): Call {
  switch (name) {
    case 'proxy-over-fetch':
      return callProxy();
    case 'proxy-over-http':
      return callProxy(createNodeTransport());
    case 'proxy-over-undici':
      return callProxy(createUndiciTransport(new UndiciAgent()));
    case 'assign':
      return callAndAssign();
    case 'forward':
      return callByHand();
  }
}

function callProxy(transport?: Fetch): Call {
  let failure: Error | undefined;
  const proxy = keyProxyFor(urls, {
    fetch: transport,
    onFailure: ({ error }) => {
      failure = error;
    },
  });
  return async (size, index) => {
    const answer = await proxy.queryKeys(queryOf(size, index), { userId: '@bob:example.org' });
    if (failure !== undefined) throw failure;
    requireUsers(answer, size.users);
  };
}

/** What the proxy does, without its care: no limit, no deadline, no check, nothing cut. */
function callAndAssign(): Call {
  const ask = callByHand();
  return async (size, index) => {
    const answer: KeyQueryResponse = {};
    for (const bytes of await ask(size, index)) assignMaps(answer, JSON.parse(bytes.toString()) as KeyQueryResponse); // ours
    requireUsers(answer, size.users);
  };
}

function callByHand(): (...query: Parameters<Call>) => Promise<Buffer[]> {
  const agent = new Agent({ keepAlive: true });
  return (size, index) =>
    Promise.all(
      [...partsOf(queryOf(size, index), size, index)].map(([appservice, part]) =>
        post(agent, `${urls[appservice] ?? ''}${path}`, 'token', JSON.stringify(part)),
      ),
    );
}

/** The users of a query by appservice. Whose a user is follows from its place, so that looking it up costs nothing here. */
function partsOf(query: KeyQuery, { appservices }: QuerySize, index: number): Map<number, KeyQuery> {
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
