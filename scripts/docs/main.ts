/** Writes the documentation site to dist/docs/ (`npm run docs`), and can serve it on loopback. */
import { fileURLToPath } from 'node:url';
import { runScript } from '../run-script.js';
import { buildDocs } from './build.js';
import { readOptions, usage, type Options } from './options.js';
import { serveFolder } from './serve.js';
import { writeSite } from './write-site.js';

process.exitCode = await runScript(process.argv.slice(2), { usage, readOptions }, main);

/** Returns the exit status. */
async function main(options: Options): Promise<number> {
  const projectRoot = fileURLToPath(new URL('../..', import.meta.url));
  const folder = fileURLToPath(new URL('../../dist/docs', import.meta.url));
  const files = await buildDocs(projectRoot);
  await writeSite(folder, files);
  console.log(`docs: ${String(files.size)} files in dist/docs; open index.html`);
  if (options.serve) {
    const { url } = await serveFolder(folder, options.port);
    console.log(`serving on ${url}; press Ctrl+C to stop`);
  }
  return 0;
}
