import { escape, html, raw, type Html } from './html.js';
import type { Json } from '../generate/json.js';

const token = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Renders a JSON value, indented and coloured. */
export function jsonHtml(value: Json): Html {
  return raw(colour(JSON.stringify(value, null, 2)));
}

/** Renders a block of code that can be scrolled with the keyboard and copied with a button. */
export function codeBlock(code: Html, label: string): Html {
  return html`<div class="code">
    <pre tabindex="0" role="group" aria-label="${label}"><code>${code}</code></pre>
    <button type="button" class="copy" hidden>Copy</button>
  </div>`;
}

function colour(json: string): string {
  let out = '';
  let end = 0;
  for (const match of json.matchAll(token)) {
    const [text, string, colon] = match;
    const kind = colon !== undefined ? 'name' : string !== undefined ? 'string' : 'literal';
    out += escape(json.slice(end, match.index));
    out += `<span class="${kind}">${escape(string ?? text)}</span>${colon ?? ''}`;
    end = match.index + text.length;
  }
  return out + escape(json.slice(end));
}
