import { rmSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

let compiled: Promise<string> | undefined;

/**
 * Compiles the appservice's process into one file, which starts several times as fast as its source. Returns its path. The file is
 * there as long as this process.
 */
export function compileAppservice(): Promise<string> {
  compiled ??= compile(file(`../../../dist/kills/appservice-${process.pid}.mjs`));
  return compiled;
}

async function compile(outfile: string): Promise<string> {
  process.once('exit', () => {
    rmSync(outfile, { force: true });
  });
  await build({
    entryPoints: [file('appservice-process.ts')],
    ...{ outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'warning' },
    // They have files beside them that they look for, or are modules that may not be there.
    external: ['@matrix-org/matrix-sdk-crypto-wasm', '@photostructure/sqlite', 'pg'],
    // Modules of the older kind, in one file of the newer.
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
  });
  return outfile;
}
