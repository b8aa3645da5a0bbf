import { chmodSync, closeSync, lstatSync, openSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRegistrationFile } from '../../../src/node/registration-file.js';
import { findHomeserver, knownHomeservers } from '../../../src/registration/homeserver-facts.js';
import { lintRegistration } from '../../../src/registration/lint-registration.js';
import { createNamespaces } from '../../../src/registration/namespaces.js';
import { readRegistration } from '../../../src/registration/read-registration.js';
import { temporaryFolder } from '../../node/temporary-folder.js';
import { runCli } from '../run-cli.js';

const basics = ['generate-registration', '--id', 'irc', '--url', 'http://127.0.0.1:29333'];
const args = [...basics, '--server-name', 'example.org'];
const path = temporaryFolder();

describe('generate-registration --out', () => {
  it('writes a file that only its owner may read, which is a registration, and shows no token (S5)', async () => {
    const out = path('registration.yaml');
    const answers = ['--answers', 'query,claim'];
    const { status, stdout } = await runCli([...args, '--homeserver', 'synapse@1.157', ...answers, '--out', out]);
    expect(status).toBe(0);
    if (process.platform !== 'win32') expect(statSync(out).mode & 0o777).toBe(0o600);
    const { registration, findings } = await readRegistrationFile(out);
    expect(findings).toEqual([]);
    expect(registration).toMatchObject({
      id: 'irc',
      url: 'http://127.0.0.1:29333',
      sender_localpart: '_irc_bot',
      namespaces: { users: [{ exclusive: true, regex: '@_irc_.*:example\\.org' }] },
      receive_ephemeral: true,
    });
    for (const token of [registration.as_token, registration.hs_token]) {
      expect(token).toMatch(/^[\w-]{43}$/);
      expect(stdout).not.toContain(token);
    }
    expect(registration.as_token).not.toBe(registration.hs_token);
    expect(stdout).toContain('    msc3984_appservice_key_query: true\n');
    expect(readFileSync(out, 'utf8')).toContain('#     msc3984_appservice_key_query: true\n');
    const { json } = await runCli([...args, '--out', out, '--force', '--json']);
    expect(Object.keys(json())).toEqual(['ok', 'file', 'homeservers']);
  });

  it('offers the settings for key requests only for an appservice that answers them (G5)', async () => {
    const { stdout } = await runCli([...args, '--homeserver', 'synapse']);
    expect(stdout).not.toMatch(/msc398[34]/);
    expect((await runCli([...args, '--answers', 'all'])).status).toBe(2);
  });

  it('leaves a file alone that is there, unless it is forced, and then closes it to others', async () => {
    const out = path('registration.yaml');
    writeFileSync(out, 'precious');
    chmodSync(out, 0o644);
    const refused = await runCli([...args, '--out', out]);
    expect([refused.status, readFileSync(out, 'utf8')]).toEqual([2, 'precious']);
    expect(refused.stderr).toContain('--force');
    expect((await runCli([...args, '--out', out, '--force'])).status).toBe(0);
    expect((await readRegistrationFile(out)).registration.id).toBe('irc');
    if (process.platform !== 'win32') expect(statSync(out).mode & 0o777).toBe(0o600);
  });

  it.skipIf(process.platform === 'win32')(
    'shows the tokens to nobody who had the old file open, or linked (S5)',
    async () => {
      const target = path('target');
      const out = path('link.yaml');
      writeFileSync(target, 'old');
      symlinkSync(target, out);
      expect((await runCli([...args, '--out', out, '--force'])).status).toBe(0);
      expect(readFileSync(target, 'utf8')).toBe('old');
      expect(lstatSync(out).isFile()).toBe(true);
      const reader = openSync(out, 'r');
      const before = readFileSync(out, 'utf8');
      expect((await runCli([...args, '--out', out, '--force'])).status).toBe(0);
      expect(readFileSync(reader, 'utf8')).toBe(before);
      expect(readFileSync(out, 'utf8')).not.toBe(before);
      closeSync(reader);
    },
  );

  it('writes over nothing but a file', async () => {
    const { status, stderr } = await runCli([...args, '--out', path('.'), '--force']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/not\s+a\s+regular\s+file/);
  });

  it('says where it cannot write', async () => {
    const { status, stderr } = await runCli([...args, '--out', path('nowhere/registration.yaml')]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/there\s+is\s+no\s+such\s+file/);
  });
});

