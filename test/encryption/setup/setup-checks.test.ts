import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { KeyMode } from '../../../src/encryption/encryption-options.js';
import { createReceivingHandler } from '../../../src/appservice/handler.js';
import { createServedKeys } from '../../../src/encryption/setup/served-keys.js';
import { requireWorkableKeys } from '../../../src/encryption/setup/setup-checks.js';
import { EncryptionError } from '../../../src/errors.js';
import { faults, type FakeHomeserverOptions } from '../../helpers/fake-homeserver.js';
import { createDeviceWorld, ghost, type DeviceWorld, type Process, type ProcessOptions } from '../device-world.js';

async function prepared(
  options: ProcessOptions = {},
  homeserver: Partial<FakeHomeserverOptions> = {},
): Promise<{ world: DeviceWorld; process: Process }> {
  const world = createDeviceWorld(homeserver);
  const process = await world.start(options);
  onTestFinished(process.stop);
  return { world, process };
}

describe('keys that are served', () => {
  it('are refused on a homeserver that federates (rule D2)', () => {
    expect(() => {
      requireWorkableKeys('served', true);
    }).toThrow(/does not work on a homeserver that federates.*federation: false/);
    for (const keys of ['uploaded', 'one-time-keys-served', 'served'] as const) requireWorkableKeys(keys, false);
    for (const keys of ['uploaded', 'one-time-keys-served'] as const) requireWorkableKeys(keys, true);
  });
});

describe('the checks of a start', () => {
  it.each<[KeyMode, string[]]>([
    ['uploaded', ['getTokenOwner']],
    ['one-time-keys-served', ['getTokenOwner', 'claimKeys']],
    ['served', ['getTokenOwner', 'queryKeys', 'claimKeys']],
  ])('ask with keys %s for no more than is needed, and touch no key', async (keys, calls) => {
    const { world, process } = await prepared({ keys });
    await process.checks.check();
    expect(world.homeserver.calls.map(({ name }) => name)).toEqual(calls);
    expect(process.failures).toEqual([]);
    expect(process.machines.open()).toEqual([]);
  });

  it('ask as a device, once there is one', async () => {
    const { world, process } = await prepared({ keys: 'served' });
    await process.life.device(ghost);
    await process.checks.check();
    const asked = world.homeserver.calls.filter(({ name }) => name === 'getTokenOwner').at(-1);
    expect(asked?.requester?.deviceId).toBe((await process.life.current(ghost))?.deviceId);
  });

  it.each<[KeyMode, string, string]>([
    ['one-time-keys-served', '/keys/claim', 'experimental_features.msc3983_appservice_otk_claims: true'],
    ['served', '/keys/claim', 'experimental_features.msc3983_appservice_otk_claims: true'],
    ['served', '/keys/query', 'experimental_features.msc3984_appservice_key_query: true'],
  ])('name with keys %s the line that is missing where no %s arrives', async (keys, path, line) => {
    const { world, process } = await prepared({ keys });
    const { homeserver } = world;
    const { handlers } = process.servedKeys;
    homeserver.connect((request) =>
      request.url.endsWith(path)
        ? Promise.resolve(new Response('{"errcode":"M_UNRECOGNIZED"}', { status: 404 }))
        : Promise.resolve(new Response('{}')),
    );
    if (path === '/keys/claim') {
      // The query arrives, in whatever way.
      homeserver.onCall = async ({ name, body }) => {
        if (name !== 'queryKeys') return undefined;
        const { device_keys: query } = body as { device_keys: Record<`@${string}`, string[]> };
        await handlers.queryKeys?.(query, {} as never);
        return undefined;
      };
    }
    const checked = process.checks.check();
    await expect(checked).rejects.toThrow(EncryptionError);
    await expect(checked).rejects.toThrow(line);
    await expect(checked).rejects.toMatchObject({ code: 'SETUP' });
  });

  it.each<KeyMode>(['one-time-keys-served', 'served'])(
    'are content with keys %s where the homeserver asks another process on the same store',
    async (keys) => {
      const { world, process } = await prepared({ keys });
      const other = createServedKeys(
        world.store,
        keys,
        () => Promise.resolve(),
        (claim) => Promise.resolve(claim),
        () => undefined,
      );
      const { handler } = createReceivingHandler(
        other.handlers,
        { receiveTransaction: () => Promise.resolve({ events: [] }), receiveEvent: () => Promise.resolve(undefined) },
        { hsToken: world.registration.hs_token, store: world.store },
      );
      world.homeserver.connect(handler.fetch);
      await process.checks.check();
      expect(await world.store.crypto.load('expected key requests')).toEqual([]);
    },
  );

  it('write nothing down of a device that only looks like one of a check', async () => {
    const { world, process } = await prepared({ keys: 'one-time-keys-served' });
    const claim = { [ghost]: { [`CHECK${'a'.repeat(32)}`]: ['signed_curve25519'] } };
    await process.servedKeys.handlers.claimKeys?.(claim, {} as never);
    expect(await world.store.crypto.load('expected key requests')).toEqual([]);
  });

  it('refuse a token that the homeserver does not know, another sender, and a homeserver that ignores devices', async () => {
    const { world, process } = await prepared();
    world.homeserver.fail('getTokenOwner', faults.status(401, 'M_UNKNOWN_TOKEN'));
    await expect(process.checks.check()).rejects.toMatchObject({
      code: 'SETUP',
      message: expect.stringContaining('as_token') as unknown,
    });
    world.homeserver.onCall = () => ({
      answer: () => Response.json({ user_id: '@other:example.org' }),
      afterEffect: false,
    });
    await expect(process.checks.check()).rejects.toThrow(/as @other:example.org, not as @ircbot:example.org/);

    const deaf = await prepared({}, { readNames: 'none' });
    await expect(deaf.process.life.device(ghost)).rejects.toMatchObject({
      code: 'SETUP',
      message: expect.stringContaining('does not let the appservice act as a device') as unknown,
    });
  });

  it.each([
    ['500', faults.status(500)],
    ['HTML', faults.html(502)],
    ['nothing', faults.lost()],
  ])('do not keep an appservice from starting because the homeserver answers %s', async (_, fault) => {
    const { world, process } = await prepared({ keys: 'served' });
    world.homeserver.onCall = () => fault;
    await process.checks.check();
    expect(process.failures.map(({ message }) => message)).toEqual([expect.stringContaining('starts all the same')]);
    await expect(process.checks.proceed()).rejects.toThrow();
    world.homeserver.onCall = undefined;
    await process.checks.proceed();
    const before = world.homeserver.calls.length;
    await process.checks.proceed();
    expect(world.homeserver.calls).toHaveLength(before);
  });
});

