import axe from 'axe-core';
import type { Page } from 'playwright-core';

/**
 * Lists what axe finds on a page, in light and in dark, one line for each rule. In dark it looks at contrasts alone, since
 * nothing else depends on colours.
 */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  // As a script tag the page's own policy would forbid it.
  await page.evaluate(axe.source);
  const faults: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const found = await page.evaluate(async (isDark) => {
      const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run({
        resultTypes: ['violations'],
        preload: false, // it would fetch the style sheet
        ...(isDark ? { runOnly: ['color-contrast'] } : {}),
      });
      return violations.map(
        ({ id, nodes }) =>
          `${id}: ${nodes
            .map(({ html }) => html.slice(0, 150))
            .slice(0, 3)
            .join(' ')}`,
      );
    }, colorScheme === 'dark');
    faults.push(...found.map((fault) => `${colorScheme}: ${fault}`));
  }
  await page.emulateMedia({ colorScheme: null });
  return faults;
}
