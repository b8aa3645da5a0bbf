import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { createHomeserverClient } from 'matrix-encrypted-appservice/client';
import { createEncryption, type EventContext } from 'matrix-encrypted-appservice/encryption';
import { createNodeListener, readRegistrationFile } from 'matrix-encrypted-appservice/node';
import { createSqliteStore } from 'matrix-encrypted-appservice/sql';
import type { ClientEvent } from 'matrix-encrypted-appservice/types';
import type { AppserviceMessage, AppserviceSettings } from './appservice-messages.js';
import { openDatabase } from './open-database.js';

// The appservice of the demo, as a process of its own: a ghost that repeats to others what they write to it.

// Our own parent process wrote it.
const settings = JSON.parse(process.argv[2] ?? '') as AppserviceSettings;
const { ghostId, keyPaths } = settings;
const { registration } = await readRegistrationFile(settings.registrationPath);

const encryption = createEncryption({
  registration,
  serverName: settings.serverName,
  homeserver: createHomeserverClient({ url: settings.homeserverUrl, asToken: registration.as_token }),
  store: await createSqliteStore(await openDatabase(settings.databasePath)),
  storeKey: await readFile(settings.storeKeyPath),
  keys: settings.keys,
  federation: settings.keys === 'uploaded',
  // Time until another process takes over from one that was killed. The default is longer than the demo should take.
  leaseMs: 2_000,
  onEvent: receive,
  onUndecryptable: (event, { reason }) => {
    tell({ kind: 'failure', reason: `${event.event_id} cannot be read: ${reason}` });
  },
  onFailure: ({ message }) => {
    tell({ kind: 'failure', reason: message });
  },
});

const listener = createNodeListener(encryption.handler);
const server = createServer(keyPaths === 'all' ? listener : withoutPaths(listener));
server.listen(Number(new URL(registration.url ?? '').port), '127.0.0.1');
await once(server, 'listening');
try {
  await encryption.start();
  const { deviceId } = await encryption.user(ghostId);
  tell({ kind: 'started', deviceId });
} catch (error) {
  tell({ kind: 'started', refusal: error instanceof Error ? error.message : String(error) });
}
process.once('disconnect', () => process.exit());

/** Accepts invitations of the ghost, and repeats messages of others. An event that comes again has the same answer. */
async function receive(event: ClientEvent, { encryption: sent }: EventContext): Promise<void> {
  const { type, sender, room_id: roomId, state_key: stateKey, content } = event;
  if (sender === ghostId) return;
  const ghost = await encryption.user(ghostId);
  if (type === 'm.room.member' && stateKey === ghostId && content['membership'] === 'invite') {
    await ghost.join(roomId);
    tell({ kind: 'joined', roomId });
  } else if (type === 'm.room.message') {
    const text = String(content['body']);
    tell({ kind: 'read', sender, text, trust: sent?.trust ?? 'plain text' });
    const answer = { msgtype: 'm.notice', body: `You wrote: ${text}` };
    tell({ kind: 'answered', eventId: await ghost.send(roomId, type, answer, { txnId: event.event_id }) });
  }
}

/** Makes key paths unknown to the appservice: it answers them like any other path that it does not serve. */
function withoutPaths(served: RequestListener): RequestListener {
  const unknown = keyPaths === 'none' ? /\/keys\/(query|claim)$/ : /^\/_matrix\/app\/unstable\//;
  return (request, response) => {
    if (!unknown.test(request.url ?? '')) {
      served(request, response);
      return;
    }
    const body = JSON.stringify({ errcode: 'M_UNRECOGNIZED', error: 'the path is not known' });
    response.writeHead(404, { 'content-type': 'application/json' }).end(body);
  };
}

function tell(message: AppserviceMessage): void {
  process.send?.(message);
}
