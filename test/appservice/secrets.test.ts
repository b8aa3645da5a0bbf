import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createAppserviceHandler } from '../../src/appservice/index.js';
import { echoedTokens, partOf, poisoned } from '../helpers/secrets.js';
import { bytesOf } from './ask.js';

const runs = Number(process.env['SECRETS_RUNS'] ?? 100);
const timeout = 20_000 + runs * 100;
const fields = [
  ...['events', 'ephemeral', 'to_device', 'device_lists', 'changed', 'left', 'removed'],
  ...['device_one_time_keys_count', 'device_unused_fallback_key_types', 'org.matrix.msc3202.device_lists'],
  ...['org.matrix.msc2409.ephemeral', 'type', 'edu_type', 'content', 'event_id', 'sender', '@ann:example.org', 'D'],
];
const event = { type: 'm.test', content: {}, event_id: '$1', room_id: '!r:x', sender: '@a:x', origin_server_ts: 1 };

const requests = echoedTokens().chain(({ token, written }) =>
  fc.record({
    token: fc.constant(token),
    transaction: fc.tuple(poisoned(written, fields), fc.subarray(fields)).map(([value, names]) => ({
      ...Object.fromEntries(names.map((name) => [name, value])),
      ...(names.length % 2 === 0 ? value : {}),
      events: [event, value],
    })),
    query: fc.oneof(
      poisoned(written, fields),
      poisoned(written, fields).map((devices) => ({ '@ann:example.org': devices })),
    ),
  }),
);

it('reports and answers no part of the token, whatever a homeserver sends (S5, S7)', { timeout }, async () => {
  await fc.assert(
    fc.asyncProperty(requests, async ({ token, transaction, query }) => {
      const said: unknown[] = [];
      const handler = createAppserviceHandler(
        {
          queryKeys: () => ({}),
          claimKeys: () => ({}),
          transaction: (_, { findings }) => void said.push(...findings),
        },
        { hsToken: token, onFinding: (finding) => said.push(finding), onError: (error) => said.push(error) },
      );
      const ask = async (method: string, path: string, body: unknown): Promise<void> => {
        const answer = await handler.handle({
          method,
          target: `/_matrix/app/v1/${path}`,
          header: (name) => (name === 'authorization' ? `Bearer ${token}` : null),
          readBody: () => Promise.resolve(bytesOf(body)),
        });
        expect([200, 400]).toContain(answer.status);
        said.push(answer.body, JSON.parse(answer.body));
      };
      await ask('PUT', 'transactions/1', transaction);
      await ask('PUT', 'transactions/2', { ...transaction, events: query });
      await ask('POST', 'keys/query', query);
      await ask('POST', 'keys/claim', query);
      await ask('POST', 'ping', [query]);
      expect(said).not.toEqual([]);
      const texts = said.map((each) => (typeof each === 'string' ? each : allOf(each)));
      for (const text of [...texts, ...said.flatMap(stringsIn)]) expect(partOf(token, text)).toBeUndefined();
    }),
    { numRuns: runs },
  );
});

it('says what is wrong in the same words, whatever the token is (S7)', async () => {
  const body = bytesOf({ events: [null, { type: 1 }], to_device: null, device_lists: { changed: [1] } });
  const said = async (token: string): Promise<string[]> => {
    const messages: string[] = [];
    const options = { hsToken: token, onFinding: ({ message }: { message: string }) => messages.push(message) };
    const handler = createAppserviceHandler({ transaction: () => undefined, queryKeys: () => ({}) }, options);
    const header = (): string => `Bearer ${token}`;
    const request = { header, readBody: () => Promise.resolve(body) };
    await handler.handle({ ...request, method: 'PUT', target: '/_matrix/app/v1/transactions/1' });
    const { body: refusal } = await handler.handle({
      ...request,
      method: 'POST',
      target: '/_matrix/app/v1/keys/query',
    });
    return [...messages, refusal];
  };
  const usual = await said('hs-token-that-nobody-may-see');
  expect(usual.length).toBeGreaterThan(4);
  for (const word of ['it', 'is', 'null', 'must', 'array', 'the', 'counts', 'absent'])
    expect(await said(word)).toEqual(usual);
});

/** All that a report holds, hidden fields, stacks and causes included. */
function allOf(report: unknown): string {
  return inspect(report, { depth: Infinity, showHidden: true, maxStringLength: Infinity });
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}
