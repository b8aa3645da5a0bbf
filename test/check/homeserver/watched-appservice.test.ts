import { describe, expect, it } from 'vitest';
import { answerFetch } from '../../../src/appservice/answer-fetch.js';
import { createWatchedAppservice, type WatchedAppservice } from '../../../src/check/homeserver/watched-appservice.js';

const base = 'http://127.0.0.1:29399';

function watched(signal?: AbortSignal): {
  appservice: WatchedAppservice;
  ask: (request: Request) => Promise<Response>;
} {
  const delay = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const appservice = createWatchedAppservice({ hsToken: 'secret', now: () => 0, delay, signal });
  return { appservice, ask: (request) => answerFetch(appservice.handle, request) };
}

const sent = (path: string, headers: Record<string, string> = { authorization: 'Bearer secret' }): Request =>
  new Request(base + path, { method: 'PUT', headers, body: 'no JSON' });

describe('the appservice of the checks', () => {
  it('writes nothing down that has no token, or a wrong one (A1)', async () => {
    const { appservice, ask } = watched();
    expect((await ask(sent('/x', {}))).status).toBe(401);
    expect((await ask(sent('/x', { authorization: 'Bearer other' }))).status).toBe(403);
    expect((await ask(sent('/x?access_token=other'))).status).toBe(403);
    expect(appservice.received).toEqual([]);
  });

  it('writes down what it does not know, and what is not JSON', async () => {
    const { appservice, ask } = watched();
    expect((await ask(sent('/_matrix/app/v1/other?access_token=secret'))).status).toBe(404);
    expect((await ask(sent('/_matrix/app/v1/transactions/7'))).status).toBe(200);
    expect(appservice.received).toMatchObject([
      { operation: 'unknown', txnId: '', tokenIn: ['header', 'query'], body: undefined, wasRefused: false },
      { operation: 'sendTransaction', txnId: '7', tokenIn: ['header'], body: undefined },
    ]);
  });

  it('answers key queries as a check wants it, or has no information, and refuses what it is told to', async () => {
    const { appservice, ask } = watched();
    const query = (): Request => sent('/_matrix/app/v1/keys/query');
    expect(await (await ask(query())).text()).toBe('{}');
    appservice.answerKeys = () => ({ status: 403, body: '{"errcode":"M_FORBIDDEN"}' });
    expect((await ask(query())).status).toBe(403);
    appservice.refuses = ({ operation }) => operation === 'queryKeys';
    expect((await ask(query())).status).toBe(500);
    expect(appservice.received.map(({ wasRefused }) => wasRefused)).toEqual([false, false, true]);
  });

  it('waits for what is looked for, among what came already and what comes, until time is up', async () => {
    const { appservice, ask } = watched();
    const find = ({ txnId }: { readonly txnId: string }): string | undefined => (txnId === '2' ? txnId : undefined);
    expect(await appservice.waitFor(find, 0, 1)).toBeUndefined();
    const waiting = appservice.waitFor(find, 0, 1);
    await ask(sent('/_matrix/app/v1/transactions/1'));
    await ask(sent('/_matrix/app/v1/transactions/2'));
    expect(await waiting).toBe('2');
    expect(await appservice.waitFor(find, 0, 1)).toBe('2');
    expect(await appservice.waitFor(find, 2, 1)).toBeUndefined();
  });
});
