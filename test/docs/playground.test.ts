import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildDocs } from '../../scripts/docs/build.js';
import { writeSite } from '../../scripts/docs/write-site.js';
import { projectRoot } from '../helpers/project.js';
import { accessibilityFaults } from './axe.js';
import { findChromium, startBrowser } from './browser.js';

const chromium = findChromium();
if (chromium === undefined) {
  process.stderr.write('The playground is not tested: no Chromium found. Install one, or set CHROMIUM to its path.\n');
}

describe.skipIf(chromium === undefined)('the playground, opened from the disk', () => {
  let folder: string;
  let browser: Browser;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'playground-'));
    await writeSite(folder, await buildDocs(projectRoot));
    browser = await startBrowser(chromium ?? '');
  });

  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  beforeEach(async () => {
    const context = await browser.newContext({ reducedMotion: 'reduce', viewport: { width: 1440, height: 900 } });
    page = await context.newPage();
    faults = [];
    page.on('request', (request) => {
      if (!/^(?:file|data):/.test(request.url())) faults.push(`request: ${request.url()}`);
    });
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) faults.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => faults.push(`script: ${error.message}`));
  });

  afterEach(async () => {
    await page.context().close();
    expect(faults).toEqual([]);
  });

  async function open(fragment = ''): Promise<void> {
    // A page that is there already would not be loaded again for another fragment.
    await page.goto('about:blank');
    await page.goto(`${pathToFileURL(folder).href}/playground.html${fragment}`);
  }

  /** The section of the tool that is shown. */
  function tool(): Locator {
    return page.locator('section.tool:visible');
  }

  async function verdict(text: string): Promise<void> {
    await tool().getByRole('status').filter({ hasText: text }).waitFor({ timeout: 10_000 });
  }

  it('validates a payload against a schema, and leads from the fault to its line', async () => {
    await open('#validate');
    await page.getByLabel('Schema', { exact: true }).selectOption('KeyQuery');
    await page.getByLabel('Payload (JSON)').fill('{\n  "@a:example.org": [],\n  "@b:example.org": "all"\n}');
    await verdict('Not valid: this is no KeyQuery. See line 3.');
    expect(await tool().locator('.gutter .marked').textContent()).toBe('3');
    expect(await tool().locator('mark').textContent()).toContain('"@b:example.org": "all"');
    await tool().getByRole('button', { name: 'line 3' }).click();
    const selected = await page.getByLabel('Payload (JSON)').evaluate((area: HTMLTextAreaElement) => {
      return area === document.activeElement ? area.value.slice(area.selectionStart, area.selectionEnd) : 'not focused';
    });
    expect(selected).toBe('  "@b:example.org": "all"');
    await page.getByLabel('Payload (JSON)').fill('{}');
    await verdict('Valid: this is a KeyQuery.');
    expect(await tool().locator('.gutter .marked').count()).toBe(0);
  });

  it('says why a transaction parses into nothing', async () => {
    await open('#read');
    await tool().getByLabel('Example').selectOption({ label: 'Parses into nothing: names that no draft had' });
    await verdict('Nothing is read from this transaction.');
    expect(await tool().textContent()).toContain('deviceLists is no name of a field');
    expect(await tool().getByRole('table').textContent()).toContain('org.matrix.msc3202.to_device');
  });

  it('merges answers, and says where each key comes from', async () => {
    await open('#merge?example=viewer');
    await verdict('Merged: 5 keys.');
    const table = await tool().getByRole('table').textContent();
    expect(table).toContain('the appservice; both have it');
    await page.getByLabel('Viewer').fill('');
    await tool().getByRole('columnheader', { name: 'for remote.example' }).waitFor({ state: 'detached' });
    await page.getByLabel('Answers to').selectOption('claim');
    expect(await page.getByLabel('Viewer').isVisible()).toBe(false);
    await page.getByLabel('The homeserver’s own answer (JSON)').fill('{\n"@a:example.org": 3}');
    await verdict('This cannot be used: see line 2.');
    expect(await tool().textContent()).toContain('The homeserver’s own answer (JSON), line 2');
  });

  it('checks a registration for a homeserver', async () => {
    await open('#lint?example=Registration.minimal');
    await verdict('for the homeservers that are known.');
    await page.getByLabel('Homeserver', { exact: true }).selectOption('Synapse');
    await page.getByLabel('Its version').fill('1.157');
    await verdict('for Synapse 1.157, but with its url');
    expect(await tool().getByRole('table', { name: 'On Synapse 1.157' }).textContent()).toContain('device lists');
    await page.getByLabel('Registration (YAML)').fill('id: [');
    await verdict('This registration cannot be used.');
  });

  it('checks signatures with the browser’s own cryptography', async () => {
    await open('#signature?example=key-query');
    await verdict('4 signatures hold.');
    await open('#signature?example=changed-device');
    await verdict('1 signature does not hold.');
    await open('#signature?example=x-matrix');
    await verdict('The signature holds: remote.example sent this request.');
    await page.getByLabel('Target').fill('/elsewhere');
    await verdict('The signature does not hold.');
  });

  it('opens the examples of an operation from its page', async () => {
    await page.goto(`${pathToFileURL(folder).href}/application-service-transactions.html`);
    await page.getByRole('link', { name: 'Open in the playground' }).first().click();
    await page.getByRole('heading', { name: 'Read a transaction' }).waitFor();
    await verdict('Read ');
  });

  it('gives a link that holds the input without its tokens', async () => {
    await open('#validate');
    await page.getByLabel('Schema', { exact: true }).selectOption('Registration');
    await page.getByLabel('Payload (JSON)').fill('{"as_token": "s3cret-1", "id": "bridge"}');
    await tool().getByRole('button', { name: 'Copy a link' }).click();
    await tool().getByText('A secret was left out of it.').waitFor();
    expect(await page.getByLabel('Payload (JSON)').inputValue()).toContain('s3cret-1');
    await open(new URL(page.url()).hash);
    await verdict('Not valid: this is no Registration.');
    expect(await page.getByLabel('Payload (JSON)').inputValue()).toBe('{"as_token": "removed", "id": "bridge"}');
    await open('#signature?example=x-matrix');
    await tool().getByRole('button', { name: 'Copy a link' }).click();
    await tool().getByText('lets readers send the same request again').waitFor();
    await open('#read?z=AAAA');
    await page.getByRole('alert').filter({ hasText: 'The link is damaged' }).waitFor();
  });

  it('loses nothing: bad input stays, and what an example replaced comes back', async () => {
    await open('#read');
    const area = page.getByLabel('Body of the transaction (JSON)');
    await area.fill('{"events": [}');
    await verdict('This is not JSON: see line 1.');
    expect(await area.inputValue()).toBe('{"events": [}');
    await tool().getByLabel('Example').selectOption({ index: 1 });
    await tool().getByText('Filled in from the example').waitFor();
    await tool().getByRole('button', { name: 'Restore my text' }).click();
    expect(await area.inputValue()).toBe('{"events": [}');
    await verdict('This is not JSON: see line 1.');
  });

  it('shows what is pasted as text, whatever markup is in it', async () => {
    await open('#read');
    const markup = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
    await page
      .getByLabel('Body of the transaction (JSON)')
      .fill(JSON.stringify({ [markup]: 1, events: [{ [markup]: 1 }] }));
    await verdict('Nothing is read');
    expect(await tool().locator('img, script').count()).toBe(0);
    expect(await page.title()).toBe('Playground');
  });

  it('takes five megabytes without a long stop', async () => {
    await open('#read');
    const took = await page.evaluate(async () => {
      const event = `{"type":"m","content":{"body":"${'x'.repeat(900)}"},"event_id":"$a","room_id":"!a","sender":"@a:b","origin_server_ts":1}`;
      const area = document.querySelector<HTMLTextAreaElement>('#read-transaction');
      const status = document.querySelector('[data-tool="read"] [role="status"]');
      if (area === null || status === null) throw new Error('there is no such field');
      area.value = `{"events": [\n${Array.from({ length: 5000 }, () => event).join(',\n')}\n]}`;
      const started = performance.now();
      area.dispatchEvent(new Event('input', { bubbles: true }));
      while (!status.textContent.includes('Read 5000 events')) await new Promise(requestAnimationFrame);
      return performance.now() - started;
    });
    expect(took).toBeLessThan(10_000);
  });

  it.each([
    'read?example=nothing-arrives',
    'merge?example=claim',
    'lint?example=Registration.minimal',
    'signature?example=x-matrix',
    'validate',
  ])('is open to everyone, says axe, and fits a phone, with a result: #%s', async (fragment) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await open(`#${fragment}`);
    await tool().getByRole('status').filter({ hasText: /\w/ }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(360);
  });

  it('is used by keyboard alone', async () => {
    await open('#read');
    await page.locator('#validate').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Validate a payload' }).waitFor();
    await page.getByLabel('Payload (JSON)').focus();
    await page.keyboard.type('["/_matrix/');
    expect(await page.getByLabel('Payload (JSON)').inputValue()).toBe('["/_matrix/');
    await verdict('This is not JSON');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Format');
  });
});
