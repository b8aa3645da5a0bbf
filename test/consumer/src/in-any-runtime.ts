import {
  isMatrixAppserviceError,
  isUserId,
  mergeKeyQuery,
  operations,
  readTransaction,
  restrictKeyQuery,
  writeTransaction,
  type Finding,
  type FindingCode,
  type MatrixAppserviceError,
} from 'matrix-encrypted-appservice';
import {
  createAppserviceHandler,
  createClaimLedger,
  type AppserviceHandler,
  type AppserviceStore,
} from 'matrix-encrypted-appservice/appservice';
import { appserviceChecks, homeserverChecks } from 'matrix-encrypted-appservice/check';
import { createAppserviceClient, createFederationClient, createPathMemory } from 'matrix-encrypted-appservice/client';
import type { EncryptionOptions } from 'matrix-encrypted-appservice/encryption';
import {
  canonicalJson,
  createRequestSigner,
  importSigningKey,
  signJson,
  verifyRequest,
} from 'matrix-encrypted-appservice/federation';
import exampleIndex from 'matrix-encrypted-appservice/examples/index.json' with { type: 'json' };
import exampleQuery from 'matrix-encrypted-appservice/examples/key-query-minimal.json' with { type: 'json' };
import { createKeyProxy, prometheusText, type LocalKeys } from 'matrix-encrypted-appservice/homeserver';
import document from 'matrix-encrypted-appservice/openapi/application-service-keys.json' with { type: 'json' };
import registrations from 'matrix-encrypted-appservice/openapi/application-service-registration.json' with { type: 'json' };
import transactions from 'matrix-encrypted-appservice/openapi/application-service-transactions.json' with { type: 'json' };
import devices from 'matrix-encrypted-appservice/openapi/client-server-devices.json' with { type: 'json' };
import clientServer from 'matrix-encrypted-appservice/openapi/client-server-keys.json' with { type: 'json' };
import messages from 'matrix-encrypted-appservice/openapi/client-server-messages.json' with { type: 'json' };
import rooms from 'matrix-encrypted-appservice/openapi/client-server-rooms.json' with { type: 'json' };
import users from 'matrix-encrypted-appservice/openapi/client-server-users.json' with { type: 'json' };
import serverServer from 'matrix-encrypted-appservice/openapi/server-server-user-keys.json' with { type: 'json' };
import {
  createNamespaces,
  lintRegistration,
  masqueradeParameters,
  readRegistration,
} from 'matrix-encrypted-appservice/registration';
import querySchema from 'matrix-encrypted-appservice/schemas/key-query.json' with { type: 'json' };
import fileSchema from 'matrix-encrypted-appservice/schemas/registration-file.json' with { type: 'json' };
import { createPostgresStore, createSqliteStore } from 'matrix-encrypted-appservice/sql';
import type {
  AppserviceRegistration,
  DeviceKeys,
  KeyQueryResponse,
  RequestOf,
  ResponseOf,
  ServerServerApi,
  UserId,
} from 'matrix-encrypted-appservice/types';
import { createUndiciTransport } from 'matrix-encrypted-appservice/undici';
import { isKeyQuery, isKeyQueryResponse, isTransactionBody } from 'matrix-encrypted-appservice/validators';
import mergeVectors from 'matrix-encrypted-appservice/vectors/merging-key-queries.json' with { type: 'json' };

const ghost: UserId = '@irc_ann:example.org';
const phone: DeviceKeys = {
  user_id: ghost,
  device_id: 'PHONE',
  algorithms: ['m.megolm.v1.aes-sha2'],
  keys: { 'ed25519:PHONE': 'key' },
  signatures: { [ghost]: { 'ed25519:PHONE': 'signature' } },
};
const keys: KeyQueryResponse = { device_keys: { [ghost]: { PHONE: phone } } };

const { registration } = readRegistration({
  id: 'irc',
  url: 'http://appservice.test',
  as_token: 'as-secret',
  hs_token: 'hs-secret',
  sender_localpart: 'ircbot',
  namespaces: { users: [{ exclusive: true, regex: '@irc_.*:example\\.org' }] },
});

