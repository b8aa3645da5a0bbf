import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../node/temporary-folder.js';
import { answering, ircBridge } from '../irc-bridge.js';
import { examplePath, fixture, runCli } from '../run-cli.js';

const bridge = fixture('registration.yaml');

describe('lint, for one homeserver', () => {
  it('says of each capability whether it works, and what it needs, and shows the lines to add (G5)', async () => {
    const { status, stdout } = await runCli(['lint', bridge, '--homeserver', 'synapse@1.157.0']);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^irc on Synapse 1\.157\.0\n/);
    expect(stdout).toMatch(/\n {2}ephemeral events +works\n/);
    expect(stdout).toMatch(/\n {2}key queries +if set +for an appservice that answers: --answers\n/);
    expect(stdout).toMatch(/\n {2}device lists +missing +needs org\.matrix\.msc3202: true and\n/);
    expect(stdout).toContain('\nAdd to the registration:\n\n  org.matrix.msc3202: true\n');
    expect(stdout).toMatch(/\nNeeded in homeserver\.yaml [^]*\n {2}experimental_features:\n {4}msc2409_to_device/);
  });

  it.each([
    ['synapse@1.140', 1, /creating devices +missing +needs io\.element\.msc4190: true; without\n/],
    ['synapse@1.100', 1, /creating devices +never +the homeserver does not have it\n/],
    ['tuwunel@1.9.1', 1, /key claims +works +it asks for each user/],
    ['tuwunel@1.9.4', 1, /key claims +never +removed in 1\.9\.2\n/],
    ['tuwunel@1.9.4', 1, /to-device messages +works\n/],
    ['tuwunel@1.9.4', 1, /served cross-signing keys +never +upload them instead\n/],
    ['continuwuity@26.7.3', 1, /creating devices +works\n/],
    ['synapse@3.0', 0, /^irc on Synapse 3\.0 \(newer than what was looked up on 2026-11-29\)\n/],
    ['synapse@3.0', 0, /device lists +unknown +missing on 1\.163: needs\n/],
    ['synapse@3.0', 0, /creating devices +unknown +works on 1\.163\n/],
    ['tuwunel@1.10', 0, /key queries +unknown +never on 1\.9\.4: removed in 1\.9\.2\n/],
    ['Dendrite', 1, /key queries +never/],
  ])('%s: exit status %i, %s', async (homeserver, status, line) => {
    const outcome = await runCli(['lint', bridge, '--homeserver', homeserver]);
    expect(outcome.stdout).toMatch(line);
    expect(outcome.status).toBe(status);
  });

  it('takes the newest version that it knows where none is given, and says so', async () => {
    const { status, stdout } = await runCli(['lint', examplePath('registration'), '--homeserver', 'synapse']);
    expect(stdout).toMatch(/^example-bridge on Synapse 1\.\d+ \(the newest known version\)\n/);
    expect(status).toBe(0);
    const dendrite = await runCli(['lint', bridge, '--homeserver', 'dendrite']);
    expect(dendrite.stdout).toMatch(/^irc on Dendrite 0\.15\.2 \(the newest known version\)\n/);
  });

  it('says of a homeserver that it does not know which one may be meant, and what the specification asks for', async () => {
    const { status, stdout } = await runCli(['lint', bridge, '--homeserver', 'synaps@1.157']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^irc on synaps 1\.157\n/);
    expect(stdout).toContain('the homeserver "synaps"');
    expect(stdout).toContain('Did you mean Synapse?');
  });

  it('warns of what is beside the capabilities: null fields, shared users, lists sent twice', async () => {
    const { stdout } = await runCli(['lint', examplePath('registration'), '--homeserver', 'synapse@1.157']);
    expect(stdout).toMatch(/\nAlso\n\n {2}warning {2}\/de\.sorunome\.msc2409\.push_ephemeral\n/);
    const minimal = await runCli(['lint', examplePath('registration-minimal'), '--homeserver', 'synapse']);
    expect(minimal.stdout).toContain('no namespace of users is exclusive');
    expect(minimal.stdout).toMatch(/key queries +missing +the registration has url: null\n/);
  });
});

