import { Agent } from 'node:http';
import { createAppserviceClient, type Fetch } from 'matrix-encrypted-appservice/client';
import { createNodeTransport } from 'matrix-encrypted-appservice/node';
import { createUndiciTransport } from 'matrix-encrypted-appservice/undici';
import type { KeyQuery } from 'matrix-encrypted-appservice/types';
import { Agent as UndiciAgent } from 'undici';
import { makeCalls } from '../harness/calls.js';
import { nameAndVersion } from '../harness/peers.js';
import { post } from '../harness/post.js';
import { registrations, userOf } from '../workloads/registrations.js';
import { answerParent, sayFailed, tellParent } from './answer-parent.js';

/** Calls an appservice with one of the compared clients. The arguments: which one, and the appservice's URL. */

/** What the client says of itself once it is there. */
export interface ClientReady {
  /** The peer's package and its version; our own and the runtime's clients have none. */
  readonly peer?: string | undefined;
}

/** What the parent asks for. */
export interface ClientOrder {
  readonly calls: number;
  readonly atOnce: number;
  /** The number of users in a query, who have 1.9 kB of keys each. */
  readonly users: number;
}

/** What an adapter in `peers/clients/` offers. */
interface ClientAdapter {
  readonly peer: string;
  readonly createCall: (url: string, path: string, token: string) => Call;
}

type Call = (query: KeyQuery) => Promise<unknown>;

const path = '/_matrix/app/v1/keys/query';
const [name = '', url = ''] = process.argv.slice(2);

try {
  const { call, peer } = await clientNamed();
  answerParent<ClientOrder>(({ calls, atOnce, users }) => {
    const query = Object.fromEntries(Array.from({ length: users }, (_, index) => [userOf(0, index), []]));
    return makeCalls(() => call(query), calls, atOnce);
  });
  tellParent({ peer } satisfies ClientReady);
} catch (error) {
  sayFailed(error);
}

async function clientNamed(): Promise<{ call: Call; peer?: string }> {
  const [registration] = registrations(1, () => url);
  if (registration === undefined) throw new Error('there is one registration');
  const token = registration.hs_token;
  const callOver = (fetch: Fetch | undefined): Call => {
    const client = createAppserviceClient(registration, { prefer: 'stable', fetch });
    return (query) => client.queryKeys(query);
  };
  switch (name) {
    case 'bare-http':
      return { call: callOverHttp(token) };
    case 'bare-fetch':
      return { call: callOverFetch(token) };
    case 'ours-over-fetch':
      return { call: callOver(undefined) };
    case 'ours-over-http':
      return { call: callOver(createNodeTransport()) };
    case 'ours-over-undici':
      return { call: callOver(createUndiciTransport(new UndiciAgent())) };
    default: {
      const adapter = new URL(`../peers/clients/${name}.js`, import.meta.url).href;
      const { createCall, peer } = (await import(adapter)) as ClientAdapter; // as the files in `peers/clients/` are written
      return { call: createCall(url, path, token), peer: nameAndVersion(peer) };
    }
  }
}

function callOverHttp(token: string): Call {
  const agent = new Agent({ keepAlive: true });
  return async (query) => {
    const bytes = await post(agent, url + path, token, JSON.stringify(query));
    return JSON.parse(bytes.toString()) as unknown;
  };
}

function callOverFetch(token: string): Call {
  return async (query) => {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(query),
    });
    if (!response.ok) throw new Error(`answered with ${response.status}`);
    return (await response.json()) as unknown;
  };
}
