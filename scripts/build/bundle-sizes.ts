/**
 * Prints the bytes that each import adds to a user's bundle, as the last step of `npm run build`, and fails if they
 * exceed the limit. esbuild bundles the import for browsers, minified and tree-shaken; the bytes are counted after
 * `gzip -9`.
 */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleLimits, type BundleLimit } from './bundle-limits.js';

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));
const { peerDependencies } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly peerDependencies: Readonly<Record<string, string>>;
};

async function main(): Promise<void> {
  for (const each of bundleLimits) {
    const bytes = await bundledBytes(each);
    const isTooLarge = bytes > each.limitBytes;
    const size = `${kilobytes(bytes)} of ${kilobytes(each.limitBytes)} kB gzipped`;
    console.log(`${isTooLarge ? 'TOO LARGE ' : ''}${each.what} from .${each.from}: ${size}`);
    if (isTooLarge) process.exitCode = 1;
  }
}

async function bundledBytes({ what, from }: BundleLimit): Promise<number> {
  const { outputFiles } = await build({
    stdin: {
      contents: `export ${what} from 'matrix-encrypted-appservice${from}';`,
      resolveDir: projectRoot,
    },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    // Peers are the user's to choose, and larger than everything else.
    external: Object.keys(peerDependencies),
    write: false,
  });
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length;
}

function kilobytes(bytes: number): string {
  return (bytes / 1_000).toFixed(2);
}

await main();
