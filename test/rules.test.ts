import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findRuleHomes, readRuleHomes } from '../scripts/docs/rule-homes.js';
import { projectFiles, projectRoot, readProjectFile, type ProjectFile } from './helpers/project.js';
import { faultsOfMarks, findRuleTests } from './helpers/rule-tests.js';

const rules = ruleIds(readProjectFile('openapi/behaviour.md'));
const groups = [...new Set([...rules].map((id) => id.slice(0, 1)))].join('');

describe('the rules of behaviour.md', () => {
  it('are all that its own text, the other pages and the documents name', () => {
    const pages = readdirSync(projectRoot).filter((path) => path.endsWith('.md') && path !== 'CHANGELOG.md');
    expect(pages).toContain('ENCRYPTION.md');
    const texts = [
      ...pages.map((path) => ({ path, text: readProjectFile(path) })),
      ...projectFiles('openapi', '.md'),
      ...projectFiles('openapi', '.yaml'),
    ];
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

/**
 * The rules that no code implements yet: those of a device, of encrypting and of receiving without loss. This list can only get
 * shorter: a rule on it that has a home or a test is a fault.
 */
const notYet = new Set(['D8']);

describe('each rule of behaviour.md', () => {
  it('has one home in the code, whose docstring has the tag @rule', async () => {
    expect(faultsOfMarks(rules, notYet, await readRuleHomes(projectRoot))).toEqual([]);
  });

  it('has one test, whose title ends in the word rule and its ID, in brackets', () => {
    const tests = projectFiles('test', '.test.ts').flatMap(({ path, text }) => findRuleTests(path, text));
    expect(faultsOfMarks(rules, notYet, tests)).toEqual([]);
  });
});

describe('faultsOfMarks', () => {
  const mark = (rule: string, line = 1) => ({ rule, path: 'a.ts', line });
  const [known, later] = [new Set(['M1', 'M2', 'D1']), new Set(['D1'])];

  it('finds no fault where each rule has one mark', () => {
    expect(faultsOfMarks(known, later, [mark('M1'), mark('M2')])).toEqual([]);
  });

  it.each([
    ['a rule without a mark', later, [mark('M1')], ['M2 is nowhere']],
    ['a rule with two', later, [mark('M1'), mark('M1', 7), mark('M2')], ['M1 is in a.ts:1 and a.ts:7']],
    ['a mark of no rule', later, [mark('M1'), mark('M2'), mark('M3')], ['M3 is no rule']],
    [
      'a mark of a rule that counts as not implemented',
      later,
      [mark('M1'), mark('M2'), mark('D1', 3)],
      ['D1 counts as not implemented, and is in a.ts:3'],
    ],
    [
      'what is no rule among those that are not implemented',
      new Set(['D1', 'D9']),
      [mark('M1'), mark('M2')],
      ['D9 is no rule'],
    ],
  ])('finds %s', (_, notImplemented, marks, faults) => {
    expect(faultsOfMarks(known, notImplemented, marks)).toEqual(faults);
  });
});

describe('findRuleHomes', () => {
  it('finds what functions, classes and constants are the home of, inner ones too', () => {
    const text = [
      '/** Merges. @rule M1 */',
      'function outer() {',
      '  /**',
      '   * Drops (M3).',
      '   *',
      '   * @rule M3',
      '   * @rule X4',
      '   */',
      '  function inner() {}',
      '}',
      '/** @rule M2 */',
      'export class Merger {}',
      '/** @rule M5 */',
      'export const most = 5;',
    ].join('\n');
    expect(findRuleHomes('a.ts', text).map(({ rule, line, name }) => [rule, line, name])).toEqual([
      ['M1', 2, 'outer'],
      ['M3', 9, 'inner'],
      ['X4', 9, 'inner'],
      ['M2', 12, 'Merger'],
      ['M5', 14, 'most'],
    ]);
  });

  it('shows a home with its docstring, and without what it is indented by', () => {
    const text = 'function outer() {\n  /** @rule M3 */\n  function inner() {\n    return 1;\n  }\n}';
    expect(findRuleHomes('a.ts', text).map(({ code }) => code)).toEqual([
      '/** @rule M3 */\nfunction inner() {\n  return 1;\n}',
    ]);
  });

  it('finds what a part of a document is the home of', () => {
    expect(findRuleHomes('a.yaml', 'info: {}\n# @rule W1\npaths: {}')).toEqual([
      { rule: 'W1', path: 'a.yaml', line: 3, name: undefined, code: '# @rule W1\npaths: {}' },
    ]);
  });

  it.each([
    ['a comment that is no docstring', '// @rule M1\nfunction f() {}'],
    ['the docstring of a type', '/** @rule M1 */\ninterface A {}'],
    ['a docstring of nothing', 'function f() {}\n/** @rule M1 */'],
    ['a docstring that names no rule', '/** @rule */\nfunction f() {}'],
    ['a docstring that names two rules at once', '/** @rule M1, M2 */\nfunction f() {}'],
  ])('refuses a mark in %s', (_, text) => {
    expect(() => findRuleHomes('a.ts', text)).toThrow('a.ts: a @rule belongs in the docstring');
  });
});

describe('findRuleTests', () => {
  it.each([
    [`it('drops it (rule X4)', () => {});`],
    [`describe('drops (rule X4)', () => {});`],
    [`it.each([1])('drops %s (rule X4)', () => {});`],
    [`describe('a', () => { it('drops it (rule X4)', { timeout: 1 }, () => {}); });`],
  ])('finds %s', (text) => {
    expect(findRuleTests('a.test.ts', text)).toEqual([{ rule: 'X4', path: 'a.test.ts', line: 1 }]);
  });

  it.each([
    [`it('drops it (M4)', () => {});`],
    [`it('drops (rule X4) it', () => {});`],
    [`// it('drops it (rule X4)', () => {});`],
    [`it.skip('drops it (rule X4)', () => {});`],
    [`it.todo('drops it (rule X4)');`],
    [`it.skipIf(x)('drops it (rule X4)', () => {});`],
    [`describe.skipIf(x)('a', () => { it('drops it (rule X4)', () => {}); });`],
    [`describe.runIf(x).each([1])('a', () => { it('drops it (rule X4)', () => {}); });`],
  ])('does not take %s for one', (text) => {
    expect(findRuleTests('a.test.ts', text)).toEqual([]);
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
