// Clients made with matrix-js-sdk and its rust crypto, each known by a name. Commands come as lines of JSON on standard input, and are
// answered on standard output, where events of rooms are told, too. It ends with its input. Argument: the folder that has the SDK.
import { Buffer } from 'node:buffer';
import { createRequire } from 'node:module';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const { resolve } = createRequire(`${process.argv[2]}/`);
const load = (name) => import(pathToFileURL(resolve(name)).href);

// Standard output is for answers alone.
for (const level of ['log', 'info', 'debug', 'trace']) globalThis.console[level] = () => undefined;
const tell = (line) => void process.stdout.write(`${JSON.stringify(line)}\n`);

const { IDBFactory } = await load('fake-indexeddb');
await load('fake-indexeddb/auto');
const sdk = await load('matrix-js-sdk');
const api = await load('matrix-js-sdk/lib/crypto-api/index.js');
const { default: attachments } = await load('matrix-encrypt-attachment');
const { logger } = await load('matrix-js-sdk/lib/logger.js');
logger.setLevel('silent');

/** @type {Map<string, { client: import('matrix-js-sdk').MatrixClient, session: object, databases: IDBFactory }>} */
const clients = new Map();
const get = (name) => clients.get(name).client;
let opening = Promise.resolve();

/** Starts a client on its databases, which are new or left by an earlier life. */
async function open(name, session, databases = new IDBFactory()) {
  const client = sdk.createClient({ ...session, store: new sdk.MemoryStore(), timelineSupport: true });
  // The SDK has one name for the databases of all clients, and looks for them as globals while it opens them.
  opening = opening.then(() => {
    globalThis.indexedDB = databases;
    return client.initRustCrypto();
  });
  await opening;
  clients.set(name, { client, session, databases });
  client.on('Room.timeline', (event) => void report(name, event));
  client.on('Event.decrypted', (event) => void report(name, event));
  const prepared = new Promise((done) => {
    client.on('sync', (state) => state === 'PREPARED' && done());
  });
  await client.startClient({ initialSyncLimit: 30, pollTimeout: 10_000 });
  await prepared;
  return { userId: session.userId, deviceId: session.deviceId };
}

async function report(name, event) {
  if (event.isBeingDecrypted()) return;
  tell({ told: { name, ...(await describe(name, event)) } });
}

async function describe(name, event) {
  const isEncrypted = event.isEncrypted();
  // Its own text says what a person is to see beside the message.
  const shield = isEncrypted ? await get(name).getCrypto().getEncryptionInfoForEvent(event) : null;
  return {
    roomId: event.getRoomId(),
    eventId: event.getId(),
    sender: event.getSender(),
    type: event.getType(),
    content: event.getContent(),
    isEncrypted,
    ...(event.isDecryptionFailure() && { failure: event.decryptionFailureReason ?? 'failure' }),
    ...(shield && { shield: ['none', 'grey', 'red'][shield.shieldColour], shieldReason: shield.shieldReason }),
  };
}

const isolation = {
  all: () => new api.AllDevicesIsolationMode(false),
  'cross-signed': () => new api.OnlySignedDevicesIsolationMode(),
};

/** The master key of a user, as the homeserver gives it to this client. */
async function masterKeyOf(client, userId) {
  const answer = await client.downloadKeysForUsers([userId]);
  return Object.values(answer.master_keys?.[userId]?.keys ?? {})[0];
}

