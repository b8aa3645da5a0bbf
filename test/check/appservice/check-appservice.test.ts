import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { AppserviceRequest } from '../../../src/appservice/request-target.js';
import { createAppserviceHandler } from '../../../src/appservice/index.js';
import { appserviceChecks, checkAppservice, type CheckReport } from '../../../src/check/index.js';
import { RegistrationError } from '../../../src/errors.js';
import { createNodeListener } from '../../../src/node/index.js';
import {
  checkedRegistration,
  checkHandler,
  checkListener,
  createOwnApplication,
  createOwnHandler,
  verdictsOf,
} from './check-own-handler.js';
import { connectTo, turnsAsDelay } from './in-process.js';

const seenOf = ({ results }: CheckReport, id: string): string | undefined =>
  results.find(({ check }) => check.id === id)?.seen;

/** The same request with another `Authorization` header. */
function withAuthorization(request: AppserviceRequest, authorization: string): AppserviceRequest {
  return {
    ...request,
    header: (name) => (name === 'authorization' ? authorization : request.header(name)),
    readBody: (limit) => request.readBody(limit),
  };
}

describe('the checks of an appservice', () => {
  it('find nothing wrong with our own handler', async () => {
    const application = createOwnApplication();
    const report = await checkHandler(createOwnHandler(application), application);
    expect(report.results.filter(({ verdict }) => verdict !== 'works')).toEqual([]);
    expect(report.conclusion).toBe(
      'An encrypted bridge has all that it needs of this appservice. Homeservers can ask it for keys, so it may serve or upload them.',
    );
    expect(report).toMatchObject({ url: 'http://as.example', remains: [] });
  });

  it('are data, in the order of the results', async () => {
    const { results } = await checkListener(() => undefined, { connect: () => Promise.reject(new Error()) });
    expect(results.map(({ check }) => check)).toEqual(appserviceChecks);
    expect(new Set(appserviceChecks.map(({ id }) => id)).size).toBe(appserviceChecks.length);
    for (const { id, title, does, expects } of appserviceChecks) {
      expect(id).toMatch(/^[a-z\d]+(-[a-z\d]+)*$/);
      expect(title.length, title).toBeLessThanOrEqual(30);
      expect(
        [does, expects].every((sentence) => sentence.endsWith('.')),
        id,
      ).toBe(true);
    }
  });

  it('change nothing without leave to deliver: no transaction, and no claim of a device that exists', async () => {
    const application = createOwnApplication();
    const requests: AppserviceRequest[] = [];
    const claims: unknown[] = [];
    const handler = createAppserviceHandler(
      {
        ...application.handlers,
        claimKeys: (claim) => {
          claims.push(claim);
          return {};
        },
      },
      { hsToken: checkedRegistration.hs_token },
    );
    const report = await checkHandler(
      {
        handle: (request) => {
          requests.push(request);
          return handler.handle(request);
        },
      },
      application,
      { deliver: false, user: '@irc_ann:example.org' },
    );
    expect(requests.length).toBeGreaterThan(30);
    expect(application.told()).toEqual([]);
    expect(claims.length).toBeGreaterThan(1);
    expect(claims).toEqual(claims.map(() => ({ '@irc_ann:example.org': { NO_SUCH_DEVICE: ['signed_curve25519'] } })));
    expect(verdictsOf(report)).toMatchObject({
      'key-query-answer': 'works',
      transactions: 'not-tested',
      left: 'not-tested',
    });
    expect(seenOf(report, 'transactions')).toBe('the route is there; --deliver sends one');
    expect(report.conclusion).toContain('transactions were not tested');
  });

  it('do not say of tokens that they work where no transaction shows it: one that nobody saw refused is enough', async () => {
    const application = createOwnApplication();
    const { handle } = createOwnHandler(application);
    const right = `Bearer ${checkedRegistration.hs_token}`;
    const careless = {
      handle: (request: AppserviceRequest) =>
        handle(request.target.includes('/transactions/') ? withAuthorization(request, right) : request),
    };
    const report = await checkHandler(careless, application, { deliver: false });
    const rows = ['no-token', 'wrong-token', 'other-token-in-header', 'token-in-query-alone'];
    for (const id of rows) {
      expect([id, verdictsOf(report)[id]]).toEqual([id, 'not-tested']);
      expect(seenOf(report, id)).toBe('transactions: 400 M_NOT_JSON, whatever the token; --deliver sees more');
    }
    const delivered = await checkHandler(careless, application, { except: ['large-transaction', 'slow-body'] });
    for (const id of rows) expect([id, verdictsOf(delivered)[id]]).toEqual([id, 'broken']);
  });

  it('do not say that a token is accepted where the only route answers the same to any other', async () => {
    const bodyFirst = await checkListener(
      (request, response) => {
        const isKnown = request.url?.includes('/transactions/') === true;
        const [status, errcode] = isKnown ? [400, 'M_NOT_JSON'] : [404, 'M_UNRECOGNIZED'];
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ errcode }));
      },
      { deliver: false },
    );
    expect(verdictsOf(bodyFirst)).toMatchObject({
      'registration-token': 'not-tested',
      'no-token': 'not-tested',
      'token-twice': 'not-tested',
    });
    expect(seenOf(bodyFirst, 'registration-token')).toBe(
      'transactions: 400 M_NOT_JSON, whatever the token; --deliver sees more',
    );
  });

  it('leave undecided what only the application knows, unless it is observed', async () => {
    const application = createOwnApplication();
    const report = await checkHandler(createOwnHandler(application), application, { application: undefined });
    const undecided = report.results.filter(({ verdict }) => verdict !== 'works');
    expect(new Set(undecided.map(({ verdict, seen }) => `${verdict}: ${seen ?? ''}`))).toEqual(
      new Set(['not-tested: it cannot be seen from outside: --observe']),
    );
    expect(undecided.map(({ check }) => check.id)).toContain('left');
    expect(report.conclusion).toContain('as far as that can be seen');
  });

  it('do not take requests that are observed for what the application is told', async () => {
    const bodies: string[] = [];
    const application = createOwnApplication();
    const handler = createOwnHandler(application);
    const report = await checkHandler(
      {
        handle: (request) =>
          handler.handle({
            ...request,
            header: (name) => request.header(name),
            readBody: async (limit) => {
              const body = await request.readBody(limit);
              bodies.push(new TextDecoder().decode(body));
              return body;
            },
          }),
      },
      application,
      { application: { told: () => bodies } },
    );
    expect(verdictsOf(report)).toMatchObject({ events: 'not-tested', left: 'not-tested', 'repeat-once': 'not-tested' });
    expect(seenOf(report, 'left')).toBe('what is observed are requests, and not what the application is told');
  });

  it('end early where no server answers, and say why', async () => {
    const report = await checkListener(() => undefined, {
      connect: () => Promise.reject(Object.assign(new Error('secret'), { code: 'ECONNREFUSED' })),
    });
    const [first, ...others] = report.results;
    expect(first).toMatchObject({ verdict: 'missing', seen: 'the connection failed (ECONNREFUSED)' });
    expect(new Set(others.map(({ seen }) => seen))).toEqual(new Set(['no server answers']));
    expect(report.conclusion).toMatch(/^Nothing can be said of the appservice, since no server answers\./);
  });

  it('end early where the hs_token is refused', async () => {
    const application = createOwnApplication();
    const handler = createAppserviceHandler(application.handlers, { hsToken: 'another' });
    const report = await checkHandler(handler, application);
    expect(seenOf(report, 'registration-token')).toBe('403 M_FORBIDDEN; it was started with another hs_token');
    expect(seenOf(report, 'left')).toBe('the hs_token is refused');
    expect(JSON.stringify(report)).not.toContain(checkedRegistration.hs_token);
  });

  it('call a server that is no appservice by its name: nothing is there, and nothing else is said', async () => {
    const report = await checkListener(
      (_, response) => void response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not found</h1>'),
      { deliver: true },
    );
    const verdicts = verdictsOf(report);
    expect(verdicts).toMatchObject({
      'server-answers': 'works',
      'registration-token': 'not-tested',
      'key-query-unstable': 'missing',
      transactions: 'missing',
      'unknown-route': 'other-name',
      'no-token': 'not-tested',
      'chunked-body': 'not-tested',
    });
    expect(seenOf(report, 'unknown-route')).toBe('404 text/html');
    expect(report.conclusion).toMatch(/^An encrypted bridge will fail .* see “transactions”\./);
  });

  it('judge the names of fields by refused malformed values where nothing is observed', async () => {
    const application = createOwnApplication();
    const handler = createOwnHandler(application);
    // Throws at a malformed value under the unstable name alone, since it reads no other.
    const server = createNodeListener({
      handle: (request) =>
        handler.handle({
          ...request,
          header: (name) => request.header(name),
          readBody: async (limit) => {
            const body = await request.readBody(limit);
            if (new TextDecoder().decode(body).includes('"de.sorunome.msc2409.to_device":[null')) throw new Error();
            return body;
          },
        }),
    });
    const report = await checkListener(server, { deliver: true });
    expect(verdictsOf(report)).toMatchObject({
      'malformed-field': 'broken',
      'to-device': 'other-name',
      'device-lists': 'not-tested',
    });
    expect(seenOf(report, 'to-device')).toBe('under the unstable name alone');
  });

  it('leave everything about transactions undecided where these are not served, or no application is told', async () => {
    const application = createOwnApplication();
    const { queryKeys, claimKeys } = application.handlers;
    const options = { hsToken: checkedRegistration.hs_token };
    const keysAlone = verdictsOf(
      await checkHandler(createAppserviceHandler({ queryKeys, claimKeys }, options), application),
    );
    const { transactions, ping, repeat, left, 'bad-event': badEvent } = keysAlone;
    expect([transactions, ping, repeat, left, badEvent]).toEqual([
      'missing',
      'works',
      'not-tested',
      'not-tested',
      'not-tested',
    ]);
    const deaf = createAppserviceHandler({ onDeviceLists: () => undefined }, options);
    const report = await checkHandler(deaf, application);
    expect(verdictsOf(report)).toMatchObject({
      transactions: 'works',
      events: 'broken',
      repeat: 'works',
      left: 'not-tested',
    });
    expect(seenOf(report, 'left')).toBe('the application is not told of events');
  });

  it('reject a registration without a URL, and one whose token cannot be used', async () => {
    const options = {
      connect: connectTo(createServer().listeners('request')[0] as never),
      delay: turnsAsDelay,
      now: () => 0,
      randomBytes: (count: number) => new Uint8Array(count),
    };
    for (const change of [{ url: null }, { url: '' }, { url: 'ftp://as.example' }, { hs_token: '' }])
      await expect(checkAppservice({ ...checkedRegistration, ...change }, options)).rejects.toThrow(RegistrationError);
  });
});
