import { afterEach, expect, it, vi } from 'vitest';
import { readOptions, usage } from '../../scripts/generate/options.js';
import { runScript } from '../../scripts/run-script.js';

afterEach(() => vi.restoreAllMocks());

const commandLine = { usage, readOptions };

it('runs a script with its options, and gives its exit status', async () => {
  const run = vi.fn(() => Promise.resolve(1));
  expect(await runScript(['--check'], commandLine, run)).toBe(1);
  expect(run).toHaveBeenCalledWith({ check: true, help: false });
});

it('prints the usage, with what is wrong if anything is, and runs nothing', async () => {
  const run = vi.fn(() => Promise.resolve(0));
  const log = vi.spyOn(console, 'log').mockReturnValue();
  const error = vi.spyOn(console, 'error').mockReturnValue();

  expect(await runScript(['--help'], commandLine, run)).toBe(0);
  expect(log).toHaveBeenCalledWith(usage);
  expect(error).not.toHaveBeenCalled();

  expect(await runScript(['--chekc'], commandLine, run)).toBe(2);
  expect(error).toHaveBeenCalledWith(expect.stringMatching(/--chekc[^]*Usage/));
  expect(run).not.toHaveBeenCalled();
});