describe('generate-registration, without a file', () => {
  it('prints the YAML, with other tokens each time', async () => {
    const outcomes = await Promise.all([runCli(args), runCli(args)]);
    const tokens = outcomes.flatMap(({ stdout }) => [...stdout.matchAll(/_token: '(.*)'/g)].map(([, token]) => token));
    expect(new Set(tokens).size).toBe(4);
  });

  it('gives the registration with --json', async () => {
    const { json } = await runCli([...args, '--json']);
    expect(readRegistration(json()['registration']).findings).toEqual([]);
  });

  it('owns the users that it should, and no others (G1)', async () => {
    const { json } = await runCli([...basics, '--server-name', 'a.b:8448', '--user-prefix', 'x.+', '--json']);
    const { registration } = readRegistration(json()['registration']);
    const { ownerOf } = createNamespaces([registration], 'a.b:8448');
    expect(['@x.+1:a.b:8448', '@_irc_bot:a.b:8448', '@x_+1:a.b:8448'].map((user) => ownerOf(user)?.id)).toEqual([
      'irc',
      'irc',
      undefined,
    ]);
  });
});

describe('whatever the homeserver', () => {
  it('lint misses no line in what was generated for it, and has nothing else to say (G5)', async () => {
    const version = fc.option(fc.nat(200).map((minor) => `1.${minor}`));
    const names = knownHomeservers.map(({ name }) => name);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), version, async (name, number) => {
        const homeserver = number === null ? name : `${name}@${number}`;
        const { json } = await runCli([...args, '--homeserver', homeserver, '--json']);
        const { registration } = readRegistration(json()['registration']);
        const findings = lintRegistration(registration, { name, version: number ?? findHomeserver(name)?.newest });
        const codes = findings.map(({ code }) => code);
        expect(codes).not.toContain('capability-missing');
        const beside = findings.filter(({ capability, code }) => capability === undefined && code !== 'newer-version');
        expect(beside).toEqual([]);
      }),
    );
  });

  it('without one it has what the newest versions of all need', async () => {
    const { json } = await runCli([...args, '--json']);
    expect(json()['registration']).toMatchObject({ receive_ephemeral: true, 'io.element.msc4190': true });
    expect((json()['homeservers'] as unknown[]).length).toBe(knownHomeservers.length);
  });
});

it('takes what the named homeserver takes, whatever another one refuses (G9)', async () => {
  const socket = ['--url', 'unix:///run/as.sock'];
  expect((await runCli([...args, ...socket])).status).toBe(0);
  expect((await runCli([...args, ...socket, '--homeserver', 'dendrite'])).status).toBe(0);
  expect((await runCli([...args, '--localpart', 'irc=bot', '--homeserver', 'tuwunel'])).status).toBe(0);
});

describe('wrong arguments', () => {
  it.each([
    [basics, '--server-name is missing'],
    [['generate-registration'], '--id is missing'],
    [['generate-registration', '--id', 'a'], '--url is missing'],
    [[...args, 'stray'], 'stray is one argument too many'],
    [[...args, '--id', 'a b'], '--id must not contain spaces'],
    [[...args, '--id', 'IRC'], '--localpart must not be empty'],
    [[...args, '--url', 'http://user:secret@localhost'], '--url must not have a user or password'],
    [[...args, '--url', 'localhost'], '--url must be an http or https URL, or none'],
    [[...args, '--user-prefix', ''], '--user-prefix must not be empty'],
    [[...args, '--namespace', '@a', '--user-prefix', 'b'], 'use either --namespace or --user-prefix, not both'],
    [[...basics, '--namespace', '@(?=a)'], '--namespace: namespaces.users[0].regex'],
    [[...basics, '--server-name', 'not a name'], '--server-name must be a server name'],
    [[...args, '--homeserver', 'conduit'], 'the homeserver conduit'],
    [[...args, '--force'], '--force only works with --out'],
    [[...args, '--localpart', 'irc=bot'], 'sender_localpart: Synapse does not start with this value'],
    [[...basics, '--namespace', '@irc_\\pL+'], 'namespaces/users/0/regex: Synapse does not start with this value'],
    [
      [...args, '--url', 'unix:///run/as.sock', '--homeserver', 'synapse'],
      'url: Synapse does not reach the appservice',
    ],
  ])('%j end with exit status 2: %s', async (given, reason) => {
    const { status, stdout, stderr } = await runCli(given);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr.replaceAll('\n', ' ')).toContain(reason);
    expect(stderr).not.toContain('secret');
  });
});
