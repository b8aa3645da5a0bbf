import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
};

/** Serves a folder's files on loopback, and nothing outside the folder. Port 0 picks a free one. */
export async function serveFolder(folder: string, port: number): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    const path = pathOf(request.url ?? '/');
    const file = join(folder, path.endsWith('/') ? `${path}index.html` : path);
    send(file).catch(() => {
      if (!response.headersSent) response.writeHead(404, { 'content-type': 'text/plain' });
      response.end('There is no such page.\n');
    });
    async function send(found: string): Promise<void> {
      if (!(await stat(found)).isFile()) throw new Error('not a file');
      response.writeHead(200, { 'content-type': types[extname(found)] ?? 'application/octet-stream' });
      await pipeline(createReadStream(found), response);
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  return { server, url: `http://127.0.0.1:${String(actual)}/` };
}

/** Decodes the requested path, and removes any way up. */
function pathOf(target: string): string {
  try {
    return normalize(`/${decodeURIComponent(target.split('?')[0] ?? '').replaceAll('\0', '')}`);
  } catch {
    return '/';
  }
}
