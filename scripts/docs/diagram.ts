import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderMermaidSVG } from 'beautiful-mermaid';
import { escape, html, raw, type Html } from './html.js';
import { inlineMarkdown } from './markdown.js';

/** A sequence diagram: a text in Mermaid's language, whose first comments are its title, text and rules. */
export interface Diagram {
  /** Name of its file, and its anchor. */
  readonly id: string;
  readonly title: string;
  readonly text: string;
  /** IDs of the rules of behaviour.md that it shows. */
  readonly rules: readonly string[];
  readonly source: string;
}

const folder = fileURLToPath(new URL('diagrams/', import.meta.url));

/** The order on the page: what most readers ask first. */
const order = ['transaction', 'device', 'key-query', 'key-claim', 'federation'];

/** Reads the diagrams of the site. */
export async function readDiagrams(): Promise<Diagram[]> {
  const names = (await readdir(folder)).map((file) => basename(file, '.mmd'));
  names.sort((a, b) => order.indexOf(a) - order.indexOf(b));
  return await Promise.all(names.map(async (id) => parseDiagram(id, await readFile(`${folder}${id}.mmd`, 'utf8'))));
}

/**
 * Parses a diagram's text.
 *
 * @throws {Error} if one of its first comments is missing.
 */
export function parseDiagram(id: string, text: string): Diagram {
  const comment = (name: string): string => {
    const found = new RegExp(`^%% ${name}: (.+)$`, 'm').exec(text)?.[1];
    if (found === undefined) throw new Error(`diagrams/${id}.mmd: a line "%% ${name}: …" is missing`);
    return found;
  };
  return {
    id,
    title: comment('title'),
    text: comment('text'),
    rules: comment('rules').split(' '),
    source: text.replace(/^%%.*\n/gm, ''),
  };
}

/** Draws a diagram in the page's colours, with a description of each step for those who do not see it. */
export function drawDiagram({ id, title, source }: Diagram): Html {
  const [, width = '', height = '', drawn = ''] =
    /^<svg [^>]*width="([\d.]+)" height="([\d.]+)"[^>]*>\s*(?:<style>[^]*?<\/style>)?([^]*)<\/svg>\s*$/.exec(
      renderMermaidSVG(source, { transparent: true }),
    ) ?? [];
  if (drawn === '') throw new Error(`diagrams/${id}.mmd: cannot be drawn`);
  // Each picture has markers, and IDs are one page's. Coordinates with 14 digits show nothing more than whole ones.
  const body = drawn
    .replaceAll(/seq-arrow(-open)?(?=[")])/g, `${id}-arrow$1`)
    .replaceAll(/\d+\.\d{2,}/g, (number) => String(Math.round(Number(number) * 10) / 10))
    .replaceAll(/ data-[a-z-]+="[^"]*"| font-weight="400"/g, '')
    .replaceAll(/\n\s*/g, '');
  const steps = describeSteps(source);
  return raw(
    `<svg class="diagram" style="--drawn: ${width}px" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title ${id}-steps">` +
      `<title id="${id}-title">${escape(title)}</title><desc id="${id}-steps">${escape(steps.join(' '))}</desc>${body}</svg>`,
  );
}

/** Renders a diagram with its text and its rules. */
export function diagramFigure(diagram: Diagram): Html {
  const { id, title, text, rules } = diagram;
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}"><a class="anchor" href="#${id}">${title}</a></h2>
    <p>${inlineMarkdown(text)}</p>
    ${pictureOf(diagram)}
    <p class="note">Rules: ${rules.map((rule) => html`<a class="rule" href="behaviour.html#${rule}">${rule}</a> `)}</p>
  </section>`;
}

/** Renders a diagram, and below it the same in words, which the script opens where the screen is too narrow for the picture. */
export function pictureOf(diagram: Diagram): Html {
  const { title, source } = diagram;
  return html`<div class="scroll picture" tabindex="0" role="group" aria-label="Picture: ${title}">
      ${drawDiagram(diagram)}
    </div>
    <details class="words">
      <summary>The same in words</summary>
      <ol>
        ${describeSteps(source).map((step) => html`<li>${step.replace(/^\d+\. /, '')}</li>`)}
      </ol>
    </details>`;
}

/** Tells the steps of a diagram, in its order, as numbered sentences. */
export function describeSteps(source: string): string[] {
  const names = new Map(
    [...source.matchAll(/^\s*participant (\w+) as (.+)$/gm)].map(([, id = '', name = '']) => [id, name]),
  );
  const name = (id: string): string => (names.get(id) ?? id).replace(/,.*$/, '');
  const steps = source.split('\n').flatMap((line) => {
    const [, from = '', arrow, to = '', label = ''] = /^\s*(\w+)(--?>>)(\w+): (.+)$/.exec(line) ?? [];
    if (arrow !== undefined && from === to) return [`${name(from)}: ${label}.`];
    if (arrow !== undefined) return [`${name(from)} ${arrow === '->>' ? 'to' : 'answers'} ${name(to)}: ${label}.`];
    const [, word, rest = ''] = /^\s*(Note over [\w,]+:|alt|else) (.+)$/.exec(line) ?? [];
    if (word === undefined) return [];
    if (word === 'alt') return [`Either ${rest}:`];
    if (word === 'else') return [`Or ${rest}:`];
    const owners = word.slice('Note over '.length, -1).split(',').map(name);
    return [`${owners.join(' and ')}: ${rest}.`];
  });
  return steps.map((step, index) => `${String(index + 1)}. ${step}`);
}
