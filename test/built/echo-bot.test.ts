import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished, vi } from 'vitest';
import { findPort, serveOnLoopback } from '../../scripts/demo/loopback-server.js';
import { createScope } from '../../scripts/demo/scope.js';
import { registrationOf } from '../helpers/appservices.js';
import { codeBlocks, runnableCode } from '../helpers/code-blocks.js';
import { createFakeHomeserver, createPlainClient, type FakeHomeserver } from '../helpers/fake-homeserver.js';
import { projectRoot, readProjectFile } from '../helpers/project.js';

// Several processes start, each with cryptography of its own.
vi.setConfig({ testTimeout: 90_000 });

const bot = '@_echo_bot:example.org';
const [first, ...otherFirsts] = codeBlocks('README.md', readProjectFile('README.md'), 'ts first-bot');
const [block, ...others] = codeBlocks('ENCRYPTION.md', readProjectFile('ENCRYPTION.md'), 'ts echo-bot');
const firstCode = first?.code ?? '';
const code = block?.code ?? '';

it('the first example of the README is one block of at most thirty lines, and that of ENCRYPTION.md of at most fifty', () => {
  expect([...otherFirsts, ...others]).toEqual([]);
  for (const [bot, most] of [
    [firstCode, 30],
    [code, 50],
  ] as const) {
    expect(bot.split('\n').length).toBeGreaterThan(20);
    expect(bot.split('\n').length).toBeLessThanOrEqual(most);
  }
  for (const kind of ['ts', 'ts not-run']) {
    expect(codeBlocks('README.md', readProjectFile('README.md'), kind)[0]?.line ?? Infinity).toBeGreaterThan(
      first?.line ?? Infinity,
    );
  }
});

it('the bot of the README joins, reads an encrypted message, and repeats it encrypted', async () => {
  const world = await setUp();
  const { homeserver, begin } = world;
  const child = await begin(undefined, firstCode);
  await vi.waitFor(
    () => {
      expect(homeserver.state.accounts.get(bot)?.crossSigningKeys.size).toBe(3);
    },
    { timeout: 60_000, interval: 100 },
  );
  const [deviceId = ''] = homeserver.state.accounts.get(bot)?.devices.keys() ?? [];
  await expectEcho(world, deviceId);
  child.end();
  await child.ended;
  expect(await child.errors).toBe('');
});

it('the echo bot joins, reads an encrypted message, repeats it encrypted, and stops when it is told to', async () => {
  const world = await setUp();
  const child = await world.begin();
  await expectEcho(world, await child.ready);

  child.end();
  expect(await child.ended).toEqual([0, null]);
  expect(await child.errors).toBe('');
});

/** Lets Bob invite the bot and write to it, and expects his message back. */
async function expectEcho({ homeserver, url, scope }: Awaited<ReturnType<typeof setUp>>, deviceId: string) {
  const bob = await createPlainClient(url, homeserver.logIn('@bob:example.org', 'BOB'));
  scope.defer(bob.close);
  await bob.uploadKeys();
  const roomId = await bob.createRoom({ invite: [bot] });
  await untilSent(homeserver, 'm.room.member', 'join');
  await bob.sync();
  await bob.send(roomId, { msgtype: 'm.text', body: 'Hello, bot' });
  await untilSent(homeserver, 'm.room.encrypted');
  const answers = (await bob.sync()).filter(({ sender, type }) => sender === bot && type !== 'm.room.member');
  expect(answers).toMatchObject([
    { wasEncrypted: true, deviceId, content: { msgtype: 'm.notice', body: 'Hello, bot' }, error: undefined },
  ]);
  expect(await bob.trustOf(bot, deviceId)).toBe('cross-signed');
}

it('two processes of the echo bot start at once: one waits, and takes over when the other stops (R5)', async () => {
  const { begin } = await setUp();
  const both = [await begin(), await begin()];
  const leader = await Promise.race(both.map((child) => child.ready.then(() => child)));
  leader.end();
  expect(await leader.ended).toEqual([0, null]);
  const [first, second] = await Promise.all(both.map(({ ready }) => ready));
  expect(first).toBe(second);
  for (const child of both) child.end();
  expect(await Promise.all(both.map(({ ended }) => ended))).toEqual([
    [0, null],
    [0, null],
  ]);
  expect(await Promise.all(both.map(({ errors }) => errors))).toEqual(['', '']);
});

