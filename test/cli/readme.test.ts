import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readProjectFile } from '../helpers/project.js';
import { ircBridge } from './irc-bridge.js';
import { fixture, runCli } from './run-cli.js';

const prompt = '$ npx matrix-encrypted-appservice ';

/** A command that the README shows, and the lines below it. */
interface Shown {
  readonly command: string;
  readonly output: string;
}

const blocks = shownIn(readProjectFile('README.md'));

describe('the commands that the README shows', () => {
  const before = process.cwd();
  beforeAll(() => {
    process.chdir(fixture('.'));
  });
  afterAll(() => {
    process.chdir(before);
  });

  it('are these', () => {
    const names = blocks.map(({ command }) => command.split(' ')[0]);
    expect(names).toEqual(['lint', 'validate', 'read-transaction', 'merge', 'query']);
  });

  it.each(blocks)('print what is below them: $command', async ({ command, output }) => {
    const { stdout } = await runCli(command.split(' '), { fetch: ircBridge() });
    expect(withGapsOf(output, stdout)).toBe(output);
  });

  it('would fail if they printed anything else', () => {
    expect(withGapsOf('a\n…\nd\n', 'a\nb\nc\nd\n')).toBe('a\n…\nd\n');
    for (const printed of ['a\nb\nc\n', 'x\na\nd\n', 'a\nb\nd\ne\n', 'a\nd\n']) {
      expect(withGapsOf('a\n…\nd\n', printed), printed).not.toBe('a\n…\nd\n');
    }
  });
});

/** The blocks of a page that begin with a prompt for our program. */
function shownIn(page: string): Shown[] {
  const found = [...page.matchAll(/^```console\n\$ (.*)\n([^]*?)^```$/gm)];
  return found.map(([, line = '', output = '']) => ({ command: `$ ${line}`.slice(prompt.length), output }));
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
