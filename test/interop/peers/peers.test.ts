import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fieldNames } from '../../../generated/names.js';
import { createAppserviceClient, type AppserviceClient } from '../../../src/client/index.js';
import { MatrixHttpError, UnrecognizedEndpointError } from '../../../src/errors.js';
import type { ClientEvent, KeyClaimResponse, KeyQueryResponse, Transaction } from '../../../src/types.js';
import { areInstalled } from './libraries.js';
import { hsToken, startBotSdk, startMatrixAppservice, startOurs, type Application, type Peer } from './peers.js';

// What each library does is written down as it is. Where the three differ, it says what changes for an appservice that moves
// from one of them to this package.

const ghost = '@ghost_ann:example.org';
const keys: KeyQueryResponse = {
  device_keys: { [ghost]: { KEPT: { user_id: ghost, device_id: 'KEPT', algorithms: [], keys: {}, signatures: {} } } },
};
const oneTimeKeys: KeyClaimResponse = { [ghost]: { KEPT: { 'signed_curve25519:A': { key: 'k', signatures: {} } } } };

const event = (id: string): ClientEvent => ({
  event_id: id,
  type: 'm.room.message',
  content: { body: 'hello' },
  room_id: '!room:example.org',
  sender: '@bob:example.org',
  origin_server_ts: 1,
});

const toDevice = {
  type: 'm.room.encrypted',
  sender: '@bob:example.org',
  to_user_id: ghost,
  to_device_id: 'KEPT',
  content: {},
} as const;

const full: Transaction = {
  events: [event('a')],
  ephemeral: [{ type: 'm.typing', room_id: '!room:example.org', content: {} }],
  to_device: [toDevice],
  device_lists: { changed: ['@bob:example.org'], left: ['@eve:example.org'] },
  device_one_time_keys_count: { [ghost]: { KEPT: { signed_curve25519: 3 } } },
  device_unused_fallback_key_types: { [ghost]: { KEPT: [] } },
};

const counts = `counts {"${ghost}":{"KEPT":{"signed_curve25519":3}}}`;
const types = `fallback types {"${ghost}":{"KEPT":[]}}`;

const servers: Peer['server'][] = [];

beforeEach(({ skip }) => {
  skip(
    !areInstalled,
    'matrix-bot-sdk and matrix-appservice are not installed: run test/interop/peers/install-peers.sh',
  );
});

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

interface Everywhere<T> {
  readonly botSdk: T;
  readonly matrixAppservice: T;
  readonly ours: T;
}

/** Does the same to an appservice made with each library, fresh each. `fail` makes its application throw at the next event. */
async function everywhere<T>(
  act: (peer: Peer, client: AppserviceClient, fail: () => void) => Promise<T>,
): Promise<Everywhere<T>> {
  const run = async (start: (application: Application) => Promise<Peer>): Promise<T> => {
    let failing = false;
    const onEvent = (): void => {
      if (!failing) return;
      failing = false;
      throw new Error('the application failed');
    };
    const peer = await start({ keys, oneTimeKeys, onEvent });
    servers.push(peer.server);
    return act(peer, createAppserviceClient(peer.registration), () => (failing = true));
  };
  return {
    botSdk: await run(startBotSdk),
    matrixAppservice: await run(startMatrixAppservice),
    ours: await run(startOurs),
  };
}

const same = <T>(all: T): Everywhere<T> => ({ botSdk: all, matrixAppservice: all, ours: all });

/** What a call of our client came to: its value, or the error in short. */
async function outcome(call: Promise<unknown>): Promise<unknown> {
  try {
    return (await call) ?? 'done';
  } catch (error) {
    if (error instanceof UnrecognizedEndpointError) return 'no such endpoint';
    if (error instanceof MatrixHttpError) return `${error.status} ${error.errcode ?? 'without errcode'}`;
    throw error;
  }
}

