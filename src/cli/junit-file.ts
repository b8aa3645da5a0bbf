import { writeFile } from 'node:fs/promises';
import type { CheckReport, CheckResult } from '../check/check.js';
import { writeJunit } from '../check/junit.js';
import { fileError } from './cli-error.js';

/**
 * Runs checks, and writes their results to a file as JUnit XML, if one is named.
 *
 * Until they have ended the file has a failure. So a run that ends early does not leave the success of an older one
 * behind, and a file that cannot be written is found before the run.
 *
 * @param suite Name of the command.
 * @throws {CliError} if the file cannot be written. @throws The rejection of `run`.
 */
export async function writingJunit<Run extends { readonly result: CheckReport }>(
  path: string | undefined,
  suite: string,
  run: () => Promise<Run>,
): Promise<Run> {
  if (path === undefined) return run();
  await write(path, writeJunit(suite, unfinished));
  const done = await run();
  await write(path, writeJunit(suite, done.result));
  return done;
}

const noEnd: CheckResult = {
  check: {
    id: 'run',
    title: 'the checks come to an end',
    rules: [],
    does: 'Makes the checks.',
    expects: 'Their results.',
    needed: true,
  },
  verdict: 'not-tested',
  seen: 'the program ended before its checks did, and has printed why',
  durationMs: 0,
};

const unfinished: CheckReport = { url: '', results: [noEnd], failures: [noEnd], conclusion: '', remains: [] };

async function write(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw fileError('write', path, error);
  }
}
