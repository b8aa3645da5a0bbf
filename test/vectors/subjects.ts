import { canonicalJson, importSigningKey, parseSignedBody, signJson } from '../../src/federation/index.js';
import { verifyCrossSigning, verifyDeviceKeys, verifyJson, verifyRequest } from '../../src/federation/index.js';
import type { DeviceCheck } from '../../src/federation/index.js';
import { createAppserviceClient } from '../../src/client/index.js';
import { BackingOffError, PayloadError, RegistrationError, UnrecognizedEndpointError } from '../../src/errors.js';
import type { Finding } from '../../src/findings.js';
import { mergeKeyClaim } from '../../src/keys/merge-key-claim.js';
import { mergeKeyQuery } from '../../src/keys/merge-key-query.js';
import { outstandingKeyClaim } from '../../src/keys/outstanding-key-claim.js';
import { restrictKeyClaim } from '../../src/keys/restrict-key-claim.js';
import { restrictKeyQuery } from '../../src/keys/restrict-key-query.js';
import { visibleKeyQuery, type KeyQueryViewer } from '../../src/keys/visible-key-query.js';
import { isUnknownRoute } from '../../src/paths/select-path.js';
import { createNamespaces } from '../../src/registration/namespaces.js';
import { readTransaction } from '../../src/transactions/read-transaction.js';
import type {
  AppserviceRegistration,
  KeyClaim,
  KeyClaimResponse,
  KeyQuery,
  KeyQueryResponse,
} from '../../src/types.js';

/** Does what a file of vectors is about: turns the input of a case into what it should expect. */
export type Subject = (input: never) => unknown;

/** The package, as what each file of vectors is about. */
export const subjects: Readonly<Record<string, Subject>> = {
  'reading-transactions': readingTransactions,
  'merging-key-queries': ({ homeserver, appservices }: MergeInput) => appservices.reduce(mergeKeyQuery, homeserver),
  'restricting-key-queries': restrictingKeyQueries,
  'viewing-key-queries': ({ response, viewer }: { response: KeyQueryResponse; viewer: KeyQueryViewer }) =>
    visibleKeyQuery(response, viewer),
  'claiming-keys': claimingKeys,
  'recognising-unknown-routes': ({ status, body }: AnswerInput) => isUnknownRoute(status, parsed(body)),
  'negotiating-paths': negotiatingPaths,
  'owning-users': owningUsers,
  'canonical-json': canonical,
  'signing-json': async ({ object, entity, keyId, seed }: SigningInput) =>
    signJson(object, { entity, keyId, key: await importSigningKey(seed) }),
  'verifying-signatures': async ({ object, entity, keys }: SignedInput) =>
    (await verifyJson(object, { entity, keys })).valid,
  'verifying-devices': verifyingDevices,
  'verifying-cross-signing': verifyingCrossSigning,
  'verifying-requests': verifyingRequests,
};

/** Answers to a key query, in the order of their merging. */
export interface MergeInput {
  readonly homeserver: KeyQueryResponse;
  readonly appservices: readonly KeyQueryResponse[];
}

/** A claim, and what two sides have for it. */
export interface ClaimInput {
  readonly claim: KeyClaim;
  readonly homeserver: KeyClaimResponse;
  readonly appservice: unknown;
}

/** Status and body of an answer. */
export interface AnswerInput {
  readonly status: number;
  readonly body: string;
}

/** Key queries of one client. */
export interface NegotiationInput {
  readonly prefer?: 'stable' | 'unstable';
  readonly answers: readonly Readonly<Record<'stable' | 'unstable', AnswerInput>>[];
}

/** Registrations as far as they matter for owners. */
export interface OwnersInput {
  readonly serverName: string;
  readonly registrations: readonly Pick<AppserviceRegistration, 'id' | 'sender_localpart' | 'namespaces'>[];
  readonly users: readonly string[];
}

interface SigningInput {
  readonly object: object;
  readonly entity: string;
  readonly keyId: string;
  readonly seed: string;
}

interface SignedInput {
  readonly object: unknown;
  readonly entity: string;
  readonly keys: Record<string, string>;
}

interface DeviceInput {
  readonly deviceKeys: unknown;
  readonly userId: string;
  readonly deviceId: string;
  readonly keyQuery?: KeyQueryResponse;
}

interface RequestInput {
  readonly method: string;
  readonly target: string;
  readonly authorization: readonly string[];
  readonly body?: string;
  readonly serverName: string;
  readonly keys: Record<string, Record<string, { key: string; validUntilMs?: number }>>;
  readonly nowMs: number;
}

