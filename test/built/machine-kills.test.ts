import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { end } from '../kills/processes.js';
import { createPeer, readJournal, type Findings } from './machine-journal.js';

const program = fileURLToPath(new URL('fixtures/machine-life.mjs', import.meta.url));
const kills = Number(process.env['MACHINE_KILLS'] ?? 3);
const timeout = 60_000 + kills * 10_000;

it('uses no position and no key ID twice, whenever its process is killed (E6)', { timeout }, async () => {
  const { usedTwice, undecryptable, read, oneTimeKeys } = await liveAgainAndAgain(kills, false);
  expect({ usedTwice, undecryptable }).toEqual({ usedTwice: 0, undecryptable: 0 });
  expect(Math.min(read, oneTimeKeys)).toBeGreaterThan(kills);
});

it('uses some twice where the commit comes after the message has left', { timeout }, async () => {
  // Whether a kill falls between the message and its commit is chance.
  let usedTwice = 0;
  for (let round = 0; round < 5 && usedTwice === 0; round++) {
    ({ usedTwice } = await liveAgainAndAgain(Math.ceil(kills / 2), true));
  }
  expect(usedTwice).toBeGreaterThan(0);
});

/** Kills one process after the other on the same database, and reads what they have said. */
async function liveAgainAndAgain(times: number, commitsLate: boolean): Promise<Findings> {
  const folder = await mkdtemp(join(tmpdir(), 'machine-kills-'));
  const nameOf = (name: string): string => join(folder, name);
  const peer = await createPeer('@bob:example.org', 'PHONE');
  try {
    await writeFile(nameOf('peer.json'), JSON.stringify(peer.keys));
    for (let life = 0; life < times; life++) {
      const order = {
        database: nameOf('ghost.db'),
        journal: nameOf('journal'),
        peer: nameOf('peer.json'),
        life,
        commitsLate,
      };
      const child = spawn(process.execPath, [program, JSON.stringify(order)], { stdio: ['ignore', 'pipe', 'inherit'] });
      // One of five is killed while it opens the machine.
      if (life % 5 === 4) await wait(1000 * Math.random());
      else await sent(child, 5 + 20 * Math.random());
      await wait(20 * Math.random());
      await end(child);
    }
    return await readJournal(await readFile(nameOf('journal'), 'utf8'), peer);
  } finally {
    peer.olm.close();
    await rm(folder, { recursive: true });
  }
}

/** Resolves when a process has sent so many things, or has ended. */
function sent({ stdout }: ChildProcess, count: number): Promise<void> {
  return new Promise((resolve) => {
    let bytes = 0;
    stdout?.on('close', resolve).on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes >= count) resolve();
    });
  });
}
