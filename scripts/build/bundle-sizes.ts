/**
 * `npm run build` ends with this: what an import adds to somebody's bundle, printed, and an error where it is more than
 * its limit. Each is bundled as a user would import it, minified and tree-shaken by esbuild for browsers, and counted after
 * `gzip -9`; 1 kB is 1,000 bytes.
 */
import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

interface Import {
  readonly what: string;
  readonly from: string;
  readonly limitBytes: number;
}

const imports: readonly Import[] = [
  { what: '{ isKeyQueryResponse }', from: '/validators', limitBytes: 2_000 },
  { what: '{ isTransactionBody }', from: '/validators', limitBytes: 3_000 },
  { what: '*', from: '/validators', limitBytes: 8_000 },
  { what: '{ mergeKeyQuery }', from: '', limitBytes: 1_000 },
  { what: '*', from: '', limitBytes: 11_000 },
  { what: '*', from: '/appservice', limitBytes: 16_000 },
  { what: '*', from: '/client', limitBytes: 15_000 },
];

async function main(): Promise<void> {
  for (const each of imports) {
    const bytes = await bundledBytes(each);
    const isTooLarge = bytes > each.limitBytes;
    const size = `${kilobytes(bytes)} of ${kilobytes(each.limitBytes)} kB gzipped`;
    console.log(`${isTooLarge ? 'TOO LARGE ' : ''}${each.what} from .${each.from}: ${size}`);
    if (isTooLarge) process.exitCode = 1;
  }
}

async function bundledBytes({ what, from }: Import): Promise<number> {
  const { outputFiles } = await build({
    stdin: {
      contents: `export ${what} from 'matrix-encrypted-appservice${from}';`,
      resolveDir: projectRoot,
    },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
  });
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length;
}

function kilobytes(bytes: number): string {
  return (bytes / 1_000).toFixed(2);
}

await main();