it('the echo bot waits for a homeserver that is down, and says so', async () => {
  const { begin, setDown } = await setUp();
  setDown(true);
  const child = await begin();
  const messages: string[] = [];
  for await (const line of child.warnings()) {
    messages.push(line);
    if (line.includes('could not be made ready')) break;
  }
  setDown(false);
  await child.ready;
  child.end();
  expect(await child.ended).toEqual([0, null]);
  for (const message of messages) expect(message).toContain('http://127.0.0.1:');
});

it('the echo bot ends where its port is taken, and says which', async () => {
  const { begin } = await setUp();
  const first = await begin();
  await first.ready;
  const second = await begin(first.port);
  expect(await second.ended).toEqual([1, null]);
  expect(await second.errors).toContain(`EADDRINUSE: address already in use 127.0.0.1:${first.port}`);
});

/** Makes a homeserver, and a folder in which echo bots run that share a database. */
async function setUp() {
  const scope = createScope();
  onTestFinished(() => scope.close());
  const port = await findPort();
  const namespaces = { users: [{ exclusive: true, regex: '@_echo_.*:example\\.org' }] };
  const registration = registrationOf('echo', { url: `http://127.0.0.1:${port}`, namespaces });
  const homeserver = createFakeHomeserver({
    serverName: 'example.org',
    registrations: [registration],
    fetch: balance,
    asksForKeys: false,
    pushes: true,
  });
  const ports = [port];

  /** Passes a request to the first bot that takes it, as a load balancer does. */
  async function balance(request: Request): Promise<Response> {
    for (const each of ports) {
      const target = new URL(request.url);
      target.port = String(each);
      const answer = await fetch(new Request(target, request.clone())).catch(() => undefined);
      if (answer) return answer;
    }
    throw new TypeError('no bot listens');
  }

  let isDown = false;
  const url = await serveOnLoopback(
    (request) => (isDown ? Promise.reject(new Error('down')) : homeserver.fetch(request)),
    scope,
  );
  const folder = folderWithPackage();
  scope.defer(() => {
    rmSync(folder, { recursive: true });
  });
  writeFileSync(join(folder, 'registration.yaml'), JSON.stringify(registration));
  writeFileSync(join(folder, 'store.key'), randomBytes(32));
  let bots = 0;

  /** Starts a bot, by default the first one on the port of the registration, and others elsewhere. */
  async function begin(wanted?: number, source = code) {
    const ownPort = wanted ?? (bots === 0 ? port : await findPort());
    ports.push(ownPort);
    // It is run as it stands, but for the two addresses.
    expect(source).toContain("'http://127.0.0.1:8008'");
    expect(source).toContain('.listen(29333,');
    const here = source
      .replace("'http://127.0.0.1:8008'", JSON.stringify(url))
      .replace('.listen(29333,', `.listen(${ownPort},`);
    const file = `bot${String(bots++)}.mjs`;
    writeFileSync(join(folder, file), runnableCode(here));
    const child = spawn(process.execPath, [file], { cwd: folder });
    scope.defer(() => child.kill('SIGKILL'));
    const ready = once(createInterface(child.stdout), 'line').then(
      ([line]: unknown[]) =>
        /^@_echo_bot:example.org is ready, with the device (\S+)$/.exec(String(line))?.[1] ?? String(line),
    );
    return {
      port: ownPort,
      /** The device of the bot, once it has one. */
      ready,
      ended: once(child, 'exit'),
      errors: text(child.stderr.pipe(new PassThrough())),
      warnings: () => createInterface(child.stderr.pipe(new PassThrough())),
      end: () => child.kill('SIGTERM'),
    };
  }

  return {
    ...{ scope, homeserver, url, begin },
    setDown: (down: boolean): void => {
      isDown = down;
    },
  };
}

/** Makes a folder in which the package and its peers are installed, as a user has it. */
function folderWithPackage(): string {
  const folder = mkdtempSync(join(tmpdir(), 'echo-bot-'));
  const installed = join(folder, 'node_modules', 'matrix-encrypted-appservice');
  mkdirSync(dirname(installed), { recursive: true });
  symlinkSync(projectRoot, installed);
  symlinkSync(join(projectRoot, 'node_modules', '@photostructure'), join(folder, 'node_modules', '@photostructure'));
  return folder;
}

/** Waits until the bot has sent an event of a type, with a membership if one is given. */
function untilSent({ state }: FakeHomeserver, type: string, membership?: string): Promise<void> {
  const isThere = (): boolean =>
    state.events.some(
      (event) =>
        event.sender === bot &&
        event.type === type &&
        (membership === undefined || event.content['membership'] === membership),
    );
  return new Promise((resolve) => {
    const look = (): void => {
      if (!isThere()) return;
      unwatch();
      resolve();
    };
    const unwatch = state.watch(look);
    look();
  });
}
