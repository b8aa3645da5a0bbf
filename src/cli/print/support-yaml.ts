import type { SupportEntry } from '../../check/homeserver/support-entry.js';
import { yamlString } from './registration-yaml.js';
import type { Text } from './text.js';

/** Writes an entry of `openapi/support.yaml` as it stands there. */
export function supportYaml({ name, configuration, newest, facts }: SupportEntry): Text[] {
  return [
    `  - name: ${plainOrQuoted(name)}`,
    ...(configuration === undefined ? [] : [`    configuration: ${plainOrQuoted(configuration)}`]),
    `    newest: ${yamlString(newest)}`,
    '    facts:',
    ...facts.flatMap(({ of, from, works, registration, settings, note, source }) => [
      `      - of: [${of.join(', ')}]`,
      ...(from === undefined ? [] : [`        from: ${yamlString(from)}`]),
      `        works: ${works === 'unknown' ? works : yamlString(works)}`,
      ...(registration === undefined ? [] : [`        registration: [${registration.map(flags).join(', ')}]`]),
      ...(settings === undefined ? [] : [`        settings: [${settings.map(yamlString).join(', ')}]`]),
      ...(note === undefined ? [] : [`        note: ${yamlString(note)}`]),
      `        source: ${yamlString(source)}`,
    ]),
  ];
}

function flags(either: readonly string[]): string {
  return `[${either.join(', ')}]`;
}

function plainOrQuoted(text: string): string {
  return /^[A-Za-z][\w.-]*$/.test(text) ? text : yamlString(text);
}
