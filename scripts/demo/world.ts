import { DeviceId, OlmMachine, RequestType, UserId } from '@matrix-org/matrix-sdk-crypto-wasm';
import type { AppserviceSettings } from './appservice-messages.js';
import { startAppserviceProcess, type AppserviceProcess } from './appservice-process.js';
import { exchangeOf, recordingFetch, type Exchange } from './exchange.js';
import type { Login } from './homeserver/authenticate.js';
import { createFakeHomeserver, type FakeHomeserver } from './homeserver/homeserver.js';
import { findPort, serveOnLoopback } from './loopback-server.js';
import type { Options } from './options.js';
import { createPlainClient, type PlainClient } from './plain-client.js';
import { writeAppserviceFiles, type AppserviceFiles } from './registration-file.js';
import { createReport, type Note, type Report } from './report.js';
import type { Scope } from './scope.js';

const serverName = 'example.org';
export const ghostId = '@_bridge_ghost:example.org';
/** The device that the ghost left at the homeserver when its appservice was another one. */
export const olderDevice = 'OLDER';

/** All participants. */
export interface World {
  readonly report: Report;
  readonly exchanges: readonly Exchange[];
  readonly homeserver: FakeHomeserver;
  readonly homeserverUrl: string;
  readonly bob: PlainClient;
  readonly login: Login;
  readonly files: AppserviceFiles;
  /** The process that is running. */
  appservice: AppserviceProcess;
  /** The ghost's device at the appservice; `undefined` if it could not start. */
  readonly deviceId: string | undefined;
  /** Starts the appservice, again. */
  readonly startAppservice: () => AppserviceProcess;
}

/** Starts the homeserver and the appservice, and logs Bob in. */
export async function startWorld({ uploaded, keyPaths }: Options, scope: Scope): Promise<World> {
  const exchanges: Exchange[] = [];
  const report = createReport(exchanges, console.log);
  const files = await writeAppserviceFiles(`http://127.0.0.1:${await findPort()}`, scope);

  const homeserver = createFakeHomeserver({
    serverName,
    registrations: [files.registration],
    fetch: recordingFetch(exchanges),
    asksForKeys: !uploaded,
  });
  homeserver.onCall = (call) => void exchanges.push(exchangeOf(call));
  const homeserverUrl = await report.step('The homeserver starts', async (note) => {
    const url = await serveOnLoopback((request) => homeserver.fetch(request), scope);
    await uploadOlderDevice(homeserver);
    note('listens on', url);
    note('holds', `${olderDevice} of ${ghostId}, whose keys were uploaded long ago`);
    return url;
  });

  const settings: AppserviceSettings = {
    ...{ homeserverUrl, serverName, ghostId, keyPaths, keys: uploaded ? 'uploaded' : 'served' },
    ...{ registrationPath: files.registrationPath, storeKeyPath: files.storeKeyPath, databasePath: files.databasePath },
  };
  const startAppservice = (): AppserviceProcess => startAppserviceProcess(settings, scope);
  const appservice = startAppservice();
  const deviceId = await report.step('The appservice starts', async (note) => {
    const started = await appservice.next('started');
    note('registration', files.registrationPath);
    note('database', files.databasePath);
    const mode = uploaded ? 'uploaded' : 'served';
    if (keyPaths === 'none')
      note('hidden on purpose', 'the paths of both key requests: as if the appservice, or a proxy, knew neither');
    if (started.deviceId === undefined) note('cannot work', started.refusal ?? '');
    else note('the ghost has', `${started.deviceId}, cross-signed, whose keys are ${mode}`);
    return started.deviceId;
  });

  const login = homeserver.logIn('@bob:example.org', 'BOB');
  const bob = await report.step('Bob logs in', async () => {
    const client = await createPlainClient(homeserverUrl, login);
    scope.defer(client.close);
    await client.uploadKeys();
    return client;
  });
  return { report, exchanges, homeserver, homeserverUrl, bob, login, files, appservice, deviceId, startAppservice };
}

/** Lets Bob ask for the ghost's devices. Notes and returns the origin of each. */
export async function queryDevices({ bob, homeserver }: World, note: Note): Promise<Record<string, string>> {
  const failedBefore = homeserver.failures.length;
  const { device_keys: deviceKeys } = await bob.queryKeys(ghostId);
  for (const { error } of homeserver.failures.slice(failedBefore)) note('no information', error.message);

  const deviceIds = Object.keys(deviceKeys?.[ghostId] ?? {});
  const origins = deviceIds.map((deviceId): [string, string] => [deviceId, originOf(homeserver, deviceId)]);
  note('merged for Bob', origins.map(([deviceId, origin]) => `${deviceId} from the ${origin}`).join(', '));
  return Object.fromEntries(origins);
}

/** Tells who holds the keys of one of the ghost's devices. */
export function originOf({ state }: FakeHomeserver, deviceId: string): 'homeserver' | 'appservice' {
  return state.device(ghostId, deviceId)?.keys === undefined ? 'appservice' : 'homeserver';
}

async function uploadOlderDevice({ state }: FakeHomeserver): Promise<void> {
  state.putDevice(ghostId, olderDevice, 'an older bridge');
  const device = state.device(ghostId, olderDevice);
  const machine = await OlmMachine.initialize(new UserId(ghostId), new DeviceId(olderDevice));
  for (const { type, body } of await machine.outgoingRequests()) {
    if (type !== RequestType.KeysUpload || device === undefined) continue;
    const upload = JSON.parse(body) as { device_keys: never; one_time_keys: Record<string, never> };
    device.keys = upload.device_keys;
    for (const [keyId, key] of Object.entries(upload.one_time_keys)) device.oneTimeKeys.set(keyId, key);
  }
  machine.close();
}
