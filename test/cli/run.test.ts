import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands/index.js';
import { createSqliteStore } from '../../src/sql/index.js';
import { sqliteDrivers } from '../helpers/sqlite-drivers.js';
import { temporaryFolder } from '../node/temporary-folder.js';
import { examplePath, fixture, runCli } from './run-cli.js';

const names = commands.map(({ name }) => name);
const path = temporaryFolder();
const token = 'hs-token-that-nobody-may-see';

/** Makes a store without contents, and returns the path of its file. */
async function emptyStore(): Promise<string> {
  const file = path('store.db');
  const database = sqliteDrivers[0]?.open(file);
  if (database === undefined) throw new Error('there is no driver');
  await (await createSqliteStore(database)).close();
  database.close();
  return file;
}

describe('help', () => {
  it('lists every command, and the exit statuses', async () => {
    const { status, stdout } = await runCli(['--help']);
    expect(status).toBe(0);
    for (const name of names) expect(stdout).toContain(`\n  ${name} `);
    expect(stdout).toContain('Exit status: 0 on success; 1');
    expect(await runCli(['help'])).toMatchObject({ status: 0, stdout });
  });

  it('is given instead of nothing: on standard error, with exit status 2', async () => {
    const { status, stdout, stderr } = await runCli([]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^Usage: /);
  });

  it.each(names)('of %s has its usage, every option, an example, and the document of --json', async (name) => {
    const { status, stdout } = await runCli([name, '--help']);
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Usage: matrix-encrypted-appservice ${name} `));
    expect(stdout).toMatch(new RegExp(`\\n  npx matrix-encrypted-appservice ${name} `));
    const { options = {}, json = {} } = commands.find((command) => command.name === name) ?? {};
    for (const option of Object.keys(options)) expect(stdout).toContain(`--${option}`);
    for (const field of Object.keys(json)) expect(stdout).toContain(`\n  ${field} `);
    expect(await runCli(['help', name])).toMatchObject({ stdout });
    expect(await runCli(['-h', name])).toMatchObject({ stdout });
  });

  it('fits into 80 columns', async () => {
    for (const name of [undefined, ...names]) {
      const { stdout } = await runCli(['help', ...(name === undefined ? [] : [name])]);
      const long = stdout.split('\n').filter((line) => line.length > 80 && !line.startsWith('  npx '));
      expect(long).toEqual([]);
    }
  });
});

it.each([['--version'], ['lint', '--version']])('%s prints the version of the package', async (...args) => {
  expect(await runCli(args)).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string });
});

describe('wrong arguments', () => {
  it.each([
    [['vaildate'], 'there is no command vaildate', 'Did you mean validate?'],
    [['nonsense'], 'there is no command nonsense', 'The commands are: lint, '],
    [['--hs-token', 'my-secret', 'lint'], 'the command must come before its options', 'The commands are: lint, '],
    [['lint', 'a', '--hs-token', 'my-secret'], 'there is no option --hs-token', ''],
    [['lint', 'a', '--hs-token=my-secret'], 'there is no option --hs-token', ''],
    [['--nonsense'], 'there is no option --nonsense', ''],
    [['lint', 'a', '--homserver', 'b'], 'there is no option --homserver', 'Did you mean --homeserver?'],
    [
      ['lint', 'a', '--homeserver'],
      '--homeserver needs a value',
      'Usage: matrix-encrypted-appservice lint REGISTRATION',
    ],
    [['lint', 'a', '--homeserver', '--help'], '--homeserver needs a value', ''],
    [['lint', '--json=yes', 'a'], '--json takes no value', ''],
    [['lint'], 'lint needs exactly one registration file', 'Usage: '],
    [['lint', 'a', 'b'], 'lint needs exactly one registration file', 'Usage: '],
    [['validate'], 'validate needs a schema and files', 'Usage: '],
    [['validate', 'KeyQuery', '-', '-'], 'standard input can be read only once', ''],
    [['read-transaction'], 'read-transaction needs exactly one file', ''],
    [['merge', 'a'], 'merge needs exactly two files', ''],
    [['merge', 'a', 'b', '--viewer', ''], '--viewer must be a user or a server', ''],
    [['merge', 'a', 'b', '--viewer', '@bob'], '--viewer @bob is not a user ID', '@bob:example.org'],
    [['merge', 'a', 'b', '--viewer', '@bob:'], '--viewer @bob: is not a user ID', ''],
    [['merge', '-', 'b', '--query', '-'], 'standard input can be read only once', ''],
    [['query', 'a'], 'query needs a registration file and users', ''],
    [['query', 'a', 'bob'], 'bob is not a user ID', ''],
    [['query', 'a', '@b:c', '--prefer', 'x'], '--prefer must be stable or unstable', ''],
    [['claim', 'a', '@b:c'], 'claim needs a registration file, a user and a device', ''],
    [['claim', 'a', 'b', 'c'], 'b is not a user ID', ''],
    [['ping'], 'ping needs exactly one registration file', ''],
    [['ping', 'a', '--timeout', 'soon'], '--timeout must be a number of seconds', ''],
    [['ping', 'a', '--timeout', '0'], '--timeout must be a number of seconds', ''],
    [['ping', 'a', '--url', 'localhost:9000'], '--url must be an http or https URL', ''],
    [['ping', 'a', '--url', 'http://user:secret@localhost'], '--url must not have a user or password', ''],
  ])('%j end with exit status 2, the reason, and a hint', async (args, reason, hint) => {
    const { status, stdout, stderr } = await runCli(args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error: /);
    expect(stderr.replaceAll('\n', ' ')).toContain(reason);
    expect(stderr.replaceAll('\n', ' ')).toContain(hint);
    expect(stderr).not.toContain('secret');
  });

  it('of a file that cannot be read end with exit status 2, too', async () => {
    const { status, stderr } = await runCli(['lint', fixture('nowhere.yaml')]);
    expect(status).toBe(2);
    expect(stderr.replaceAll('\n', ' ')).toContain('there is no such file or folder');
    expect(await runCli(['read-transaction', fixture('.')])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('it is a folder') as string,
    });
  });
});

describe('--json', () => {
  it('also makes one JSON document of what goes wrong', async () => {
    const wrong = await runCli(['lint', '--json', '--nonsense']);
    expect(wrong.status).toBe(2);
    expect(wrong.json()).toEqual({
      ok: false,
      error: {
        code: 'USAGE',
        message: 'there is no option --nonsense',
        hint: expect.stringContaining('Usage: ') as string,
      },
    });
    const missing = await runCli(['merge', fixture('nowhere.json'), fixture('appservice.json'), '--json']);
    expect(missing.json()).toMatchObject({ ok: false, error: { code: 'FILE' } });
    const content = await runCli(['read-transaction', '-', '--json'], { stdin: '{' });
    expect([content.status, content.json()]).toMatchObject([1, { ok: false, error: { code: 'CONTENT' } }]);
    const registration = await runCli(['lint', examplePath('empty'), '--json']);
    expect([registration.status, registration.json()]).toMatchObject([1, { error: { code: 'INVALID_REGISTRATION' } }]);
  });

  it('makes one JSON document of the help, of the version, and of no command at all', async () => {
    const help = await runCli(['lint', '--help', '--json']);
    expect([help.status, help.json()]).toEqual([0, { ok: true, help: (await runCli(['help', 'lint'])).stdout }]);
    expect((await runCli(['--json', 'help'])).json()).toEqual({ ok: true, help: (await runCli(['--help'])).stdout });
    expect((await runCli(['--version', '--json'])).json()).toMatchObject({ ok: true, version: /./ });
    const nothing = await runCli(['--json']);
    expect([nothing.status, nothing.json()]).toMatchObject([2, { ok: false, error: { code: 'USAGE' } }]);
  });

  it('is an operand after --', async () => {
    expect(await runCli(['lint', '--', '--json', 'b'])).toMatchObject({ status: 2, stdout: '' });
  });

  it('makes one JSON document of a fault of the program, with where it is and without what it says (S5)', async () => {
    const randomBytes = (): never => {
      throw new TypeError('hs-token-that-nobody-may-see\n    at hs-token-that-nobody-may-see');
    };
    const args = ['generate-registration', '--id', 'a', '--url', 'none', '--namespace', '@a'];
    const { status, stdout, stderr, json } = await runCli([...args, '--json'], { randomBytes });
    expect([status, json()]).toMatchObject([2, { ok: false, error: { code: 'INTERNAL' } }]);
    expect(stderr.replaceAll('\n', ' ')).toMatch(/^error: there is a bug in this program .*: TypeError at /);
    expect(stdout + stderr).not.toContain('nobody-may-see');
    expect((await runCli(args, { randomBytes })).stdout).toBe('');
    const odd = (): never => {
      // oxlint-disable-next-line typescript/only-throw-error -- what a program may do
      throw 'hs-token-that-nobody-may-see';
    };
    const thrown = await runCli(args, { randomBytes: odd });
    expect([thrown.status, thrown.stderr]).toEqual([2, expect.not.stringContaining('nobody-may-see')]);
  });

  it('has every field that the help names, and no other', async () => {
    const outcomes = [
      ['lint', fixture('registration.yaml')],
      ['validate', 'KeyQuery', fixture('query.json')],
      ['read-transaction', fixture('transaction.json')],
      ['merge', fixture('homeserver.json'), fixture('appservice.json')],
      ['ping', fixture('registration.yaml')],
      ['query', fixture('registration.yaml'), '@_irc_ann:example.org'],
      ['claim', fixture('registration.yaml'), '@_irc_ann:example.org', 'GHOST'],
      ['generate-registration', '--id', 'a', '--url', 'none', '--namespace', '@a'],
      ['check-appservice', fixture('registration.yaml')],
      ['store', await emptyStore(), 'status'],
    ];
    // What listens is tested in files of its own.
    const listening = ['check-homeserver', 'proxy'];
    expect(outcomes.map(([name]) => name).sort()).toEqual(names.filter((name) => !listening.includes(name)).sort());
    for (const args of outcomes) {
      const { json } = await runCli([...args, '--json'], { fetch: () => Promise.reject(new Error('down')) });
      const command = commands.find(({ name }) => name === args[0]);
      const optional =
        {
          validate: ['schemas'],
          'generate-registration': ['file'],
          'check-appservice': ['software'], // which no appservice says
          store: ['events', 'changed', 'missing', 'forgotten', 'findings', 'parts'], // of its other actions
        }[args[0] ?? ''] ?? [];
      const documented = Object.keys(command?.json ?? {}).filter((field) => !optional.includes(field));
      expect(Object.keys(json()).sort(), args[0]).toEqual(['ok', ...documented].sort());
    }
  });
});

describe('what is printed', () => {
  const evil = '{"events": [], "to_device": [], "device_lists": {"changed": ["@a\\u001b[2J\\u202e:b"]}}';

  it('escapes control characters of what comes from outside, and is the same JSON', async () => {
    for (const args of [['read-transaction', '-'], ['read-transaction', '-', '--json'], ['nonsense\u001b[2J']]) {
      const { stdout, stderr } = await runCli(args, { stdin: evil });
      expect(stdout + stderr).toContain('\\u001b[2J');
      expect(stdout + stderr).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
    }
    const { json } = await runCli(['read-transaction', '-', '--json'], { stdin: evil });
    expect(json()).toMatchObject({ transaction: JSON.parse(evil) as object });
  });

  it('has colours on a terminal alone, and never where NO_COLOR or a dumb terminal forbids them', async () => {
    const args = ['lint', fixture('registration.yaml')];
    const bare = await runCli(args);
    const colours = await runCli(args, { terminal: true });
    expect(bare.stdout).not.toContain('\u001b');
    expect(colours.stdout).toContain('\u001b[32mworks\u001b[0m');
    // oxlint-disable-next-line no-control-regex -- the sequences that are looked for
    expect(colours.stdout.replace(/\u001b\[\d+m/g, '').replace(/ +$/gm, '')).toBe(bare.stdout);
    for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) {
      expect((await runCli(args, { terminal: true, env })).stdout).toBe(bare.stdout);
    }
    expect((await runCli(args, { terminal: true, env: { NO_COLOR: '' } })).stdout).toBe(colours.stdout);
    expect((await runCli([...args, '--json'], { terminal: true })).stdout).not.toContain('\u001b');
  });

  it('uses the width of the terminal, within reason', async () => {
    const widths = await Promise.all(
      [40, 80, 1000].map(async (columns) => {
        const { stdout } = await runCli(['lint', examplePath('registration')], { columns });
        return Math.max(...stdout.split('\n').map((line) => line.length));
      }),
    );
    expect(widths[2]).toBeGreaterThan(80);
    expect(widths[2]).toBeLessThanOrEqual(100);
    expect(widths[1]).toBeLessThanOrEqual(80);
  });

  it('has no token in it, whatever the command and however it ends (S5)', async () => {
    const echo = (request: Request): Promise<Response> => {
      const said = JSON.stringify({
        errcode: 'M_UNKNOWN',
        error: request.headers.get('authorization'),
        [token]: token,
      });
      return Promise.resolve(new Response(said, { status: request.url.includes('ping') ? 500 : 200 }));
    };
    const file = fixture('registration.yaml');
    const user = '@_irc_ann:example.org';
    for (const args of [
      ['lint', file],
      ['ping', file],
      ['query', file, user],
      ['claim', file, user, 'A'],
    ]) {
      for (const format of [[], ['--json']]) {
        const { stdout, stderr } = await runCli([...args, ...format], { fetch: echo });
        expect(stdout).not.toBe('');
        expect(stdout + stderr).not.toContain('nobody-may-see');
        if (args[0] !== 'lint') expect(stdout).toContain('[hidden]');
      }
    }
  });

  it('has no token in it that needs an escape, nor half of one that is cut off (S5)', async () => {
    const file = path('registration.yaml');
    const sample = readFileSync(fixture('registration.yaml'), 'utf8');
    writeFileSync(file, sample.replace(/^hs_token:.*$/m, `hs_token: 'quo"te/slash'`));
    const secret = 'quo"te/slash';
    const answers: Record<string, unknown>[] = [
      { device_keys: { [`@${secret}:x`]: {} }, [secret]: secret },
      { errcode: 'M_UNKNOWN', error: `${'-'.repeat(480)}${secret}` },
    ];
    for (const answer of answers) {
      const fetch = () => Promise.resolve(Response.json(answer, { status: 'errcode' in answer ? 500 : 200 }));
      for (const format of [[], ['--json']]) {
        const { stdout, stderr } = await runCli(['query', file, '@_irc_ann:example.org', ...format], { fetch });
        expect(stdout).toContain('[hidden');
        expect(stdout + stderr).not.toContain('quo');
      }
    }
  });

  it('has words of ours as they are, whatever the tokens are (S7)', async () => {
    const sample = readFileSync(fixture('registration.yaml'), 'utf8');
    const file = path('words.yaml');
    const answer = { device_keys: { '@a': {}, '@bob:b': {} } };
    const fetch = () => Promise.resolve(Response.json(answer));
    const said = async (asToken: string, hsToken: string): Promise<string> => {
      writeFileSync(
        file,
        sample.replace(/^as_token:.*$/m, `as_token: '${asToken}'`).replace(/^hs_token:.*$/m, `hs_token: '${hsToken}'`),
      );
      const runs = [
        ['lint', file],
        ['lint', file, '--json'],
        ['query', file, '@_irc_ann:example.org'],
        ['ping', file],
      ];
      const outcomes = await Promise.all(runs.map((args) => runCli(args, { fetch })));
      return outcomes.map(({ stdout, stderr }) => stdout + stderr).join('');
    };
    const usual = await said('as-token-that-nobody-may-see', 'hs-token-that-nobody-may-see');
    for (const [asToken, hsToken] of [
      ['A', 'h'],
      ['is', 'the'],
      ['appservice', 'homeserver'],
      ['will', 'ok'],
      ['idde', 'hidden'],
    ] as const) {
      expect(await said(asToken, hsToken)).toBe(usual);
    }
    expect(await said('a', 'bob')).toBe(
      usual.replaceAll('"@a"', '"@[hidden]"').replaceAll('/@a', '/@[hidden]').replaceAll('@bob', '@[hidden]'),
    );
  });

  it('says nothing of the content of a file that is no JSON (S5)', async () => {
    for (const text of [
      '{"as_token": as-token-that-nobody-may-see}',
      '{as-token-that-nobody-may-see: 1}',
      '[1] as-token-that-nobody-may-see',
      '"as-token-that-nobody-may-see',
    ]) {
      for (const args of [
        ['validate', 'Registration', '-'],
        ['read-transaction', '-'],
        ['merge', '-', fixture('answer.json')],
      ]) {
        for (const format of [[], ['--json']]) {
          const { status, stdout, stderr } = await runCli([...args, ...format], { stdin: text });
          expect(status).toBe(1);
          expect(stdout + stderr).toMatch(/n(?:ot|o) JSON/);
          expect(stdout + stderr).not.toMatch(/nobody|token-|see/);
        }
      }
    }
  });

  it('has no token of a JSON file that names it (S5)', async () => {
    const text =
      '{"as_token": "nobody-may-see", "device_keys": {"@nobody-may-see": {"D": 1}}, "x": {"nobody-may-see": 1, "nobody-may-see": 2}}';
    const { stdout } = await runCli(['validate', 'KeyQueryResponse', '-'], { stdin: text });
    expect(stdout).toContain('/device_keys/@[hidden]/D');
    expect(stdout).toContain('/x/[hidden]');
    expect(stdout).not.toContain('nobody');
    const { stderr } = await runCli(['merge', '-', fixture('appservice.json')], { stdin: text });
    expect(stderr).toContain('[hidden]');
    expect(stderr).not.toContain('nobody');
  });

  it('says nothing of the content of a file that is no YAML (S5)', async () => {
    const broken = path('registration.yaml');
    writeFileSync(broken, 'id: irc\nas_token: "as-token-that-nobody-may-see\nhs_token: hs-token-that-nobody-may-see\n');
    const { status, stdout, stderr } = await runCli(['lint', broken, '--json']);
    expect(status).toBe(1);
    expect(stderr.replaceAll('\n', ' ')).toMatch(/not valid YAML: line \d/);
    expect(stdout + stderr).not.toContain('nobody-may-see');
  });
});
