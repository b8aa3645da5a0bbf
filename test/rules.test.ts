import { describe, expect, it } from 'vitest';
import { projectFiles, readProjectFile, type ProjectFile } from './helpers/project.js';

const rules = ruleIds(readProjectFile('openapi/behaviour.md'));
const groups = [...new Set([...rules].map((id) => id.slice(0, 1)))].join('');

describe('the rules of behaviour.md', () => {
  it('are all that its own text, the other pages and the documents name', () => {
    const pages = ['README.md', 'MIGRATING.md', 'SECURITY.md', 'CONTRIBUTING.md'].map((path) => ({
      path,
      text: readProjectFile(path),
    }));
    const texts = [...pages, ...projectFiles('openapi', '.md'), ...projectFiles('openapi', '.yaml')];
    expect(unknownRules(texts, new RegExp(`\\b[${groups}]\\d{1,2}[a-z]?\\b`, 'g'))).toEqual([]);
  });

  it('are all that docstrings and tests name in brackets', () => {
    const code = ['src', 'scripts', 'test'].flatMap((folder) => projectFiles(folder, '.ts'));
    const bracketed = new RegExp(
      `(?<=\\((?:[${groups}]\\d{1,2}[a-z]?[, ]*)*)[${groups}]\\d{1,2}[a-z]?(?=[^()]*\\))`,
      'g',
    );
    expect(unknownRules(code, bracketed)).toEqual([]);
  });

  it('have each an ID of their own', () => {
    const headings = readProjectFile('openapi/behaviour.md').match(/^### /gm) ?? [];
    expect(rules.size).toBe(headings.length);
  });

  it('that do not exist are found', () => {
    const files = [{ path: 'a.md', text: 'M99 and M3, T77b' }];
    expect(unknownRules(files, /\b[MT]\d{1,2}[a-z]?\b/g)).toEqual(['a.md: M99', 'a.md: T77b']);
  });
});

function ruleIds(page: string): Set<string> {
  return new Set([...page.matchAll(/^### ([A-Z]\d+[a-z]?)\. /gm)].map(([, id = '']) => id));
}

function unknownRules(files: readonly ProjectFile[], pattern: RegExp): string[] {
  return files.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].flatMap(([id]) => (rules.has(id) ? [] : [`${path}: ${id}`])),
  );
}