const commands = {
  /** Registers the user, or logs in with a device that is new. */
  login: async ({ name, url, username, password, isNew }) => {
    const bare = sdk.createClient({ baseUrl: url });
    const auth = { type: 'm.login.dummy' };
    const answer = isNew
      ? await bare.registerRequest({ username, password, auth })
      : await bare.loginRequest({
          type: 'm.login.password',
          identifier: { type: 'm.id.user', user: username },
          password,
        });
    const { user_id: userId, device_id: deviceId, access_token: accessToken } = answer;
    return open(name, { baseUrl: url, userId, deviceId, accessToken });
  },
  /** Makes cross-signing keys for the user, and signs the device. */
  crossSign: async ({ name, password }) => {
    const client = get(name);
    const identifier = { type: 'm.id.user', user: client.getUserId() };
    await client.getCrypto().bootstrapCrossSigning({
      authUploadDeviceSigningKeys: (request) => request({ type: 'm.login.password', identifier, password }),
    });
  },
  whoami: ({ name }) => ({ userId: get(name).getUserId(), deviceId: get(name).getDeviceId() }),
  /** Stops the client. Its store stays. */
  stop: ({ name }) => get(name).stopClient(),
  /** Starts a stopped client again, on its store. */
  restart: async ({ name }) => {
    const { client, session, databases } = clients.get(name);
    client.stopClient();
    return open(name, session, databases);
  },
  logout: ({ name }) => get(name).logout(true),
  /** Creates a room, and waits until the client knows that it is encrypted: before, it would send plain text. */
  createRoom: async ({ name, encryption, ...options }) => {
    const client = get(name);
    const event = { type: 'm.room.encryption', state_key: '', content: encryption };
    const initial = [...(options.initial_state ?? []), ...(encryption ? [event] : [])];
    const { room_id: roomId } = await client.createRoom({ ...options, initial_state: initial });
    const isThere = () => client.getRoom(roomId)?.hasEncryptionStateEvent();
    while (encryption && !isThere()) await new Promise((done) => client.once('sync', done));
    return roomId;
  },
  setState: ({ name, roomId, type, content }) => get(name).sendStateEvent(roomId, type, content),
  /** Joins a room, and waits until the client has its state. */
  join: async ({ name, roomId }) => {
    const client = get(name);
    await client.joinRoom(roomId);
    const isThere = () => client.getRoom(roomId)?.getMyMembership() === 'join';
    while (!isThere()) await new Promise((done) => client.once('sync', done));
  },
  /**
   * Waits until the client has heard that a user has joined a room, and knows a device of theirs, or that one: it sends a room key to those
   * that it knows, and does not wait for others for long.
   */
  knows: async ({ name, roomId, userId, deviceId }) => {
    const client = get(name);
    const hasJoined = () => client.getRoom(roomId)?.getMember(userId)?.membership === 'join';
    const knowsDevice = async () => {
      const devices = (await client.getCrypto().getUserDeviceInfo([userId])).get(userId);
      return deviceId === undefined ? devices?.size > 0 : devices?.has(deviceId);
    };
    while (!hasJoined() || !(await knowsDevice())) {
      await new Promise((done) => client.once('sync', done));
    }
  },
  leave: ({ name, roomId }) => get(name).leave(roomId),
  invite: ({ name, roomId, userId }) => get(name).invite(roomId, userId),
  kick: ({ name, roomId, userId }) => get(name).kick(roomId, userId),
  members: ({ name, roomId }) =>
    (get(name).getRoom(roomId)?.getJoinedMembers() ?? []).map(({ userId }) => userId).sort(),
  send: async ({ name, roomId, body }) => (await get(name).sendMessage(roomId, { msgtype: 'm.text', body })).event_id,
  sendFile: async ({ name, roomId, body, base64 }) => {
    const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
    const { data, info } = await attachments.encryptAttachment(bytes.buffer);
    const { content_uri: url } = await get(name).uploadContent(Buffer.from(data), { type: 'application/octet-stream' });
    const content = { msgtype: 'm.file', body, info: { size: bytes.length }, file: { ...info, url } };
    return (await get(name).sendMessage(roomId, content)).event_id;
  },
  readFile: async ({ name, content }) => {
    const client = get(name);
    const url = client.mxcUrlToHttp(content.file.url, undefined, undefined, undefined, false, true, true);
    const headers = { authorization: `Bearer ${client.getAccessToken()}` };
    const response = await globalThis.fetch(url, { headers });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    const bytes = await attachments.decryptAttachment(await response.arrayBuffer(), content.file);
    return Buffer.from(bytes).toString('base64');
  },
  /** Claims keys as the client's user, past the client's own sessions. */
  claim: ({ name, claim }) => get(name).http.authedRequest('POST', '/keys/claim', undefined, claim),
  /** An event as the homeserver has it. */
  rawEvent: ({ name, roomId, eventId }) => get(name).fetchRoomEvent(roomId, eventId),
  /** What the client makes of an event that it may not have been sent. */
  decrypt: async ({ name, event }) => {
    const mapped = new sdk.MatrixEvent(event);
    await mapped.attemptDecryption(get(name).getCrypto());
    return describe(name, mapped);
  },
  renameDevice: ({ name, displayName }) =>
    get(name).setDeviceDetails(get(name).getDeviceId(), { display_name: displayName }),
  /** The client's judgement of a user and of the user's devices, asked of the homeserver anew. */
  trust: async ({ name, userId }) => {
    const crypto = get(name).getCrypto();
    const devices = (await crypto.getUserDeviceInfo([userId], true)).get(userId) ?? new Map();
    const user = await crypto.getUserVerificationStatus(userId);
    const statuses = [...devices.values()].map(async (device) => {
      const status = await crypto.getDeviceVerificationStatus(userId, device.deviceId);
      return {
        deviceId: device.deviceId,
        displayName: device.displayName,
        identityKey: device.getIdentityKey(),
        signedByOwner: status?.signedByOwner ?? false,
        isCrossSigningVerified: status?.crossSigningVerified ?? false,
      };
    });
    return {
      hasCrossSigningKeys: await crypto.userHasCrossSigningKeys(userId, true),
      masterKey: (await masterKeyOf(get(name), userId)) ?? null,
      needsUserApproval: user.needsUserApproval,
      isVerified: user.isCrossSigningVerified(),
      devices: await Promise.all(statuses),
    };
  },
  /** The devices that get room keys, and whose messages are shown. */
  setIsolation: ({ name, mode }) => get(name).getCrypto().setDeviceIsolationMode(isolation[mode]()),
  forgetSession: ({ name, roomId }) => get(name).getCrypto().forceDiscardSession(roomId),
};

for await (const line of createInterface(process.stdin)) {
  const { id, command, ...parameters } = JSON.parse(line);
  void answer(id, command, parameters);
}
process.exit();

async function answer(id, command, parameters) {
  try {
    tell({ id, result: (await commands[command](parameters)) ?? null });
  } catch (error) {
    tell({ id, error: String(error?.stack ?? error) });
  }
}
