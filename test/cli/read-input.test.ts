import { chmodSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasSpecialFiles, specialFiles } from '../node/special-files.js';
import { temporaryFolder } from '../node/temporary-folder.js';
import { fixture, runCli } from './run-cli.js';

const path = temporaryFolder();
const user = '@_irc_ann:example.org';

/** Every command that reads a file, in each place where it does. */
const commands: readonly (readonly [string, (file: string) => string[]])[] = [
  ['lint', (file): string[] => ['lint', file]],
  ['ping', (file): string[] => ['ping', file]],
  ['query', (file): string[] => ['query', file, user]],
  ['claim', (file): string[] => ['claim', file, user, 'GHOST']],
  ['validate', (file): string[] => ['validate', 'KeyQuery', fixture('query.json'), file]],
  ['read-transaction', (file): string[] => ['read-transaction', file]],
  ['merge HOMESERVER', (file): string[] => ['merge', file, fixture('appservice.json')]],
  ['merge APPSERVICE', (file): string[] => ['merge', fixture('homeserver.json'), file]],
  [
    'merge --query',
    (file): string[] => ['merge', fixture('homeserver.json'), fixture('appservice.json'), '--query', file],
  ],
];

describe.skipIf(!hasSpecialFiles).each(commands)('%s', (_, argumentsFor) => {
  it.each(specialFiles)(
    'does not read %s, names it and says what to do, with exit status 2',
    async (_kind, reason, make) => {
      const file = make(path('special'));
      const { status, stdout, stderr } = await runCli(argumentsFor(file), { columns: 100 });
      expect(status).toBe(2);
      const text = (stdout + stderr).replace(/\s+/g, ' ');
      expect(text).toContain(`cannot read ${file}: ${reason}`);
      expect(text).toMatch(/Name a |Write to it|Is it the right file\?/);
      const { json } = await runCli([...argumentsFor(file), '--json']);
      expect(JSON.stringify(json())).toContain(`cannot read ${file}: ${reason}`);
    },
  );
});

describe('a file', () => {
  it.skipIf(!hasSpecialFiles || process.getuid?.() === 0)('may lack the permission, unless it is root', async () => {
    writeFileSync(path('file'), '');
    chmodSync(path('file'), 0);
    for (const [, argumentsFor] of commands) {
      const { status, stdout, stderr } = await runCli(argumentsFor(path('file')));
      expect([status, stdout + stderr]).toEqual([2, expect.stringContaining('permission denied')]);
    }
  });
});

describe('standard input', () => {
  it('is read up to 64 MiB', async () => {
    const stdin = new Uint8Array(64 * 2 ** 20 + 1).fill(0x20);
    const { status, stderr } = await runCli(['read-transaction', '-'], { stdin });
    expect(status).toBe(2);
    expect(stderr).toContain('cannot read standard input: it is larger than 64 MiB');
  });
});
