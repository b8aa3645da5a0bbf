import { describe, expect, it } from 'vitest';
import { examplePath, fixture, runCli } from '../run-cli.js';

const bridge = fixture('registration.yaml');

describe('lint, for one homeserver', () => {
  it('says of each capability whether it works, and what it needs, and shows the lines to add (G5)', async () => {
    const { status, stdout } = await runCli(['lint', bridge, '--homeserver', 'synapse@1.157.0']);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^irc on Synapse 1\.157\.0\n/);
    expect(stdout).toMatch(/\n {2}ephemeral events +works\n/);
    expect(stdout).toMatch(/\n {2}key queries +if set +needs msc3984_appservice_key_query\n/);
    expect(stdout).toMatch(/\n {2}device lists +missing +needs org\.matrix\.msc3202: true and\n/);
    expect(stdout).toContain('\nAdd to the registration:\n\n  org.matrix.msc3202: true\n');
    expect(stdout).toMatch(/\nNeeded in homeserver\.yaml [^]*\n {2}experimental_features:\n {4}msc2409_to_device/);
  });

  it.each([
    ['synapse@1.140', 1, /creating devices +missing +needs io\.element\.msc4190: true; without\n/],
    ['synapse@1.100', 1, /creating devices +never +the homeserver does not have it\n/],
    ['tuwunel@1.9', 1, /key claims +works\n/],
    ['tuwunel@1.9', 1, /device lists +unknown +may or may not work/],
    ['Dendrite', 1, /key queries +never/],
  ])('%s: exit status %i, %s', async (homeserver, status, line) => {
    const outcome = await runCli(['lint', bridge, '--homeserver', homeserver]);
    expect(outcome.stdout).toMatch(line);
    expect(outcome.status).toBe(status);
  });

  it('takes the newest version that it knows where none is given, and says so', async () => {
    const { status, stdout } = await runCli(['lint', examplePath('registration'), '--homeserver', 'synapse']);
    expect(stdout).toMatch(/^example-bridge on Synapse 1\.\d+ \(the newest version known here\)\n/);
    expect(status).toBe(0);
    const dendrite = await runCli(['lint', bridge, '--homeserver', 'dendrite']);
    expect(dendrite.stdout).toMatch(/^irc on Dendrite\n/);
  });

  it('says of a homeserver that it does not know which one may be meant, and what the specification asks for', async () => {
    const { status, stdout } = await runCli(['lint', bridge, '--homeserver', 'synaps@1.157']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^irc on synaps 1\.157\n/);
    expect(stdout).toContain('nothing is known of the homeserver "synaps"');
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
    expect(stdout).toMatch(/\n {2}key queries +if set +works +never +never +never\n/);
    expect(stdout).toContain('\nAdd to the registration for Tuwunel 1.9 and continuwuity:\n');
    expect(stdout).toMatch(/\nNeeded in homeserver\.yaml for Synapse [\d.]+ \(/);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('ends well if no line is missing, whatever some homeservers lack', async () => {
    expect((await runCli(['lint', examplePath('registration')])).status).toBe(0);
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
