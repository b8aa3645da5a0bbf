import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { afterAll, describe, expect, it } from 'vitest';
import type { AppserviceRegistration } from '../../../src/types.js';
import { createFakeWorld, type FakeWorld } from '../../check/homeserver/fake-world.js';
import { fixture, runCli, type CliOutcome, type CliSurroundings } from '../run-cli.js';

const folder = mkdtempSync(join(tmpdir(), 'check-homeserver-'));
const file = join(folder, 'check.yaml');
const junit = join(folder, 'junit.xml');

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const homeserverUrl = ['--homeserver-url', 'http://example.org'];

/** A homeserver that has loaded the registration in the file. */
async function loaded(options: Parameters<typeof createFakeWorld>[0] = {}): Promise<FakeWorld> {
  await runCli(['check-homeserver', '--new-registration', file, '--server-name', 'example.org']);
  const registration = load(readFileSync(file, 'utf8')) as AppserviceRegistration;
  return createFakeWorld({ registrations: [registration], ...options });
}

function check(
  { fetch, serve, delay }: FakeWorld,
  args: readonly string[],
  surroundings: CliSurroundings = {},
): Promise<CliOutcome> {
  return runCli(['check-homeserver', file, ...homeserverUrl, ...args], { fetch, serve, delay, ...surroundings });
}

