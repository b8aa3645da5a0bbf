import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppserviceRegistration } from '../../src/types.js';
import { createFakeWorld } from '../check/homeserver/fake-world.js';
import { readProjectFile } from '../helpers/project.js';
import { ircBridge } from './irc-bridge.js';
import { fixture, runCli, type CliOutcome } from './run-cli.js';

const prompt = '$ npx matrix-encrypted-appservice ';

/** A command that a page shows, and the lines below it. */
interface Shown {
  readonly page: string;
  readonly command: string;
  readonly output: string;
}

const blocks = ['README.md', 'APPSERVICE.md', 'HOMESERVER.md'].flatMap((page) => shownIn(page, readProjectFile(page)));

describe('the commands that pages show', () => {
  const before = process.cwd();
  beforeAll(() => {
    process.chdir(fixture('.'));
  });
  afterAll(() => {
    process.chdir(before);
  });

  it('are these', () => {
    expect(blocks.map(({ page, command }) => `${page}: ${command.split(' ')[0] ?? ''}`)).toEqual([
      'README.md: check-homeserver',
      'README.md: lint',
      'APPSERVICE.md: validate',
      'APPSERVICE.md: read-transaction',
      'HOMESERVER.md: query',
      'HOMESERVER.md: merge',
    ]);
  });

  it.each(blocks)('print what is below them: $command', async ({ command, output }) => {
    const args = command.split(' ');
    const { stdout } = args[0] === 'check-homeserver' ? await check(args) : await runCli(args, { fetch: ircBridge() });
    expect(withGapsOf(output, stdout)).toBe(output);
  });

  it('would fail if they printed anything else', () => {
    expect(withGapsOf('a\n…\nd\n', 'a\nb\nc\nd\n')).toBe('a\n…\nd\n');
    for (const printed of ['a\nb\nc\n', 'x\na\nd\n', 'a\nb\nd\ne\n', 'a\nd\n']) {
      expect(withGapsOf('a\n…\nd\n', printed), printed).not.toBe('a\n…\nd\n');
    }
  });
});

/** Checks a homeserver that has loaded the registration, and whose experimental features for transactions are off. */
async function check(args: readonly string[]): Promise<CliOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'shown-'));
  try {
    const file = join(folder, 'check.yaml');
    await runCli(['check-homeserver', '--new-registration', file, '--server-name', 'example.org']);
    const registrations = [load(readFileSync(file, 'utf8')) as AppserviceRegistration];
    const { fetch, serve, delay } = createFakeWorld({
      registrations,
      homeserver: { fields: { toDevice: false, deviceLists: false } },
    });
    return await runCli(
      args.map((arg) => (arg === 'check.yaml' ? file : arg)),
      { fetch, serve, delay },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The blocks of a page that begin with a prompt for our program. */
function shownIn(page: string, text: string): Shown[] {
  const found = [...text.matchAll(/^```console\n\$ (.*)\n([^]*?)^```$/gm)];
  return found.map(([, line = '', output = '']) => ({ page, command: `$ ${line}`.slice(prompt.length), output }));
}

/** What was printed, with `…` in place of what a page leaves out there; all of it where the two do not fit together. */
function withGapsOf(page: string, printed: string): string {
  const parts = page.split('…\n');
  let rest = printed;
  for (const [i, part] of parts.entries()) {
    const at = i === parts.length - 1 && i > 0 ? rest.length - part.length : rest.indexOf(part);
    // A gap stands for at least one line.
    if (!rest.startsWith(part, at) || (i === 0 ? at !== 0 : at < 1)) return printed;
    rest = rest.slice(at + part.length);
  }
  return rest === '' ? page : printed;
}
