import { createSecureContext } from 'node:tls';
import { isServerName } from '../../identifiers.js';
import { readFileUpTo } from '../../node/read-file.js';
import { readRegistrationFile } from '../../node/registration-file.js';
import { exampleId } from '../../registration/example-id.js';
import { faultOfUrl } from '../../registration/registration-fields.js';
import type { AppserviceRegistration } from '../../types.js';
import { CliError, usageError } from '../cli-error.js';
import type { ParsedArguments } from '../parse-arguments.js';
import { readingFile } from '../read-input.js';
import { parseNetworks, type Trusts } from './forwarded-headers.js';
import { parseListenAddress, type Certificate, type ListenAddress } from './listening.js';

/** The arguments of the proxy, checked. */
export interface ProxySettings {
  readonly registrationPaths: readonly string[];
  readonly homeserverUrl: string;
  readonly serverName: string;
  readonly clients: ListenAddress;
  readonly federation: { readonly address: ListenAddress; readonly cert: string; readonly key: string } | undefined;
  readonly metrics: ListenAddress | undefined;
  readonly trusts: Trusts;
}

/**
 * Checks the arguments of the proxy.
 *
 * @throws {CliError} for one that is missing or cannot be used.
 */
export function proxySettingsOf(input: ParsedArguments): ProxySettings {
  const { operands: registrationPaths } = input;
  if (registrationPaths.length === 0) throw usageError('proxy needs a registration file');
  const homeserverUrl = required(input, 'homeserver-url', 'the URL at which the proxy reaches the homeserver');
  const fault = faultOfUrl(homeserverUrl);
  if (fault !== undefined) throw usageError(`--homeserver-url ${fault}`);
  const serverName = required(input, 'server-name', 'the part of user IDs after the colon');
  if (!isServerName(serverName)) throw usageError(`--server-name must be a server name, not ${serverName}`);
  const clients = parseListenAddress('--listen', required(input, 'listen', 'where clients connect'));
  const metrics = input.value('metrics');
  const networks = input.value('trusted-proxies') ?? '';
  const trusts = parseNetworks(networks);
  if (trusts === undefined) {
    throw usageError(`--trusted-proxies must list addresses and networks, such as 172.16.0.0/12, not ${networks}`);
  }
  return {
    registrationPaths,
    homeserverUrl,
    serverName,
    clients,
    federation: federationOf(input),
    metrics: metrics === undefined ? undefined : parseListenAddress('--metrics', metrics),
    trusts,
  };
}

function required(input: ParsedArguments, name: string, meaning: string): string {
  const value = input.value(name);
  if (value === undefined || value === '') throw usageError(`proxy needs --${name}: ${meaning}`);
  return value;
}

function federationOf(input: ParsedArguments): ProxySettings['federation'] {
  const [address, cert, key] = [input.value('federation-listen'), input.value('cert'), input.value('key')];
  if (address === undefined) {
    if (cert === undefined && key === undefined) return undefined;
    throw usageError('--cert and --key are for --federation-listen, which is missing');
  }
  if (cert === undefined || key === undefined) throw usageError('--federation-listen needs --cert and --key');
  return { address: parseListenAddress('--federation-listen', address), cert, key };
}

/** The files that the proxy reads, at its start and again at a reload. */
export interface ProxyFiles {
  readonly registrations: readonly AppserviceRegistration[];
  /** Warnings about the registrations. */
  readonly warnings: readonly string[];
  readonly certificate: Certificate | undefined;
}

/**
 * Reads registrations and certificate.
 *
 * @throws {CliError} and {RegistrationError} for a file that cannot be read or used.
 */
export async function readProxyFiles(
  settings: Pick<ProxySettings, 'registrationPaths' | 'federation' | 'serverName'>,
): Promise<ProxyFiles> {
  const { registrationPaths, federation, serverName } = settings;
  const read = await Promise.all(
    registrationPaths.map(async (path) => ({ path, ...(await readingFile(path, readRegistrationFile)) })),
  );
  const warnings = read.flatMap(({ path, findings, registration }) => [
    ...findings
      .filter(({ severity }) => severity !== 'info')
      .map(({ pointer, message }) => `${path}: ${pointer} ${message}`),
    ...(mayOwnUsersOf(serverName, registration)
      ? []
      : [`${path}: none of its users can be of ${serverName}, the --server-name, so it is never asked`]),
  ]);
  return {
    registrations: read.map(({ registration }) => registration),
    warnings,
    certificate: federation && (await readCertificate(federation)),
  };
}

function mayOwnUsersOf(serverName: string, { namespaces }: AppserviceRegistration): boolean {
  return (namespaces.users ?? []).some(({ regex }) => exampleId(regex, 'users', serverName) !== null);
}

/** @throws {CliError} if a file cannot be read, or the two do not belong together. */
async function readCertificate({ cert, key }: { readonly cert: string; readonly key: string }): Promise<Certificate> {
  const certificate = { cert: await readPem(cert), key: await readPem(key) };
  try {
    createSecureContext(certificate);
  } catch (error) {
    const { code = 'it is malformed' } = error as NodeJS.ErrnoException;
    throw new CliError('FILE', `cannot use the certificate ${cert} with the key ${key}: ${code}`);
  }
  return certificate;
}

async function readPem(path: string): Promise<string> {
  const text = new TextDecoder().decode(await readingFile(path, (file) => readFileUpTo(file, 2 ** 20)));
  if (text.includes('-----BEGIN ')) return text;
  throw new CliError('FILE', `cannot use ${path}: it is not in PEM format`);
}
