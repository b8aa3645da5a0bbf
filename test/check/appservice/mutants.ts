import { fieldNames } from '../../../generated/names.js';
import type { AppserviceHandler } from '../../../src/appservice/index.js';
import type { AppserviceRequest } from '../../../src/appservice/request-target.js';
import type { HttpResponse } from '../../../src/http/matrix-response.js';
import {
  checkedRegistration,
  createOwnApplication,
  createOwnHandler,
  type OwnApplication,
} from './check-own-handler.js';
import { turnsAsDelay } from './in-process.js';

/** Our own handler with one fault, and the checks that have to find it. */
export interface Mutant {
  readonly fault: string;
  /** Faults of a group are found by different checks, so that they are looked for together. */
  readonly group?: number;
  /** IDs of the checks whose verdict is no longer `works`, with the verdict. */
  readonly found: Readonly<Record<string, string>>;
  readonly mutate: (handler: AppserviceHandler) => Pick<AppserviceHandler, 'handle'>;
}

type Handle = AppserviceHandler['handle'];

/** Makes a mutant that answers some requests itself. */
function answering(
  answer: (request: AppserviceRequest, go: Handle) => Promise<HttpResponse | undefined> | HttpResponse | undefined,
): Mutant['mutate'] {
  return ({ handle }) => ({ handle: async (request) => (await answer(request, handle)) ?? handle(request) });
}

/** Makes a mutant that reads another body than came. */
function reading(change: (body: Record<string, unknown>, request: AppserviceRequest) => unknown): Mutant['mutate'] {
  return ({ handle }) => ({
    handle: (request) =>
      handle({
        ...request,
        header: (name) => request.header(name),
        readBody: async (limit) => {
          const bytes = await request.readBody(limit);
          const text = new TextDecoder().decode(bytes);
          if (!text.startsWith('{') || !text.endsWith('}') || text.includes('\ufffd')) return bytes;
          const body = JSON.parse(text) as Record<string, unknown>;
          return new TextEncoder().encode(JSON.stringify(change(body, request)));
        },
      }),
  });
}

const right = `Bearer ${checkedRegistration.hs_token}`;
const withHeader = (request: AppserviceRequest, authorization: string | undefined): AppserviceRequest => ({
  ...request,
  header: (name) => (name === 'authorization' ? authorization : request.header(name)),
  readBody: (limit) => request.readBody(limit),
});
const withBody = (request: AppserviceRequest, body: Uint8Array | Promise<Uint8Array>): AppserviceRequest => ({
  ...request,
  header: (name) => request.header(name),
  readBody: () => Promise.resolve(body),
});
const json = (status: number, body: object): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const isTransaction = ({ target }: AppserviceRequest): boolean => target.includes('/transactions/');
const isQuery = ({ target }: AppserviceRequest): boolean => target.includes('/keys/query');
const isClaim = ({ target }: AppserviceRequest): boolean => target.includes('/keys/claim');

/** Answers a sound key request with another body. */
const answeringKeys = (isAsked: (request: AppserviceRequest) => boolean, body: object): Mutant['mutate'] =>
  answering(async (request, go) => {
    if (!isAsked(request)) return undefined;
    const response = await go(request);
    return response.status === 200 ? json(200, body) : response;
  });

const device = { user_id: '@eve:example.org', device_id: 'D', algorithms: [], keys: {}, signatures: {} };
const { TransactionBody: fields, DeviceLists: lists } = fieldNames;

const without = (body: Record<string, unknown>, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));

