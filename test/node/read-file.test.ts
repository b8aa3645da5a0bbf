import { once } from 'node:events';
import { chmodSync, readdirSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readFileUpTo, UnreadableFileError } from '../../src/node/read-file.js';
import { reasonOf } from '../helpers/reason-of.js';
import { hasSpecialFiles, makePipe, specialFiles } from './special-files.js';
import { temporaryFolder } from './temporary-folder.js';

const path = temporaryFolder();
const MiB = 2 ** 20;

async function textOf(file: string, limitBytes = MiB): Promise<string> {
  return new TextDecoder().decode(await readFileUpTo(file, limitBytes));
}

/** How often this process has a file open. */
function timesOpen(file: string): number {
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === file;
    } catch {
      return false; // the descriptor of the folder itself
    }
  }).length;
}

describe('readFileUpTo', () => {
  it('reads a file to its end, and through links, up to the limit', async () => {
    const long = 'ä'.repeat(100_000);
    writeFileSync(path('long'), long);
    symlinkSync(path('long'), path('link'));
    expect(await textOf(path('link'))).toBe(long);
    expect(await textOf(path('long'), 200_000)).toBe(long);
    writeFileSync(path('empty'), '');
    expect(await textOf(path('empty'), 1)).toBe('');
  });

  it('reads no file that is larger than the limit', async () => {
    writeFileSync(path('file'), 'x'.repeat(2 * MiB + 1));
    const error = await reasonOf(readFileUpTo(path('file'), 2 * MiB));
    expect(error).toBeInstanceOf(UnreadableFileError);
    expect(error).toMatchObject({
      message: `cannot read ${path('file')}: it is larger than 2 MiB`,
      reason: 'it is larger than 2 MiB',
    });
  });

  it.skipIf(process.platform !== 'linux')(
    'reads no more of a file than the limit, whatever its size says',
    async () => {
      // The size of these is 0, as that of a file may be that grows while it is read.
      expect(await textOf('/proc/self/status')).toContain('Pid:');
      expect(await reasonOf(readFileUpTo('/proc/self/status', 10))).toMatchObject({
        reason: expect.stringContaining('it is larger than') as string,
      });
    },
  );

  it.skipIf(!hasSpecialFiles).each(specialFiles)('does not read %s, and does not wait', async (_kind, reason, make) => {
    const file = make(path('special'));
    const error = await reasonOf(readFileUpTo(file, MiB));
    expect(error).toBeInstanceOf(UnreadableFileError);
    expect(String(error)).toContain(`cannot read ${file}: ${reason}`);
    expect((error as UnreadableFileError).hint).toMatch(/[.?]$/);
  });

  it.skipIf(!hasSpecialFiles)('does not read a socket', async () => {
    const server = createServer().listen(path('socket'));
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    expect(await reasonOf(readFileUpTo(path('socket'), MiB))).toMatchObject({ reason: 'it is a socket' });
  });

  it.skipIf(process.platform !== 'linux')('reads a pipe for as long as something has it open to write', async () => {
    const pipe = makePipe(path('pipe'));
    const writer = await open(pipe, 'r+');
    const text = textOf(pipe);
    await expect.poll(() => timesOpen(pipe)).toBe(2);
    await writer.write('first, ');
    await writer.write('then');
    await writer.close();
    expect(await text).toBe('first, then');
    expect(timesOpen(pipe)).toBe(0);
  });

  it.skipIf(process.platform !== 'linux')('reads no more of a pipe than the limit', async () => {
    const pipe = makePipe(path('pipe'));
    const writer = await open(pipe, 'r+');
    onTestFinished(() => writer.close());
    await writer.write('x'.repeat(100));
    expect(await reasonOf(readFileUpTo(pipe, 99))).toBeInstanceOf(UnreadableFileError);
    expect(timesOpen(pipe)).toBe(1);
  });

  it('passes on what the operating system says', async () => {
    expect(await reasonOf(readFileUpTo(path('missing'), MiB))).toMatchObject({ code: 'ENOENT', path: path('missing') });
    symlinkSync(path('circle'), path('circle'));
    expect(await reasonOf(readFileUpTo(path('circle'), MiB))).toMatchObject({ code: 'ELOOP' });
  });

  it.skipIf(!hasSpecialFiles || process.getuid?.() === 0)('may lack the permission, unless it is root', async () => {
    writeFileSync(path('file'), '');
    chmodSync(path('file'), 0);
    expect(await reasonOf(readFileUpTo(path('file'), MiB))).toMatchObject({ code: 'EACCES' });
  });
});
