import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../helpers/project.js';
import type { OpenDatabase } from '../../helpers/sqlite-drivers.js';
import { describeSqlite } from '../../helpers/sqlite-suite.js';
import { driversFolder } from './drivers.js';

interface BunSqlite {
  readonly Database: new (path: string, options?: { readonly readonly: true }) => OpenDatabase;
}

/** The program that the package brings for Linux. Its own script, which would link it, is not run. */
const bun = join(driversFolder, 'node_modules/@oven/bun-linux-x64/bin/bun');

if (process.versions['bun'] !== undefined) {
  const { Database } = createRequire(import.meta.url)('bun:sqlite') as BunSqlite;
  describeSqlite({
    name: 'bun:sqlite',
    open: (path, { readOnly = false } = {}) => (readOnly ? new Database(path, { readonly: true }) : new Database(path)),
  });
} else {
  describe('bun:sqlite', () => {
    it('passes all tests of this file, run by Bun', { timeout: 120_000 }, ({ skip }) => {
      if (!existsSync(bun)) skip('install it with test/interop/drivers/install.sh, on Linux');
      const vitest = join(projectRoot, 'node_modules/vitest/vitest.mjs');
      const args = [
        '--bun',
        vitest,
        'run',
        fileURLToPath(import.meta.url),
        '--typecheck.enabled=false',
        '--pool=forks',
      ];
      const { status, stdout } = spawnSync(bun, [...args, '--reporter=json'], { cwd: projectRoot, encoding: 'utf8' });
      expect({ status, stdout }).toMatchObject({ status: 0 });
      const { numPassedTests: passed } = JSON.parse(stdout) as { readonly numPassedTests: number };
      expect(passed).toBeGreaterThan(100);
    });
  });
}
