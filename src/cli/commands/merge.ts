import { usageError } from '../cli-error.js';
import type { Command } from '../command.js';
import { mergeDocuments, viewerNamed } from '../merge-documents.js';
import { findingLines, hasErrors } from '../print/finding-lines.js';
import { originLines } from '../print/origin-lines.js';
import { jsonLines } from '../print/text.js';
import { readJsonInput } from '../read-input.js';
import { screenWidth } from '../world.js';

/** The `merge` command, which merges answers like the key proxy. */
export const merge: Command = {
  name: 'merge',
  summary: 'merges answers to a key query, and shows their origin',
  operands: 'HOMESERVER.json APPSERVICE.json',
  about: [
    "Merges an appservice's answer to a key query onto the homeserver's own, like the key proxy: the answer is cut down to " +
      'the query, a device or key that both have is taken from the appservice, and the result is cut to what the ' +
      'viewer may see. Shows the result, the origin of each device and key, and what was dropped. Use - for standard input.',
    'Without --query, the appservice counts as asked for every user in its answer. Without --viewer, nothing is ' +
      "cut. For a viewer, other users' signatures are cut and, for servers, display names.",
  ],
  options: {
    query: { value: 'QUERY.json', about: 'query that the appservice was asked: user → device IDs' },
    viewer: { value: 'VIEWER', about: 'viewer of the result: a user, @bob:example.org, or a server, remote.example' },
  },
  examples: ['merge homeserver.json appservice.json --viewer @bob:example.org'],
  json: {
    answer: 'the answer for the viewer',
    origins: '[{ user, kind, device, from, replaced, visible }]: of kind device, or a map of cross-signing keys',
    findings: '[{ code, severity, pointer, message, file, line, column }]',
  },
  async run({ operands, value }, world) {
    const [homeserverPath, appservicePath, ...others] = operands;
    if (homeserverPath === undefined || appservicePath === undefined || others.length > 0) {
      throw usageError('merge needs exactly two files');
    }
    const queryPath = value('query');
    if ([homeserverPath, appservicePath, queryPath].filter((path) => path === '-').length > 1) {
      throw usageError('standard input can be read only once');
    }
    const viewer = viewerNamed(value('viewer'));
    const homeserver = await readJsonInput(homeserverPath, world);
    const appservice = await readJsonInput(appservicePath, world);
    const query = queryPath === undefined ? undefined : await readJsonInput(queryPath, world);
    const { answer, origins, findings } = mergeDocuments({ homeserver, appservice, query, viewer });
    return {
      status: hasErrors(findings) ? 1 : 0,
      json: { answer, origins, findings },
      lines: [
        ...jsonLines(answer),
        ...originLines(origins, value('viewer')),
        ...findingLines('Findings', findings, screenWidth(world)),
      ],
    };
  },
};
