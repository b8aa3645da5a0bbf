import { element, type GoTo, lineNodes, textNodes } from './dom.js';
import { excerptOf } from './excerpt.js';
import type { Outcome, Part, Place, Remark } from './outcome.js';

/** The surroundings of an outcome on the page. */
export interface Surroundings {
  /** Text of a field, for excerpts. */
  readonly textOf: (field: string) => string;
  /** Label of a field, where a tool has several. */
  readonly labelOf: (field: string) => string | undefined;
  readonly goTo: GoTo;
}

/** The most remarks and lines of code that are shown. A page with more than that is of no use to anyone. */
const [mostRemarks, mostLines] = [100, 2000];

/** Renders the parts of an outcome. */
export function outcomeNodes({ parts }: Outcome, around: Surroundings): HTMLElement[] {
  return parts.map((part) => {
    const section = element('section', { class: `part part-${part.kind}` });
    if (part.title !== undefined) section.append(element('h3', {}, part.title));
    section.append(...contentOf(part, around));
    return section;
  });
}

function contentOf(part: Part, around: Surroundings): HTMLElement[] {
  switch (part.kind) {
    case 'text':
      return part.lines.map((line) => element('p', {}, ...lineNodes(line, around.goTo)));
    case 'remarks':
      return remarkNodes(part.remarks, around);
    case 'table':
      return [tableNode(part, around)];
    case 'code':
      return codeNodes(part.title, part.text);
  }
}

function remarkNodes(remarks: readonly Remark[], around: Surroundings): HTMLElement[] {
  const list = element('ul', { class: 'remarks' });
  for (const { severity, code, pointer, message, place } of remarks.slice(0, mostRemarks)) {
    const head = element('p', { class: 'remark' }, element('strong', { class: severity }, severity), ' ');
    if (code !== undefined) head.append(element('code', { class: 'finding' }, code), ' ');
    if (pointer !== '') head.append(element('code', {}, pointer), ' ');
    if (place !== undefined) head.append(...lineNodes({ text: placeText(place, around), place }, around.goTo));
    const item = element('li', { class: severity }, head, element('p', {}, ...textNodes(message)));
    if (place !== undefined) item.append(excerptNode(place, around));
    list.append(item);
  }
  if (remarks.length <= mostRemarks) return [list];
  return [list, element('p', { class: 'note' }, `${remarks.length - mostRemarks} more are not shown.`)];
}

function placeText({ field, line, column }: Place, { labelOf }: Surroundings): string {
  const label = labelOf(field);
  return `${label === undefined ? 'line' : `${label}, line`} ${line}, column ${column}`;
}

function excerptNode({ field, line, column }: Place, { textOf }: Surroundings): HTMLElement {
  const lines = excerptOf(textOf(field), line, column).map(({ number, text, isMarked }) => {
    const shown = `${String(number).padStart(4)}  ${text}`;
    return element(isMarked ? 'mark' : 'span', {}, shown);
  });
  return element(
    'pre',
    { class: 'excerpt', tabindex: '0', role: 'group', 'aria-label': `Around line ${line}` },
    ...lines,
  );
}

function tableNode({ title, head, rows }: Extract<Part, { kind: 'table' }>, { goTo }: Surroundings): HTMLElement {
  const heads = head.map((text) => element('th', { scope: 'col', role: 'columnheader' }, text));
  const body = rows.map((cells) =>
    element(
      'tr',
      { role: 'row' },
      ...cells.map((cell, i) =>
        i === 0
          ? element('th', { scope: 'row', role: 'rowheader' }, ...lineNodes(cell, goTo))
          : element('td', { role: 'cell', 'data-label': head[i] ?? '' }, element('div', {}, ...lineNodes(cell, goTo))),
      ),
    ),
  );
  return element(
    'table',
    { class: 'stack', role: 'table', 'aria-label': title },
    element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, ...heads)),
    element('tbody', { role: 'rowgroup' }, ...body),
  );
}

/** Shows code, and a button that copies all of it. */
function codeNodes(title: string, text: string): HTMLElement[] {
  const lines = text.split('\n');
  const shown = lines.length <= mostLines ? text : lines.slice(0, mostLines).join('\n');
  const code = element('pre', { tabindex: '0', role: 'group', 'aria-label': title }, element('code', {}, shown));
  const block = element('div', { class: 'code' }, code);
  if (isSecureContext) {
    const copy = element('button', { type: 'button', class: 'copy' }, 'Copy');
    copy.addEventListener('click', () => {
      void navigator.clipboard.writeText(text).then(
        () => (copy.textContent = 'Copied'),
        () => (copy.textContent = 'Not allowed'),
      );
    });
    block.append(copy);
  }
  if (lines.length <= mostLines) return [block];
  return [
    block,
    element('p', { class: 'note' }, `${lines.length - mostLines} more lines are not shown; Copy takes all.`),
  ];
}
