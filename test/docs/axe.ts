import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { faintTexts } from './contrast.js';

/**
 * Lists what axe finds on a page in light, one line for each rule, and the texts that are faint in dark.
 *
 * Nothing but colours depends on the scheme, and axe needs most of its time to find what lies above what: in dark the same
 * elements are compared by their colours alone. That is stricter, since axe lets large texts be fainter.
 */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  // As a script tag the page's own policy would forbid it.
  await page.evaluate(axe.source);
  await page.emulateMedia({ colorScheme: 'light' });
  const found = await page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run({
      resultTypes: ['violations'],
      preload: false, // it would fetch the style sheet
    });
    return violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map(({ html }) => html.slice(0, 150))
          .slice(0, 3)
          .join(' ')}`,
    );
  });
  await page.emulateMedia({ colorScheme: 'dark' });
  const { faint, count } = await faintTexts(page);
  await page.emulateMedia({ colorScheme: null });
  return [...found, ...faint.map((text) => `dark: ${text}`), ...(count < 20 ? [`dark: only ${count} texts`] : [])];
}
