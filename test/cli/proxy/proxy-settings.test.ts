import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../node/temporary-folder.js';
import { readProxyFiles } from '../../../src/cli/proxy/proxy-settings.js';
import { fixture, runCli } from '../run-cli.js';

const path = temporaryFolder();
const complete = ['--homeserver-url', 'http://127.0.0.1:1', '--server-name', 'example.org', '--listen', '0'];
const pem = fileURLToPath(new URL('../../node/fixtures/self-signed.pem', import.meta.url));

function registrationFor(regex: string): string {
  return `id: irc\nurl: http://127.0.0.1:1\nas_token: a-token\nhs_token: another\nsender_localpart: bot\nnamespaces:\n  users: [{ exclusive: true, regex: "${regex}" }]\n`;
}

describe('the arguments of the proxy', () => {
  it.each([
    [[], 'proxy needs --homeserver-url: the URL at which the proxy reaches the homeserver'],
    [complete.slice(0, 2), 'proxy needs --server-name: the part of user IDs after the colon'],
    [complete.slice(0, 4), 'proxy needs --listen: where clients connect'],
    [
      [...complete, '--homeserver-url', 'localhost:8008'],
      '--homeserver-url must be an http or https URL, or unix:///path',
    ],
    [[...complete, '--server-name', 'https://a'], '--server-name must be a server name, not https://a'],
    ...['localhost', '127.0.0.1:', ':80', '127.0.0.1:65536', '::1:80', '[::1]', 'a b:80', 'http://a:80'].map(
      (address): [string[], string] => [
        [...complete, '--listen', address],
        `--listen must be a host and a port, such as 127.0.0.1:8009, not ${address}`,
      ],
    ),
    [[...complete, '--metrics', 'x'], '--metrics must be a host and a port'],
    [[...complete, '--cert', pem], '--cert and --key are for --federation-listen, which is missing'],
    [[...complete, '--federation-listen', '0', '--cert', pem], '--federation-listen needs --cert and --key'],
    [[...complete, '--trusted-proxies', 'nginx'], '--trusted-proxies must list addresses and networks'],
  ])('%j are refused', async (args, message) => {
    const { status, stderr } = await runCli(['proxy', fixture('registration.yaml'), ...args], { columns: 100 });
    expect([status, stderr.replace(/\s+/g, ' ')]).toEqual([2, expect.stringContaining(`error: ${message}`)]);
  });

  it('need a registration', async () => {
    expect((await runCli(['proxy', ...complete])).stderr).toContain('error: proxy needs a registration file');
  });
});

describe('the files of the proxy', () => {
  it('have a warning where no user of theirs can be of the server', async () => {
    writeFileSync(path('here.yaml'), registrationFor('@irc_.*:example\\\\.org'));
    writeFileSync(path('any.yaml'), registrationFor('@irc_.*'));
    const warningsFor = async (serverName: string, name: string): Promise<readonly string[]> =>
      (await readProxyFiles({ serverName, registrationPaths: [path(name)], federation: undefined })).warnings;
    expect(await warningsFor('example.org', 'here.yaml')).toEqual([]);
    expect(await warningsFor('wrong.org', 'any.yaml')).toEqual([]);
    expect(await warningsFor('wrong.org', 'here.yaml')).toEqual([
      `${path('here.yaml')}: none of its users can be of wrong.org, the --server-name, so it is never asked`,
    ]);
  });

  it('are refused where one cannot be used, before it listens', async () => {
    writeFileSync(path('a.pem'), 'not PEM');
    writeFileSync(path('b.pem'), '-----BEGIN CERTIFICATE-----\n');
    const registration = fixture('registration.yaml');
    for (const [args, message] of [
      [[registration, path('none.yaml')], `cannot read ${path('none.yaml')}: there is no such file or folder`],
      [[registration, registration], 'id: two registrations are called irc'],
      [[registration, '--cert', path('a.pem'), '--key', pem], `cannot use ${path('a.pem')}: it is not in PEM format`],
      [
        [registration, '--cert', path('b.pem'), '--key', pem],
        `cannot use the certificate ${path('b.pem')} with the key ${pem}`,
      ],
    ] as const) {
      const federation = args.includes('--cert') ? ['--federation-listen', '0'] : [];
      const { status, stderr } = await runCli(['proxy', ...args, ...complete, ...federation], { columns: 100 });
      expect(status).toBeGreaterThan(0);
      expect(stderr.replace(/\s+/g, ' ')).toContain(message);
    }
  });
});
