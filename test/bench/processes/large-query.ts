import { createKeyProxy } from 'matrix-encrypted-appservice/homeserver';
import { createNodeTransport } from 'matrix-encrypted-appservice/node';
import type { KeyQuery } from 'matrix-encrypted-appservice/types';
import { emptyLocalKeys } from '../workloads/empty-local-keys.js';
import { registrations, userOf } from '../workloads/registrations.js';
import { sayFailed, sayReady } from './answer-parent.js';

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
  const proxy = createKeyProxy({
    serverName: 'example.org',
    registrations: registrations(1, () => url),
    local: emptyLocalKeys,
    fetch: transport,
    timeoutMs: 120_000,
    onFailure: ({ error }) => {
      throw error;
    },
  });
  const query: KeyQuery = {};
  for (let user = 0; user < Number(users); user++) query[userOf(0, user)] = [];
  const answer = await proxy.queryKeys(query, { serverName: 'remote.example' });
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  const found = Object.keys(answer.device_keys ?? {}).length;
  if (found !== Number(users)) throw new Error(`${found} users came, and ${users} should have`);
  sayReady({ peakBytes, textBytes: Buffer.byteLength(JSON.stringify(answer)) } satisfies LargeQueryReport);
  transport?.close();
} catch (error) {
  sayFailed(error);
}
