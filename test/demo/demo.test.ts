import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { readOptions } from '../../scripts/demo/options.js';

// Several processes start, each with cryptography of its own.
vi.setConfig({ testTimeout: 90_000 });

const script = fileURLToPath(new URL('../../scripts/demo/main.ts', import.meta.url));
const sentTexts = ['Hello, ghost! Only the two of us can read this.', 'Are you still there?'];
const unstableQuery = '/_matrix/app/unstable/org.matrix.msc3984/keys/query';
const stableQuery = '/_matrix/app/v1/keys/query';

describe('npm start', () => {
  it('lets Bob and the ghost write to each other across a SIGKILL, on served keys, and prints no token (S5)', async () => {
    const { status, stdout, stderr } = await run();
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const device = deviceIn(stdout);
    expect(stdout).toContain(`${device}, cross-signed, whose keys are served\n`);
    expect(stdout).toContain(`OLDER from the homeserver, ${device} from the appservice\n`);
    expect(stdout).toMatch(new RegExp(`merged for Bob +signed_curve25519:\\S+ of ${device} from the appservice\\n`));
    expect(stdout).toMatch(/merged for Bob +signed_curve25519:\S+ of OLDER from the homeserver\n/);
    expect(linesOf(stdout, 'the ghost reads')).toEqual(
      sentTexts.map((text) => `${text} (@bob:example.org, cross-signed)`),
    );
    expect(linesOf(stdout, 'Bob reads')).toEqual(sentTexts.map((text) => `You wrote: ${text}`));
    expect(linesOf(stdout, 'it comes from')).toEqual(sentTexts.map(() => `${device}, which is cross-signed`));
    // All that an operator may be told: the room key comes by way of a sync, perhaps after the event.
    for (const told of linesOf(stdout, 'it had told'))
      expect(told).toContain('the room key of this event has not reached');
    expect(new Set(queriesIn(stdout))).toEqual(new Set([`200 POST ${unstableQuery}`]));
    expect(stdout).not.toMatch(/[\w-]{32}/);
  });
});

describe('npm start -- --uploaded', () => {
  it('uploads all keys, and has the same conversation (D5)', async () => {
    const { status, stdout, stderr } = await run(['--uploaded']);
    expect([status, stderr]).toEqual([0, '']);
    const device = deviceIn(stdout);
    expect(stdout).toContain(`${device}, cross-signed, whose keys are uploaded\n`);
    expect(stdout).toContain(`OLDER from the homeserver, ${device} from the homeserver\n`);
    expect(linesOf(stdout, 'Bob reads')).toEqual(sentTexts.map((text) => `You wrote: ${text}`));
    expect(queriesIn(stdout)).toEqual([]);
  });
});

describe('npm start -- --stable-only', () => {
  it('finds the stable path after the unstable one, and has the same conversation (N2, N3)', async () => {
    const { status, stdout } = await run(['--stable-only']);
    expect(queriesIn(stdout).slice(0, 2)).toEqual([
      `404 POST ${unstableQuery} (unknown route)`,
      `200 POST ${stableQuery}`,
    ]);
    expect(linesOf(stdout, 'Bob reads')).toEqual(sentTexts.map((text) => `You wrote: ${text}`));
    expect(status).toBe(0);
  });
});

describe('npm start -- --unknown', () => {
  it('tells the operator what is missing, and asks the appservice again only after a ping (N5)', async () => {
    const { status, stdout } = await run(['--unknown']);
    const inVain = [`404 POST ${unstableQuery} (unknown route)`, `404 POST ${stableQuery} (unknown route)`];
    expect(queriesIn(stdout)).toEqual([...inVain, ...inVain]);
    expect(linesOf(stdout, 'hidden on purpose')).toHaveLength(1);
    expect(linesOf(stdout, 'cannot work')[0]).toContain('msc3984_appservice_key_query');
    expect(linesOf(stdout, 'merged for Bob')).toEqual(['OLDER from the homeserver']);
    expect(stdout).toContain('will not be asked before');
    expect(status).toBe(0);
  });
});

describe('npm start -- --serve', () => {
  it('leaves both running for the requests that it prints, until it is interrupted', async () => {
    const child = start(['--serve']);
    const ended = once(child, 'exit');
    const answers: unknown[] = [];
    let device = '';
    for await (const line of createInterface(child.stdout)) {
      device ||= deviceIn(line);
      if (!line.startsWith('curl ')) continue;
      const [status, body] = await performCurl(line);
      expect(status).toBe(200);
      answers.push(body);
      if (answers.length === 3) child.kill('SIGINT');
    }
    const ghost = '@_bridge_ghost:example.org';
    expect(answers).toMatchObject([
      { device_keys: { [ghost]: { [device]: { user_id: ghost, device_id: device } } } },
      { device_keys: { [ghost]: { [device]: { device_id: device }, OLDER: { device_id: 'OLDER' } } } },
      { one_time_keys: { [ghost]: { [device]: {} } } },
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
    expect(stderr).toMatch(/^Step 4 \(Bob invites the ghost .*\) failed: the connection failed/m);
    expect(stdout).not.toContain('the ghost is in');
    expect(status).toBe(1);
  });
});

describe('npm start, wrongly called', () => {
  it.each([[['--nonsense']], [['stray']], [['--stable-only', '--unknown']], [['--uploaded', '--unknown']]])(
    'refuses %j',
    (args) => {
      expect(() => readOptions(args)).toThrow(TypeError);
    },
  );

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

/** The ID of the ghost's device at the appservice; empty if there is none. */
function deviceIn(stdout: string): string {
  return /the ghost has +(\S+), cross-signed/.exec(stdout)?.[1] ?? '';
}

/** The notes of the steps about one thing. */
function linesOf(stdout: string, about: string): string[] {
  return [...stdout.matchAll(new RegExp(`^   ${about} +(.*)$`, 'gm'))].map(([, line = '']) => line);
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
