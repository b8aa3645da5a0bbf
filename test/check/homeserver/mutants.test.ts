import { expect, it } from 'vitest';
import type { Fetch } from '../../../src/client/index.js';
import { checkFake, createFakeWorld, resultOf, type FakeWorldOptions } from './fake-world.js';

/** A homeserver with one fault, and the check that finds it. */
interface Mutant {
  readonly fault: string;
  readonly world: FakeWorldOptions;
  readonly found: readonly [id: string, verdict: string, seen: RegExp];
}

/** Changes the answers of the homeserver to requests whose method and path match. */
function answers(
  operation: RegExp,
  change: (body: Record<string, never>) => unknown,
  status?: number,
): FakeWorldOptions {
  return {
    toHomeserver: (next) => async (request) => {
      const response = await next(request);
      if (!operation.test(`${request.method} ${new URL(request.url).pathname}`)) return response;
      const body = change((await response.json()) as Record<string, never>);
      return Response.json(body, { status: status ?? response.status });
    },
  };
}

/** Changes the requests of the homeserver to its appservices. */
function requests(path: RegExp, change: (request: Request, next: Fetch) => Promise<Response>): FakeWorldOptions {
  return { toAppservice: (next) => (request) => (path.test(request.url) ? change(request, next) : next(request)) };
}

async function withBody(request: Request, change: (body: Record<string, never>) => unknown): Promise<Request> {
  const body = JSON.stringify(change((await request.clone().json()) as Record<string, never>));
  return new Request(request, { body });
}

