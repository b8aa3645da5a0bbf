import { describe, expect, it } from 'vitest';
import { objectAt, stringsAt, type JsonObject } from '../scripts/generate/json.js';
import {
  isClientKeyClaimResponse,
  isDevices,
  isJoinedMembers,
  isProfile,
  isRedaction,
  isRegisterResponse,
  isRoomMembers,
  isSignatureUploadResponse,
  isSyncResponse,
  type Guard,
} from '../generated/validators/index.js';
import { readPing } from '../src/appservice/request-body.js';
import { withoutNullKeys, withoutNullMaps } from '../src/client/optional-fields.js';
import { entriesOf } from '../src/client/answer-entries.js';
import type { HomeserverOperation } from '../src/client/index.js';
import { readPayload } from '../src/client/read-payload.js';
import { httpErrorOf } from '../src/client/read-answer.js';
import { type Finding, jsonPointer } from '../src/findings.js';
import { toKeyClaim } from '../src/keys/convert-key-claim.js';
import { toKeyQuery } from '../src/keys/convert-key-query.js';
import { restrictKeyClaim } from '../src/keys/restrict-key-claim.js';
import { restrictKeyQuery } from '../src/keys/restrict-key-query.js';
import { understoodMasquerade } from '../src/registration/masquerade.js';
import { readRegistration } from '../src/registration/read-registration.js';
import { readTransaction } from '../src/transactions/read-transaction.js';
import type { ClientKeyClaim, ClientKeyQuery, TokenOwner } from '../src/types.js';
import { deepFreeze } from './helpers/deep-freeze.js';
import { documents } from './openapi/documents.js';

/** What becomes of an object that has null in an optional field. */
interface Outcome {
  /** The object as it is given out; `undefined` where it is dropped. */
  readonly given: unknown;
  readonly findings?: readonly Finding[];
  /** The pointer to the object in the input. */
  readonly at?: string;
}

interface Reader {
  /** An object without its optional fields. */
  readonly base: object;
  readonly read: (object: object) => Outcome;
  /** Whether nulls stay in the object, or are left out of a copy. */
  readonly nulls: 'kept' | 'left out' | 'not given out';
  /** Optional fields for which something else holds, by their path; why. */
  readonly except?: Readonly<Record<string, string>>;
}

const ann = '@ann:example.org';
const device = { user_id: ann, device_id: 'GHOST', algorithms: [], keys: {}, signatures: {} };
const event = { type: 't', content: {}, event_id: '$e', room_id: '!r:b', sender: ann, origin_server_ts: 1 };

