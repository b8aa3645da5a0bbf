import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { JsonObject } from '../../../src/json-objects.js';
import type { AppserviceRegistration } from '../../../src/types.js';
import { publishedSeed } from '../../federation/signers.js';
import { freePort } from '../../helpers/free-port.js';

/** A Python that has Synapse. */
export interface Installation {
  readonly python: string;
  /** Synapse's version: `1.163.2`. */
  readonly version: string;
}

export const serverName = 'synapse.test';

/** Synapse, as `INTEROP_SYNAPSE_PYTHON`, install-peer.sh or the path have it; `undefined` if none has. */
export const installation: Installation | undefined = [
  process.env['INTEROP_SYNAPSE_PYTHON'],
  join(tmpdir(), 'matrix-encrypted-appservice-peers/synapse/bin/python'),
  'python3',
]
  .filter((python): python is string => python !== undefined && python !== '')
  .map(installationOf)
  .find((found) => found !== undefined);

/** Synapse of a Python; `undefined` if that has none. */
export function installationOf(python: string): Installation | undefined {
  const version = versionOf(python);
  return version === '' ? undefined : { python, version };
}

function versionOf(python: string): string {
  const script = 'import importlib.metadata; print(importlib.metadata.version("matrix-synapse"))';
  const { status, stdout } = spawnSync(python, ['-c', script], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : '';
}

/** A homeserver that can be stopped and started again, with everything that it has stored. */
export interface Synapse {
  /** Its client-server API. */
  readonly url: string;
  readonly serverName: string;
  /** Fulfilled when it listens. */
  readonly start: () => Promise<void>;
  /** Ends it at once, as a crash does. */
  readonly stop: () => Promise<void>;
  /** Lets it hang: connections to it are made, and nothing is answered until it goes on or is stopped. */
  readonly hang: () => void;
  readonly goOn: () => void;
}

/** What a homeserver is made of. */
export interface SynapseOptions {
  readonly registrations: readonly AppserviceRegistration[];
  /** Lines like `experimental_features.x: true`. */
  readonly settings: readonly string[];
  /** Configuration beside and in place of the usual. Listeners come before the one for clients. */
  readonly configuration?: JsonObject & { readonly server_name?: string; readonly listeners?: readonly object[] };
  /** Seed of its signing key, in base64. */
  readonly signingSeed?: string;
}

/** Makes a homeserver, starts it, and returns its URL. What ends it is pushed to `stops`, as with {@link createSynapse}. */
export async function startSynapse(
  installation: Installation,
  registrations: readonly AppserviceRegistration[],
  settings: readonly string[],
  stops: (() => unknown)[],
): Promise<string> {
  const synapse = await createSynapse(installation, { registrations, settings }, stops);
  await synapse.start();
  return synapse.url;
}

/**
 * Makes a homeserver in a folder of its own, which is not started yet. What ends it and removes the folder is pushed to
 * `stops`; it ends with this process in any case.
 */
export async function createSynapse(
  { python }: Installation,
  { registrations, settings, configuration = {}, signingSeed = publishedSeed }: SynapseOptions,
  stops: (() => unknown)[],
): Promise<Synapse> {
  const folder = mkdtempSync(join(tmpdir(), 'synapse-'));
  const port = await freePort();
  const path = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  // JSON is YAML.
  const json = (name: string, content: unknown): string => path(name, JSON.stringify(content));
  const usual = configurationOf(folder, port);
  const file = json('homeserver.yaml', {
    ...usual,
    ...configuration,
    listeners: [...(configuration.listeners ?? []), ...usual.listeners],
    signing_key_path: path('signing.key', `ed25519 1 ${signingSeed}\n`),
    log_config: json('log.yaml', logging),
    app_service_config_files: registrations.map((each) => json(`${each.id}.yaml`, each)),
    experimental_features: experimentalFeatures(settings),
  });
  let run: Run | undefined;
  const stop = async (): Promise<void> => run?.stop();
  stops.push(async () => {
    await stop();
    rmSync(folder, { recursive: true });
  });
  return {
    url: `http://127.0.0.1:${port}`,
    serverName: configuration.server_name ?? serverName,
    start: async () => {
      run = runSynapse(python, file, folder, port);
      await run.listening;
    },
    stop,
    hang: () => run?.signal('SIGSTOP'),
    goOn: () => run?.signal('SIGCONT'),
  };
}

/** A process of Synapse. */
interface Run {
  readonly listening: Promise<void>;
  readonly stop: () => Promise<void>;
  readonly signal: (name: 'SIGSTOP' | 'SIGCONT') => void;
}

/** Runs Synapse with that file, in that folder. It listens on that port last. */
function runSynapse(python: string, file: string, folder: string, port: number): Run {
  const script = fileURLToPath(new URL('run-synapse.py', import.meta.url));
  const child = spawn(python, [script, '-c', file, '--no-redirect-stdio'], { cwd: folder });
  const lines: string[] = [];
  const exit = once(child, 'exit');
  const listening = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface(stream).on('line', (line) => {
        lines.push(line);
        if (lines.length > 30) lines.shift();
        if (line.includes(`now listening on TCP port ${port}`)) resolve();
      });
    }
    exit.then(() => {
      reject(new Error(`Synapse ended: ${lines.join('\n')}`));
    }, reject);
  });
  return {
    listening,
    stop: async () => {
      child.kill('SIGCONT');
      child.stdin.end();
      await exit;
    },
    signal: (name) => void child.kill(name),
  };
}

function configurationOf(folder: string, port: number): JsonObject & { readonly listeners: readonly object[] } {
  const often = { per_second: 1000, burst_count: 1000 };
  return {
    server_name: serverName,
    report_stats: false,
    listeners: [{ type: 'http', port, bind_addresses: ['127.0.0.1'], tls: false, resources: [{ names: ['client'] }] }],
    database: { name: 'sqlite3', args: { database: join(folder, 'homeserver.db') } },
    media_store_path: join(folder, 'media'),
    pid_file: join(folder, 'pid'),
    macaroon_secret_key: 'a secret of this test',
    form_secret: 'another secret of this test',
    enable_registration: true,
    enable_registration_without_verification: true,
    // Nobody else is asked for anything.
    trusted_key_servers: [],
    federation_domain_whitelist: [],
    rc_message: often,
    rc_registration: often,
    rc_login: { address: often, account: often },
    rc_room_creation: often,
    rc_joins: { local: often, remote: often },
    rc_invites: { per_room: often, per_user: often, per_issuer: often },
  };
}

const logging = {
  version: 1,
  disable_existing_loggers: false,
  handlers: { standard: { class: 'logging.StreamHandler', stream: 'ext://sys.stdout' } },
  root: { level: 'INFO', handlers: ['standard'] },
};

function experimentalFeatures(settings: readonly string[]): Record<string, boolean> {
  const pairs = settings.map((setting) => /^experimental_features\.(\w+): (true|false)$/.exec(setting));
  return Object.fromEntries(
    pairs.map((pair, index) => {
      if (pair === null) throw new Error(`not a line of experimental features: ${String(settings[index])}`);
      return [pair[1], pair[2] === 'true'];
    }),
  ) as Record<string, boolean>;
}
