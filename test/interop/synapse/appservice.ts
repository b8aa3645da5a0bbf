import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAppserviceHandler, type AppserviceHandlers } from '../../../src/appservice/index.js';
import type { Finding } from '../../../src/findings.js';
import { createNodeListener } from '../../../src/node/index.js';
import type { KeyClaim, KeyQuery, Transaction } from '../../../src/types.js';

/** What a homeserver sent, in the order in which it came. */
export type Received =
  | {
      readonly what: 'transaction';
      readonly id: string;
      readonly transaction: Transaction;
      readonly findings: readonly Finding[];
    }
  | { readonly what: 'query'; readonly query: KeyQuery }
  | { readonly what: 'claim'; readonly claim: KeyClaim }
  | { readonly what: 'ping'; readonly transactionId: string | undefined }
  /** The body of a request as it came, with its path. */
  | { readonly what: 'body'; readonly target: string; readonly body: unknown };

/** An appservice on loopback that writes down what it gets. */
export interface Appservice {
  readonly url: string;
  readonly received: readonly Received[];
  /** Waits until something that was received, or comes yet, is what `find` is looking for. */
  until<T>(find: (received: Received) => T | undefined): Promise<T>;
  readonly stop: () => void;
}

/** Answers for the keys of an appservice's users, and may make a transaction fail by throwing. */
export type AppserviceBehaviour = Pick<AppserviceHandlers, 'queryKeys' | 'claimKeys' | 'transaction'>;

/** Starts our handler behind our listener. */
export async function startAppservice(
  hsToken: string,
  behaviour: AppserviceBehaviour,
  { deadlineMs }: { readonly deadlineMs?: number } = {},
): Promise<Appservice> {
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  const record = (each: Received): void => {
    received.push(each);
    for (const look of waiting) look();
  };
  const { queryKeys, claimKeys } = behaviour;
  const handler = createAppserviceHandler(
    {
      ...(queryKeys && {
        queryKeys: (query, context) => {
          record({ what: 'query', query });
          return queryKeys(query, context);
        },
      }),
      ...(claimKeys && {
        claimKeys: (claim, context) => {
          record({ what: 'claim', claim });
          return claimKeys(claim, context);
        },
      }),
      ping: (transactionId) => {
        record({ what: 'ping', transactionId });
      },
      transaction: async (transaction, context) => {
        await behaviour.transaction?.(transaction, context);
        record({ what: 'transaction', id: context.id, transaction, findings: context.findings });
      },
    },
    { hsToken, deadlineMs },
  );
  const listener = createNodeListener({
    handle: (request) =>
      handler.handle({
        ...request,
        readBody: async (limitBytes) => {
          const body = await request.readBody(limitBytes);
          record({ what: 'body', target: request.target, body: JSON.parse(new TextDecoder().decode(body)) });
          return body;
        },
      }),
  });
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Only a server on a pipe has another kind of address.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    until: (find) =>
      new Promise((resolve) => {
        let seen = 0;
        const look = (): void => {
          for (; seen < received.length; seen += 1) {
            const each = received[seen];
            const found = each && find(each);
            if (found === undefined) continue;
            waiting.delete(look);
            resolve(found);
            return;
          }
        };
        waiting.add(look);
        look();
      }),
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
