import { type Finding, jsonPointer } from '../findings.js';
import type { AppserviceRegistration } from '../types.js';
import { exampleId, type NamespaceKind } from './example-id.js';
import type { HomeserverFacts } from './homeserver-facts.js';
import { compileNamespace } from './namespace-pattern.js';
import { dialectFault } from './regex-dialects.js';

/**
 * Lists what is wrong with the regular expressions of a registration's namespaces, one finding each at most: the homeserver's own
 * engine does not know it, no ID matches it, or an exclusive one matches all IDs.
 *
 * @param serverName the homeserver's, if it is known: an expression for another one matches nobody.
 * @throws {RegistrationError} where an expression does not compile (G2).
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
        message: `${name} makes something else of this value: ${fault.text}`,
      };
}

interface Namespace {
  readonly regex: string;
  readonly exclusive: boolean;
  readonly kind: NamespaceKind;
  readonly matches: (id: string) => boolean;
}

function reachFinding(
  { regex, exclusive, kind, matches }: Namespace,
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

/** The names of servers that an expression spells out. */
function serversIn(regex: string): string[] {
  return [...regex.matchAll(/:((?:[A-Za-z0-9-]|\\?\.)+)/g)].map(([, name = '']) => name.replaceAll('\\', ''));
}

/** Localparts with nothing in common: only an expression for all users matches every one of them. */
const localparts = ['a', 'zoe', '0', '7-q', '_x', '=2e.y/+9'];

const everything = {
  users: 'it matches everybody: the keys of all users of the server are asked for, and nobody else can register there',
  aliases: 'it matches every alias: nobody else can make one on the server',
};

function matchesNothing(kind: NamespaceKind, serverName: string | undefined): string {
  const end = serverName ?? 'the server name';
  switch (kind) {
    case 'users':
      return `it matches nobody: a user ID begins with \`@\`, and has a colon and ${end} after the localpart`;
    case 'aliases':
      return `it matches no alias, which begins with \`#\`, and has a colon and ${end} after the localpart`;
    case 'rooms':
      return 'it matches no room: a room ID begins with `!`; the expression of an alias belongs under `aliases`';
  }
}

/** Some homeservers match less strictly than the specification's own. */
function elsewhere(homeserver: HomeserverFacts | undefined): string {
  if (homeserver?.loading.matching !== 'anywhere') return '';
  return `; that is how Synapse matches, from the beginning on, while ${homeserver.name} looks anywhere in the ID`;
}