/** Where each schema's optional fields are read. */
const readers: Readonly<Record<string, Reader>> = {
  DeviceKeys: {
    base: device,
    nulls: 'kept',
    read: (keys) => {
      const { answer, findings } = restrictKeyQuery({ device_keys: { [ann]: { GHOST: keys } } }, { [ann]: [] });
      return { given: answer.device_keys?.[ann]?.['GHOST'], findings, at: `/device_keys/${ann}/GHOST` };
    },
  },
  CrossSigningKey: {
    base: { user_id: ann, usage: ['master'], keys: { 'ed25519:A': 'A' } },
    nulls: 'kept',
    read: (key) => {
      const { answer, findings } = restrictKeyQuery({ master_keys: { [ann]: key } }, { [ann]: [] });
      return { given: answer.master_keys?.[ann], findings, at: `/master_keys/${ann}` };
    },
  },
  KeyObject: {
    base: { key: 'a', signatures: {} },
    nulls: 'kept',
    read: (key) => {
      const { answer, findings } = restrictKeyClaim({ [ann]: { D: { 'a:1': key } } }, { [ann]: { D: ['a'] } });
      return { given: answer[ann]?.['D']?.['a:1'], findings, at: `/${ann}/D/a:1` };
    },
  },
  KeyQueryResponse: {
    base: {},
    nulls: 'left out',
    read: (response) => {
      const { answer, findings } = restrictKeyQuery(response, { [ann]: [] });
      return { given: answer, findings, at: '' };
    },
    except: { failures: 'an appservice has none, and whatever it says there is ignored (M4)' },
  },
  ClientEvent: { base: event, nulls: 'kept', read: (each) => readList('events', each) },
  EphemeralEvent: {
    base: { type: 't', content: {} },
    nulls: 'kept',
    read: (each) => readList('ephemeral', each),
    except: {
      type: 'every event has one; where it comes under its older name, null is reported, and the older name read',
      edu_type: 'the older name is left out (T5)',
    },
  },
  TransactionBody: {
    base: { events: [] },
    nulls: 'left out',
    read: (body) => {
      const { transaction, findings } = readTransaction(body);
      return { given: transaction, findings, at: '' };
    },
  },
  DeviceLists: {
    base: {},
    nulls: 'left out',
    read: (lists) => {
      const { transaction, findings } = readTransaction({ events: [], device_lists: lists });
      return { given: transaction.device_lists, findings, at: '/device_lists' };
    },
  },
  Registration: {
    base: { id: 'i', url: null, as_token: 'a', hs_token: 'h', sender_localpart: 'bot', namespaces: {} },
    nulls: 'left out',
    read: (registration) => {
      const { registration: given, findings } = readRegistration(registration);
      return { given, findings, at: '' };
    },
  },
  Namespaces: {
    base: {},
    nulls: 'left out',
    read: (namespaces) => {
      const all = { id: 'i', url: null, as_token: 'a', hs_token: 'h', sender_localpart: 'bot', namespaces };
      const { registration, findings } = readRegistration(all);
      return { given: registration.namespaces, findings, at: '/namespaces' };
    },
  },
  PingRequest: {
    base: {},
    nulls: 'not given out',
    read: (request) => ({ given: readPing(new TextEncoder().encode(JSON.stringify(request))).ok }),
  },
  TokenOwner: {
    base: { user_id: ann },
    nulls: 'not given out',
    read: (owner) => ({ given: understoodMasquerade(owner as TokenOwner, { userId: ann }) === 'all' }),
  },
  // The client has nobody to report a finding to.
  FederationKeyQueryResponse: {
    base: { device_keys: {} },
    nulls: 'left out',
    read: (response) => ({ given: withoutNullMaps(response as JsonObject) }),
  },
  UserDevices: {
    base: { user_id: ann, stream_id: 1, devices: [] },
    nulls: 'left out',
    read: (list) => ({ given: withoutNullKeys(list as JsonObject) }),
  },
  UserDevice: {
    base: { device_id: 'GHOST', keys: device },
    nulls: 'left out',
    read: (each) => ({ given: (withoutNullKeys({ devices: [each] })['devices'] as object[])[0] }),
  },
  MatrixError: { base: { errcode: 'M_UNKNOWN' }, nulls: 'not given out', read: readError },
  RateLimitError: { base: { errcode: 'M_LIMIT_EXCEEDED' }, nulls: 'not given out', read: readError },
  UnauthorizedError: { base: {}, nulls: 'not given out', read: readError },
  ClientKeyQuery: {
    base: { device_keys: {} },
    nulls: 'not given out',
    read: (query) => ({ given: Object.keys(toKeyQuery(query as ClientKeyQuery)).length === 0 }),
  },
  ClientKeyClaim: {
    base: { one_time_keys: {} },
    nulls: 'not given out',
    read: (claim) => ({ given: Object.keys(toKeyClaim(claim as ClientKeyClaim)).length === 0 }),
  },
  ClientSeveralKeysClaim: {
    base: { one_time_keys: {} },
    nulls: 'not given out',
    read: (claim) => ({ given: Object.keys(toKeyClaim(claim as ClientKeyClaim)).length === 0 }),
  },
  ClientKeyClaimResponse: {
    base: { one_time_keys: {} },
    nulls: 'left out',
    read: (answer) => readAnswer('claimKeys', isClientKeyClaimResponse, answer),
  },
  SignatureUploadResponse: {
    base: {},
    nulls: 'left out',
    read: (answer) => readAnswer('uploadCrossSigningSignatures', isSignatureUploadResponse, answer),
  },
  RegisterResponse: {
    base: { user_id: ann },
    nulls: 'left out',
    read: (answer) => readAnswer('register', isRegisterResponse, answer),
  },
  Devices: { base: {}, nulls: 'left out', read: (answer) => readAnswer('getDevices', isDevices, answer) },
  Device: {
    base: { device_id: 'GHOST' },
    nulls: 'left out',
    read: (each) => readEntry('getDevices', isDevices, { devices: [each] }, ['devices', '0']),
  },
  SyncResponse: {
    base: { next_batch: 's' },
    nulls: 'left out',
    read: (answer) => readAnswer('sync', isSyncResponse, answer),
  },
  ReceivedToDeviceEvents: {
    base: {},
    nulls: 'left out',
    read: (events) => readEntry('sync', isSyncResponse, { next_batch: 's', to_device: events }, ['to_device']),
  },
  ReceivedToDeviceEvent: {
    base: { type: 't', content: {} },
    nulls: 'left out',
    read: (each) => {
      const answer = { next_batch: 's', to_device: { events: [each] } };
      return readEntry('sync', isSyncResponse, answer, ['to_device', 'events', '0']);
    },
  },
  Redaction: { base: {}, nulls: 'left out', read: (answer) => readAnswer('redactEvent', isRedaction, answer) },
  RoomMembers: { base: {}, nulls: 'left out', read: (answer) => readAnswer('getMembers', isRoomMembers, answer) },
  JoinedMembers: {
    base: {},
    nulls: 'left out',
    read: (answer) => readAnswer('getJoinedMembers', isJoinedMembers, answer),
  },
  JoinedMember: {
    base: {},
    nulls: 'left out',
    read: (member) => readEntry('getJoinedMembers', isJoinedMembers, { joined: { [ann]: member } }, ['joined', ann]),
  },
  Profile: { base: {}, nulls: 'left out', read: (answer) => readAnswer('getProfile', isProfile, answer) },
};

