import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAppserviceHandler } from '../../../src/appservice/index.js';
import { createNodeListener } from '../../../src/node/index.js';
import { createOwnApplication } from '../../check/appservice/check-own-handler.js';
import { connectTo, turnsAsDelay } from '../../check/appservice/in-process.js';
import { type CliOutcome, type CliSurroundings, fixture, runCli } from '../run-cli.js';

const file = fixture('registration.yaml');
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'check-appservice-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs the command for our own handler. */
function check(args: readonly string[], surroundings: CliSurroundings = {}): Promise<CliOutcome> {
  const { handlers } = createOwnApplication();
  const tell = (about: unknown): void => {
    appendFileSync(join(folder, 'told.log'), `${JSON.stringify(about)}\n`);
  };
  const handler = createAppserviceHandler(
    {
      ...handlers,
      onEvent: tell,
      onToDevice: tell,
      onDeviceLists: ({ changed }) => {
        tell(changed);
      },
    },
    { hsToken: 'hs-token-that-nobody-may-see' },
  );
  const connect = surroundings.connect ?? connectTo(createNodeListener(handler));
  return runCli(['check-appservice', ...args], { delay: turnsAsDelay, ...surroundings, connect });
}

function soundHandler(): ReturnType<typeof createAppserviceHandler> {
  return createAppserviceHandler({}, { hsToken: 'hs-token-that-nobody-may-see' });
}

describe('check-appservice', () => {
  it('prints a line for each check in 80 columns, and the conclusion, and ends with 0', async () => {
    const { status, stdout } = await check([file]);
    expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:29333\n/);
    expect(stdout).toMatch(/\n +ping +works\n/);
    expect(stdout).toContain('transactions were\nnot tested');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(status).toBe(0);
  });

  it('delivers with --deliver, and finds in the observed file what the application was not given', async () => {
    const observed = join(folder, 'told.log');
    writeFileSync(observed, 'an older line\n');
    const junit = join(folder, 'report.xml');
    const { status, json, stdout } = await check([
      file,
      '--deliver',
      '--observe',
      observed,
      '--junit',
      junit,
      '--json',
    ]);
    expect(json()).toMatchObject({ ok: false, url: 'http://127.0.0.1:29333' });
    const results = json()['results'] as { id: string; verdict: string }[];
    const verdictOf = (id: string): string | undefined => results.find((result) => result.id === id)?.verdict;
    expect([verdictOf('device-lists'), verdictOf('left'), verdictOf('failed-event')]).toEqual([
      'works',
      'missing',
      'not-tested',
    ]);
    expect(readFileSync(junit, 'utf8')).toMatch(/<testsuite name="check-appservice" .*failures="2"/);
    expect(`${stdout}${readFileSync(junit, 'utf8')}`).not.toContain('hs-token-that-nobody-may-see');
    expect(status).toBe(1);
  });

  it('shows on a terminal which check is made, but not with --json', async () => {
    const { stdout, stderr } = await check([file], { terminal: true });
    expect(stderr).toMatch(/\r 1\/\d\d {2}\S/);
    expect(stderr).toMatch(/\r +\r$/);
    expect(stdout).toContain('\u001b[32mworks');
    expect((await check([file, '--json'], { terminal: true })).stderr).toBe('');
    expect((await check([file])).stderr).toBe('');
  });

  it('has no colours where NO_COLOR is set, and the same text', async () => {
    const plain = await check([file]);
    const { stdout } = await check([file], { terminal: true, env: { NO_COLOR: '1' } });
    expect(stdout).toBe(plain.stdout);
    expect(stdout).not.toContain('\u001b');
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('closes its connections at %s, says what it has sent, and ends with %i', async (signal, expected) => {
    let send = (_: typeof signal): void => undefined;
    let count = 0;
    const opened: AbortSignal[] = [];
    const junit = join(folder, 'cut.xml');
    const { status, stdout } = await check([file, '--deliver', '--junit', junit], {
      onSignal: (listener) => {
        send = listener;
        return () => undefined;
      },
      // The tenth request gets no answer.
      connect: (url, ended) => {
        opened.push(ended);
        if ((count += 1) < 10) return connectTo(createNodeListener(soundHandler()))(url, ended);
        send(signal);
        return new Promise((_, reject) => {
          ended.addEventListener('abort', () => {
            reject(new Error('aborted'));
          });
          if (ended.aborted) reject(new Error('aborted'));
        });
      },
    });
    expect(status).toBe(expected);
    expect(readFileSync(junit, 'utf8')).toContain(
      '<failure type="not-tested" message="not-tested; the run was interrupted"/>',
    );
    expect(stdout.replaceAll('\n', ' ')).toMatch(
      /It was interrupted after \d+ of \d+ checks\. Requests sent: \d+; transactions among them: 1\./,
    );
    expect(stdout).not.toContain('Not tested, since the run was interrupted');
    expect(stdout).not.toContain('events beside a bad one');
    expect(opened.every(({ aborted }) => aborted)).toBe(true);
  });

  it.each([
    [[], 'check-appservice needs exactly one registration file'],
    [[file, file], 'check-appservice needs exactly one registration file'],
    [[file, '--url', 'ftp://x'], '--url must be'],
    [[file, '--user', 'ann'], '--user must be a user ID'],
    [[file, '--observe', 'x'], '--observe needs --deliver'],
    [[file, '--timeout', '0'], '--timeout must be'],
    [[file, '--deliver', '--observe', '/nowhere/told.log'], 'cannot read /nowhere/told.log'],
    [[file, '--junit', '/nowhere/report.xml'], 'cannot write /nowhere/report.xml'],
  ])('refuses wrong arguments and files: %j', async (args, message) => {
    const { status, stderr } = await check(args, { delay: () => Promise.resolve() });
    expect(stderr.replaceAll('\n', ' ')).toContain(message);
    expect(status).toBe(2);
  });
});
