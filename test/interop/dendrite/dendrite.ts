import { Buffer } from 'node:buffer';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { AppserviceRegistration } from '../../../src/types.js';
import { publishedSeed } from '../../federation/signers.js';
import { freePort } from '../../helpers/free-port.js';

export const serverName = 'dendrite.test';

const program = join(tmpdir(), 'matrix-encrypted-appservice-peers/dendrite/dendrite');

/** Dendrite's version, as `INTEROP_DENDRITE` or install.sh have it: `0.13.8`. `undefined` if it is not there. */
export const installedVersion: string | undefined = versionOf(process.env['INTEROP_DENDRITE'] ?? program);

function versionOf(path: string): string | undefined {
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/** Starts Dendrite on loopback, with its databases in a folder of its own. Returns its URL. What ends it is pushed to `stops`. */
export async function startDendrite(
  registrations: readonly AppserviceRegistration[],
  stops: (() => unknown)[],
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'dendrite-'));
  const address = `127.0.0.1:${await freePort()}`;
  const path = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  // JSON is YAML.
  const files = registrations.map((each) => path(`${each.id}.yaml`, JSON.stringify(each)));
  const file = path('dendrite.yaml', JSON.stringify(configurationOf(folder, path('key.pem', signingKey), files)));
  const options = ['--config', file, '--http-bind-address', address, '--really-enable-open-registration'];
  const child = spawn(process.env['INTEROP_DENDRITE'] ?? program, options, { cwd: folder });
  const exit = once(child, 'exit');
  stops.push(async () => {
    child.kill('SIGKILL');
    await exit;
    rmSync(folder, { recursive: true });
  });
  const lines: string[] = [];
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface(stream).on('line', (line) => {
        lines.push(line);
        if (line.includes('Starting external listener')) resolve();
      });
    }
    exit.then(() => {
      reject(new Error(`Dendrite ended: ${lines.slice(-30).join('\n')}`));
    }, reject);
  });
  const url = `http://${address}`;
  await untilAnswered(`${url}/_matrix/client/versions`);
  return url;
}

/** It says that it listens before it does. */
async function untilAnswered(url: string): Promise<void> {
  for (;;) {
    try {
      await fetch(url);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

const signingKey = [
  '-----BEGIN MATRIX PRIVATE KEY-----',
  'Key-ID: ed25519:1',
  '',
  Buffer.from(publishedSeed, 'base64').toString('base64'),
  '-----END MATRIX PRIVATE KEY-----',
  '',
].join('\n');

function configurationOf(folder: string, key: string, registrations: readonly string[]): object {
  const database = (name: string): object => ({ connection_string: `file:${join(folder, `${name}.db`)}` });
  return {
    version: 2,
    global: {
      server_name: serverName,
      private_key: key,
      disable_federation: true,
      jetstream: { storage_path: folder, in_memory: true },
      cache: { max_size_estimated: '64mb' },
    },
    app_service_api: { config_files: registrations },
    client_api: { registration_disabled: false, rate_limiting: { enabled: false } },
    federation_api: { database: database('federationapi'), key_perspectives: [] },
    key_server: { database: database('keyserver') },
    media_api: { database: database('mediaapi'), base_path: join(folder, 'media') },
    mscs: { database: database('mscs') },
    room_server: { database: database('roomserver') },
    sync_api: { database: database('syncapi') },
    user_api: { account_database: database('userapi'), bcrypt_cost: 4 },
    relay_api: { database: database('relayapi') },
    logging: [{ type: 'std', level: 'info' }],
  };
}