/** Schemas that nothing in the package reads: there are types and guards for them, and the guards are strict (W4). */
const notRead = [
  'AppservicePingError',
  'AppservicePingRequest',
  'AuthenticationData',
  'CrossSigningKeyUpload',
  'DeviceDeletion',
  'DeviceUpdate',
  'InitialStateEvent',
  'Invitation',
  'JoinRequest',
  'KeyUpload',
  'Reason',
  'RegisterRequest',
  'RoomCreation',
];

function readList(field: 'events' | 'ephemeral', object: object): Outcome {
  const { transaction, findings } = readTransaction({ events: [], [field]: [object] });
  return { given: transaction[field]?.[0], findings, at: `/${field}/0` };
}

/** Reads an answer as the homeserver client does. */
function readAnswer(id: HomeserverOperation, guard: Guard<unknown>, answer: object): Outcome {
  const findings: Finding[] = [];
  const given = readPayload(answer, guard, {
    entries: entriesOf[id] ?? [],
    report: (make) => findings.push(make()),
    hide: (text) => text,
  });
  return { given, findings, at: '' };
}

/** Reads an answer, and gives a part of it. */
function readEntry(id: HomeserverOperation, guard: Guard<unknown>, answer: object, path: readonly string[]): Outcome {
  const { given, findings = [] } = readAnswer(id, guard, answer);
  const part = path.reduce<unknown>((each, name) => (each as Record<string, unknown>)[name], given);
  return { given: part, findings, at: jsonPointer(...path) };
}

function readError(body: object): Outcome {
  const error = httpErrorOf({ status: 400, headers: new Headers(), body: new Uint8Array() }, body, (text) => text);
  const { errcode } = body as { errcode?: string | null };
  return { given: error.errcode === (errcode ?? undefined) && error.retryAfterMs === undefined };
}

/** Every schema, by name: components of the same name are the same in all documents. */
const schemas = new Map(
  documents.flatMap(({ document }) =>
    Object.entries(objectAt(document, 'components', 'schemas') as Record<string, JsonObject>),
  ),
);

/** The paths to the fields that an object need not have, those of objects written inside it too. */
function optionalFields(schema: JsonObject): string[][] {
  return Object.entries(objectAt(schema, 'properties') as Record<string, JsonObject>).flatMap(([name, member]) => [
    ...(stringsAt(schema, 'required').includes(name) ? [] : [[name]]),
    ...optionalFields(member).map((path) => [name, ...path]),
  ]);
}

function withNull(object: object, [name = '', ...rest]: readonly string[]): object {
  const inner = (object as Record<string, object>)[name] ?? {};
  return { ...object, [name]: rest.length === 0 ? null : withNull(inner, rest) };
}

describe('null in an optional field (rule S4)', () => {
  const withOptionalFields = [...schemas]
    .filter(([, schema]) => optionalFields(schema).length > 0)
    .map(([name]) => name);

  it('is a question to every schema that has some: add a new one to the readers, or to what is not read', () => {
    expect(withOptionalFields.sort()).toEqual([...Object.keys(readers), ...notRead].sort());
  });

  const fields = Object.entries(readers).flatMap(([name, reader]) =>
    optionalFields(schemas.get(name) ?? {}).map((path) => ({ name, path, field: path.join('/'), reader })),
  );

  it.each(fields.filter(({ field, reader }) => !Object.hasOwn(reader.except ?? {}, field)))(
    'counts as absent: $field of $name',
    ({ path, reader: { base, read, nulls } }) => {
      const object = deepFreeze(withNull(base, path));
      const { given, findings, at = '' } = read(object);
      if (nulls === 'kept') expect(given).toBe(object);
      else if (nulls === 'not given out') expect(given).toBe(true);
      else expect(given).toEqual(base);
      if (findings) {
        const pointer = at + jsonPointer(...path);
        expect(findings).toMatchObject([{ code: 'malformed-field', severity: 'info', pointer }]);
      }
    },
  );

  it('has exceptions only for fields that there are', () => {
    const excepted = Object.entries(readers).flatMap(([name, { except = {} }]) =>
      Object.keys(except).map((field) => `${name} ${field}`),
    );
    expect(fields.map(({ name, field }) => `${name} ${field}`)).toEqual(expect.arrayContaining(excepted));
  });
});
