import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import type { AppserviceRegistration } from 'matrix-encrypted-appservice';
import type { Scope } from './scope.js';

/** Writes a registration file into its own folder, which is removed with the scope. Returns the file's path. */
export async function writeRegistrationFile(url: string, scope: Scope): Promise<string> {
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
  const path = join(folder, 'registration.yaml');
  await writeFile(path, dump(registration), { mode: 0o600 });
  return path;
}

export function randomToken(): string {
  return randomBytes(24).toString('base64url');
}
