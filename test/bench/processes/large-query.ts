import { createNodeTransport } from 'matrix-encrypted-appservice/node';
import type { KeyQuery } from 'matrix-encrypted-appservice/types';
import { keyProxyFor } from '../workloads/key-proxy.js';
import { requireUsers } from '../workloads/key-queries.js';
import { userOf } from '../workloads/registrations.js';
import { sayFailed, tellParent } from './answer-parent.js';

/**
 * Puts one key query through a proxy and says how large this process became. The arguments: the appservice's URL, how many
 * users, and `fetch` or `node` for the transport.
 */

/** The process at its largest, and what it was about. */
export interface LargeQueryReport {
  readonly peakBytes: number;
  /** Of the answer as the homeserver would send it. */
  readonly textBytes: number;
}

const [url = '', users = '1', transportName = 'fetch'] = process.argv.slice(2);

try {
  const transport = transportName === 'node' ? createNodeTransport() : undefined;
  let failure: Error | undefined;
  const proxy = keyProxyFor([url], {
    fetch: transport,
    timeoutMs: 120_000,
    onFailure: ({ error }) => {
      failure = error;
    },
  });
  const query: KeyQuery = {};
  for (let user = 0; user < Number(users); user++) query[userOf(0, user)] = [];
  const answer = await proxy.queryKeys(query, { serverName: 'remote.example' });
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  if (failure !== undefined) throw failure;
  requireUsers(answer, Number(users));
  tellParent({ peakBytes, textBytes: Buffer.byteLength(JSON.stringify(answer)) } satisfies LargeQueryReport);
  transport?.close();
} catch (error) {
  sayFailed(error);
}
