import type { RequestListener } from 'node:http';
import type { AppserviceRegistration } from 'matrix-encrypted-appservice';
import { createAppserviceHandler } from 'matrix-encrypted-appservice/appservice';
import { createNodeListener, readRegistrationFile } from 'matrix-encrypted-appservice/node';
import { createGhost, type Ghost, type Message } from './ghost.js';
import { openLoopbackServer, type Exchange } from './loopback-server.js';
import { writeRegistrationFile } from './registration-file.js';
import type { Scope } from './scope.js';

/** The paths of the key query and the key claim that the appservice serves. */
export type KeyPaths = 'all' | 'stable' | 'none';

export interface Appservice {
  readonly url: string;
  readonly registration: AppserviceRegistration;
  readonly registrationPath: string;
  readonly ghost: Ghost;
  /** Received and decrypted messages, oldest first. */
  readonly inbox: readonly Message[];
}

/** Starts an appservice with one ghost, on a registration file that it writes and reads back. */
export async function startAppservice(
  user: { readonly userId: string; readonly deviceId: string },
  keyPaths: KeyPaths,
  exchanges: Exchange[],
  scope: Scope,
): Promise<Appservice> {
  const server = await openLoopbackServer({ from: 'homeserver', to: 'appservice' }, exchanges, scope);
  const registrationPath = await writeRegistrationFile(server.url, scope);
  const { registration } = await readRegistrationFile(registrationPath);

  const ghost = await createGhost(user.userId, user.deviceId, scope);
  const inbox: Message[] = [];
  const knowsKeys = keyPaths !== 'none';
  const handler = createAppserviceHandler(
    {
      queryKeys: knowsKeys ? (query) => ghost.keys.queryKeys(query) : undefined,
      claimKeys: knowsKeys ? (claim) => ghost.claimKeys(claim) : undefined,
      transaction: async (transaction) => inbox.push(...(await ghost.receive(transaction))),
    },
    {
      hsToken: registration.hs_token,
      onError: (error, { operation }) => {
        console.error('appservice:', operation, error);
      },
    },
  );

  const listener = createNodeListener(handler);
  server.serve(keyPaths === 'stable' ? withoutUnstablePaths(listener) : listener);
  return { url: server.url, registration, registrationPath, ghost, inbox };
}

/** Makes the unstable paths unknown to an appservice: it answers them like any other path that it does not serve. */
function withoutUnstablePaths(listener: RequestListener): RequestListener {
  return (request, response) => {
    if (!request.url?.startsWith('/_matrix/app/unstable/')) {
      listener(request, response);
      return;
    }
    const body = JSON.stringify({ errcode: 'M_UNRECOGNIZED', error: 'the path is not known' });
    response.writeHead(404, { 'content-type': 'application/json' }).end(body);
  };
}
