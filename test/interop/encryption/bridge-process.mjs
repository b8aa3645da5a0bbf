// A bridge that stood before the encryption did: it handles plain events and sends as a ghost. The README's second example, whose path is
// in the order, brings it and the encryption together; what the example declares is global here.
import process from 'node:process';
import { createHomeserverClient } from 'matrix-encrypted-appservice/client';
import { createSqliteStore } from 'matrix-encrypted-appservice/sql';
import { DatabaseSync } from '@photostructure/sqlite';

const { registration, serverName, homeserverUrl, database, ghost, example } = JSON.parse(process.argv[2]);
const homeserver = createHomeserverClient({ url: homeserverUrl, asToken: registration.as_token });

globalThis.options = {
  ...{ registration, serverName, homeserver },
  store: await createSqliteStore(new DatabaseSync(database)),
  storeKey: new Uint8Array(32).fill(7),
  onFailure: ({ message }) => process.stderr.write(`${message}\n`),
};

globalThis.bridge = {
  async handleEvent({ type, sender, room_id: roomId, state_key: stateKey, content }) {
    if (type === 'm.room.member' && stateKey === ghost && content.membership === 'invite') {
      await globalThis.bridge.joinAs(ghost, roomId);
    }
    if (type !== 'm.room.message' || sender === ghost) return;
    await globalThis.bridge.sendAs(ghost, roomId, type, { msgtype: 'm.text', body: `bridged: ${content.body}` });
  },
  routes: (request, response) => response.end(`the bridge’s own ${request.url}`),
};

await import(example);
