import { element } from './dom.js';
import { countLines, rangeOfLine } from './excerpt.js';

/** A text area with line numbers, in which lines can be marked. */
export interface Editor {
  readonly area: HTMLTextAreaElement;
  /** Replaces the text; the caller is responsible for what it replaces. */
  setText(text: string): void;
  /** Marks lines, counted from 1, in place of those before. */
  mark(lines: readonly number[]): void;
  /** Selects a line and shows it. */
  goTo(line: number): void;
}

/**
 * Adds line numbers and marks to a text area. Only those in view exist, so that a text of many lines costs no more than a
 * short one.
 */
export function createEditor(area: HTMLTextAreaElement): Editor {
  const gutter = element('div', { class: 'gutter', 'aria-hidden': 'true' });
  const bands = element('div', { class: 'bands', 'aria-hidden': 'true' });
  area.before(gutter, bands);
  let lines = countLines(area.value);
  let marked: ReadonlySet<number> = new Set();

  function draw(): void {
    const { lineHeight, paddingTop } = getComputedStyle(area);
    const height = Number.parseFloat(lineHeight);
    const first = Math.max(1, Math.floor((area.scrollTop - Number.parseFloat(paddingTop)) / height) + 1);
    const last = Math.min(lines, first + Math.ceil(area.clientHeight / height) + 1);
    const top = (line: number): string => `${Number.parseFloat(paddingTop) + (line - 1) * height - area.scrollTop}px`;
    const numbers: HTMLElement[] = [];
    const shownBands: HTMLElement[] = [];
    for (let line = first; line <= last; line++) {
      const isMarked = marked.has(line);
      const number = element('span', isMarked ? { class: 'marked' } : {}, String(line));
      number.style.top = top(line);
      numbers.push(number);
      if (!isMarked) continue;
      const band = element('span');
      band.style.top = top(line);
      shownBands.push(band);
    }
    gutter.replaceChildren(...numbers);
    bands.replaceChildren(...shownBands);
  }

  area.addEventListener('scroll', draw, { passive: true });
  area.addEventListener('input', () => {
    lines = countLines(area.value);
    draw();
  });
  new ResizeObserver(draw).observe(area);

  return {
    area,
    setText: (text) => {
      area.value = text;
      lines = countLines(text);
      area.scrollTop = 0;
      draw();
    },
    mark: (wanted) => {
      marked = new Set(wanted);
      draw();
    },
    goTo: (line) => {
      const { start, end } = rangeOfLine(area.value, line);
      area.focus();
      area.setSelectionRange(start, end);
      const height = Number.parseFloat(getComputedStyle(area).lineHeight);
      area.scrollTop = Math.max(0, (line - 1) * height - area.clientHeight / 2);
      area.scrollLeft = 0;
    },
  };
}
