import type { Page } from 'playwright-core';

/** A text's colour and the one behind it, as CSS has them. */
interface Colours {
  readonly text: string;
  readonly behind: string;
  readonly sample: string;
}

/** Lists the texts of a page that do not stand out from what is behind them, and how many texts were looked at. */
export async function faintTexts(page: Page): Promise<{ readonly faint: readonly string[]; readonly count: number }> {
  const shown = await page.evaluate(coloursOfText);
  const faint = shown.filter(({ text, behind }) => contrast(text, behind) < 4.5);
  return { faint: faint.map((each) => JSON.stringify(each)), count: shown.length };
}

/** Tells whether a page is light. */
export async function isLight(page: Page): Promise<boolean> {
  const [body] = (await page.evaluate(coloursOfText)).slice(-1);
  return luminance(body?.behind ?? '') > 0.5;
}

/** Runs in the page: the colours of every visible text; the last one is that of the page itself. */
function coloursOfText(): Colours[] {
  const behind = (element: Element | null): string => {
    const colour = element === null ? 'rgb(255, 255, 255)' : getComputedStyle(element).backgroundColor;
    return colour === 'rgba(0, 0, 0, 0)' ? behind(element?.parentElement ?? null) : colour;
  };
  const withText = [...document.querySelectorAll('body *')].filter(
    (element) =>
      element.checkVisibility() &&
      [...element.childNodes].some((child) => child.nodeType === 3 && child.textContent?.trim()),
  );
  return [...withText, document.body].map((element) => ({
    text: getComputedStyle(element).color,
    behind: behind(element),
    sample: element.textContent.trim().slice(0, 30),
  }));
}

/** The contrast of two colours, from 1 to 21, as WCAG 2 defines it. */
function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const parts = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(colour)?.slice(1);
  if (parts === undefined) throw new Error(`a colour that is not opaque: ${colour}`);
  const [red = 0, green = 0, blue = 0] = parts.map((part) => {
    const value = Number(part) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
