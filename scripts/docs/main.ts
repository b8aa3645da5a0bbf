/**
 * `npm run docs` writes the documentation's site to dist/docs/; `npm run docs -- --serve` serves it on loopback as well
 * (`--port 8080` says where), until it is interrupted.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildDocs } from './build.js';
import { serveFolder } from './serve.js';
import { writeSite } from './write-site.js';

const { values } = parseArgs({ options: { serve: { type: 'boolean' }, port: { type: 'string', default: '0' } } });
const projectRoot = fileURLToPath(new URL('../..', import.meta.url));
const folder = fileURLToPath(new URL('../../dist/docs', import.meta.url));

const files = await buildDocs(projectRoot);
await writeSite(folder, files);
console.log(`docs: ${String(files.size)} files in dist/docs, to begin with index.html`);
if (values.serve === true) {
  const { url } = await serveFolder(folder, Number(values.port));
  console.log(`serving on ${url}, end with Ctrl+C`);
}