describe('the ping of a start', () => {
  it('makes the homeserver repeat at once what it holds back (rule R7)', async () => {
    const { world, process } = await prepared();
    let isUp = false;
    const received: string[] = [];
    world.homeserver.connect((request) => {
      received.push(new URL(request.url).pathname);
      return Promise.resolve(new Response('{}', { status: isUp ? 200 : 503 }));
    });
    const bob = await world.client('@bob:example.org');
    onTestFinished(bob.close);
    await bob.createRoom({ invite: [ghost] });
    await world.homeserver.deliver();
    isUp = true;
    received.length = 0;
    await process.checks.ping();
    expect(received[0]).toBe('/_matrix/app/v1/ping');
    await expect.poll(() => received.some((path) => path.includes('/transactions/'))).toBe(true);
    expect(process.failures).toEqual([]);
  });

  it.each([
    [
      '502 M_CONNECTION_FAILED, as Synapse does for AlreadyCalled',
      faults.status(502, 'M_CONNECTION_FAILED'),
      'could not reach the appservice at `url: http://irc.test`',
    ],
    ['500', faults.status(500), 'did not ping'],
    ['nothing', faults.lost(), 'did not ping'],
  ])('is no reason not to start where the homeserver answers %s', async (_, fault, text) => {
    const { world, process } = await prepared();
    world.homeserver.fail('pingAppservice', fault);
    await process.checks.ping();
    expect(process.failures.map(({ message }) => message)).toEqual([expect.stringContaining(text)]);
  });

  it('waits for no more than a quarter of a minute, as where a stopped process has the address (R7)', async () => {
    const { world, process } = await prepared();
    world.homeserver.fail('pingAppservice', faults.hanging());
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const ping = process.checks.ping();
    await vi.advanceTimersByTimeAsync(15_000);
    await ping;
    expect(process.failures.map(({ message }) => message)).toEqual([
      expect.stringMatching(/has pinged `url: .*a process that hangs may have that address.*started all the same/),
    ]);
  });

  it('refuses an hs_token that is not the homeserver’s, which the pinged handler has refused (R7)', async () => {
    const { world, process } = await prepared();
    const { handler } = createReceivingHandler(
      {},
      { receiveTransaction: () => Promise.resolve({ events: [] }), receiveEvent: () => Promise.resolve(undefined) },
      { hsToken: 'another-token', store: world.store },
    );
    world.homeserver.connect(handler.fetch);
    await expect(process.checks.ping()).rejects.toMatchObject({
      code: 'SETUP',
      message: expect.stringMatching(/compare the `hs_token`/) as unknown,
    });
    expect(process.failures).toEqual([]);
  });

  it('tells the status that something else at the address answers with', async () => {
    const { world, process } = await prepared();
    world.homeserver.connect(() => Promise.resolve(new Response('nothing here', { status: 503 })));
    await process.checks.ping();
    world.homeserver.fail('pingAppservice', faults.status(502, 'M_BAD_STATUS'));
    await process.checks.ping();
    expect(process.failures.map(({ message }) => message)).toEqual([
      expect.stringContaining('got status 503 from `url: http://irc.test`'),
      expect.stringContaining('got an error from `url: http://irc.test`'),
    ]);
  });

  it('is left out of older homeservers in silence', async () => {
    const { world, process } = await prepared();
    world.homeserver.fail('pingAppservice', faults.status(404, 'M_UNRECOGNIZED'));
    await process.checks.ping();
    expect(process.failures).toEqual([]);
  });

  it('refuses a registration that the homeserver has under another ID, or without an address', async () => {
    const { world, process } = await prepared();
    world.homeserver.fail('pingAppservice', faults.status(403, 'M_FORBIDDEN'));
    await expect(process.checks.ping()).rejects.toThrow(/no appservice `id: irc`/);
    world.homeserver.fail('pingAppservice', faults.status(400, 'M_URL_NOT_SET'));
    await expect(process.checks.ping()).rejects.toThrow(/add the line `url:/);
    const syncing = await prepared({ receive: 'sync' });
    syncing.world.homeserver.fail('pingAppservice', faults.status(400, 'M_URL_NOT_SET'));
    await syncing.process.checks.ping();
  });
});
