import { describe, expect, it } from 'vitest';
import { isObject, objectAt, stringAt, stringsAt, type Json, type JsonObject } from '../../scripts/generate/json.js';
import { bodyExamples, documents, operationsOf, resolve } from './documents.js';

const operations = documents.flatMap((bundled) =>
  operationsOf(bundled).map((operation) => ({ ...operation, document: bundled.document })),
);

it('the documents of all three APIs are there', () => {
  expect(documents.map(({ name }) => name).sort()).toEqual([
    'application-service-keys',
    'application-service-registration',
    'application-service-transactions',
    'client-server-devices',
    'client-server-keys',
    'client-server-messages',
    'client-server-rooms',
    'client-server-users',
    'server-server-user-keys',
  ]);
});

describe('the documents', () => {
  it('have what a homeserver asks of an application service (rule W1)', () => {
    expect(operationsUnder('/_matrix/app/')).toEqual([
      'POST /_matrix/app/unstable/org.matrix.msc3983/keys/claim',
      'POST /_matrix/app/unstable/org.matrix.msc3984/keys/query',
      'POST /_matrix/app/v1/keys/claim',
      'POST /_matrix/app/v1/keys/query',
      'POST /_matrix/app/v1/ping',
      'PUT /_matrix/app/v1/transactions/{txnId}',
    ]);
  });

  it('have what homeservers ask of each other (rule W2)', () => {
    expect(operationsUnder('/_matrix/federation/')).toEqual([
      'GET /_matrix/federation/v1/user/devices/{userId}',
      'POST /_matrix/federation/unstable/org.matrix.msc3983/user/keys/claim',
      'POST /_matrix/federation/v1/user/keys/claim',
      'POST /_matrix/federation/v1/user/keys/query',
    ]);
  });

  it('have what clients ask about keys (rule W3)', () => {
    const ofKeys = operationsUnder('/_matrix/client/').filter((operation) => operation.includes('/keys/'));
    expect(ofKeys).toEqual([
      'POST /_matrix/client/unstable/org.matrix.msc3983/keys/claim',
      'POST /_matrix/client/v3/keys/claim',
      'POST /_matrix/client/v3/keys/device_signing/upload',
      'POST /_matrix/client/v3/keys/query',
      'POST /_matrix/client/v3/keys/signatures/upload',
      'POST /_matrix/client/v3/keys/upload',
    ]);
  });

  it('have what an application service asks to have devices without logging in (rule G7)', () => {
    const others = operationsUnder('/_matrix/client/').filter((operation) =>
      /\/(?:devices|whoami|ping|register)\b/.test(operation),
    );
    expect(others).toEqual([
      'DELETE /_matrix/client/v3/devices/{deviceId}',
      'GET /_matrix/client/v3/account/whoami',
      'GET /_matrix/client/v3/devices',
      'GET /_matrix/client/v3/devices/{deviceId}',
      'POST /_matrix/client/v1/appservice/{appserviceId}/ping',
      'POST /_matrix/client/v3/register',
      'PUT /_matrix/client/v3/devices/{deviceId}',
    ]);
  });

  it('have what an encrypted application service asks to send, receive and share rooms (rule E2, R8)', () => {
    const others = [...operationsUnder('/_matrix/client/'), ...operationsUnder('/_matrix/media/')].filter(
      (operation) => !/\/keys\/|\/(?:devices|whoami|ping|register)\b/.test(operation),
    );
    expect(others).toEqual([
      'GET /_matrix/client/v1/media/download/{serverName}/{mediaId}',
      'GET /_matrix/client/v3/profile/{userId}',
      'GET /_matrix/client/v3/profile/{userId}/{keyName}',
      'GET /_matrix/client/v3/rooms/{roomId}/joined_members',
      'GET /_matrix/client/v3/rooms/{roomId}/members',
      'GET /_matrix/client/v3/rooms/{roomId}/state',
      'GET /_matrix/client/v3/rooms/{roomId}/state/{eventType}/{stateKey}',
      'GET /_matrix/client/v3/sync',
      'GET /_matrix/client/v3/user/{userId}/account_data/{type}',
      'POST /_matrix/client/v3/createRoom',
      'POST /_matrix/client/v3/join/{roomIdOrAlias}',
      'POST /_matrix/client/v3/rooms/{roomId}/invite',
      'POST /_matrix/client/v3/rooms/{roomId}/leave',
      'PUT /_matrix/client/v3/profile/{userId}/{keyName}',
      'PUT /_matrix/client/v3/rooms/{roomId}/redact/{eventId}/{txnId}',
      'PUT /_matrix/client/v3/rooms/{roomId}/send/{eventType}/{txnId}',
      'PUT /_matrix/client/v3/rooms/{roomId}/state/{eventType}/{stateKey}',
      'PUT /_matrix/client/v3/sendToDevice/{eventType}/{txnId}',
      'PUT /_matrix/client/v3/user/{userId}/account_data/{type}',
      'POST /_matrix/media/v3/upload',
    ]);
  });
});