describe('lint, without a homeserver', () => {
  it('compares those that it knows, and shows once what several need', async () => {
    const { status, stdout } = await runCli(['lint', bridge]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/\n +Synapse +Tuwunel +Dendrite +conduwuit +continuwuity\n/);
    expect(stdout).toMatch(/\n {2}key queries +if set +never +never +never +never\n/);
    expect(stdout).toContain('\nAdd to the registration for Tuwunel 1.9.4:\n');
    expect(stdout).toMatch(/\nNeeded in homeserver\.yaml for Synapse [\d.]+ \(/);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('ends well if no line is missing, whatever some homeservers lack', async () => {
    expect((await runCli(['lint', examplePath('registration')])).status).toBe(0);
  });
});

describe('lint, of what a homeserver refuses or misreads', () => {
  const path = temporaryFolder();
  const lintOf = (text: string, ...args: string[]): ReturnType<typeof runCli> => {
    const file = path('registration.yaml');
    writeFileSync(file, text);
    return runCli(['lint', file, ...args]);
  };
  const complete = { receive_ephemeral: true, 'org.matrix.msc3202': true, 'io.element.msc4190': true };
  const base = {
    id: 'irc',
    url: 'http://127.0.0.1:29333',
    as_token: 'as-token',
    hs_token: 'hs-token',
    sender_localpart: 'ircbot',
    namespaces: { users: [{ exclusive: true, regex: '@irc_.*' }] },
    ...complete,
  };

  it.each([
    [{ sender_localpart: '@ircbot:example.org' }, 'synapse@1.163', 1, 'error    /sender_localpart'],
    [{ sender_localpart: '@ircbot' }, 'synapse@1.163', 1, 'error    /sender_localpart'],
    [{ sender_localpart: 'irc bot' }, 'synapse@1.163', 1, 'error    /sender_localpart'],
    [{ url: 'unix:///run/as.sock' }, 'synapse@1.163', 1, 'error    /url'],
    [{ url: '' }, 'synapse@1.163', 1, 'warning  /url'],
    [{ url: 'http://127.0.0.1:29333/' }, 'dendrite', 1, 'warning  /url'],
    [{ namespaces: { users: [{ exclusive: true, regex: '.*' }] } }, 'synapse', 0, 'warning  /namespaces/users/0/regex'],
    [{ namespaces: { aliases: [{ exclusive: true, regex: 'irc' }] } }, 'synapse', 0, '/namespaces/aliases/0/regex'],
  ])('%j on %s: exit status %i, %s (G8)', async (fields, homeserver, status, line) => {
    const outcome = await lintOf(JSON.stringify({ ...base, ...fields }), '--homeserver', homeserver);
    expect(outcome.stdout).toContain(line);
    expect(outcome.status).toBe(status);
  });

  it('fails for what one of all homeservers would not start with, and warns once of what all warn of (G8)', async () => {
    const refused = await lintOf(JSON.stringify({ ...base, sender_localpart: '@ircbot' }));
    expect(refused.status).toBe(1);
    expect(refused.stdout).toContain('Synapse does not start with this value');
    const odd = await lintOf(
      JSON.stringify({ ...base, namespaces: { users: [{ exclusive: true, regex: 'irc_.*' }] } }),
    );
    expect(odd.status).toBe(0);
    expect(odd.stdout.match(/matches no user/g)).toHaveLength(1);
  });

  it("finds the namespace of another server, given the homeserver's name", async () => {
    const users = [{ exclusive: true, regex: '@irc_.*:example\\.com' }];
    const args = ['--homeserver', 'synapse', '--server-name'];
    const text = JSON.stringify({ ...base, namespaces: { users } });
    expect((await lintOf(text, ...args, 'example.org')).stdout).toContain('it matches no user');
    expect((await lintOf(text, ...args, 'example.com')).stdout).not.toContain('it matches no user');
  });
});

describe('lint, of the requests that the appservice answers', () => {
  const args = ['lint', bridge, '--homeserver', 'synapse'];
  const settings = ['msc3984_appservice_key_query: true', 'msc3983_appservice_otk_claims: true'];
  const offered = (stdout: string): boolean[] => settings.map((setting) => stdout.includes(setting));

  it.each([
    [[], [false, false]],
    [
      ['--answers', 'query'],
      [true, false],
    ],
    [
      ['--answers', 'claim,query'],
      [true, true],
    ],
  ])('offers the settings for key requests with %j: %j (G5)', async (given, expected) => {
    const { stdout } = await runCli([...args, ...given]);
    expect(offered(stdout)).toEqual(expected);
  });

  it('finds out with --probe what it answers, and asks it for nothing', async () => {
    const asked: string[] = [];
    const fetch = async (request: Request): Promise<Response> => {
      asked.push(await request.clone().text());
      return request.url.endsWith('/claim') ? answering(404)(request) : ircBridge()(request);
    };
    const { stdout } = await runCli([...args, '--probe'], { fetch });
    expect(offered(stdout)).toEqual([true, false]);
    expect(new Set(asked)).toEqual(new Set(['{}']));
    const all = await runCli([...args, '--probe', '--json'], { fetch: ircBridge() });
    expect(all.json()).toMatchObject({ answers: ['keyQuery', 'keyClaim'] });
  });

  it('warns where the appservice could not be asked, and offers nothing', async () => {
    const { stdout } = await runCli([...args, '--probe', '--url', 'http://127.0.0.1:1'], { fetch: answering(403) });
    expect(offered(stdout)).toEqual([false, false]);
    expect(stdout.match(/it is unknown whether the appservice answers key/g)).toHaveLength(2);
  });

  it.each([
    [['--answers', 'queries'], '--answers must be query, claim or both'],
    [['--answers', 'query', '--probe'], 'use either --answers or --probe, not both'],
    [['--url', 'http://127.0.0.1:1'], '--url and --timeout only work with --probe'],
    [['--timeout', '5'], '--url and --timeout only work with --probe'],
    [['--probe', '--url', 'ftp://x'], '--url must be'],
    [['--probe', '--timeout', '0'], '--timeout must be a number'],
  ])('%j end with exit status 2: %s', async (given, reason) => {
    const { status, stderr } = await runCli([...args, ...given], { fetch: ircBridge() });
    expect(status).toBe(2);
    expect(stderr).toContain(reason);
  });
});

describe('lint --json', () => {
  it('has the findings for each homeserver, and the lines to add', async () => {
    const { json } = await runCli(['lint', bridge, '--homeserver', 'synapse@1.157', '--json']);
    expect(json()).toMatchObject({
      ok: false,
      registration: 'irc',
      findings: [],
      homeservers: [{ name: 'Synapse', version: '1.157', add: { registration: ['org.matrix.msc3202'] } }],
    });
    const all = (await runCli(['lint', bridge, '--json'])).json()['homeservers'] as { findings: unknown[] }[];
    expect(all.length).toBeGreaterThan(3);
    for (const { findings } of all) expect(findings.length).toBeGreaterThanOrEqual(9);
  });
});

it('a registration that must not be used ends with exit status 1, and the field', async () => {
  const { status, stdout, stderr } = await runCli(['lint', examplePath('token-owner')]);
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain('id: is missing');
});

describe('lint, of what homeservers read differently (G8, G9)', () => {
  const path = temporaryFolder();

  /** The findings about one field, on one homeserver, of a registration with some lines of its own. */
  async function findingsAt(pointer: string, homeserver: string, lines: Record<string, string>): Promise<string[]> {
    const fields = {
      id: 'irc',
      url: 'http://127.0.0.1:29333',
      as_token: 'as-token',
      hs_token: 'hs-token',
      sender_localpart: 'ircbot',
      namespaces: String.raw`{users: [{exclusive: true, regex: '@irc_.*:example\.org'}]}`,
      ...lines,
    };
    const text = Object.entries(fields).map(([name, value]) => `${name}: ${value}\n`);
    writeFileSync(path('irc.yaml'), text.join(''));
    const { json } = await runCli(['lint', path('irc.yaml'), '--homeserver', homeserver, '--json']);
    const { homeservers } = json() as {
      homeservers: { findings: { pointer: string; severity: string; code: string }[] }[];
    };
    const found = homeservers.flatMap(({ findings }) => findings).filter((each) => each.pointer === pointer);
    return found.filter(({ code }) => code.endsWith('-by-homeserver')).map(({ severity }) => severity);
  }

  const exclusive = (word: string) => ({ namespaces: `{users: [{exclusive: ${word}, regex: '@irc_.*'}]}` });

  it.each([
    ['synapse@1.163', exclusive('yes'), '/namespaces/users/0/exclusive', []],
    ['dendrite', exclusive('yes'), '/namespaces/users/0/exclusive', []],
    ['tuwunel@1.9.4', exclusive('yes'), '/namespaces/users/0/exclusive', ['error']],
    ['synapse@1.163', exclusive('y'), '/namespaces/users/0/exclusive', ['error']],
    ['dendrite', exclusive('y'), '/namespaces/users/0/exclusive', []],
    ['tuwunel@1.9.4', { rate_limited: 'no' }, '/rate_limited', ['error']],
    ['synapse@1.163', { rate_limited: 'no' }, '/rate_limited', []],
    ['synapse@1.163', { url: 'unix:///run/bridge/as.sock' }, '/url', ['error']],
    ['dendrite', { url: 'unix:///run/bridge/as.sock' }, '/url', []],
    ['synapse@1.163', { url: "''" }, '/url', ['warning']],
    ['dendrite', { url: "''" }, '/url', []],
  ])('reads the file as %s does: of %j it finds at %s %j', async (homeserver, lines, pointer, severities) => {
    expect(await findingsAt(pointer, homeserver, lines)).toEqual(severities);
  });
});
