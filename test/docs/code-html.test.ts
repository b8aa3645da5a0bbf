import { expect, it } from 'vitest';
import { codeHtml } from '../../scripts/docs/code-html.js';
import { markdownPage } from '../../scripts/docs/markdown.js';

it('codeHtml colours comments, strings and keywords, and escapes all of it', () => {
  const { markup } = codeHtml("const a = 'b // <c>'; // <d> and `const`\nreturn `e`;");
  expect(markup).toBe(
    '<span class="literal">const</span> a = <span class="string">&#39;b // &#60;c&#62;&#39;</span>; ' +
      '<span class="comment">// &#60;d&#62; and `const`</span>\n<span class="literal">return</span> <span class="string">`e`</span>;',
  );
});

it('markdownPage makes tables whose cells name their columns, and code that a keyboard can scroll', () => {
  const source = '| a `b` | |\n|---|---|\n| *c* | <d> |\n\n```ts not-run\nawait x;\n```\n\n```sh\na <b>\n```\n';
  const { markup } = markdownPage(source, new Set(), '').body;
  expect(markup).toContain('<th scope="col" role="columnheader">a b</th>');
  expect(markup).toContain('<th scope="row" role="rowheader"><em>c</em></th>');
  expect(markup).toContain('<div>&lt;d&gt;</div>'.replaceAll('&lt;', '&#60;').replaceAll('&gt;', '&#62;'));
  expect(markup).toContain('<code><span class="literal">await</span> x;</code>');
  expect(markup).toContain('<pre tabindex="0" role="group" aria-label="Commands"><code>a &#60;b&#62;</code></pre>');
});
