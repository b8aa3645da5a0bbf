import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createAppserviceHandler, createMemoryStore } from '../../src/appservice/index.js';
import { publishDiagnostics, publishInboxDiagnostics } from '../../src/node/index.js';
import type { FakeAppservice } from '../helpers/appservices.js';
import { createLocalKeys } from '../helpers/local-keys.js';
import { proxyOver } from '../helpers/proxy-over.js';
import { eventually } from '../helpers/eventually.js';

const failureChannel = 'matrix-encrypted-appservice:failure';
const findingChannel = 'matrix-encrypted-appservice:finding';
const ann = '@irc_ann:example.org';
const subscribed: [string, (message: unknown) => void][] = [];

/** The messages that a channel will have. */
function messagesOf(name: string): unknown[] {
  const messages: unknown[] = [];
  const listener = (message: unknown): void => void messages.push(message);
  subscribe(name, listener);
  subscribed.push([name, listener]);
  return messages;
}

afterEach(() => {
  for (const [name, listener] of subscribed.splice(0)) unsubscribe(name, listener);
  vi.restoreAllMocks();
});

function ask(answer: () => Response): Promise<unknown> {
  const echo: FakeAppservice = () => answer();
  const { proxy } = proxyOver({ irc: echo }, createLocalKeys(), publishDiagnostics());
  return proxy.queryKeys({ [ann]: [] }, { userId: ann });
}

describe('publishDiagnostics', () => {
  it('publishes failures with registration id, operation, reason and duration, and no token (S5)', async () => {
    const messages = messagesOf(failureChannel);
    await ask(() => Response.json({ errcode: 'hs-token-of-irc' }, { status: 403 }));
    expect(messages).toMatchObject([
      {
        registrationId: 'irc',
        operation: 'queryKeys',
        error: { status: 403 },
        durationMs: expect.any(Number) as number,
      },
    ]);
    expect(JSON.stringify(messages)).not.toContain('token-of-irc');
  });

  it('publishes findings with registration id, operation, reason and duration, and no token (S5)', async () => {
    const messages = messagesOf(findingChannel);
    await ask(() => Response.json({ device_keys: { '@hs-token-of-irc:x': {} } }));
    expect(messages).toEqual([
      {
        registrationId: 'irc',
        operation: 'queryKeys',
        durationMs: expect.any(Number) as number,
        finding: expect.objectContaining({ code: 'user-not-asked', pointer: '/device_keys/@[hidden]:x' }) as object,
      },
    ]);
  });

  it('publishes nothing while nobody subscribes', () => {
    const publish = vi.spyOn(Object.getPrototypeOf(channel(failureChannel)) as { publish(): void }, 'publish');
    const { onFailure, onFinding } = publishDiagnostics();
    onFailure({ registrationId: 'irc', operation: 'queryKeys', error: new Error() as never, durationMs: 0 });
    const finding = { code: 'malformed-entry', severity: 'error', pointer: '', message: '' } as const;
    onFinding(finding, { registrationId: 'irc', operation: 'queryKeys', durationMs: 0 });
    expect(publish).not.toHaveBeenCalled();
  });

  it('finds subscribers that come and go after it was called', async () => {
    const { proxy } = proxyOver({ irc: () => new Response('<html>') }, createLocalKeys(), {
      ...publishDiagnostics(),
      pauseAfterFailures: false,
    });
    const messages = messagesOf(failureChannel);
    await proxy.queryKeys({ [ann]: [] }, { userId: ann });
    for (const [name, listener] of subscribed.splice(0)) unsubscribe(name, listener);
    await proxy.queryKeys({ [ann]: [] }, { userId: ann });
    expect(messages).toHaveLength(1);
  });
});

describe('publishInboxDiagnostics', () => {
  it('publishes what is accepted and delivered by a handler, and no token (S5)', async () => {
    const messages = messagesOf('matrix-encrypted-appservice:inbox');
    const delivered = vi.fn();
    const handler = createAppserviceHandler(
      { onDeviceLists: delivered },
      { hsToken: 'hs-token', store: createMemoryStore(), ...publishInboxDiagnostics() },
    );
    handler.start();
    const request = new Request('https://as.example/_matrix/app/v1/transactions/7', {
      method: 'PUT',
      headers: { authorization: 'Bearer hs-token' },
      body: JSON.stringify({ events: [], device_lists: { changed: ['@bob:example.org'], left: [] } }),
    });
    expect((await handler.fetch(request)).status).toBe(200);
    await eventually(() => {
      expect(messages).toHaveLength(2);
    });
    await handler.stop();
    expect(messages).toMatchObject([
      { kind: 'accepted', part: 'transaction', transactionId: '7' },
      { kind: 'delivered', part: 'transaction', transactionId: '7' },
    ]);
    expect(JSON.stringify(messages)).not.toContain('hs-token');
    expect(delivered).toHaveBeenCalledOnce();
  });

  it('publishes nothing while nobody subscribes', () => {
    const inbox = channel('matrix-encrypted-appservice:inbox');
    const publish = vi.spyOn(Object.getPrototypeOf(inbox) as { publish(): void }, 'publish');
    publishInboxDiagnostics().onInbox({
      kind: 'accepted',
      part: 'transaction',
      seq: 1,
      transactionId: '1',
      attempts: 0,
    });
    expect(publish).not.toHaveBeenCalled();
  });
});
