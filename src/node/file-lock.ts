import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';

/** Gives a file free for other processes. */
export type ReleaseLock = () => Promise<void>;

/** The locks of this process: its own ID, left by an earlier process, would tell nothing. */
const held = new Set<string>();

/**
 * Takes a file for this process, by writing its process ID to `<path>.lock`.
 *
 * A lock whose process is gone is taken over, so that nothing is to be cleaned up after a crash. On Linux a process is also
 * told from a later one that got the same ID. Processes that do not see each other, in two containers or on two machines,
 * are **not** kept apart.
 *
 * @param path must be the same whenever the file is.
 * @throws {Error} if another process, or this one, has the file.
 */
export async function lockFile(path: string): Promise<ReleaseLock> {
  const lock = `${path}.lock`;
  if (held.has(lock)) throw new Error(`${path} is open in this process already`);
  held.add(lock);
  try {
    await takeLock(lock, path);
  } catch (error) {
    held.delete(lock);
    throw error;
  }
  return async () => {
    await rm(lock, { force: true });
    held.delete(lock);
  };
}

async function takeLock(lock: string, path: string): Promise<void> {
  // Linked, so that a lock is never there without its content.
  const draft = `${lock}.${randomUUID()}`;
  try {
    await writeFile(draft, `${process.pid} ${(await startOf(process.pid)) ?? ''}\n`);
    if (await isLinked(draft, lock)) return;
    const found = await contentOf(lock);
    const holder = await holderOf(found);
    if (holder !== undefined) throw new Error(`${path} is open in process ${holder}`);
    await removeLock(lock, found, draft);
    if (!(await isLinked(draft, lock))) throw new Error(`${path} has just been opened by another process`);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Removes a lock whose process is gone, and not what another process that starts now has put there meanwhile. */
async function removeLock(lock: string, content: string, draft: string): Promise<void> {
  const moved = `${draft}.old`;
  try {
    await rename(lock, moved);
    if ((await contentOf(moved)) !== content) await isLinked(moved, lock);
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
  } finally {
    await rm(moved, { force: true });
  }
}

async function contentOf(lock: string): Promise<string> {
  try {
    return await readFile(lock, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return '';
    throw error;
  }
}

/** Whether a second name could be given to a file; false where something has that name. */
async function isLinked(file: string, name: string): Promise<boolean> {
  try {
    await link(file, name);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** The ID of the process that wrote a lock; `undefined` where it is gone. */
async function holderOf(content: string): Promise<number | undefined> {
  const [, id = '', start = ''] = /^(\d+) (.*)\n$/.exec(content) ?? [];
  const pid = Number(id);
  // A lock of this process is in `held`: one with its ID here is from before.
  if (id === '' || pid === process.pid || !isAlive(pid)) return undefined;
  const now = await startOf(pid);
  return start !== '' && now !== undefined && now !== start ? undefined : pid;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

/** When a process began, on which boot; `undefined` where the system does not tell. */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses, and may hold anything; the start is the 22nd.
    const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return start === undefined ? undefined : `${boot.trim()} ${start}`;
  } catch {
    return undefined;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