/** The operations whose paths begin so, sorted: `POST /_matrix/…`. */
function operationsUnder(prefix: string): string[] {
  return operations
    .filter(({ path }) => path.startsWith(prefix))
    .map(({ path, method }) => `${method.toUpperCase()} ${path}`)
    .sort();
}

describe.each(operations)('$name', ({ path, operation, document }) => {
  it('says what it is: an ID, a tag, a summary, a description', () => {
    expect(stringAt(operation, 'operationId')).toMatch(/^[a-z][A-Za-z]+$/);
    expect(stringsAt(operation, 'tags')).toHaveLength(1);
    expect(stringAt(operation, 'summary')).toMatch(/^[A-Z].*[.)]$/);
    expect(stringAt(operation, 'description')).toMatch(/^[A-Z]/);
  });

  it('says how settled it is: draft with MSC and unstable path, or stable', () => {
    const state = stringAt(operation, 'x-msc-state');
    expect(['draft', 'stable']).toContain(state);
    if (state === 'draft') {
      expect(stringAt(operation, 'x-msc')).toMatch(/^MSC\d+$/);
      const otherPath = stringAt(operation, 'x-unstable-path') ?? stringAt(operation, 'x-stable-path');
      expect(otherPath === undefined).toBe(operation['x-unstable-only'] === true);
    } else if (stringAt(operation, 'x-msc') !== undefined) {
      expect(stringAt(operation, 'x-added-in-matrix-version')).toMatch(/^1\.\d+$/);
    }
  });

  it('has its unstable prefix beside the version, not under it, and only there (W1)', () => {
    expect(path).not.toMatch(/\/v\d+\/unstable\//);
    const isUnstable = stringAt(operation, 'x-stable-path') !== undefined || operation['x-unstable-only'] === true;
    expect(/^\/_matrix\/(app|client|federation)\/unstable\//.test(path)).toBe(isUnstable);
  });

  it('shows at least two requests and two answers, where there is more than one to show', () => {
    for (const body of bodiesOf(operation, document).filter((each) => canVary(each, document))) {
      const shown = bodyExamples('', body, document).map(({ value }) => JSON.stringify(value));
      expect(new Set(shown).size).toBeGreaterThanOrEqual(2);
    }
  });
});

it('more than twenty bodies can vary, and so show several examples', () => {
  const varying = operations.flatMap(({ operation, document }) =>
    bodiesOf(operation, document).filter((body) => canVary(body, document)),
  );
  expect(varying.length).toBeGreaterThan(20);
});

it.each(operations)(
  '$name documents the refusals that any request may meet, each with an example (A1–A4)',
  ({ path, operation, document }) => {
    const responses = objectAt(operation, 'responses');
    const ofApi = path.startsWith('/_matrix/app/') ? ['504'] : ['429'];
    const ofBody = operation['requestBody'] === undefined ? [] : ['413'];
    for (const status of ['400', '401', '403', '404', '405', '500', ...ofApi, ...ofBody]) {
      const shown = bodyExamples('', resolve(responses[status], document), document);
      expect(shown, `examples of the answer ${status}`).not.toHaveLength(0);
    }
  },
);

it.each(operations)('$name names every errcode that its refusals show', ({ operation, document }) => {
  const refusals = Object.entries(objectAt(operation, 'responses')).filter(([status]) => Number(status) >= 400);
  for (const [, response] of refusals) {
    const resolved = resolve(response, document);
    const codes = bodyExamples('', resolved, document).flatMap(({ value }) =>
      isObject(value) ? (stringAt(value, 'errcode') ?? []) : [],
    );
    expect(codes).not.toHaveLength(0);
    const description = stringAt(resolved, 'description') ?? '';
    expect(codes.filter((code) => !description.includes(`\`${code}\``))).toEqual([]);
  }
});

it.each(operations.filter(({ path }) => /^\/_matrix\/(client|media)\/(?!v1\/appservice\/)/.test(path)))(
  '$name lets an application service say for whom it acts, under every name (G6)',
  ({ path, operation, document }) => {
    const ofPath = objectAt(document, 'paths', path)['parameters'];
    const parameters = [operation['parameters'], ofPath].flatMap((list) => (Array.isArray(list) ? list : []));
    const names = parameters.map((parameter) => stringAt(resolve(parameter, document), 'name'));
    const isRegistration = path.endsWith('/register');
    for (const name of ['user_id', 'device_id', 'org.matrix.msc3202.device_id']) {
      expect(names.includes(name)).toBe(!isRegistration);
    }
  },
);

it('requests over federation are signed, and a ping is asked for with the token of an application service', () => {
  const schemes = operations.map(({ path, operation, document }) => {
    const [requirement] = (operation['security'] ?? document['security']) as JsonObject[];
    return { path, scheme: Object.keys(requirement ?? {})[0] };
  });
  for (const { path, scheme } of schemes) {
    if (path.startsWith('/_matrix/federation/')) expect(scheme).toBe('signedRequest');
    else if (path.startsWith('/_matrix/app/')) expect(scheme).toBe('homeserverAccessToken');
    else expect(scheme).toBe(path.endsWith('/ping') ? 'appserviceAccessToken' : 'accessToken');
  }
});

it.each(documents)(
  '$name says of every field with names of a draft which MSC it comes from, and its state',
  (bundled) => {
    const unsaid = schemasWithin(bundled.document['components'] ?? {}).filter(
      (schema) =>
        (schema['x-unstable-names'] !== undefined || schema['x-msc'] !== undefined) &&
        !(
          /^MSC\d+$/.test(stringAt(schema, 'x-msc') ?? '') &&
          /^(draft|stable)$/.test(stringAt(schema, 'x-msc-state') ?? '')
        ),
    );
    expect(unsaid).toEqual([]);
  },
);

/** The bodies of an operation: of its request, and of its answer. */
function bodiesOf(operation: JsonObject, document: JsonObject): JsonObject[] {
  return [objectAt(operation, 'requestBody'), resolve(objectAt(operation, 'responses')['200'], document)];
}

/** Whether a body is there and its schema has anything in it that can differ; the schema of `{}` has not. */
function canVary(body: JsonObject, document: JsonObject): boolean {
  const schema = resolve(objectAt(body, 'content', 'application/json')['schema'], document);
  return schema['properties'] !== undefined || schema['patternProperties'] !== undefined;
}

function schemasWithin(node: Json): JsonObject[] {
  if (Array.isArray(node)) return node.flatMap(schemasWithin);
  return isObject(node) ? [node, ...Object.values(node).flatMap(schemasWithin)] : [];
}
