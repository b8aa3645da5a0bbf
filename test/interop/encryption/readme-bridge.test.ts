import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { codeBlocks, runnableCode } from '../../helpers/code-blocks.js';
import { projectRoot, readProjectFile } from '../../helpers/project.js';
import { jsSdk } from '../clients/clients.js';
import { startLineProcess } from '../clients/line-process.js';
import { serverName } from '../synapse/synapse.js';
import { ghost, missing, openWorld } from './world.js';

vi.setConfig({ testTimeout: 240_000 });
const why = missing(jsSdk);
const bridgeProcess = fileURLToPath(new URL('bridge-process.mjs', import.meta.url));

describe.skipIf(why !== undefined)(`the bridge of ENCRYPTION.md (${why ?? jsSdk.name})`, () => {
  it('gives decrypted events to a bridge that stood before, sends encrypted for it, and leaves it its routes', async () => {
    const world = await openWorld();
    onTestFinished(world.close);
    await world.appservice.kill();
    const folder = mkdtempSync(join(tmpdir(), 'bridge-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const { registration, proxy, clients } = world;
    const bridge = startLineProcess(execPath, [
      bridgeProcess,
      JSON.stringify({
        ...{ registration, serverName, ghost },
        homeserverUrl: proxy.url,
        database: join(folder, 'bridge.db'),
        example: exampleIn(folder, new URL(registration.url ?? '').port),
      }),
    ]);
    onTestFinished(bridge.kill);

    await clients.register('bob');
    const roomId = await clients.createRoom('bob', { invite: [ghost] });
    // The ghost gets its device when it is invited. Bob writes when his client knows of it.
    await vi.waitFor(async () => {
      expect((await clients.trust('bob', ghost)).devices).toHaveLength(1);
    }, 60_000);
    await clients.send('bob', roomId, 'hello, bridge');
    const answer = await clients.shows('bob', 'bridged: hello, bridge');
    expect(answer).toMatchObject({ sender: ghost, isEncrypted: true, shield: 'none' });
    expect(await (await fetch(new URL('/health', registration.url ?? ''))).text()).toBe('the bridge’s own /health');
  });
});

/** Writes the example into a folder in which the package is installed, with the address of the registration. Returns its path. */
function exampleIn(folder: string, port: string): string {
  const block = codeBlocks('ENCRYPTION.md', readProjectFile('ENCRYPTION.md'), 'ts not-run').find(({ code }) =>
    code.includes('declare const bridge: Bridge'),
  );
  if (block?.code.includes('.listen(29333,') !== true) throw new Error('ENCRYPTION.md has no such example any more');
  const installed = join(folder, 'node_modules', 'matrix-encrypted-appservice');
  mkdirSync(dirname(installed), { recursive: true });
  symlinkSync(projectRoot, installed);
  const file = join(folder, 'example.mjs');
  writeFileSync(file, runnableCode(block.code.replace('.listen(29333,', `.listen(${port},`)));
  return file;
}