/** Uses every subpath that needs no particular runtime, and says what came of it. */
export async function useInAnyRuntime(): Promise<Record<string, unknown>> {
  return {
    ...pureFunctions(),
    ...validators(),
    ...registrationFunctions(registration),
    documents: documents.map(({ info }) => info.title),
    schemas: [querySchema.$id, fileSchema.$id],
    vectors: mergeVectors.cases[0]?.rule,
    examples: [exampleIndex['key-query-minimal.json'].schemas, isKeyQuery(exampleQuery)],
    keyMode,
    appservice: await inAnAppservice(),
    homeserver: await inAHomeserver(),
    federation: await betweenHomeservers(),
    checks: [...appserviceChecks, ...homeserverChecks].some(({ needed }) => needed),
    transport: typeof createUndiciTransport({ dispatch: () => undefined }),
    sql: [await refusalOf(createSqliteStore), await refusalOf(createPostgresStore)],
  };
}

const documents = [document, registrations, transactions, devices, clientServer, messages, rooms, users, serverServer];

/** The encryption needs two peers to run, and none to be named. */
const keyMode: NonNullable<EncryptionOptions['keys']> = 'one-time-keys-served';

function pureFunctions(): Record<string, unknown> {
  const read = readTransaction({ events: [], 'org.matrix.msc3202.device_lists': { changed: [ghost] } });
  const codes: FindingCode[] = read.findings.map((finding: Finding) => finding.code);
  const { answer } = restrictKeyQuery(keys, { [ghost]: ['PHONE'] });
  return {
    isUserId: isUserId(ghost),
    merged: Object.keys(mergeKeyQuery({}, answer).device_keys?.[ghost] ?? {}),
    changed: read.transaction.device_lists?.changed,
    codes,
    written: Object.keys(writeTransaction(read.transaction, 'unstable')),
    paths: operations.applicationService.queryKeys.paths,
  };
}

function validators(): Record<string, unknown> {
  const payload: unknown = { device_keys: { [ghost]: { PHONE: 1 } } };
  const narrowed: string[] = isKeyQueryResponse(payload) ? Object.keys(payload.device_keys ?? {}) : [];
  const result = isTransactionBody['~standard'].validate({ events: [] });
  return {
    narrowed,
    faults: isKeyQueryResponse.errors.map(({ pointer }) => pointer),
    isStandardSchema: 'value' in result ? result.value.events.length === 0 : false,
  };
}

function registrationFunctions(ours: AppserviceRegistration): Record<string, unknown> {
  const findings = lintRegistration(ours, { name: 'synapse', version: '1.157.0' });
  return {
    owner: createNamespaces([ours], 'example.org').ownerOf(ghost)?.id,
    advice: findings.some(({ severity, message }) => severity === 'error' && message.includes('receive_ephemeral')),
    masquerade: masqueradeParameters({ userId: ghost, deviceId: 'PHONE' }).toString(),
  };
}

/** A handler with a claim ledger. */
async function createHandler(onTransaction: (id: string) => void): Promise<AppserviceHandler> {
  const ledger = createClaimLedger();
  await ledger.add(ghost, 'PHONE', { 'curve25519:A': 'key' });
  return createAppserviceHandler(
    {
      queryKeys: (query, { signal }) => (ghost in query && !signal.aborted ? keys : {}),
      claimKeys: (claim) => ledger.claim(claim),
      onEvent: (event, { id }) => {
        onTransaction(`${id}: ${event.type}`);
      },
    },
    { hsToken: registration.hs_token },
  );
}

async function inAnAppservice(): Promise<Record<string, unknown>> {
  const seen: string[] = [];
  const handler = await createHandler((line) => seen.push(line));
  const fetch = (request: Request): Promise<Response> => handler.fetch(request);
  const client = createAppserviceClient(registration, { fetch, paths: createPathMemory() });
  const claim = { [ghost]: { PHONE: ['curve25519', 'curve25519'] } };
  const event = { event_id: '$1', room_id: '!1', sender: ghost, type: 'm.room.message', origin_server_ts: 0 };
  await client.sendTransaction('1', { events: [{ ...event, content: { body: 'Hello' } }] });
  return {
    queried: Object.keys((await client.queryKeys({ [ghost]: [] })).device_keys ?? {}),
    claimed: await client.claimKeys(claim),
    seen,
    refused: await failureOf(createAppserviceClient({ ...registration, hs_token: 'wrong' }, { fetch }).ping()),
  };
}

