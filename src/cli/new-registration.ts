import { RegistrationError } from '../errors.js';
import { faultOfUrl } from '../registration/registration-fields.js';
import { readRegistration } from '../registration/read-registration.js';
import type { AppserviceRegistration } from '../types.js';
import { usageError } from './cli-error.js';
import type { ParsedArguments } from './parse-arguments.js';
import type { World } from './world.js';

/**
 * Creates a registration from the arguments of `generate-registration`, with random tokens and without flags.
 *
 * @throws {CliError} for arguments that are missing or cannot be used.
 */
export function newRegistration(
  input: ParsedArguments,
  { randomBytes }: Pick<World, 'randomBytes'>,
): AppserviceRegistration {
  const id = required(input, 'id');
  if (!/^[^\s\p{C}]+$/u.test(id)) throw usageError('--id must not contain spaces or control characters');
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

/** Reads the registration like a homeserver. */
function accepted(registration: AppserviceRegistration): AppserviceRegistration {
  try {
    return readRegistration(registration).registration;
  } catch (error) {
    // Only the regular expression can still be wrong.
    throw error instanceof RegistrationError ? usageError(`--namespace: ${error.message}`) : error;
  }
}

/** The length of a token: 256 bits. */
const tokenBytes = 32;

function namespaceOf(input: ParsedArguments, id: string): string {
  const namespace = input.value('namespace');
  const prefix = input.value('user-prefix');
  if (namespace !== undefined) {
    if (prefix !== undefined) throw usageError('use either --namespace or --user-prefix, not both');
    return namespace;
  }
  const serverName = input.value('server-name');
  if (serverName === undefined) throw usageError('--server-name is missing; give it, or --namespace instead');
  if (!/^[\w.:[\]-]+$/.test(serverName)) throw usageError('--server-name must be a server name');
  return `@${escapeRegex(localpartOf(prefix ?? `_${id}_`, 'user-prefix'))}.*:${escapeRegex(serverName)}`;
}

/** Checks a localpart. @see https://spec.matrix.org/v1.19/appendices/#user-identifiers */
function localpartOf(localpart: string, option: string): string {
  if (/^[a-z0-9._=/+-]+$/.test(localpart)) return localpart;
  throw usageError(`--${option} must not be empty, and may only contain a-z, 0-9 and ._=-/+: ${localpart}`);
}

function escapeRegex(text: string): string {
  return text.replace(/[.+[\]]/g, '\\$&');
}

function required(input: ParsedArguments, name: string): string {
  const value = input.value(name);
  if (value === undefined || value === '') throw usageError(`--${name} is missing`);
  return value;
}
