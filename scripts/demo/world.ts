import { startAppservice, type Appservice, type KeyPaths } from './appservice.js';
import { createBob, type Bob } from './bob.js';
import { startHomeserver, type Homeserver } from './homeserver.js';
import type { Login } from './login.js';
import type { Exchange } from './loopback-server.js';
import { createMachine, publishKeys } from './machine.js';
import { randomToken } from './registration-file.js';
import { createReport, type Report } from './report.js';
import type { Scope } from './scope.js';

const serverName = 'example.org';
export const roomId = '!room:example.org';
export const ghostId = '@_bridge_ghost:example.org';
/** The ghost's devices: one at the appservice, and one uploaded to the homeserver long ago. */
export const deviceIds: { readonly atAppservice: string; readonly atHomeserver: string } = {
  atAppservice: 'GHOST',
  atHomeserver: 'OLDER',
};

const keyPathsServed: Readonly<Record<KeyPaths, string>> = {
  all: 'key query and key claim on their stable and unstable paths',
  stable: 'key query and key claim on their stable paths only',
  none: 'neither key query nor key claim',
};

/** All participants. */
export interface World {
  readonly report: Report;
  readonly exchanges: readonly Exchange[];
  readonly appservice: Appservice;
  readonly homeserver: Homeserver;
  readonly bob: Bob;
  readonly login: Login;
}

/** Tells who holds the keys of one of the ghost's devices. */
export function originOf({ appservice, homeserver }: World, deviceId: string): string {
  if (appservice.ghost.keys.has(ghostId, deviceId)) return 'appservice';
  return homeserver.keys.has(ghostId, deviceId) ? 'homeserver' : 'unknown';
}

/** Starts the appservice and the homeserver, and logs Bob in. */
export async function startWorld(keyPaths: KeyPaths, scope: Scope): Promise<World> {
  const exchanges: Exchange[] = [];
  const report = createReport(exchanges, console.log);
  const login: Login = { userId: '@bob:example.org', deviceId: 'BOB', accessToken: randomToken() };

  const appservice = await report.step('The appservice starts', async (note) => {
    const user = { userId: ghostId, deviceId: deviceIds.atAppservice };
    const appservice = await startAppservice(user, keyPaths, exchanges, scope);
    note('listens on', appservice.url);
    note('registration', appservice.registrationPath);
    note('serves', keyPathsServed[keyPaths]);
    note('holds', `${user.deviceId} of ${user.userId}, whose keys it serves`);
    return appservice;
  });

  const homeserver = await report.step('The homeserver starts', async (note) => {
    const homeserver = await startHomeserver(serverName, login, appservice.registration, exchanges, scope);
    await uploadOlderDevice(homeserver, scope);
    note('listens on', homeserver.url);
    note('holds', `${deviceIds.atHomeserver} of ${ghostId}, whose keys were uploaded long ago`);
    return homeserver;
  });

  const bob = await report.step('Bob logs in', async () => {
    const bob = await createBob(homeserver.url, login, scope);
    await bob.uploadKeys();
    return bob;
  });

  return { report, exchanges, appservice, homeserver, bob, login };
}

/** Uploads the device that the ghost left at the homeserver when its appservice still uploaded keys. */
async function uploadOlderDevice({ keys }: Homeserver, scope: Scope): Promise<void> {
  const machine = await createMachine(ghostId, deviceIds.atHomeserver);
  scope.defer(() => {
    machine.close();
  });
  await publishKeys(machine, (upload) => keys.upload(ghostId, deviceIds.atHomeserver, upload));
}
