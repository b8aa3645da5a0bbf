import { RegistrationError } from '../errors.js';
import { faultOfUrl } from '../registration/registration-fields.js';
import { readRegistration } from '../registration/read-registration.js';
import type { AppserviceRegistration } from '../types.js';
import { usageError } from './cli-error.js';
import type { ParsedArguments } from './parse-arguments.js';
import type { World } from './world.js';

/**
 * A registration as the arguments of `generate-registration` want it, with random tokens and without flags.
 *
 * @throws {CliError} for arguments that are missing, or of which no registration can be made.
 */
export function newRegistration(
  input: ParsedArguments,
  { randomBytes }: Pick<World, 'randomBytes'>,
): AppserviceRegistration {
  const id = required(input, 'id');
  if (!/^[^\s\p{C}]+$/u.test(id)) throw usageError('--id must have neither spaces nor control characters');
  const url = required(input, 'url');
  const fault = url === 'none' ? undefined : faultOfUrl(url, 'none');
  if (fault !== undefined) throw usageError(`--url ${fault}`);
  const localpart = localpartOf(input.value('localpart') ?? `_${id}_bot`, 'localpart');
  const token = (): string => Buffer.from(randomBytes(tokenBytes)).toString('base64url');
  return accepted({
    id,
    url: url === 'none' ? null : url,
    as_token: token(),
    hs_token: token(),
    sender_localpart: localpart,
    rate_limited: false,
    namespaces: { users: [{ exclusive: true, regex: namespaceOf(input, id) }] },
  });
}

/** The registration, once it has been read as a homeserver would. */
function accepted(registration: AppserviceRegistration): AppserviceRegistration {
  try {
    return readRegistration(registration).registration;
  } catch (error) {
    // All that can still be wrong is the regular expression.
    throw error instanceof RegistrationError ? usageError(`--namespace: ${error.message}`) : error;
  }
}

/** 256 bits. */
const tokenBytes = 32;

function namespaceOf(input: ParsedArguments, id: string): string {
  const namespace = input.value('namespace');
  const prefix = input.value('user-prefix');
  if (namespace !== undefined) {
    if (prefix !== undefined) throw usageError('--namespace and --user-prefix exclude each other');
    return namespace;
  }
  const serverName = input.value('server-name');
  if (serverName === undefined) throw usageError('--server-name is missing, or --namespace instead');
  if (!/^[\w.:[\]-]+$/.test(serverName)) throw usageError('--server-name is no server name');
  return `@${escapeRegex(localpartOf(prefix ?? `_${id}_`, 'user-prefix'))}.*:${escapeRegex(serverName)}`;
}

/** @see https://spec.matrix.org/v1.19/appendices/#user-identifiers */
function localpartOf(localpart: string, option: string): string {
  if (/^[a-z0-9._=/+-]+$/.test(localpart)) return localpart;
  throw usageError(`--${option} may have the characters a-z, 0-9 and ._=-/+ only, and not be empty: ${localpart}`);
}

function escapeRegex(text: string): string {
  return text.replace(/[.+[\]]/g, '\\$&');
}

function required(input: ParsedArguments, name: string): string {
  const value = input.value(name);
  if (value === undefined || value === '') throw usageError(`--${name} is missing`);
  return value;
}
