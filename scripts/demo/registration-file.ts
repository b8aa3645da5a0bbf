import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import type { AppserviceRegistration } from 'matrix-encrypted-appservice';
import type { Scope } from './scope.js';

/** The files of the appservice, in a folder that is removed with the scope. */
export interface AppserviceFiles {
  readonly registration: AppserviceRegistration;
  readonly registrationPath: string;
  readonly storeKeyPath: string;
  /** Path of the database, which the appservice creates. */
  readonly databasePath: string;
}

export async function writeAppserviceFiles(url: string, scope: Scope): Promise<AppserviceFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'demo-'));
  scope.defer(() => rm(folder, { recursive: true, force: true }));
  const registration: AppserviceRegistration = {
    id: 'bridge',
    url,
    as_token: randomToken(),
    hs_token: randomToken(),
    sender_localpart: '_bridge_bot',
    namespaces: { users: [{ exclusive: true, regex: '@_bridge_.*:example\\.org' }] },
  };
  const [registrationPath, storeKeyPath] = [join(folder, 'registration.yaml'), join(folder, 'store.key')];
  await writeFile(registrationPath, dump(registration), { mode: 0o600 });
  await writeFile(storeKeyPath, randomBytes(32), { mode: 0o600 });
  return { registration, registrationPath, storeKeyPath, databasePath: join(folder, 'bridge.db') };
}

function randomToken(): string {
  return randomBytes(24).toString('base64url');
}
