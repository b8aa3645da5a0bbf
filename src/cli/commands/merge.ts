import { isKeyQuery, isKeyQueryResponse, type ValidationError } from '../../../generated/validators/index.js';
import { shortPointer } from '../../findings.js';
import { firstFault } from '../../lenient-check.js';
import { isUserId, type UserId } from '../../identifiers.js';
import { isJsonObject, setOwn } from '../../json-objects.js';
import { crossSigningMaps } from '../../keys/cross-signing-maps.js';
import { mergeKeyQuery } from '../../keys/merge-key-query.js';
import { restrictKeyQuery } from '../../keys/restrict-key-query.js';
import { unsignedCrossSigningKeys } from '../../keys/unsigned-cross-signing-keys.js';
import { visibleKeyQuery, type KeyQueryViewer } from '../../keys/visible-key-query.js';
import type { KeyQuery, KeyQueryResponse } from '../../types.js';
import { CliError, usageError } from '../cli-error.js';
import type { Command } from '../command.js';
import { findingLines, hasErrors, placeFindings, remarksOf } from '../print/finding-lines.js';
import type { JsonDocument } from '../json/json-document.js';
import { jsonLines } from '../print/text.js';
import { keyOriginsOf } from '../key-origins.js';
import { originLines } from '../print/origin-lines.js';
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
    const viewer = viewerOf(value('viewer'));
    const homeserverFile = await readJsonInput(homeserverPath, world);
    const appserviceFile = await readJsonInput(appservicePath, world);
    const homeserver = responseIn(homeserverFile);
    const query =
      queryPath === undefined ? queryFor(appserviceFile.value) : queryIn(await readJsonInput(queryPath, world));

    const { answer: appservice, findings: dropped } = restrictKeyQuery(appserviceFile.value, query);
    const merged = mergeKeyQuery(homeserver, appservice);
    const visible = viewer === undefined ? undefined : visibleKeyQuery(merged, viewer);
    const findings = [
      ...placeFindings(dropped, appserviceFile),
      ...unsignedCrossSigningKeys(merged, Object.keys(query).filter(isUserId)),
      ...remarksOf(homeserverFile),
      ...remarksOf(appserviceFile),
    ];
    const origins = keyOriginsOf({ homeserver, appservice, merged, visible });
    const answer = visible ?? merged;
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

function viewerOf(viewer: string | undefined): KeyQueryViewer | undefined {
  if (viewer === undefined) return undefined;
  if (viewer === '') throw usageError('--viewer must be a user or a server');
  // As a user it would match no one, and the answer would silently be cut as for a stranger.
  if (/^@[^:]*:?$/.test(viewer)) {
    throw usageError(`--viewer ${viewer} is not a user ID, which names a server: @bob:example.org`);
  }
  return isUserId(viewer) ? { userId: viewer } : { serverName: viewer };
}

function responseIn(document: JsonDocument): KeyQueryResponse {
  const { value } = document;
  if (isKeyQueryResponse(value)) return value;
  throw contentError('a key query response', document, firstFault(isKeyQueryResponse, value));
}

function queryIn(document: JsonDocument): KeyQuery {
  const { value } = document;
  if (isJsonObject(value) && isJsonObject(value['device_keys'])) {
    const hint = 'An appservice is asked with the map itself: remove the object with device_keys around it.';
    throw new CliError('CONTENT', `${document.name}: is the key query of a client or a server`, hint);
  }
  if (isKeyQuery(value)) return value;
  throw contentError('a key query', document, firstFault(isKeyQuery, value));
}

function contentError(what: string, document: JsonDocument, { pointer, message }: ValidationError): CliError {
  const { line = 1, column = 1 } = document.positionsOf([pointer]).get(pointer) ?? {};
  const where = pointer === '' ? 'it' : document.hide(shortPointer(pointer));
  return new CliError('CONTENT', `${document.name}:${line}:${column}: not ${what}: ${where} ${message}`);
}

/** Makes a query for every user in an answer. */
function queryFor(answer: unknown): KeyQuery {
  const query: Record<UserId, string[]> = {};
  if (!isJsonObject(answer)) return query;
  for (const map of ['device_keys', ...crossSigningMaps]) {
    const users = answer[map];
    for (const user of isJsonObject(users) ? Object.keys(users) : []) if (isUserId(user)) setOwn(query, user, []);
  }
  return query;
}
