import { describe, expect, it } from 'vitest';
import { describeSteps, diagramFigure, drawDiagram, parseDiagram, readDiagrams } from '../../scripts/docs/diagram.js';
import { readProjectFile } from '../helpers/project.js';

const diagrams = await readDiagrams();

/** The text of markup, with its entities resolved. */
function textOf(markup: string): string {
  const text = markup.replace(/<[^>]*>/g, ' ');
  return text
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll('&gt;', '>')
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&');
}

describe('the pictures of the site', () => {
  it('are those of a transaction, a device, a key query, a key claim and federation', () => {
    expect(diagrams.map(({ id }) => id)).toEqual(['transaction', 'device', 'key-query', 'key-claim', 'federation']);
  });

  it.each(diagrams)('show every step of their text: $id', (diagram) => {
    const drawn = drawDiagram(diagram).markup.replace(/^[^]*<\/desc>/, '');
    const labels = [...diagram.source.matchAll(/(?:>>\w+|Note over [\w,]+): (.+)$/gm)].map(([, label = '']) => label);
    expect(labels.length).toBeGreaterThan(7);
    const shown = textOf(drawn);
    expect(labels.filter((label) => !shown.includes(label))).toEqual([]);
    expect(describeSteps(diagram.source)).toHaveLength(
      labels.length + (diagram.source.match(/\b(alt|else) /g) ?? []).length,
    );
  });

  it.each(diagrams)('are named and described for those who do not see them: $id', (diagram) => {
    const { markup } = drawDiagram(diagram);
    const [, labels = ''] = /^<svg [^>]*role="img" aria-labelledby="([^"]*)">/.exec(markup) ?? [];
    for (const id of labels.split(' ')) expect(markup).toContain(` id="${id}">`);
    expect(textOf(markup)).toContain(diagram.title);
    for (const step of describeSteps(diagram.source)) expect(textOf(markup)).toContain(step);
  });

  it.each(diagrams)('name rules that exist: $id', ({ rules }) => {
    const page = readProjectFile('openapi/behaviour.md');
    expect(rules.filter((rule) => !page.includes(`\n### ${rule}. `))).toEqual([]);
  });

  it('have ids of their own, load nothing, and have no colours but the page’s', () => {
    const page = diagrams.map((diagram) => diagramFigure(diagram).markup).join('');
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(page).not.toMatch(/@import|https?:\/\/|#[0-9a-f]{6}\b/i);
    for (const [, id = ''] of page.matchAll(/url\(#([^)]*)\)/g)) expect(ids).toContain(id);
  });
});

describe('parseDiagram', () => {
  const text = '%% title: A\n%% text: B.\n%% rules: M1 M3\nsequenceDiagram\n  A->>B: c\n';

  it('takes the comments from the text', () => {
    expect(parseDiagram('a', text)).toEqual({
      id: 'a',
      title: 'A',
      text: 'B.',
      rules: ['M1', 'M3'],
      source: 'sequenceDiagram\n  A->>B: c\n',
    });
  });

  it.each(['title', 'text', 'rules'])('refuses a text without its %s', (name) => {
    expect(() => parseDiagram('a', text.replace(`%% ${name}`, '%% other'))).toThrow(
      `diagrams/a.mmd: a line "%% ${name}`,
    );
  });
});

it('describeSteps tells requests, answers, notes and cases, in order', () => {
  const source = `sequenceDiagram
  participant A as Ann's app, on a phone
  participant B as Homeserver
  A->>B: ask
  alt known
    B-->>A: tell
  else unknown
    B->>B: forget
  end
  Note over A,B: done`;
  expect(describeSteps(source)).toEqual([
    "1. Ann's app to Homeserver: ask.",
    '2. Either known:',
    "3. Homeserver answers Ann's app: tell.",
    '4. Or unknown:',
    '5. Homeserver: forget.',
    "6. Ann's app and Homeserver: done.",
  ]);
});