interface RawRequest {
  readonly method?: string;
  readonly path?: string;
  readonly token?: string | null;
  readonly body?: string | null;
  readonly type?: string | null;
}

/** Sends a request as it stands: to where transactions go, with the token and as JSON, if nothing else is said. */
async function send(
  { registration }: Peer,
  {
    method = 'PUT',
    path = '/_matrix/app/v1/transactions/1',
    token = hsToken,
    body = '{"events":[]}',
    type = 'application/json',
  }: RawRequest,
): Promise<{ readonly short: string; readonly text: string }> {
  const headers = {
    ...(token !== null && { authorization: `Bearer ${token}` }),
    ...(type !== null && { 'content-type': type }),
  };
  // As bytes, since `fetch` gives a string a content type of its own.
  const bytes = body === null ? null : new TextEncoder().encode(body);
  const response = await fetch(`${registration.url ?? ''}${path}`, {
    method,
    headers,
    body: bytes,
    redirect: 'manual',
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  const { errcode = '' } = isJson ? (JSON.parse(text) as { errcode?: string }) : { errcode: 'not JSON' };
  return { short: `${response.status} ${errcode}`.trim(), text };
}

const short = (request: RawRequest) => async (peer: Peer) => (await send(peer, request)).short;

const transactions = { events: [event('a')] };

describe('key queries and claims', () => {
  it('are answered by matrix-bot-sdk and by ours, and unknown to matrix-appservice (W1)', async () => {
    const query = await everywhere((_, client) => outcome(client.queryKeys({ [ghost]: [] })));
    expect(query).toEqual({ botSdk: keys, matrixAppservice: 'no such endpoint', ours: keys });
    const claim = await everywhere((_, client) =>
      outcome(client.claimKeys({ [ghost]: { KEPT: ['signed_curve25519'] } })),
    );
    expect(claim).toEqual({ botSdk: oneTimeKeys, matrixAppservice: 'no such endpoint', ours: oneTimeKeys });
  });

  it('are answered under the stable path by ours alone, and our client finds the other where it is asked first (N1 N2)', async () => {
    const stable = await everywhere(short({ method: 'POST', path: '/_matrix/app/v1/keys/query', body: '{}' }));
    expect(stable).toEqual({ botSdk: '404 M_UNRECOGNIZED', matrixAppservice: '404 not JSON', ours: '200' });
    const found = await everywhere((peer) =>
      outcome(createAppserviceClient(peer.registration, { prefer: 'stable' }).queryKeys({ [ghost]: [] })),
    );
    expect(found).toEqual({ botSdk: keys, matrixAppservice: 'no such endpoint', ours: keys });
  });

  it('of the wrong shape are given to the application by matrix-bot-sdk, and refused by ours (A3)', async () => {
    const path = '/_matrix/app/unstable/org.matrix.msc3984/keys/query';
    expect(await everywhere(short({ method: 'POST', path, body: JSON.stringify({ [ghost]: 'KEPT' }) }))).toEqual({
      botSdk: '200',
      matrixAppservice: '404 not JSON',
      ours: '400 M_BAD_JSON',
    });
  });
});

describe('ping', () => {
  it('is answered by ours alone (W1)', async () => {
    const ping = await everywhere((_, client) => outcome(client.ping('1')));
    expect(ping).toEqual({ botSdk: 'no such endpoint', matrixAppservice: 'no such endpoint', ours: 'done' });
  });
});

describe('a transaction', () => {
  const tell = (names: 'stable' | 'unstable' | 'both') => async (peer: Peer, client: AppserviceClient) => {
    await client.sendTransaction('1', full, { names });
    return peer.told;
  };
  const ours = [
    'to-device KEPT',
    'changed @bob:example.org',
    'left @eve:example.org',
    counts,
    types,
    'ephemeral m.typing',
    'event a',
  ];
  const botSdk = ['to-device KEPT', 'ephemeral m.typing', 'changed @bob:example.org', counts, types, 'event a'];

  it('under stable names is read whole by ours, and the others see its events alone (T1)', async () => {
    expect(await everywhere(tell('stable'))).toEqual({ botSdk: ['event a'], matrixAppservice: ['event a'], ours });
  });

  it.each(['unstable', 'both'] as const)(
    'under %s names is read by matrix-bot-sdk but for who left, and by matrix-appservice but for all of encryption (T1 T4)',
    async (names) => {
      expect(await everywhere(tell(names))).toEqual({
        botSdk,
        matrixAppservice: ['event a', 'ephemeral m.typing'],
        ours,
      });
    },
  );

  it('that says who left: `left` means nothing to the others, `removed` to matrix-bot-sdk; ours takes both (T4)', async () => {
    const [name] = fieldNames.TransactionBody.device_lists.unstable;
    for (const [spelling, expected] of [
      ['left', []],
      ['removed', ['left @eve:example.org']],
    ] as const) {
      const body = JSON.stringify({ events: [], [name]: { changed: [], [spelling]: ['@eve:example.org'] } });
      const told = await everywhere(async (peer) => {
        await send(peer, { body });
        return peer.told;
      });
      expect(told).toEqual({ botSdk: expected, matrixAppservice: [], ours: ['left @eve:example.org'] });
    }
  });

  it('with `edu_type` has its ephemeral events typed by matrix-bot-sdk and ours (T5)', async () => {
    const [name] = fieldNames.TransactionBody.ephemeral.unstable;
    const body = JSON.stringify({ events: [], [name]: [{ edu_type: 'm.typing', content: {} }] });
    const told = await everywhere(async (peer) => {
      await send(peer, { body });
      return peer.told;
    });
    expect(told).toEqual({
      botSdk: ['ephemeral m.typing'],
      matrixAppservice: ['ephemeral undefined'],
      ours: ['ephemeral m.typing'],
    });
  });

  it('that comes twice in a row is delivered once (T7)', async () => {
    const told = await everywhere(async (peer, client) => {
      await client.sendTransaction('1', transactions);
      await client.sendTransaction('1', transactions);
      return peer.told;
    });
    expect(told).toEqual(same(['event a']));
  });

  it('that comes again after another is delivered again by matrix-appservice, which remembers one ID (T7)', async () => {
    const told = await everywhere(async (peer, client) => {
      await client.sendTransaction('1', transactions);
      await client.sendTransaction('2', { events: [event('b')] });
      await client.sendTransaction('1', transactions);
      return peer.told;
    });
    const once = ['event a', 'event b'];
    expect(told).toEqual({ botSdk: once, matrixAppservice: [...once, 'event a'], ours: once });
  });

  it.each(['constructor', '__proto__', 'toString'])(
    'with the ID %s is thanked for and lost by matrix-bot-sdk, whose memory of IDs is a plain object (T7)',
    async (id) => {
      const told = await everywhere(async (peer, client) => {
        await client.sendTransaction(id, transactions);
        return peer.told;
      });
      expect(told).toEqual({ botSdk: [], matrixAppservice: ['event a'], ours: ['event a'] });
    },
  );

  it('whose application throws is answered 500 and comes again; the others say more than they should (A4 T7)', async () => {
    const told = await everywhere(async (peer, client, fail) => {
      fail();
      const first = await send(peer, { body: JSON.stringify(transactions) });
      await client.sendTransaction('1', transactions);
      return [
        first.short,
        first.text.includes('    at ') || first.text.includes('&nbsp;at ') ? 'with a stack' : 'without',
        ...peer.told,
      ];
    });
    const twice = ['event a', 'event a'];
    expect(told).toEqual({
      botSdk: ['500', 'without', ...twice],
      matrixAppservice: ['500 not JSON', 'with a stack', ...twice],
      ours: ['500 M_UNKNOWN', 'without', ...twice],
    });
  });

  it('with one malformed event never gets through to the others, and costs ours that event alone (T6)', async () => {
    const body = JSON.stringify({ events: [null, event('a')] });
    const told = await everywhere(async (peer) => [
      (await send(peer, { body })).short,
      (await send(peer, { body })).short,
      ...peer.told.filter((each) => each === 'event a'),
    ]);
    expect(told).toEqual({
      botSdk: ['500', '500'],
      matrixAppservice: ['500 not JSON', '500 not JSON'],
      ours: ['200', '200', 'event a'],
    });
  });

  it('of six megabytes is too large for matrix-appservice (S2)', async () => {
    const large = { events: [{ ...event('a'), content: { body: 'a'.repeat(6_000_000) } }] };
    const sent = await everywhere((_, client) => outcome(client.sendTransaction('1', large)));
    expect(sent).toEqual({ botSdk: 'done', matrixAppservice: '413 without errcode', ours: 'done' });
  });

  it.each([null, 'text/plain'])(
    'with the content type %s is refused by matrix-bot-sdk, and thanked for and lost by matrix-appservice (A3)',
    async (type) => {
      const told = await everywhere(async (peer) => [
        (await send(peer, { body: JSON.stringify(transactions), type })).short,
        ...peer.told,
      ]);
      expect(told).toEqual({ botSdk: ['400 BAD_REQUEST'], matrixAppservice: ['200'], ours: ['200', 'event a'] });
    },
  );
});

describe('what is refused', () => {
  it.each<[string, RawRequest, Everywhere<string>]>([
    [
      'no token (A1)',
      { token: null },
      { botSdk: '401 AUTH_FAILED', matrixAppservice: '403 M_FORBIDDEN', ours: '401 M_MISSING_TOKEN' },
    ],
    [
      'a wrong token (A1)',
      { token: 'wrong' },
      { botSdk: '401 AUTH_FAILED', matrixAppservice: '403 M_FORBIDDEN', ours: '403 M_FORBIDDEN' },
    ],
    [
      'the token in the query alone, which only ours refuses (A1)',
      { token: null, path: `/_matrix/app/v1/transactions/1?access_token=${hsToken}` },
      { botSdk: '200', matrixAppservice: '200', ours: '401 M_MISSING_TOKEN' },
    ],
    [
      'a body that is not JSON, from somebody without the token: only ours looks at the token first (A2)',
      { token: null, body: '{' },
      { botSdk: '400 not JSON', matrixAppservice: '400 not JSON', ours: '401 M_MISSING_TOKEN' },
    ],
    [
      'a body that is not JSON (A3)',
      { body: '{' },
      { botSdk: '400 not JSON', matrixAppservice: '400 not JSON', ours: '400 M_NOT_JSON' },
    ],
    [
      'a body without events (A3)',
      { body: '{}' },
      { botSdk: '400 BAD_REQUEST', matrixAppservice: '200', ours: '400 M_BAD_JSON' },
    ],
    [
      'an unknown path (A2)',
      { path: '/_matrix/app/v1/unknown' },
      { botSdk: '404 M_UNRECOGNIZED', matrixAppservice: '404 not JSON', ours: '404 M_UNRECOGNIZED' },
    ],
    [
      'a wrong method (A2)',
      { method: 'POST' },
      { botSdk: '404 M_UNRECOGNIZED', matrixAppservice: '404 not JSON', ours: '405 M_UNRECOGNIZED' },
    ],
    [
      'broken percent-encoding (A3)',
      { path: '/_matrix/app/v1/transactions/%ff' },
      { botSdk: '400 not JSON', matrixAppservice: '400 not JSON', ours: '400 M_INVALID_PARAM' },
    ],
    [
      'the older path without a prefix (A2)',
      { path: '/transactions/1' },
      { botSdk: '200', matrixAppservice: '308 M_UNKNOWN', ours: '404 M_UNRECOGNIZED' },
    ],
  ])('%s', async (_, request, expected) => {
    expect(await everywhere(short(request))).toEqual(expected);
  });
});