async function inAHomeserver(): Promise<Record<string, unknown>> {
  const handler = await createHandler(() => undefined);
  const local: LocalKeys = {
    queryKeys: () => Promise.resolve({ device_keys: {} }),
    claimKeys: () => Promise.resolve({}),
    fallbackKeys: () => Promise.resolve({}),
    userDevices: (userId) => Promise.resolve({ user_id: userId, stream_id: 1, devices: [] }),
  };
  const proxy = createKeyProxy({
    serverName: 'example.org',
    registrations: [registration],
    local,
    fetch: (request) => handler.fetch(request),
  });
  const answer = await proxy.queryKeys({ [ghost]: [] }, { userId: '@bob:example.org' });
  const [line] = prometheusText(proxy.metrics()).split('\n');
  return { devices: Object.keys(answer.device_keys?.[ghost] ?? {}), hasMetrics: line?.startsWith('# HELP') };
}

/** The name of the error that something other than a database gets. */
async function refusalOf(open: (database: never) => Promise<AppserviceStore>): Promise<string> {
  const nothing: unknown = null;
  return open(nothing as never).then(
    () => '',
    (error: unknown) => (error instanceof Error ? error.name : ''),
  );
}

async function betweenHomeservers(): Promise<Record<string, unknown>> {
  const key = await importSigningKey('YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1');
  type Query = RequestOf<ServerServerApi, 'queryKeys'>;
  type Answer = ResponseOf<ServerServerApi, 'queryKeys'>;
  const query: Query = { device_keys: { [ghost]: [] } };
  const verdicts: boolean[] = [];
  const client = createFederationClient({
    origin: 'remote.example',
    sign: createRequestSigner({ origin: 'remote.example', keyId: 'ed25519:1', key }),
    resolve: () => Promise.resolve(new URL('http://example.test')),
    fetch: async (request) => {
      const verdict = await verifyRequest({
        method: request.method,
        target: new URL(request.url).pathname,
        authorization: request.headers.get('authorization') ?? undefined,
        body: new Uint8Array(await request.arrayBuffer()),
        serverName: 'example.org',
        keysOf: () => Promise.resolve({ key: key.publicKey }),
      });
      verdicts.push(verdict.valid);
      return Response.json({ device_keys: { [ghost]: {} } } satisfies Answer);
    },
  });
  const answer: Answer = await client.queryKeys('example.org', query);
  const signed = await signJson({ b: 1, a: 2 }, { entity: 'remote.example', keyId: 'ed25519:1', key });
  return { answer, verdicts, canonical: canonicalJson({ b: 1, a: 2 }), signers: Object.keys(signed.signatures) };
}

/** What must not compile: were a type lost on the way here and `any` in its place, these lines would be wrong. */
export function mistakes(): void {
  // @ts-expect-error: no user ID
  mergeKeyQuery({ device_keys: { ann: {} } }, keys);
  // @ts-expect-error: no such handler
  createAppserviceHandler({ queryKey: () => keys }, { hsToken: 'hs-secret' });
  // @ts-expect-error: a claim names algorithms
  void createAppserviceClient(registration).claimKeys({ [ghost]: { PHONE: 'curve25519' } });
  // @ts-expect-error: `local` is missing
  createKeyProxy({ serverName: 'example.org', registrations: [registration] });
  // @ts-expect-error: `sign` is missing
  createFederationClient({ origin: 'example.org', resolve: () => Promise.resolve(new URL('https://example.org')) });
  // @ts-expect-error: the document has a title, and no name
  String(document.info.name);
}

/** What a call failed with, told by a `switch` that knows every error. */
async function failureOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'nothing';
  } catch (error) {
    return isMatrixAppserviceError(error) ? describeError(error) : 'something else';
  }
}

function describeError(error: MatrixAppserviceError): string {
  switch (error.name) {
    case 'MatrixHttpError':
      return `${error.status} ${error.errcode ?? ''}`;
    case 'UnrecognizedEndpointError':
      return error.paths.join();
    default:
      return error.code;
  }
}
