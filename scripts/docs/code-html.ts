import { escape, raw, type Html } from './html.js';

const token =
  /(\/\/[^\n]*)|('(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|\b(?:import|from|const|let|async|await|function|return|if|else|new|for|of|true|false|undefined|export|default|throw|try|catch)\b/g;

/** Colours TypeScript: comments, strings and keywords. */
export function codeHtml(code: string): Html {
  let out = '';
  let end = 0;
  for (const match of code.matchAll(token)) {
    const [text, comment, string] = match;
    const kind = comment !== undefined ? 'comment' : string !== undefined ? 'string' : 'literal';
    out += `${escape(code.slice(end, match.index))}<span class="${kind}">${escape(text)}</span>`;
    end = match.index + text.length;
  }
  return raw(out + escape(code.slice(end)));
}
