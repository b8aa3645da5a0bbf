import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { lockFile } from '../../src/node/file-lock.js';
import { temporaryFolder } from './temporary-folder.js';

const pathOf = temporaryFolder();

it('keeps this process from opening a file twice, until it is given free', async () => {
  const path = pathOf('log');
  const release = await lockFile(path);
  await expect(lockFile(path)).rejects.toThrow(`${path} is open in this process already`);
  await release();
  expect(readdirSync(dirname(path))).toEqual([]);
  await (
    await lockFile(path)
  )();
});

it('keeps a file from being opened while another process has it, and names that process', async () => {
  const path = pathOf('log');
  writeFileSync(`${path}.lock`, `${process.ppid} \n`);
  await expect(lockFile(path)).rejects.toThrow(`${path} is open in process ${process.ppid}`);
  expect(readFileSync(`${path}.lock`, 'utf8')).toBe(`${process.ppid} \n`);
  expect(readdirSync(dirname(path))).toEqual(['log.lock']);
});

it.each([
  ['a process that is gone', () => `${spawnSync(process.execPath, ['--version']).pid} \n`],
  ['an earlier process with our ID', () => `${process.pid} \n`],
  ['nobody', () => ''],
  ['nobody that can be read', () => 'lock'],
])('takes over a lock of %s', async (_, content) => {
  const path = pathOf('log');
  writeFileSync(`${path}.lock`, content());
  const release = await lockFile(path);
  expect(readFileSync(`${path}.lock`, 'utf8')).toMatch(new RegExp(`^${process.pid} `));
  await release();
  expect(existsSync(`${path}.lock`)).toBe(false);
});

it.runIf(process.platform === 'linux')('tells a process from an earlier one that had its ID', async () => {
  const path = pathOf('log');
  writeFileSync(`${path}.lock`, `${process.ppid} another-boot 1\n`);
  await (
    await lockFile(path)
  )();
});

it('leaves nothing behind where a lock cannot be written', async () => {
  const path = pathOf('gone/log');
  await expect(lockFile(path)).rejects.toThrow('ENOENT');
  await expect(lockFile(path)).rejects.toThrow('ENOENT');
});
