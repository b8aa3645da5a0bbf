import type { AppserviceRegistration } from '../../types.js';
import { configurationOf, type Judgement, titleOf } from '../homeserver-argument.js';

/**
 * Writes a registration with user namespaces as YAML; comments say what the configuration of the homeservers needs as
 * well.
 */
export function registrationYaml(registration: AppserviceRegistration, judgements: readonly Judgement[]): string {
  const { id, url, as_token, hs_token, sender_localpart, rate_limited, namespaces, ...flags } = registration;
  const lines = [
    '# It holds two secrets: only the homeserver and the appservice may read it.',
    ...judgements.flatMap(commentOf),
    `id: ${yamlString(id)}`,
    `url: ${url === null ? 'null' : yamlString(url)}`,
    `as_token: ${yamlString(as_token)}`,
    `hs_token: ${yamlString(hs_token)}`,
    `sender_localpart: ${yamlString(sender_localpart)}`,
    ...(rate_limited === undefined ? [] : [`rate_limited: ${rate_limited}`]),
    'namespaces:',
    '  users:',
    ...(namespaces.users ?? []).flatMap(({ exclusive, regex }) => [
      `    - exclusive: ${exclusive}`,
      `      regex: ${yamlString(regex)}`,
    ]),
    ...Object.entries(flags).map(([flag, value]) => `${flag}: ${JSON.stringify(value)}`),
  ];
  return `${lines.join('\n')}\n`;
}

function commentOf({ homeserver, settings }: Judgement): string[] {
  if (settings.length === 0) return [];
  const head = `${titleOf(homeserver)} also needs, in ${configurationOf(homeserver)}:`;
  return ['#', `# ${head}`, ...settingLines(settings).map((line) => `#   ${line}`)];
}

/** Writes settings such as `a.b: true` and `a.c: true` as lines of YAML, grouped under their parents. */
export function settingLines(settings: readonly string[]): string[] {
  const root: Setting = new Map();
  for (const setting of settings) {
    const colon = setting.indexOf(':');
    const path = setting.slice(0, colon).split('.');
    const name = path.pop() ?? '';
    let parent = root;
    for (const step of path) {
      const found = parent.get(step);
      const next: Setting = found instanceof Map ? found : new Map<string, Setting | string>();
      parent.set(step, next);
      parent = next;
    }
    parent.set(name, setting.slice(colon));
  }
  return linesOf(root);
}

/** The value under a name: `: true`, or more names. */
type Setting = Map<string, Setting | string>;

function linesOf(settings: Setting): string[] {
  return [...settings].flatMap(([name, below]) =>
    typeof below === 'string' ? [name + below] : [`${name}:`, ...linesOf(below).map((line) => `  ${line}`)],
  );
}

/**
 * Writes a string as YAML: in single quotes, which keep backslashes, or in double quotes if a character needs an
 * escape.
 */
export function yamlString(text: string): string {
  return /^[\p{L}\p{N}\p{P}\p{S} ]*$/u.test(text) ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text);
}
