import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveFolder } from '../../scripts/docs/serve.js';

describe('npm run docs -- --serve', () => {
  let folder: string;
  let url: string;
  let close: () => void;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'serve-'));
    await mkdir(join(folder, 'site/assets'), { recursive: true });
    await writeFile(join(folder, 'secret.txt'), 'secret');
    await writeFile(join(folder, 'site/index.html'), '<h1>Hello</h1>');
    await writeFile(join(folder, 'site/assets/a b.css'), 'p {}');
    const served = await serveFolder(join(folder, 'site'), 0);
    url = served.url;
    close = () => served.server.close();
  });

  afterAll(async () => {
    close();
    await rm(folder, { recursive: true });
  });

  it.each([
    ['/', 200, 'text/html; charset=utf-8', '<h1>Hello</h1>'],
    ['/index.html?query', 200, 'text/html; charset=utf-8', '<h1>Hello</h1>'],
    ['/assets/a%20b.css', 200, 'text/css; charset=utf-8', 'p {}'],
    ['/assets', 404, 'text/plain', 'There is no such page.\n'],
    ['/nothing.html', 404, 'text/plain', 'There is no such page.\n'],
    ['/../secret.txt', 404, 'text/plain', 'There is no such page.\n'],
    ['/%2e%2e/secret.txt', 404, 'text/plain', 'There is no such page.\n'],
    ['/..%2fsecret.txt', 404, 'text/plain', 'There is no such page.\n'],
    ['/assets/..%2f..%2f..%2fsecret.txt', 404, 'text/plain', 'There is no such page.\n'],
    ['/%00', 200, 'text/html; charset=utf-8', '<h1>Hello</h1>'],
    ['/%ff', 200, 'text/html; charset=utf-8', '<h1>Hello</h1>'],
  ])('answers %s with %i, and with nothing from outside the folder', async (path, status, type, body) => {
    expect(await get(path)).toEqual({ status, type, body });
  });

  it('listens on loopback alone', () => {
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  });

  /** Not with `fetch`, which takes the way up out of a path before it sends it. */
  async function get(path: string): Promise<{ status: number | undefined; type: string | undefined; body: string }> {
    return await new Promise((resolve, reject) => {
      const { port } = new URL(url);
      const sent = request({ host: '127.0.0.1', port, path }, (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (body += chunk));
        response.on('end', () => {
          resolve({ status: response.statusCode, type: response.headers['content-type'], body });
        });
      });
      sent.once('error', reject);
      sent.end();
    });
  }
});