/** Makes another of each object in an answer or a request that `change` wants to be other. */
function rewritten(body: unknown, change: (value: Record<string, unknown>) => unknown): unknown {
  return JSON.parse(
    JSON.stringify(body, (_, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? change(value as Record<string, unknown>)
        : value,
    ),
  );
}

const firstOnly = (value: unknown): unknown => (Array.isArray(value) ? value.slice(0, 1) : value);

let transactions = 0;
const nonsense = new Set<unknown>();

const mutants: readonly Mutant[] = [
  {
    fault: 'writes the hs_token into the URL alone',
    world: requests(/./, (request, next) => {
      const token = request.headers.get('authorization')?.replace('Bearer ', '') ?? '';
      const headers = new Headers(request.headers);
      headers.delete('authorization');
      return next(new Request(new Request(`${request.url}?access_token=${token}`, request), { headers }));
    }),
    found: ['hs-token', 'other-name', /access_token/],
  },
  {
    fault: 'creates no device, and says nothing',
    world: {
      toHomeserver: (next) => (request) =>
        request.method === 'PUT' && request.url.includes('/devices/')
          ? Promise.resolve(Response.json({}, { status: 200 }))
          : next(request),
    },
    found: ['device-creation', 'missing', /^200, and nothing is created$/],
  },
  {
    fault: 'ignores the device of a request',
    world: { homeserver: { readNames: 'none' } },
    found: ['device-masquerading', 'missing', /^the device is ignored$/],
  },
  {
    fault: 'reads the draft’s name of the device alone',
    world: { homeserver: { readNames: 'unstable' } },
    found: ['device-masquerading', 'other-name', /^`org\.matrix\.msc3202\.device_id`$/],
  },
  {
    fault: 'wants a password for cross-signing keys',
    world: answers(/device_signing\/upload$/, () => ({ flows: [{ stages: ['m.login.password'] }], session: 'x' }), 401),
    found: ['cross-signing-upload', 'missing', /^it wants a password$/],
  },
  {
    fault: 'drops fields of device keys that it does not know',
    world: answers(/keys\/query$/, (body) =>
      JSON.parse(
        JSON.stringify(body, (name, value: unknown) => (name === 'example.unknown_field' ? undefined : value)),
      ),
    ),
    found: ['key-query-merge', 'broken', /its signature is wrong/],
  },
  {
    fault: 'does not say for which device a message is',
    world: requests(/transactions/, async (request, next) =>
      next(
        await withBody(request, (body) =>
          JSON.parse(JSON.stringify(body, (name, value: unknown) => (name === 'to_device_id' ? undefined : value))),
        ),
      ),
    ),
    found: ['to-device', 'broken', /its receiver is unknown/],
  },
  {
    fault: 'stores messages for devices that do not exist',
    world: {
      toHomeserver: (next, homeserver) => async (request) => {
        if (request.url.includes('sendToDevice')) {
          const { messages } = (await request.clone().json()) as { messages: Record<`@${string}`, object> };
          for (const [userId, devices] of Object.entries(messages))
            for (const deviceId of Object.keys(devices)) {
              if (deviceId.startsWith('NO-SUCH'))
                homeserver.state.putDevice(userId as `@${string}`, deviceId, undefined);
            }
        }
        return next(request);
      },
    },
    found: ['to-device-unknown', 'broken', /^they are passed on$/],
  },
  {
    fault: 'knows an older hs_token of the registration',
    world: requests(/./, (request, next) => {
      const headers = new Headers(request.headers);
      headers.set('authorization', 'Bearer an-older-one');
      return next(new Request(request, { headers }));
    }),
    found: ['ping', 'broken', /^this program refuses the hs_token of the homeserver, which has to load the reg/],
  },
  {
    fault: 'pings another address than the registration has',
    world: requests(/./, () => Promise.reject(new TypeError('fetch failed'))),
    found: ['ping', 'broken', /^the homeserver does not reach this program at http:/],
  },
  {
    fault: 'pings under another path',
    world: requests(/ping/, (request, next) => next(new Request(request.url.replace('/app/v1', '/app'), request))),
    found: ['ping', 'broken', /^it asks POST \/_matrix\/app\/ping instead$/],
  },
  {
    fault: 'asks for one key where several are claimed',
    world: requests(/keys\/claim/, async (request, next) =>
      next(
        await withBody(request, (body) =>
          rewritten(body, (value) => Object.fromEntries(Object.entries(value).map(([k, v]) => [k, firstOnly(v)]))),
        ),
      ),
    ),
    found: ['key-claim-several', 'broken', /^the appservice is asked for 1 of 2$/],
  },
  {
    fault: 'gives out one of several claimed keys',
    world: answers(/msc3983\/keys\/claim$/, (body) =>
      rewritten(body, ({ [`signed_curve25519:SEVERAL1`]: _lost, ...others }) => others),
    ),
    found: ['key-claim-several', 'broken', /^1 of 2 keys are given out$/],
  },
  {
    fault: 'claims for each user separately',
    world: requests(/keys\/claim/, async (request, next) => {
      const body = (await request.clone().json()) as Record<string, unknown>;
      const each = Object.entries(body).map(async ([userId, devices]) =>
        next(await withBody(request, () => ({ [userId]: devices }))),
      );
      const [first = Response.json({})] = await Promise.all(each);
      return first;
    }),
    found: ['key-claim-batch', 'broken', /^2 requests, none of which is for both$/],
  },
  {
    fault: 'claims for users of a shared namespace',
    world: requests(/keys\/claim/, async (request, next) =>
      next(
        await withBody(request, (body) => {
          const [userId = ''] = Object.keys(body);
          return { ...body, [userId.replace(/^@_(check-homeserver-[0-9a-f]{8})_.*:/, '@_$1-shared_one:')]: {} };
        }),
      ),
    ),
    found: ['key-claim-exclusive', 'broken', /users of a shared namespace, too/],
  },
  {
    fault: 'claims for users of no namespace',
    world: requests(/keys\/claim/, async (request, next) =>
      next(
        await withBody(request, (body) => {
          const [userId = ''] = Object.keys(body);
          return { ...body, [userId.replace(/^@_(check-homeserver-[0-9a-f]{8})_[^:]*:/, '@no-user-of-$1:')]: {} };
        }),
      ),
    ),
    found: ['key-claim-exclusive', 'broken', /users of no namespace/],
  },
  {
    fault: 'counts one-time keys wrong',
    world: requests(/transactions/, async (request, next) =>
      next(
        await withBody(request, (body) =>
          JSON.parse(JSON.stringify(body, (name, value: unknown) => (name === 'signed_curve25519' ? 7 : value))),
        ),
      ),
    ),
    found: ['key-counts', 'broken', /^7 for 1 keys$/],
  },
  {
    fault: 'gives up a transaction that was refused',
    world: { later: () => Promise.resolve() },
    found: ['transaction-repeat', 'broken', /what an appservice refuses may be lost/],
  },
  {
    fault: 'repeats a transaction under another ID',
    world: requests(/transactions/, (request, next) =>
      next(new Request(request.url.replace(/[^/]*$/, `other-${String((transactions += 1))}`), request)),
    ),
    found: ['transaction-id', 'broken', /^another ID/],
  },
  {
    fault: 'asks for each user separately',
    world: requests(/keys\/query/, async (request, next) => {
      const body = (await request.clone().json()) as Record<string, unknown>;
      const each = Object.entries(body).map(async ([userId, devices]) =>
        next(await withBody(request, () => ({ [userId]: devices }))),
      );
      const [first = Response.json({})] = await Promise.all(each);
      return first;
    }),
    found: ['key-query-batch', 'broken', /^2 requests, each for one user$/],
  },
  {
    fault: 'asks for users of a shared namespace',
    world: requests(/keys\/query/, async (request, next) =>
      next(
        await withBody(request, (body) => {
          const [userId = ''] = Object.keys(body);
          return { ...body, [userId.replace(/^@_(check-homeserver-[0-9a-f]{8})_.*:/, '@_$1-shared_one:')]: [] };
        }),
      ),
    ),
    found: ['key-query-exclusive', 'broken', /users of a shared namespace, too/],
  },
  {
    fault: 'fails where an appservice answers nonsense',
    world: {
      ...requests(/keys\/query/, async (request, next) => {
        const response = await next(request);
        const body: unknown = await response
          .clone()
          .json()
          .catch(() => undefined);
        if (typeof body !== 'object') nonsense.add(body);
        return response;
      }),
      toHomeserver: (next) => async (request) => {
        nonsense.clear();
        const response = await next(request);
        return nonsense.size > 0 ? Response.json({ errcode: 'M_UNKNOWN' }, { status: 500 }) : response;
      },
    },
    found: ['key-query-malformed', 'broken', /^"no object": 500 M_UNKNOWN/],
  },
  {
    fault: 'gives the fallback key before the one-time keys',
    world: answers(/keys\/claim$/, (body) =>
      JSON.parse(JSON.stringify(body).replace('signed_curve25519:AAAAAQ', 'signed_curve25519:AAAAAg')),
    ),
    found: ['uploaded-keys-first', 'broken', /^another key is given out$/],
  },
];

it.each(mutants.map((mutant) => [mutant.fault, mutant] as const))(
  'a homeserver that %s is found by the right row',
  async (_, { world, found: [id, verdict, seen] }) => {
    // What a check needs is done without the checks of that.
    const patient = createFakeWorld({ ...world, homeserver: { keyTimeoutMs: 10_000, ...world.homeserver } });
    const result = resultOf(await checkFake(patient, { only: [id] }), id);
    expect(result).toMatchObject({ check: { id }, verdict, seen: expect.stringMatching(seen) as string });
  },
);
