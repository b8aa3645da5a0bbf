/** `npm run docs` writes the documentation's site to dist/docs/, and serves it on loopback if it is asked to. */
import { fileURLToPath } from 'node:url';
import { buildDocs } from './build.js';
import { readOptions, usage, type Options } from './options.js';
import { serveFolder } from './serve.js';
import { writeSite } from './write-site.js';

process.exitCode = await main(process.argv.slice(2));

/** Gives the exit status: 0, or 2 for arguments that are not in the usage. */
async function main(args: string[]): Promise<number> {
  let options: Options;
  try {
    options = readOptions(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return 2;
  }
  if (options.help) {
    console.log(usage);
    return 0;
  }
  const projectRoot = fileURLToPath(new URL('../..', import.meta.url));
  const folder = fileURLToPath(new URL('../../dist/docs', import.meta.url));
  const files = await buildDocs(projectRoot);
  await writeSite(folder, files);
  console.log(`docs: ${String(files.size)} files in dist/docs, to begin with index.html`);
  if (options.serve) {
    const { url } = await serveFolder(folder, options.port);
    console.log(`serving on ${url}, end with Ctrl+C`);
  }
  return 0;
}