/** The mutants, each with one fault. */
export const mutants: readonly Mutant[] = [
  {
    fault: 'takes requests without a token',
    found: { 'no-token': 'broken' },
    mutate: answering((request, go) =>
      request.header('authorization') === undefined && !request.target.includes('access_token')
        ? go(withHeader(request, right))
        : undefined,
    ),
  },
  {
    fault: 'compares the beginning of the token alone',
    group: 1,
    found: { 'wrong-token': 'broken' },
    mutate: answering((request, go) =>
      request.header('authorization')?.startsWith(right) === true ? go(withHeader(request, right)) : undefined,
    ),
  },
  {
    fault: 'compares tokens without case',
    group: 2,
    found: { 'wrong-token': 'broken' },
    mutate: answering((request, go) =>
      request.header('authorization')?.toLowerCase() === right.toLowerCase()
        ? go(withHeader(request, right))
        : undefined,
    ),
  },
  {
    fault: 'accepts the as_token',
    group: 3,
    found: { 'wrong-token': 'broken' },
    mutate: answering((request, go) =>
      request.header('authorization') === `Bearer ${checkedRegistration.as_token}`
        ? go(withHeader(request, right))
        : undefined,
    ),
  },
  {
    fault: 'takes an empty token for a right one',
    group: 5,
    found: { 'no-token': 'broken' },
    mutate: answering((request, go) =>
      /^bearer\s*$/i.test(request.header('authorization') ?? '') ? go(withHeader(request, right)) : undefined,
    ),
  },
  {
    fault: 'quotes the token in errors',
    group: 1,
    found: { 'tokens-shown': 'broken' },
    mutate: answering(async (request, go) => {
      const response = await go(request);
      if (response.status !== 403) return response;
      return json(403, { ...(JSON.parse(response.body) as object), error: `not ${right}` });
    }),
  },
  {
    fault: 'answers errors of tokens as text/html',
    group: 6,
    found: {
      'no-token': 'other-name',
      'wrong-token': 'other-name',
      'other-token-in-header': 'other-name',
      'other-token-in-query': 'other-name',
      'token-in-query-alone': 'other-name',
    },
    mutate: answering(async (request, go) => {
      const response = await go(request);
      const isOfToken = response.status === 401 || response.status === 403;
      return isOfToken ? { ...response, headers: { 'content-type': 'text/html' } } : response;
    }),
  },
  {
    fault: 'repairs what is not UTF-8',
    group: 6,
    found: { 'wrong-shape': 'broken' },
    mutate: answering(async (request, go) =>
      request.header('authorization') === right
        ? go(withBody(request, new TextEncoder().encode(new TextDecoder().decode(await request.readBody(2 ** 26)))))
        : undefined,
    ),
  },
  {
    fault: 'takes IDs of letters and digits alone',
    group: 5,
    found: { 'odd-ids': 'broken' },
    mutate: answering((request) =>
      isTransaction(request) && !/\/transactions\/[A-Za-z0-9]+(\?|$)/.test(request.target)
        ? json(400, { errcode: 'M_UNKNOWN' })
        : undefined,
    ),
  },
  {
    fault: 'takes an escaped slash in an ID for another route',
    group: 1,
    found: { 'odd-ids': 'broken' },
    mutate: answering((request) =>
      /transactions\/.*%2F/.test(request.target) ? json(404, { errcode: 'M_UNRECOGNIZED' }) : undefined,
    ),
  },
  {
    fault: 'fails at the ID `__proto__`',
    group: 2,
    found: { 'odd-ids': 'broken' },
    mutate: answering((request) => (request.target.includes('__proto__') ? json(500, {}) : undefined)),
  },
  {
    fault: 'tells events in reverse',
    found: { events: 'broken' },
    mutate: reading((body) => {
      const { events } = body;
      return Array.isArray(events) ? { ...body, events: [...(events as unknown[])].reverse() } : body;
    }),
  },
  {
    fault: 'refuses a transaction for a deep event',
    group: 3,
    found: { 'bad-event': 'broken' },
    mutate: answering(async (request, go) => {
      if (!isTransaction(request) || request.header('authorization') !== right) return undefined;
      const body = await request.readBody(2 ** 26);
      return /\[{60}/.test(new TextDecoder().decode(body)) ? json(400, {}) : go(withBody(request, body));
    }),
  },
  {
    fault: 'believes the query more than the header',
    group: 2,
    found: { 'other-token-in-header': 'broken', 'token-in-query-alone': 'broken' },
    mutate: answering((request, go) =>
      request.target.includes(`access_token=${checkedRegistration.hs_token}`)
        ? go(withHeader(request, right))
        : undefined,
    ),
  },
  {
    fault: 'refuses a token that comes twice',
    group: 3,
    found: { 'token-twice': 'broken' },
    mutate: answering((request) =>
      request.header('authorization') === right &&
      request.target.includes(`access_token=${checkedRegistration.hs_token}`)
        ? json(400, { errcode: 'M_UNKNOWN' })
        : undefined,
    ),
  },
  {
    fault: 'serves keys under the unstable path alone',
    found: { 'key-query-stable': 'missing', 'key-claim-stable': 'missing' },
    mutate: answering(({ target }) =>
      target.includes('/v1/keys/') ? json(404, { errcode: 'M_UNRECOGNIZED' }) : undefined,
    ),
  },
  {
    fault: 'serves keys under the stable path alone',
    group: 3,
    found: { 'key-query-unstable': 'missing', 'key-claim-unstable': 'missing' },
    mutate: answering(({ target }) =>
      target.includes('/unstable/') ? json(404, { errcode: 'M_UNRECOGNIZED' }) : undefined,
    ),
  },
  {
    fault: 'answers queries with the keys of others',
    group: 1,
    found: { 'key-query-answer': 'broken' },
    mutate: answeringKeys(isQuery, { device_keys: { '@eve:example.org': { D: device } } }),
  },
  {
    fault: 'does not wrap the users of a query',
    group: 4,
    found: { 'key-query-answer': 'broken' },
    mutate: answeringKeys(isQuery, { '@eve:example.org': { D: device } }),
  },
  {
    fault: 'wraps the answer to a claim',
    group: 2,
    found: { 'key-claim-answer': 'broken' },
    mutate: answeringKeys(isClaim, { one_time_keys: {} }),
  },
  {
    fault: 'gives keys of devices that it does not have',
    found: { 'key-claim-answer': 'broken' },
    mutate: answering(async (request, go) => {
      if (!isClaim(request)) return undefined;
      const body = await request.readBody(1000);
      const response = await go({
        ...request,
        header: request.header.bind(request),
        readBody: () => Promise.resolve(body),
      });
      if (response.status !== 200) return response;
      const [user = ''] = Object.keys(JSON.parse(new TextDecoder().decode(body)) as object);
      return json(200, { [user]: { NO_SUCH_DEVICE: { 'signed_curve25519:A': { key: 'k', signatures: {} } } } });
    }),
  },
  {
    fault: 'answers every route with success',
    group: 5,
    found: { 'unknown-route': 'broken' },
    mutate: answering(({ target, method }) =>
      method === 'POST' && !/ping|keys|transactions/.test(target) ? json(200, {}) : undefined,
    ),
  },
  {
    fault: 'answers unknown methods as a fault of its own',
    group: 2,
    found: { 'unknown-method': 'broken' },
    mutate: answering(({ method }) => (method === 'DELETE' ? json(500, { errcode: 'M_UNKNOWN' }) : undefined)),
  },
  {
    fault: 'takes two slashes for another path',
    group: 1,
    found: { 'two-slashes': 'missing' },
    mutate: answering(({ target }) => (target.startsWith('//') ? json(404, { errcode: 'M_UNRECOGNIZED' }) : undefined)),
  },
  {
    fault: 'has no ping',
    group: 4,
    found: { ping: 'missing' },
    mutate: answering(({ target }) => (target.includes('ping') ? json(404, { errcode: 'M_UNRECOGNIZED' }) : undefined)),
  },
  {
    fault: 'acknowledges what is not JSON',
    found: { 'not-json': 'broken', 'no-content-type': 'broken', 'wrong-shape': 'broken' },
    mutate: answering(async (request, go) => {
      const response = await go(request);
      return response.body.includes('M_NOT_JSON') && isTransaction(request) ? json(200, {}) : response;
    }),
  },
  {
    fault: 'acknowledges a transaction without events',
    group: 3,
    found: { 'wrong-shape': 'broken' },
    mutate: reading((body, request) => (isTransaction(request) ? { events: [], ...body } : body)),
  },
  {
    fault: 'reads no body without a content type',
    group: 5,
    found: { 'no-content-type': 'broken' },
    mutate: answering((request, go) =>
      request.header('content-type') === undefined
        ? go({
            ...request,
            header: request.header.bind(request),
            readBody: () => Promise.resolve(new TextEncoder().encode('{"events":[]}')),
          })
        : undefined,
    ),
  },
  {
    fault: 'waits for bodies of any length',
    group: 3,
    found: { 'size-limit': 'missing' },
    mutate: answering((request, go) =>
      go({ ...request, header: request.header.bind(request), readBody: () => request.readBody(2 ** 31) }),
    ),
  },
  {
    fault: 'takes no chunks',
    group: 5,
    found: { 'chunked-body': 'missing' },
    mutate: answering((request) =>
      request.header('transfer-encoding') === undefined ? undefined : json(411, { errcode: 'M_UNKNOWN' }),
    ),
  },
  {
    fault: 'gives up on a slow body',
    group: 6,
    found: { 'slow-body': 'broken' },
    mutate: answering(async (request, go) => {
      if (Number(request.header('content-length')) > 10_000) return undefined;
      const body = request.readBody(2 ** 26);
      const late = turnsAsDelay(1000).then(() => undefined);
      const first = await Promise.race([body.catch(() => undefined), late]);
      return first === undefined ? json(408, { errcode: 'M_UNKNOWN' }) : go(withBody(request, first));
    }),
  },
  {
    fault: 'serves one after the other',
    group: 2,
    found: { 'others-meanwhile': 'broken' },
    mutate: servingInTurn(),
  },
  {
    fault: 'refuses names that it does not know',
    group: 5,
    found: { spellings: 'broken' },
    mutate: answering(async (request, go) => {
      const body = await request.readBody(2 ** 26);
      const isUnknown = new TextDecoder().decode(body).includes('org.matrix.msc3202.to_device');
      return isUnknown ? json(400, { errcode: 'M_BAD_JSON' }) : go(withBody(request, body));
    }),
  },
  {
    fault: 'refuses repeats',
    group: 6,
    found: { repeat: 'broken', 'grown-repeat': 'broken', 'reused-id': 'broken' },
    mutate: refusingRepeats(),
  },
  {
    fault: 'refuses a large transaction',
    group: 6,
    found: { 'large-transaction': 'broken' },
    mutate: answering((request) =>
      Number(request.header('content-length')) > 5_000_000 && Number(request.header('content-length')) < 10_000_000
        ? json(413, { errcode: 'M_TOO_LARGE' })
        : undefined,
    ),
  },
  {
    fault: 'reads the unstable names alone',
    found: Object.fromEntries(
      Object.keys(fields).map((field): [string, string] => [field.replaceAll('_', '-'), 'other-name']),
    ),
    mutate: reading((body) => without(body, Object.keys(fields))),
  },
  {
    fault: 'reads the stable name of messages alone',
    group: 1,
    found: { 'to-device': 'missing' },
    mutate: reading((body) => without(body, fields.to_device.unstable)),
  },
  {
    fault: 'ignores who left',
    found: { left: 'missing' },
    mutate: reading((body) => changeLists(body, (field) => without(field, ['left', ...lists.left.accepted]))),
  },
  {
    fault: 'looks for `removed` instead of `left`',
    group: 2,
    found: { left: 'missing' },
    mutate: reading((body) => changeLists(body, (field) => without(field, ['left']))),
  },
  {
    fault: 'joins the lists of both names',
    group: 3,
    found: { 'both-names': 'broken' },
    mutate: reading((body) => {
      const [unstable] = fields.to_device.unstable;
      const [one, other] = [listIn(body, 'to_device'), listIn(body, unstable)];
      return one.length > 0 && other.length > 0 ? { ...body, to_device: [...one, ...other] } : body;
    }),
  },
  {
    fault: 'reads names that never existed',
    group: 4,
    found: { 'invented-names': 'broken' },
    mutate: reading(({ 'org.matrix.msc3202.to_device': invented, ...body }) =>
      invented === undefined ? body : { ...body, to_device: invented },
    ),
  },
  {
    fault: 'delivers repeats again',
    found: { 'repeat-once': 'broken', 'concurrent-once': 'broken' },
    mutate: renaming(),
  },
  {
    fault: 'refuses a duplicate while it delivers',
    group: 3,
    found: { concurrent: 'broken' },
    mutate: refusingConcurrent(),
  },
  {
    fault: 'takes a known ID for a duplicate, whatever it comes with',
    group: 4,
    found: { 'grown-repeat': 'broken', 'reused-id': 'broken' },
    mutate: rememberingIds(),
  },
  {
    fault: 'refuses a transaction for one bad event',
    found: { 'bad-event': 'broken', 'good-events': 'broken' },
    mutate: reading((body) => {
      const { events } = body;
      if (Array.isArray(events) && events.includes(null)) throw new Error();
      return body;
    }),
  },
  {
    fault: 'loses the events after a bad one',
    group: 5,
    found: { 'good-events': 'broken' },
    mutate: reading((body) => {
      const { events } = body;
      const bad = Array.isArray(events) ? events.indexOf(null) : -1;
      return Array.isArray(events) && bad !== -1 ? { ...body, events: events.slice(0, bad) } : body;
    }),
  },
  {
    fault: 'refuses a transaction for a malformed field',
    group: 1,
    found: { 'malformed-field': 'broken' },
    mutate: answering(async (request, go) => {
      const body = await request.readBody(2 ** 26);
      const isMalformed = new TextDecoder().decode(body).includes('"device_lists":1');
      return isMalformed ? json(500, { errcode: 'M_UNKNOWN' }) : go(withBody(request, body));
    }),
  },
  {
    fault: 'never takes an ID again whose transaction broke off',
    found: { 'failed-id': 'broken' },
    mutate: wedging(),
  },
  {
    fault: 'acknowledges what its handler failed at',
    found: { 'failed-event': 'broken' },
    mutate: ({ handle }) => ({
      handle: async (request) => {
        const response = await handle(request);
        return isTransaction(request) && response.status === 500 ? json(200, {}) : response;
      },
    }),
  },
];

function listIn(body: Record<string, unknown>, name: string): readonly unknown[] {
  const list = body[name];
  return Array.isArray(list) ? (list as readonly unknown[]) : [];
}

function changeLists(
  body: Record<string, unknown>,
  change: (field: Record<string, unknown>) => object,
): Record<string, unknown> {
  const names: readonly string[] = ['device_lists', ...fields.device_lists.unstable];
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      names.includes(name) && typeof value === 'object' && value !== null ? change({ ...value }) : value,
    ]),
  );
}

