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
  const certificate = makeCertificate(installation, stops);
  const ports = [await freePort(), await freePort()] as const;
  const names = ports.map((port) => `localhost:${port}`);
  const create = (port: number, own: Pick<SynapseOptions, 'registrations' | 'settings'>): Promise<Synapse> =>
    createFederating(
      installation,
      { ...own, certificate, names, name: `localhost:${port}`, listener: tlsAt(port) },
      stops,
    );
  const first = await create(ports[0], { registrations, settings });
  const second = await create(ports[1], { registrations: [], settings: [] });
  await Promise.all([first.start(), second.start()]);
  return [first, second];
};

/** Starts what stands in front of a homeserver, for clients and, on that port with that certificate, for other servers. */
export type StartFront = (
  homeserverUrl: string,
  serverName: string,
  federation: CertificateFiles & { readonly port: number },
) => Promise<unknown>;

/**
 * Starts two homeservers as {@link startFederation} does. The first one is reached through its front alone, and has no
 * experimental features.
 */
export async function startFrontedFederation(
  installation: Installation,
  registrations: readonly AppserviceRegistration[],
  startFront: StartFront,
  stops: (() => unknown)[],
): Promise<readonly [own: Synapse, remote: Synapse]> {
  const certificate = makeCertificate(installation, stops);
  const [front, plain, other] = [await freePort(), await freePort(), await freePort()] as const;
  const names = [front, other].map((port) => `localhost:${port}`);
  const [name = '', otherName = ''] = names;
  const resources = [{ names: ['client', 'federation'] }];
  const listener = {
    type: 'http',
    port: plain,
    bind_addresses: ['127.0.0.1'],
    tls: false,
    x_forwarded: true,
    resources,
  };
  const common = { certificate, names, settings: [] };
  const own = await createFederating(installation, { ...common, registrations, name, listener }, stops);
  const remote = await createFederating(
    installation,
    { ...common, registrations: [], name: otherName, listener: tlsAt(other) },
    stops,
  );
  await startFront(`http://127.0.0.1:${plain}`, name, { ...certificate, port: front });
  await Promise.all([own.start(), remote.start()]);
  return [own, remote];
}

/** A certificate for localhost and its key, in two files. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

function makeCertificate({ python }: Installation, stops: (() => unknown)[]): CertificateFiles {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  stops.push(() => {
    rmSync(folder, { recursive: true });
  });
  const files = { cert: join(folder, 'certificate.pem'), key: join(folder, 'key.pem') };
  const script = fileURLToPath(new URL('make-certificate.py', import.meta.url));
  execFileSync(python, [script, files.cert, files.key]);
  return files;
}

function tlsAt(port: number): object {
  return { type: 'http', port, bind_addresses: ['127.0.0.1'], tls: true, resources: [{ names: ['federation'] }] };
}

/** Makes one of the homeservers that federate under these names. */
function createFederating(
  installation: Installation,
  made: Pick<SynapseOptions, 'registrations' | 'settings'> & {
    readonly name: string;
    readonly names: readonly string[];
    readonly listener: object;
    readonly certificate: CertificateFiles;
  },
  stops: (() => unknown)[],
): Promise<Synapse> {
  const { registrations, settings, name, names, listener, certificate } = made;
  const configuration = {
    server_name: name,
    listeners: [listener],
    tls_certificate_path: certificate.cert,
    tls_private_key_path: certificate.key,
    federation_custom_ca_list: [certificate.cert],
    federation_domain_whitelist: names,
    ip_range_blacklist: [],
    federation: oftenAsked,
  };
  const signingSeed = Buffer.from(randomBytes(32)).toString('base64').replace(/=+$/, '');
  return createSynapse(installation, { registrations, settings, signingSeed, configuration }, stops);
}

/** Lets a server that was down be asked again after ten seconds, and not after ten minutes, unless something comes from it before. */
const oftenAsked = {
  client_timeout: '10s',
  max_short_retries: 1,
  max_long_retries: 1,
  max_long_retry_delay: '1s',
  destination_min_retry_interval: '10s',
  destination_max_retry_interval: '10s',
};
