import { isKeyQuery, isKeyQueryResponse, type ValidationError } from '../../generated/validators/index.js';
import { shortPointer } from '../findings.js';
import { isUserId, type UserId } from '../identifiers.js';
import { isJsonObject, setOwn } from '../json-objects.js';
import { crossSigningMaps } from '../keys/cross-signing-maps.js';
import { mergeKeyQuery } from '../keys/merge-key-query.js';
import { restrictKeyQuery } from '../keys/restrict-key-query.js';
import { unsignedCrossSigningKeys } from '../keys/unsigned-cross-signing-keys.js';
import { type KeyQueryViewer, visibleKeyQuery } from '../keys/visible-key-query.js';
import { firstFault } from '../lenient-check.js';
import type { KeyQuery, KeyQueryResponse } from '../types.js';
import { CliError, usageError } from './cli-error.js';
import type { JsonDocument } from './json/json-document.js';
import { type KeyOrigin, keyOriginsOf } from './key-origins.js';
import { placeFindings, type PlacedFinding, remarksOf } from './print/finding-lines.js';

/** Answers to a key query, and what they are merged for. */
interface MergeInput {
  readonly homeserver: JsonDocument;
  readonly appservice: JsonDocument;
  /** Query that the appservice was asked. Default: one for every user in its answer. */
  readonly query?: JsonDocument | undefined;
  /** Viewer of the result. Default: none, so nothing is cut. */
  readonly viewer?: KeyQueryViewer | undefined;
}

/** A merged answer. */
interface MergedDocuments {
  /** Answer for the viewer. */
  readonly answer: KeyQueryResponse;
  readonly origins: readonly KeyOrigin[];
  readonly findings: readonly PlacedFinding[];
}

/**
 * Merges an appservice's answer to a key query onto the homeserver's own, like the key proxy.
 *
 * @throws {CliError} for a document that is no answer, or no query.
 */
export function mergeDocuments({
  homeserver: own,
  appservice: other,
  query: asked,
  viewer,
}: MergeInput): MergedDocuments {
  const homeserver = responseIn(own);
  const query = asked === undefined ? queryFor(other.value) : queryIn(asked);
  const { answer: appservice, findings: dropped } = restrictKeyQuery(other.value, query);
  const merged = mergeKeyQuery(homeserver, appservice);
  const visible = viewer === undefined ? undefined : visibleKeyQuery(merged, viewer);
  const findings = [
    ...placeFindings(dropped, other),
    ...unsignedCrossSigningKeys(merged, Object.keys(query).filter(isUserId)),
    ...remarksOf(own),
    ...remarksOf(other),
  ];
  const origins = keyOriginsOf({ homeserver, appservice, merged, visible });
  return { answer: visible ?? merged, origins, findings };
}

/**
 * Reads the viewer of an answer: a user or a server.
 *
 * @throws {CliError} for anything else.
 */
export function viewerNamed(viewer: string | undefined): KeyQueryViewer | undefined {
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