/** Gives each request an ID of its own. */
function renaming(): Mutant['mutate'] {
  let count = 0;
  return answering((request, go) => {
    if (!isTransaction(request) || request.target.includes('?')) return undefined;
    return go({
      ...request,
      target: `${request.target}-${(++count).toString()}`,
      header: request.header.bind(request),
      readBody: (limit) => request.readBody(limit),
    });
  });
}

function refusingConcurrent(): Mutant['mutate'] {
  const active = new Set<string>();
  return answering(async (request, go) => {
    const { target } = request;
    if (!isTransaction(request)) return undefined;
    if (active.has(target)) return json(409, { errcode: 'M_UNKNOWN' });
    active.add(target);
    await new Promise((resolve) => setImmediate(resolve));
    return go(request).finally(() => active.delete(target));
  });
}

function rememberingIds(): Mutant['mutate'] {
  const known = new Set<string>();
  return answering(async (request, go) => {
    if (!isTransaction(request)) return undefined;
    if (known.has(request.target) && request.header('authorization') === right) return json(200, {});
    const response = await go(request);
    if (response.status === 200) known.add(request.target);
    return response;
  });
}

function servingInTurn(): Mutant['mutate'] {
  let last: Promise<unknown> = Promise.resolve();
  return answering((request, go) => {
    const mine = last.then(() => go(request));
    last = mine;
    return mine;
  });
}

function refusingRepeats(): Mutant['mutate'] {
  const seen = new Set<string>();
  return answering(async (request, go) => {
    if (!isTransaction(request)) return undefined;
    if (seen.has(request.target)) return json(409, { errcode: 'M_UNKNOWN' });
    const response = await go(request);
    if (response.status === 200) seen.add(request.target);
    return response;
  });
}

function wedging(): Mutant['mutate'] {
  const failed = new Set<string>();
  return answering(async (request, go) => {
    if (failed.has(request.target)) return new Promise(() => undefined);
    const response = await go(request);
    // A body that ended too early.
    if (isTransaction(request) && response.body.includes('ended too early')) failed.add(request.target);
    return response;
  });
}

/** Makes our handler with some faults, and the application behind it. */
export function createMutant(
  faults: readonly Pick<Mutant, 'mutate'>[],
): [Pick<AppserviceHandler, 'handle'>, OwnApplication] {
  const application = createOwnApplication();
  const handler = createOwnHandler(application);
  return [faults.reduce((mutated, { mutate }) => ({ ...handler, ...mutate(mutated) }), handler), application];
}
