import { describe, expect, it } from 'vitest';
import { createViewers, type ClientCredentials, type Viewers } from '../../src/proxy/viewers.js';

/** A homeserver whose users are their tokens. */
function watched(answer: (request: Request) => Response | Promise<Response> = answerOf): {
  viewers: Viewers;
  asked: Request[];
  pass: (timeMs: number) => void;
} {
  const asked: Request[] = [];
  let nowMs = 5000;
  const viewers = createViewers({
    homeserverUrl: 'http://homeserver.test/prefix/',
    now: () => nowMs,
    mostRemembered: 100,
    fetch: (request) => {
      asked.push(request);
      return Promise.resolve(answer(request));
    },
  });
  return { viewers, asked, pass: (timeMs) => (nowMs += timeMs) };
}

function answerOf({ headers }: Request): Response {
  return Response.json({ user_id: `@${headers.get('authorization')?.replace('Bearer ', '') ?? ''}:example.org` });
}

function withToken(token: string, query = ''): ClientCredentials {
  return { headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': '192.0.2.1' }, query };
}

describe('viewerOf', () => {
  it('asks the homeserver with the token, the query and the address of the request', async () => {
    const { viewers, asked } = watched();
    expect(await viewers.viewerOf(withToken('ann', '?user_id=%40ben%3Aexample.org'))).toBe('@ann:example.org');
    expect(asked[0]?.url).toBe(
      'http://homeserver.test/prefix/_matrix/client/v3/account/whoami?user_id=%40ben%3Aexample.org',
    );
    expect(asked[0]?.headers.get('x-forwarded-for')).toBe('192.0.2.1');
  });

  it('remembers the answer for a minute, for this token and query alone', async () => {
    const { viewers, asked, pass } = watched();
    for (let i = 0; i < 3; i++) expect(await viewers.viewerOf(withToken('ann'))).toBe('@ann:example.org');
    expect(asked).toHaveLength(1);
    expect(await viewers.viewerOf(withToken('ben'))).toBe('@ben:example.org');
    await viewers.viewerOf(withToken('ann', '?user_id=%40c%3Aexample.org'));
    expect(asked).toHaveLength(3);
    pass(59_999);
    await viewers.viewerOf(withToken('ann'));
    expect(asked).toHaveLength(3);
    pass(1);
    await viewers.viewerOf(withToken('ann'));
    expect(asked).toHaveLength(4);
  });

  it('asks once for simultaneous requests of one client', async () => {
    const { viewers, asked } = watched();
    const found = await Promise.all(Array.from({ length: 20 }, () => viewers.viewerOf(withToken('ann'))));
    expect([new Set(found).size, asked.length]).toEqual([1, 1]);
  });

  it.each([
    ['an error', (): Response => Response.json({ user_id: '@ann:example.org' }, { status: 429 })],
    ['no JSON', (): Response => new Response('<html>')],
    ['no user', (): Response => Response.json({ user_id: 7 })],
    ['no user ID', (): Response => Response.json({ user_id: 'ann' })],
    ['no object', (): Response => Response.json(null)],
    ['no connection', (): Promise<never> => Promise.reject(new TypeError('fetch failed'))],
  ])('finds nobody where the answer is %s, and asks again after ten seconds', async (_, answer) => {
    const { viewers, asked, pass } = watched(answer);
    expect(await viewers.viewerOf(withToken('ann'))).toBeUndefined();
    pass(9999);
    expect(await viewers.viewerOf(withToken('ann'))).toBeUndefined();
    expect(asked).toHaveLength(1);
    pass(1);
    expect(await viewers.viewerOf(withToken('ann'))).toBeUndefined();
    expect(asked).toHaveLength(2);
  });

  it('remembers so many users, and forgets the oldest', async () => {
    const { viewers, asked } = watched();
    for (let i = 0; i <= 100; i++) await viewers.viewerOf(withToken(`user-${i}`));
    await viewers.viewerOf(withToken('user-1'));
    expect(asked).toHaveLength(101);
    await viewers.viewerOf(withToken('user-0'));
    expect(asked).toHaveLength(102);
  });
});