function readingTransactions(body: unknown): unknown {
  try {
    const { transaction, findings } = readTransaction(body);
    return { transaction, reports: findings.map(({ pointer }) => pointer) };
  } catch (error) {
    if (error instanceof PayloadError) return { refusedAt: error.issues[0]?.pointer };
    throw error;
  }
}

function restrictingKeyQueries({ query, answer }: { query: KeyQuery; answer: unknown }): unknown {
  const restricted = restrictKeyQuery(answer, query);
  return { answer: restricted.answer, dropped: droppedIn(restricted.findings) };
}

function claimingKeys({ claim, homeserver, appservice }: ClaimInput): unknown {
  const asked = outstandingKeyClaim(claim, homeserver);
  const restricted = restrictKeyClaim(appservice, asked);
  const answer = mergeKeyClaim(homeserver, restricted.answer);
  return { asked, answer, dropped: droppedIn(restricted.findings), missing: outstandingKeyClaim(claim, answer) };
}

/** Nothing is lost with a finding of severity `info`. */
function droppedIn(findings: readonly Finding[]): string[] {
  return findings.filter(({ severity }) => severity !== 'info').map(({ pointer }) => pointer);
}

async function negotiatingPaths({ prefer, answers }: NegotiationInput): Promise<unknown> {
  let asked: string[] = [];
  let current = answers[0];
  const client = createAppserviceClient(registrationOf({ id: 'a', sender_localpart: 'bot', namespaces: {} }), {
    ...(prefer === undefined ? {} : { prefer }),
    now: () => 0,
    fetch: (request) => {
      const path = new URL(request.url).pathname.includes('/unstable/') ? 'unstable' : 'stable';
      asked.push(path);
      const { status = 0, body = '' } = current?.[path] ?? {};
      return Promise.resolve(new Response(body, { status }));
    },
  });
  const results: unknown[] = [];
  for (const answer of answers) {
    asked = [];
    current = answer;
    const outcome = await client.queryKeys({}).then(() => 'answer', outcomeOf);
    results.push({ asked, outcome });
  }
  return results;
}

function outcomeOf(error: unknown): string {
  return error instanceof UnrecognizedEndpointError || error instanceof BackingOffError ? 'unknown' : 'error';
}

function owningUsers({ serverName, registrations, users }: OwnersInput): unknown {
  try {
    const { ownerOf } = createNamespaces(registrations.map(registrationOf), serverName);
    return Object.fromEntries(users.map((user) => [user, ownerOf(user)?.id ?? null]));
  } catch (error) {
    if (error instanceof RegistrationError) return { refused: true };
    throw error;
  }
}

function registrationOf(part: OwnersInput['registrations'][number], index = 0): AppserviceRegistration {
  return { url: 'http://127.0.0.1:1', as_token: `as-${String(index)}`, hs_token: 'hs', ...part };
}

function canonical(text: string): unknown {
  try {
    return { canonical: canonicalJson(parseSignedBody(new TextEncoder().encode(text))) };
  } catch {
    return { refused: true };
  }
}

async function verifyingDevices({ deviceKeys, userId, deviceId, keyQuery }: DeviceInput): Promise<string> {
  const verdict = await verifyDeviceKeys(deviceKeys, { userId, deviceId }, { keyQuery });
  if (verdict.valid) return 'valid';
  return verdict.selfAsserted === true ? 'self-asserted' : 'invalid';
}

async function verifyingCrossSigning({
  response,
  userId,
}: {
  response: KeyQueryResponse;
  userId: string;
}): Promise<unknown> {
  const { selfSigningKey, userSigningKey, devices } = await verifyCrossSigning(response, userId);
  const verdicts = Object.entries(devices).map(
    ([deviceId, { ownSignature, crossSignature }]: [string, DeviceCheck]) => [
      deviceId,
      { signedItself: ownSignature.valid, crossSigned: crossSignature.valid },
    ],
  );
  return {
    ...(selfSigningKey === undefined ? {} : { selfSigningKey: selfSigningKey.verdict.valid }),
    ...(userSigningKey === undefined ? {} : { userSigningKey: userSigningKey.verdict.valid }),
    devices: Object.fromEntries(verdicts) as unknown,
  };
}

async function verifyingRequests({ keys, nowMs, body, ...request }: RequestInput): Promise<unknown> {
  const verdict = await verifyRequest({
    ...request,
    authorization: request.authorization.length === 0 ? undefined : request.authorization,
    ...(body === undefined ? {} : { body: new TextEncoder().encode(body) }),
    keysOf: (origin, keyId) => Promise.resolve(keys[origin]?.[keyId]),
    now: () => nowMs,
  });
  return verdict.valid ? { origin: verdict.origin } : { refused: verdict.status };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
