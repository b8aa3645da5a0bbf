import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readOptions } from '../../scripts/demo/options.js';

const script = fileURLToPath(new URL('../../scripts/demo/main.ts', import.meta.url));
const sentText = 'Hello, ghost! Nobody between us can read this.';
const unstableQuery = '/_matrix/app/unstable/org.matrix.msc3984/keys/query';
const stableQuery = '/_matrix/app/v1/keys/query';

describe('npm start', () => {
  it('lets the appservice decrypt what Bob sent to served keys, asks on one path (N1), and prints no token (S5)', async () => {
    const { status, stdout, stderr } = await run();
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toMatch(/merged for Bob +OLDER from the homeserver, GHOST from the appservice\n/);
    expect(stdout).toMatch(/merged for Bob +signed_curve25519:\S+ of GHOST from the appservice\n/);
    expect(stdout).toMatch(/merged for Bob +signed_curve25519:\S+ of OLDER from the homeserver\n/);
    expect(stdout).toContain('events, de.sorunome.msc2409.to_device\n');
    expect(stdout).toContain(`the ghost reads           ${sentText} (@bob:example.org)\n`);
    expect(queriesIn(stdout)).toEqual([`200 POST ${unstableQuery}`]);
    expect(stdout).not.toMatch(/[\w-]{32}/);
  });
});

describe('npm start -- --stable-only', () => {
  it('finds the stable path after the unstable one, and delivers the message all the same (N2, N3)', async () => {
    const { status, stdout } = await run(['--stable-only']);
    expect(queriesIn(stdout)).toEqual([`404 POST ${unstableQuery} (unknown route)`, `200 POST ${stableQuery}`]);
    expect(stdout).toContain(`the ghost reads           ${sentText}`);
    expect(status).toBe(0);
  });
});

describe('npm start -- --unknown', () => {
  it('finds the older device twice, and asks the appservice once (N5)', async () => {
    const { status, stdout } = await run(['--unknown']);
    expect(queriesIn(stdout)).toEqual([
      `404 POST ${unstableQuery} (unknown route)`,
      `404 POST ${stableQuery} (unknown route)`,
    ]);
    expect(stdout.match(/merged for Bob +OLDER from the homeserver\n/g)).toHaveLength(2);
    expect(stdout).toContain('will not be asked before');
    expect(status).toBe(0);
  });
});

describe('npm start -- --serve', () => {
  it('leaves both running for the requests that it prints, until it is interrupted', async () => {
    const child = start(['--serve']);
    const ended = once(child, 'exit');
    const answers: unknown[] = [];
    for await (const line of createInterface(child.stdout)) {
      if (!line.startsWith('curl ')) continue;
      const [status, body] = await performCurl(line);
      expect(status).toBe(200);
      answers.push(body);
      if (answers.length === 3) child.kill('SIGINT');
    }
    const ghost = '@_bridge_ghost:example.org';
    expect(answers).toMatchObject([
      { device_keys: { [ghost]: { GHOST: { user_id: ghost, device_id: 'GHOST' } } } },
      { device_keys: { [ghost]: { GHOST: { device_id: 'GHOST' }, OLDER: { device_id: 'OLDER' } } } },
      { one_time_keys: { [ghost]: { GHOST: {} } } },
    ]);
    expect(await ended).toEqual([0, null]);
  });
});

describe('npm start, when something breaks', () => {
  it('names the step that failed and why, ends with exit status 1, and leaves nothing running', async () => {
    const breakTransactions = `
      const { fetch } = globalThis;
      globalThis.fetch = (request, options) =>
        String(request.url ?? request).includes('/transactions/') ? Promise.reject(new TypeError('broken')) : fetch(request, options);`;
    const { status, stdout, stderr } = await run([], { preload: breakTransactions });
    expect(stderr).toMatch(/^Step 7 \(The homeserver delivers it, .*\) failed: the connection failed/m);
    expect(stdout).not.toContain('the ghost reads');
    expect(status).toBe(1);
  });
});

describe('npm start, wrongly called', () => {
  it.each([[['--nonsense']], [['stray']], [['--stable-only', '--unknown']]])('refuses %j', (args) => {
    expect(() => readOptions(args)).toThrow(TypeError);
  });

  it('answers with the usage and exit status 2', async () => {
    const { status, stdout, stderr } = await run(['--nonsense']);
    expect(stdout).toBe('');
    expect(stderr).toContain('Usage: npm start');
    expect(status).toBe(2);
  });

  it('prints the usage when asked for it', async () => {
    const { status, stdout } = await run(['--help']);
    expect(stdout).toMatch(/^Usage: npm start/);
    expect(status).toBe(0);
  });
});

/** Starts what `npm start` runs once the package is built, after the code of `preload`. */
function start(args: string[], { preload = '' } = {}): ChildProcessWithoutNullStreams {
  const preloaded = `data:text/javascript,${encodeURIComponent(preload)}`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--import', preloaded, script, ...args]);
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Runs it to its end, which it has to come to by itself. */
async function run(
  args: string[] = [],
  options: { preload?: string } = {},
): Promise<{ status: number; stdout: string; stderr: string }> {
  const child = start(args, options);
  const ended = once(child, 'exit');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = (await ended) as [number];
  return { status, stdout, stderr };
}

/** The key queries that the appservice got, in order. */
function queriesIn(stdout: string): string[] {
  return [...stdout.matchAll(/homeserver → appservice +(\d+ POST \S+\/keys\/query.*)/g)].map(([, query = '']) => query);
}

/** Does what a printed line would do in a shell. */
async function performCurl(line: string): Promise<[status: number, body: unknown]> {
  const [, url = '', authorization = '', body = ''] =
    /^curl -sS (\S+) -H 'Authorization: ([^']+)' -d '([^']+)'$/.exec(line) ?? [];
  const response = await fetch(url, { method: 'POST', headers: { authorization }, body });
  return [response.status, await response.json()];
}
