import { lintRegistration, readRegistration } from '../../../src/registration/index.js';
import type { AppserviceRegistration } from '../../../src/types.js';
import type { AppserviceOrder } from './appservice-process.js';

/** Makes a registration, with the flags and settings that the linter asks for. Its users' names begin with its ID. */
export function register(
  id: string,
  url: string,
  keys: AppserviceOrder['options']['keys'] = 'uploaded',
  version: string,
): { registration: AppserviceRegistration; settings: readonly string[] } {
  const { registration: bare } = readRegistration({
    ...{ id, url },
    as_token: `as-of-${id}`,
    hs_token: `hs-of-${id}`,
    sender_localpart: `${id}_bot`,
    rate_limited: false,
    namespaces: { users: [{ exclusive: true, regex: `@${id}_.*` }] },
  });
  const answers = { uploaded: [], 'one-time-keys-served': ['keyClaim'], served: ['keyQuery', 'keyClaim'] } as const;
  const advise = (registration: AppserviceRegistration) =>
    lintRegistration(registration, { name: 'synapse', version }, { answers: answers[keys] });
  const flags = advise(bare).flatMap((finding) => finding.flags ?? []);
  const registration = { ...bare, ...Object.fromEntries(flags.map((flag) => [flag, true])) };
  return { registration, settings: advise(registration).flatMap((finding) => finding.settings ?? []) };
}
