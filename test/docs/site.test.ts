import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildDocs } from '../../scripts/docs/build.js';
import { serveFolder } from '../../scripts/docs/serve.js';
import { writeSite } from '../../scripts/docs/write-site.js';
import { accessibilityFaults } from './axe.js';
import { findChromium, startBrowser } from './browser.js';
import { isLight } from './contrast.js';

const chromium = findChromium();
const projectRoot = fileURLToPath(new URL('../..', import.meta.url));
const screenshotFolder = join(projectRoot, 'dist/screenshots');
/** Pictures are for a person who has changed the looks; nothing here can tell whether they are pretty. */
const screenshots = process.env['SCREENSHOTS'] !== undefined;

if (chromium === undefined) {
  process.stderr.write('The docs site is not tested: no Chromium found. Install one, or set CHROMIUM to its path.\n');
}

// Some tests open every page, and a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

describe.skipIf(chromium === undefined)('the docs site in a browser', () => {
  let folder: string;
  let files: ReadonlyMap<string, string>;
  let browser: Browser;
  let close: () => void;
  /** The same site over HTTP and from the file system. */
  let origins: readonly string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'docs-'));
    files = await buildDocs(projectRoot);
    await writeSite(folder, files);
    const { server, url } = await serveFolder(folder, 0);
    close = () => server.close();
    origins = [url, `${pathToFileURL(folder).href}/`];
    browser = await startBrowser(chromium ?? '');
  });

  afterAll(async () => {
    await browser.close();
    close();
    await rm(folder, { recursive: true });
  });

  /** Opens a page, uses it, and gives back what must not have happened. */
  async function visit(
    url: string,
    use: (page: Page) => Promise<void>,
    options?: BrowserContextOptions,
  ): Promise<string[]> {
    const page = await (await contextWith(options)).newPage();
    const faults: string[] = [];
    const own = origins.find((origin) => url.startsWith(origin)) ?? '';
    page.on('request', (request) => {
      if (!request.url().startsWith(own) && !request.url().startsWith('data:'))
        faults.push(`request: ${request.url()}`);
    });
    page.on('requestfailed', (request) => faults.push(`failed: ${request.url()}`));
    page.on('response', (response) => {
      if (response.status() >= 400) faults.push(`${String(response.status())}: ${response.url()}`);
    });
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) faults.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => faults.push(`script: ${error.message}`));
    await page.goto(url);
    await use(page);
    await page.close();
    return faults;
  }

  const contexts = new Map<string, Promise<BrowserContext>>();

  async function contextWith(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const key = JSON.stringify(options);
    const context = contexts.get(key) ?? browser.newContext({ reducedMotion: 'reduce', ...options });
    contexts.set(key, context);
    return await context;
  }

  it('shows every operation of every document, under every path, and nothing goes wrong or elsewhere', async () => {
    const [, fromFiles = ''] = origins;
    for (const [name, operationIds] of documentedOperations(files)) {
      const faults = await visit(`${fromFiles}${name}.html`, async (page) => {
        const shown = page.locator('[data-operation]:visible');
        const ids = await shown.evaluateAll((elements) => elements.map((each) => each.getAttribute('data-operation')));
        expect(ids.sort()).toEqual([...operationIds].sort());
      });
      expect(faults, name).toEqual([]);
    }
  });

  it('finds device_one_time_keys_count from any page, by keyboard alone, and goes there', async () => {
    for (const origin of origins) {
      const faults = await visit(`${origin}index.html`, async (page) => {
        await page.keyboard.press('/');
        await page.keyboard.type('device_one_time_keys_count');
        await page.locator('#search-results li').first().waitFor();
        expect(await page.locator('#search-results li').first().textContent()).toContain('device_one_time_keys_count');
        await page.keyboard.press('Enter');
        await page.waitForURL('**/application-service-transactions.html#TransactionBody.device_one_time_keys_count');
        expect(await page.locator('#TransactionBody\\.device_one_time_keys_count').isVisible()).toBe(true);
      });
      expect(faults).toEqual([]);
    }
  });

  it('finds operations, fields, error codes, schemas and rules by any of their names', async () => {
    const expectations = [
      ['org.matrix.msc3202.device_lists', 'device_lists'],
      ['msc3984/keys/query', 'POST /_matrix/app/v1/keys/query'],
      ['claimKeys', 'POST /_matrix/app/v1/keys/claim'],
      ['M_MISSING_TOKEN', 'A1. Authentication'],
      ['one time keys count', 'device_one_time_keys_count'],
      ['M3', 'M3. '],
      ['D2', 'D2. Served device keys break over federation'],
      ['receiveSyncChangesMsc4186', 'D4. '],
      ['to-device messages repeat refusal', 'R1. '],
      ['Synapse', 'Who speaks it'],
      ['parses into nothing', 'A transaction parses into nothing'],
      ['sequence diagram', 'Who asks whom'],
      ['differences edu_type', 'Differences from the specification'],
    ] as const;
    const faults = await visit(`${origins[0] ?? ''}index.html`, async (page) => {
      await page.keyboard.press('/');
      for (const [query, expected] of expectations) {
        await page.locator('#search input').fill(query);
        await page.locator('#search-results li', { hasText: expected }).first().waitFor({ timeout: 5000 });
      }
      await page.locator('#search input').fill('xyzzy');
      await page.locator('.hits', { hasText: 'Nothing found' }).waitFor({ timeout: 5000 });
    });
    expect(faults).toEqual([]);
  });

  it('leads from the first page to the reason why a transaction parses into nothing, in four steps', async () => {
    const faults = await visit(`${origins[1] ?? ''}index.html`, async (page) => {
      const main = page.locator('main');
      await main.getByRole('link', { name: "Why can't my bridge decrypt?" }).click();
      await main.getByRole('link', { name: 'A transaction parses into nothing' }).first().click();
      await main.getByRole('link', { name: 'playground: read a transaction' }).click();
      const transaction = { events: [], 'org.matrix.msc3202.to_device': [{ type: 'm.room.encrypted' }] };
      await main.getByLabel('Body of the transaction').fill(JSON.stringify(transaction));
      await main.getByText('Is to_device meant?').waitFor({ timeout: 10_000 });
    });
    expect(faults).toEqual([]);
  });

  it('opens and closes its menu on a phone, and no page is wider than the screen or shut to anyone, says axe', async () => {
    const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
    for (const name of pages(files)) {
      const faults = await visit(
        `${origins[0] ?? ''}${name}`,
        async (page) => {
          const { scroll, screen } = await page.evaluate(() => ({
            scroll: document.documentElement.scrollWidth,
            screen: document.documentElement.clientWidth,
          }));
          expect(scroll, name).toBeLessThanOrEqual(screen);
          expect(await accessibilityFaults(page), name).toEqual([]);
          expect(await page.locator('nav').isVisible()).toBe(false);
          await page.getByRole('button', { name: 'Menu' }).tap();
          expect(await page.locator('nav').isVisible()).toBe(true);
          await page.keyboard.press('Escape');
          expect(await page.locator('nav').isVisible()).toBe(false);
        },
        phone,
      );
      expect(faults).toEqual([]);
    }
  }, 300_000);

  it('is there in full without scripts, but for search', async () => {
    const faults = await visit(
      `${origins[1] ?? ''}application-service-keys.html`,
      async (page) => {
        expect(await page.locator('#queryKeys').isVisible()).toBe(true);
        expect(await page.locator('.search-button').isVisible()).toBe(false);
      },
      { javaScriptEnabled: false },
    );
    expect(faults).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('is %s where its reader wants it so', async (colorScheme) => {
    for (const name of ['index.html', 'playground.html']) {
      const faults = await visit(
        `${origins[0] ?? ''}${name}`,
        async (page) => {
          expect(await isLight(page), name).toBe(colorScheme === 'light');
        },
        { colorScheme },
      );
      expect(faults).toEqual([]);
    }
  });

  it.runIf(screenshots)('has its picture taken in light, in dark and on a phone, for a person to look at', async () => {
    await mkdir(screenshotFolder, { recursive: true });
    const looks: [string, BrowserContextOptions][] = [
      ['light', { colorScheme: 'light', viewport: { width: 1440, height: 1000 } }],
      ['dark', { colorScheme: 'dark', viewport: { width: 1440, height: 1000 } }],
      ['phone', { colorScheme: 'light', viewport: { width: 390, height: 844 }, isMobile: true }],
    ];
    const faults: string[] = [];
    for (const [look, options] of looks) {
      for (const name of ['index.html', 'application-service-keys.html']) {
        const path = join(screenshotFolder, `${name.replace('.html', '')}-${look}.png`);
        const take = async (page: Page): Promise<void> => {
          await page.screenshot({ path });
        };
        faults.push(...(await visit(`${origins[0] ?? ''}${name}`, take, options)));
      }
    }
    expect(faults).toEqual([]);
  });
});

function pages(files: ReadonlyMap<string, string>): string[] {
  return [...files.keys()].filter((path) => path.endsWith('.html'));
}

/** The operation IDs of each document that is published beside the pages. */
function documentedOperations(files: ReadonlyMap<string, string>): Map<string, string[]> {
  // Schemas, examples and vectors are in folders.
  const documents = [...files].filter(([path]) => /^[^/]+\.json$/.test(path));
  return new Map(
    documents.map(([path, content]) => {
      const { paths } = JSON.parse(content) as { paths?: Record<string, Record<string, { operationId?: string }>> };
      const operations = Object.values(paths ?? {}).flatMap((item) => Object.values(item));
      return [path.replace('.json', ''), operations.flatMap(({ operationId }) => operationId ?? [])];
    }),
  );
}
