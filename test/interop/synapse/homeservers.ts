import { Buffer } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AppserviceRegistration } from '../../../src/types.js';
import { freePort } from '../../helpers/free-port.js';
import { createSynapse, type Installation, type Synapse, type SynapseOptions } from './synapse.js';

/** Starts the homeserver of appservices and the one of other people. What ends them is pushed to `stops`. */
export type StartHomeservers = (
  installation: Installation,
  registrations: readonly AppserviceRegistration[],
  settings: readonly string[],
  stops: (() => unknown)[],
) => Promise<readonly [own: Synapse, remote: Synapse]>;

/** Starts one homeserver, which is the clients' as well. */
export const startAlone: StartHomeservers = async (installation, registrations, settings, stops) => {
  const synapse = await createSynapse(installation, { registrations, settings }, stops);
  await synapse.start();
  return [synapse, synapse];
};

/**
 * Starts two homeservers that federate with each other alone, over TLS on loopback. Only the first has the registrations and
 * settings. Their names are those of their ports, so that each finds the other without any DNS.
 */
export const startFederation: StartHomeservers = async (installation, registrations, settings, stops) => {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  stops.push(() => {
    rmSync(folder, { recursive: true });
  });
  const certificate = join(folder, 'certificate.pem');
  const key = join(folder, 'key.pem');
  const script = fileURLToPath(new URL('make-certificate.py', import.meta.url));
  execFileSync(installation.python, [script, certificate, key]);

  const ports = [await freePort(), await freePort()] as const;
  const names = ports.map((port) => `localhost:${port}`);
  const configurationOf = (port: number): SynapseOptions['configuration'] & object => ({
    server_name: `localhost:${port}`,
    listeners: [
      { type: 'http', port, bind_addresses: ['127.0.0.1'], tls: true, resources: [{ names: ['federation'] }] },
    ],
    tls_certificate_path: certificate,
    tls_private_key_path: key,
    federation_custom_ca_list: [certificate],
    federation_domain_whitelist: names,
    ip_range_blacklist: [],
    federation: oftenAsked,
  });
  const create = (port: number, own: Pick<SynapseOptions, 'registrations' | 'settings'>): Promise<Synapse> => {
    const signingSeed = Buffer.from(randomBytes(32)).toString('base64').replace(/=+$/, '');
    return createSynapse(installation, { ...own, signingSeed, configuration: configurationOf(port) }, stops);
  };
  const first = await create(ports[0], { registrations, settings });
  const second = await create(ports[1], { registrations: [], settings: [] });
  await Promise.all([first.start(), second.start()]);
  return [first, second];
};

/** Lets a server that was down be asked again after ten seconds, and not after ten minutes, unless something comes from it before. */
const oftenAsked = {
  client_timeout: '10s',
  max_short_retries: 1,
  max_long_retries: 1,
  max_long_retry_delay: '1s',
  destination_min_retry_interval: '10s',
  destination_max_retry_interval: '10s',
};
