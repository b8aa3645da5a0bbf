import { type Finding, jsonPointer } from '../findings.js';
import type { AppserviceRegistration } from '../types.js';
import { exampleId, type NamespaceKind } from './example-id.js';
import type { HomeserverFacts } from './homeserver-facts.js';
import { compileNamespace } from './namespace-pattern.js';
import { dialectFault } from './regex-dialects.js';

/**
 * Lists faults in the regular expressions of a registration's namespaces, at most one for each.
 *
 * The homeserver's own engine does not know it, no ID matches it, or an exclusive one matches all IDs.
 *
 * @param serverName The homeserver's, if known: an expression for another one matches no user.
 * @throws {RegistrationError} if an expression does not compile (G2).
 */
export function namespaceFindings(
  { namespaces }: AppserviceRegistration,
  homeserver: HomeserverFacts | undefined,
  serverName: string | undefined,
): Finding[] {
  return kinds.flatMap((kind) =>
    (namespaces[kind] ?? []).flatMap(({ regex, exclusive }, index) => {
      const { matches } = compileNamespace(regex, `namespaces.${kind}[${index}].regex`);
      const pointer = jsonPointer('namespaces', kind, index, 'regex');
      const found =
        (homeserver === undefined ? undefined : dialectFinding(regex, homeserver)) ??
        reachFinding({ regex, exclusive, kind, matches }, homeserver, serverName);
      return found === undefined ? [] : [{ ...found, pointer }];
    }),
  );
}

const kinds: readonly NamespaceKind[] = ['users', 'aliases', 'rooms'];

type Placeless = Omit<Finding, 'pointer'>;

function dialectFinding(regex: string, { name, loading }: HomeserverFacts): Placeless | undefined {
  const fault = dialectFault(regex, loading.expressions);
  if (fault === undefined) return undefined;
  return fault.refused
    ? {
        code: 'refused-by-homeserver',
        severity: 'error',
        message: `${name} does not start with this value: ${fault.text}`,
      }
    : {
        code: 'misread-by-homeserver',
        severity: 'warning',
        message: `${name} reads something else into this value: ${fault.text}`,
      };
}

interface CheckedNamespace {
  readonly regex: string;
  readonly exclusive: boolean;
  readonly kind: NamespaceKind;
  readonly matches: (id: string) => boolean;
}

function reachFinding(
  { regex, exclusive, kind, matches }: CheckedNamespace,
  homeserver: HomeserverFacts | undefined,
  serverName: string | undefined,
): Placeless | undefined {
  const example = exampleId(regex, kind, serverName);
  if (example === null) {
    const message = `${matchesNothing(kind, serverName)}${elsewhere(homeserver)}`;
    return { code: 'namespace-matches-nothing', severity: 'warning', message };
  }
  if (example === undefined || !exclusive || !(kind in everything)) return undefined;
  const servers = serverName === undefined ? [serverOf(example), ...serversIn(regex)] : [serverName];
  const sigil = kind === 'users' ? '@' : '#';
  const isEverything = servers.some((server) =>
    localparts.every((localpart) => matches(`${sigil}${localpart}:${server}`)),
  );
  if (!isEverything) return undefined;
  return {
    code: 'namespace-matches-everything',
    severity: 'warning',
    message: everything[kind as keyof typeof everything],
  };
}

function serverOf(id: string): string {
  return id.slice(id.indexOf(':') + 1);
}

/** Finds the server names that an expression spells out. */
function serversIn(regex: string): string[] {
  return [...regex.matchAll(/:((?:[A-Za-z0-9-]|\\?\.)+)/g)].map(([, name = '']) => name.replaceAll('\\', ''));
}

/** Localparts with nothing in common: only an expression for all users matches each of them. */
const localparts = ['a', 'zoe', '0', '7-q', '_x', '=2e.y/+9'];

const everything = {
  users: 'it matches everybody: the keys of all users of the server are asked for, and no one else can register there',
  aliases: 'it matches every alias: no one else can create one on the server',
};

function matchesNothing(kind: NamespaceKind, serverName: string | undefined): string {
  const end = serverName ?? 'the server name';
  switch (kind) {
    case 'users':
      return `it matches no user: a user ID begins with \`@\`, and has a colon and ${end} after the localpart`;
    case 'aliases':
      return `it matches no alias, which begins with \`#\`, and has a colon and ${end} after the localpart`;
    case 'rooms':
      return 'it matches no room: a room ID begins with `!`; the expression of an alias belongs under `aliases`';
  }
}

/** Adds how a homeserver matches less strictly than Synapse. */
function elsewhere(homeserver: HomeserverFacts | undefined): string {
  if (homeserver?.loading.matching !== 'anywhere') return '';
  return `; that is how Synapse matches, from the beginning on, while ${homeserver.name} looks anywhere in the ID`;
}