describe('check-homeserver', () => {
  it('writes a registration that only its owner may read, and says what comes next', async () => {
    const { status, stdout } = await runCli([
      ...['check-homeserver', '--new-registration', file],
      ...['--server-name', 'example.org', '--url', 'http://10.0.0.1:29400'],
    ]);
    expect(status).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { url, as_token: asToken } = load(readFileSync(file, 'utf8')) as AppserviceRegistration;
    expect(url).toBe('http://10.0.0.1:29400');
    // Not a path that depends on the homeserver's folder.
    expect(stdout).toContain(`app_service_config_files:\n    - ${file}\n`);
    expect(stdout).not.toContain(asToken);
    const lines = stdout.replaceAll(file, 'check.yaml').split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    rmSync(file);
  });

  it('prints a line for each capability, the lines to add and what it means, and exits with 1', async () => {
    const world = await loaded({ homeserver: { fields: { toDevice: false, deviceLists: false } } });
    const { status, stdout, stderr } = await check(world, ['--homeserver', 'synapse@1.163', '--junit', junit]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^Synapse 1\.163 at http:\/\/example\.org\n\n {2}the as_token is accepted +works\n/);
    expect(stdout).toContain(
      'Add to homeserver.yaml:\n\n  experimental_features:\n    msc2409_to_device_messages_enabled: true\n' +
        '    msc3202_transaction_extensions: true\n\n',
    );
    expect(stdout).toContain('An encrypted bridge works here if it fetches messages with /sync');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stderr).toBe('');
    expect(readFileSync(junit, 'utf8')).toContain('name="to-device: to-device messages come"');
    rmSync(file);
  });

  it('shows on a terminal what it is doing, and removes that line', async () => {
    const { stderr } = await check(await loaded(), [], { terminal: true });
    expect(stderr).toContain('\r 1/');
    expect(stderr).toContain('key queries reach the appservice …');
    expect(stderr).toMatch(/\r +\r$/);
    rmSync(file);
  });

  it('shows nothing of that with --json', async () => {
    const { stderr } = await check(await loaded(), ['--json', '--only', 'as-token'], { terminal: true });
    expect(stderr).toBe('');
    rmSync(file);
  });

  it('removes what it made at Ctrl-C, and ends with 130', async () => {
    const world = await loaded();
    let interrupt = (): void => undefined;
    world.homeserver.onCall = ({ name }) => {
      if (name === 'sendToDevice') interrupt();
      return undefined;
    };
    const { status, stdout, stderr } = await check(world, [], {
      terminal: true,
      env: { NO_COLOR: '1' },
      onSignal: (listener) => {
        interrupt = () => {
          listener('SIGINT');
        };
        return () => undefined;
      },
    });
    expect(status).toBe(130);
    expect(stdout).toMatch(/It was interrupted after \d+ of \d+ checks\.\n/);
    expect(stdout).not.toContain('\u001b');
    expect(stderr).toContain('removing what was made …');
    expect([...world.homeserver.state.accounts.values()].flatMap(({ devices }) => [...devices.keys()])).toEqual([]);
    rmSync(file);
  });

  it('fails where nothing comes from the homeserver, or what a bridge needs was not tested', async () => {
    const cut = await loaded({ toAppservice: () => () => Promise.reject(new TypeError('fetch failed')) });
    expect((await check(cut, [])).status).toBe(1);
    const silent = await loaded({
      toHomeserver: (next) => (request) =>
        request.url.includes('register') ? Promise.reject(new TypeError()) : next(request),
    });
    expect((await check(silent, ['--only', 'key-upload', '--junit', junit])).status).toBe(1);
    // A build server may read the file alone.
    expect(readFileSync(junit, 'utf8')).toMatch(/ failures="1" .*<failure type="not-tested" message="not-tested; /s);
    rmSync(file);
  });

  it('says so at once where the homeserver cannot be reached', async () => {
    const world = await loaded({ toHomeserver: () => () => Promise.reject(new TypeError('fetch failed')) });
    writeFileSync(junit, 'the success of an older run');
    const { status, stderr, stdout } = await check(world, ['--junit', junit]);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('error: the connection failed');
    expect(stderr).toContain('There is no connection to http://example.org. Is the homeserver running');
    expect(readFileSync(junit, 'utf8')).toMatch(/ failures="1" .*the program ended before its checks did/s);
    rmSync(file);
  });

  it('prints the results as one JSON document, or as an entry of support.yaml', async () => {
    const world = await loaded();
    const { status, json } = await check(world, ['--json', '--fact', '--homeserver', 'synapse@1.163']);
    expect(status).toBe(0);
    expect(json()).toMatchObject({ ok: true, results: { 0: { id: 'as-token' } }, fact: { name: 'Synapse' } });
    const { stdout } = await check(world, ['--fact', '--homeserver', 'synapse@1.163']);
    const [entry] = load(stdout) as [Record<string, unknown>];
    expect(entry).toEqual(json()['fact']);
    expect(entry).toMatchObject({ name: 'Synapse', configuration: 'homeserver.yaml', newest: '1.163' });
    expect(entry['facts']).toContainEqual({
      of: ['servedCrossSigningKeys', 'deviceMasquerading', 'deviceCreation', 'crossSigningUpload'],
      from: '1.163',
      works: 'yes',
      source: expect.any(String) as string,
    });
    rmSync(file);
  });

  it('refuses the registration of a bridge, unless with --live', async () => {
    const bridge = fixture('registration.yaml');
    const { status, stderr } = await runCli(['check-homeserver', bridge, ...homeserverUrl]);
    expect(status).toBe(1);
    expect(stderr).toContain('error: this registration was not made for checks');
    const fetch = (): Promise<Response> =>
      Promise.resolve(Response.json({ errcode: 'M_UNKNOWN_TOKEN' }, { status: 401 }));
    const live = await runCli(['check-homeserver', bridge, '--live', ...homeserverUrl], { fetch });
    expect(live.status).toBe(1);
    expect(live.stdout).toContain('the as_token is accepted  missing');
  });

  it.each([
    [['check-homeserver'], 'needs exactly one registration file'],
    [['check-homeserver', '--new-registration', 'x.yaml'], '--server-name must be'],
    [
      ['check-homeserver', '--new-registration', 'x.yaml', '--server-name', 'example.org', '--url', 'no'],
      '--url must be',
    ],
    [['check-homeserver', '--new-registration', 'x.yaml', 'another.yaml'], 'takes no other registration'],
  ])('refuses %j', async (args, message) => {
    const { status, stderr } = await runCli(args);
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it.each([
    [[], '--homeserver-url is missing'],
    [['--homeserver-url', 'no'], '--homeserver-url must be'],
    [[...homeserverUrl, '--server-name', 'other.example'], 'was made for example.org'],
    [[...homeserverUrl, '--listen', '29399'], '--listen must be HOST:PORT'],
    [[...homeserverUrl, '--only', 'to-devise'], 'there is no check to-devise Did you mean to-device?'],
    [[...homeserverUrl, '--second', file], '--second must be another'],
    [[...homeserverUrl, '--live', '--user', 'ann'], '--user must be a user ID'],
  ])('refuses a registration for checks with %j', async (args, message) => {
    await loaded();
    const { status, stderr } = await runCli(['check-homeserver', file, ...args]);
    expect([status, stderr.replaceAll('\n', ' ')]).toEqual([2, expect.stringContaining(message)]);
    rmSync(file);
  });

  it('refuses a bridge’s registration as the second, and a url at which it cannot listen', async () => {
    const bridge = fixture('registration.yaml');
    const world = await loaded();
    const second = await check(world, ['--second', bridge]);
    expect([second.status, second.stderr]).toEqual([1, expect.stringContaining('was not made for checks')]);
    for (const url of ['unix:///run/check.sock', 'https://check.example']) {
      writeFileSync(file, readFileSync(file, 'utf8').replace(/^url: .*$/m, `url: '${url}'`));
      const { status, stderr } = await check(world, []);
      expect([status, stderr.replaceAll('\n', ' ')]).toEqual([
        2,
        expect.stringContaining('of the kind http://host:port'),
      ]);
    }
    rmSync(file);
  });

  it('says so before the checks where the report cannot be written', async () => {
    const world = await loaded();
    const { status, stderr } = await check(world, ['--junit', join(folder, 'none', 'junit.xml')]);
    expect(stderr.replaceAll('\n', ' ')).toContain('there is no such file or folder');
    expect([status, world.homeserver.state.accounts.size]).toEqual([2, 0]);
    rmSync(file);
  });
});
