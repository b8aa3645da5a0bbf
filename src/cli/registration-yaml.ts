import type { AppserviceRegistration } from '../types.js';
import type { Judgement } from './judgement.js';
import { configurationOf, titleOf } from './homeserver-argument.js';
import { settingLines, yamlString } from './yaml-lines.js';

/** A registration with user namespaces as YAML; comments say what the configuration of the homeservers needs beside it. */
export function registrationYaml(registration: AppserviceRegistration, judgements: readonly Judgement[]): string {
  const { id, url, as_token, hs_token, sender_localpart, rate_limited, namespaces, ...flags } = registration;
  const lines = [
    '# It holds two secrets: let nobody but the homeserver and the appservice read it.',
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
  const head = `${titleOf(homeserver)} needs beside it, in ${configurationOf(homeserver)}:`;
  return ['#', `# ${head}`, ...settingLines(settings).map((line) => `#   ${line}`)];
}
