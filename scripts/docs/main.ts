/** `npm run docs` writes the documentation's site to dist/docs/, and serves it on loopback if it is asked to. */
import { fileURLToPath } from 'node:url';
import { runScript } from '../run-script.js';
import { buildDocs } from './build.js';
import { readOptions, usage, type Options } from './options.js';
import { serveFolder } from './serve.js';
import { writeSite } from './write-site.js';

process.exitCode = await runScript(process.argv.slice(2), { usage, readOptions }, main);

/** Gives the exit status. */
async function main(options: Options): Promise<number> {
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
