import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

let bundled: Promise<string> | undefined;

/**
 * Bundles the playground's script with the package's own modules, as a plain script: browsers load no modules from the
 * file system.
 */
export async function playgroundScript(): Promise<string> {
  bundled ??= bundle();
  return await bundled;
}

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('playground/main.ts', import.meta.url))],
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'inline',
    charset: 'utf8',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}
